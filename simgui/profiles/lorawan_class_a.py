"""When and how long a LoRaWAN class A device listens, and what its acknowledgement takes.

References
----------
.. [1] LoRa Alliance, "LoRaWAN 1.0.3 Specification", 2018, sections 3.3 (receive windows) and 7.1.3 (duty cycle);
   "LoRaWAN 1.0.2 Regional Parameters", section 2.1: RECEIVE_DELAY1 1 s, RECEIVE_DELAY2 2 s, ACK_TIMEOUT 2 s +/- 1 s,
   RX2 of EU863-870 at 869.525 MHz and DR0.
.. [2] Semtech, LoRaMac-node, RegionCommonComputeRxWindowParameters: length of an empty window.
"""

import math

from simgui.profiles.lora_frame import LoraFrame

RECEIVE_DELAYS_S = (1.0, 2.0)
"""Starts of RX1 and RX2 after the end of an uplink. [s]"""

ACK_TIMEOUT_S = (1.0, 3.0)
"""Range of the random wait after RX2 before an unacknowledged uplink is sent again. [s]"""

CONFIRMED_ATTEMPTS = 8
"""Times a confirmed uplink is sent at most."""

RX2_FRAME = LoraFrame(12, 125e3)
ACK_BYTE = 12
"""PHY payload of an empty acknowledgement: MHDR 1, FHDR 7, MIC 4. [byte]"""

_LEAST_SYMBOLS = 6
_CLOCK_ERROR_S = 10e-3


def empty_window_s(frame: LoraFrame) -> float:
    """Give how long a receiver listens in a window in which nothing comes. [s]

    Parameters
    ----------
    frame : LoraFrame
        Modulation of the window.

    Notes
    -----
    Six symbols or more, widened for a clock that is off by 10 ms, as Semtech's own software does ([2]_).

    Examples
    --------
    >>> round(empty_window_s(LoraFrame(12, 125e3)), 3)
    0.197
    """
    widened = (2 * _LEAST_SYMBOLS - 8) * frame.symbol_s + 2 * _CLOCK_ERROR_S
    return max(math.ceil(widened / frame.symbol_s), _LEAST_SYMBOLS) * frame.symbol_s


def listening_s(frame: LoraFrame, *, confirmed: bool = False) -> float:
    """Give how long a device listens after an uplink: both windows empty, or its acknowledgement in the first. [s]

    Parameters
    ----------
    frame : LoraFrame
        Modulation of the uplink; RX1 uses the same.
    confirmed : bool
        Whether an acknowledgement comes.
    """
    if confirmed:
        answer = LoraFrame(frame.spreading_factor, frame.bandwidth_hz, frame.coding_rate_denominator, has_crc=False)
        return answer.time_on_air_s(ACK_BYTE)
    return empty_window_s(frame) + empty_window_s(RX2_FRAME)


def closed_s() -> float:
    """Give how long after an uplink no other may start, until RX2 is over, whatever the duty cycle. [s]"""
    return RECEIVE_DELAYS_S[-1] + empty_window_s(RX2_FRAME)
