"""The synthetic sources by name."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from simgui.streams.synthetic.bearing_vibration import BearingVibration
from simgui.streams.synthetic.cold_chain_temperature import ColdChainTemperature
from simgui.streams.synthetic.signal import Everyday, SignalError, SignalSource
from simgui.streams.synthetic.valve_pressure import ValvePressure
from simgui.streams.synthetic.vineyard_audio import VineyardAudio
from simgui.streams.synthetic.wrist_acceleration import WristAcceleration

_ALL: tuple[SignalSource, ...] = (
    BearingVibration(),
    ValvePressure(),
    WristAcceleration(),
    VineyardAudio(),
    ColdChainTemperature(),
)

SOURCES: Mapping[str, SignalSource] = MappingProxyType({one.name: one for one in _ALL})
"""Every synthetic source, by the name that scenarios use."""


def source(name: str, *, everyday: Everyday | None = None) -> SignalSource:
    """Return the synthetic source of a name.

    Parameters
    ----------
    name : str
        Name as in a scenario.
    everyday : Everyday | None
        How often normal windows look like events; None leaves that to the source.

    Returns
    -------
    SignalSource
        The source.

    Raises
    ------
    SignalError
        If there is no such source, or it knows no near misses.

    Examples
    --------
    >>> source("bearing_vibration").states
    ('healthy', 'outer_race', 'inner_race')
    """
    if name not in SOURCES:
        raise SignalError(f"no synthetic source {name!r}; there are {', '.join(SOURCES)}")
    found = SOURCES[name]
    if everyday is None:
        return found
    if not isinstance(found, ValvePressure | WristAcceleration | ColdChainTemperature):
        raise SignalError(f"the source {name} knows no near misses")
    return replace(found, everyday=everyday)
