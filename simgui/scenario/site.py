"""Where things are: tiers, sites with their gateways, clouds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simgui.scenario.group import Series


class Tier(StrEnum):
    """Where something happens or is needed."""

    DEVICE = "device"
    FOG = "fog"
    CLOUD = "cloud"


class Assign(StrEnum):
    """How devices are dealt to the gateways of a site."""

    BLOCK = "block"
    ROUND_ROBIN = "round_robin"


class Dispatch(StrEnum):
    """How a station with several workers hands out jobs."""

    FIFO = "fifo"
    ROUND_ROBIN = "round_robin"


@dataclass(frozen=True, slots=True)
class GatewayGroup:
    """Like gateways of a site: ``count`` of them at each instance of the site; ``backhaul`` is a link profile.

    ``temperature_c`` is that of the air around them: where there is a series, its mean. [degC]
    """

    name: str
    profile: str
    count: int
    backhaul: str
    temperature_c: float = 20.0
    temperature_series: Series | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place, ``count`` times over, with its gateways and how devices are dealt to them."""

    name: str
    count: int
    gateways: tuple[GatewayGroup, ...]
    assign: Assign


@dataclass(frozen=True, slots=True)
class Cloud:
    """Rented servers behind a round-trip time. ``rtt_s`` [s]"""

    name: str
    profile: str
    servers: int
    dispatch: Dispatch
    rtt_s: float
