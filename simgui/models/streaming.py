"""Duty cycle and mean power of a network that runs once a period over a stream."""

from __future__ import annotations

from dataclasses import dataclass

from simgui.core.errors import SimguiError


class StreamingError(SimguiError):
    """A stream cannot be followed."""


@dataclass(frozen=True, slots=True)
class Streaming:
    """What following a stream costs.

    Parameters
    ----------
    duty : float
        Share of the time spent on features and inference. [-]
    mean_power_w : float
        Mean power. [W]
    """

    duty: float
    mean_power_w: float


def follow(busy_s: float, period_s: float, active_w: float, waiting_w: float) -> Streaming:
    """Follow a stream.

    Parameters
    ----------
    busy_s : float
        Time of features and inference of one step. [s]
    period_s : float
        Time from one step to the next. [s]
    active_w, waiting_w : float
        Power meanwhile, and between the steps with the sensor's path on. [W]

    Returns
    -------
    Streaming
        Duty cycle and mean power.

    Raises
    ------
    StreamingError
        If a step takes longer than the period.

    Examples
    --------
    >>> follow(0.008, 0.032, 0.5, 0.25)
    Streaming(duty=0.25, mean_power_w=0.3125)
    """
    if not 0 <= busy_s <= period_s:
        raise StreamingError(f"a step takes {busy_s * 1e3:.3g} ms of a period of {period_s * 1e3:.3g} ms")
    duty = busy_s / period_s
    return Streaming(duty, duty * active_w + (1 - duty) * waiting_w)
