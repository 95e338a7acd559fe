"""From a payload to time on the channel and bytes on the link."""

import math
from dataclasses import dataclass

from simgui.placement.misfit import MisfitError
from simgui.profiles.part import LinkProfile, RateLaw

LORA_PREAMBLE_SYMBOLS = 8
_LORA_SYNC_SYMBOLS = 4.25
_LOW_DATA_RATE_SYMBOL_S = 16e-3
"""Symbols of 16.384 ms (SF11 and SF12 at 125 kHz) need the low data rate optimisation."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One message on a link: channel time [s], bytes with all headers [byte], fragments."""

    airtime_s: float
    wire_byte: int
    fragments: int


def lora_time_on_air_s(
    phy_payload_byte: int,
    spreading_factor: int,
    bandwidth_hz: float,
    coding_rate_denominator: int = 5,
) -> float:
    """Time on air of one LoRa frame with explicit header and CRC.

    Parameters
    ----------
    phy_payload_byte : int
        PHY payload. [byte]
    spreading_factor : int
        5 to 12. [-]
    bandwidth_hz : float
        Channel bandwidth. [Hz]
    coding_rate_denominator : int
        5 for 4/5 to 8 for 4/8. [-]

    Returns
    -------
    float
        Time from the first preamble symbol to the end of the CRC. [s]

    References
    ----------
    Semtech AN1200.13, "LoRa modem designer's guide", 2013, section 4.

    Examples
    --------
    >>> round(lora_time_on_air_s(10, 7, 125e3) * 1e3, 3)
    41.216
    """
    symbol_s = 2**spreading_factor / bandwidth_hz
    slow = 2 if symbol_s > _LOW_DATA_RATE_SYMBOL_S else 0
    bits = 8 * phy_payload_byte - 4 * spreading_factor + 28 + 16
    blocks = max(math.ceil(bits / (4 * (spreading_factor - slow))), 0)
    symbols = LORA_PREAMBLE_SYMBOLS + _LORA_SYNC_SYMBOLS + 8 + blocks * coding_rate_denominator
    return float(symbols * symbol_s)


def transfer(link: LinkProfile, payload_byte: int, *, downlink: bool = False) -> Transfer:
    """Work out what one message takes on a link.

    Parameters
    ----------
    link : LinkProfile
        The radio or wire.
    payload_byte : int
        Application bytes; an empty message still takes one fragment. [byte]
    downlink : bool
        Towards the device.

    Raises
    ------
    MisfitError
        If a LoRa message needs more than one frame: raw data do not belong there.
    """
    largest = round(link.max_payload_byte.value)
    fragments = max(1, math.ceil(payload_byte / largest))
    wire_byte = payload_byte + fragments * round(link.message_overhead_byte.value)
    if link.law is RateLaw.LORA:
        return Transfer(_lora_airtime_s(link, payload_byte, largest, fragments), wire_byte, fragments)
    rate = link.downlink_bit_per_s.value if downlink else link.uplink_bit_per_s.value
    return Transfer(link.setup_s.value + 8 * wire_byte / rate, wire_byte, fragments)


def _lora_airtime_s(link: LinkProfile, payload_byte: int, largest: int, fragments: int) -> float:
    overhead = round(link.message_overhead_byte.value)
    if fragments > 100:
        raise MisfitError(
            f"a message of {payload_byte} B would take {fragments} frames on {link.name}, which carries at most "
            f"{largest} B each",
            ("send results or features instead of windows", "choose a faster link such as lte-m or wifi-4"),
        )
    sizes = [min(largest, payload_byte - i * largest) for i in range(fragments)]
    frame = (link.spreading_factor, link.bandwidth_hz, link.coding_rate_denominator)
    return sum(link.setup_s.value + lora_time_on_air_s(size + overhead, *frame) for size in sizes)
