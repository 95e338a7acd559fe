"""The synthetic sources by name."""

from collections.abc import Mapping
from types import MappingProxyType

from simgui.streams.synthetic.bearing_vibration import BearingVibration
from simgui.streams.synthetic.signal import SignalError, SignalSource
from simgui.streams.synthetic.valve_pressure import ValvePressure
from simgui.streams.synthetic.wrist_acceleration import WristAcceleration

_ALL: tuple[SignalSource, ...] = (BearingVibration(), ValvePressure(), WristAcceleration())

SOURCES: Mapping[str, SignalSource] = MappingProxyType({one.name: one for one in _ALL})
"""Every synthetic source, by the name that scenarios use."""


def source(name: str) -> SignalSource:
    """Return the synthetic source of a name.

    Parameters
    ----------
    name : str
        Name as in a scenario.

    Returns
    -------
    SignalSource
        The source.

    Raises
    ------
    SignalError
        If there is no such source.

    Examples
    --------
    >>> source("bearing_vibration").states
    ('healthy', 'outer_race', 'inner_race')
    """
    try:
        return SOURCES[name]
    except KeyError:
        raise SignalError(f"no synthetic source {name!r}; there are {', '.join(SOURCES)}") from None
