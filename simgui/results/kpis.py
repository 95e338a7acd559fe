"""The KPIs of one run, for the fleet and for each group."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Kpis:
    """KPIs by the names of the design; NaN where one does not apply, inf where it is unbounded.

    Parameters
    ----------
    fleet : Mapping[str, float]
        Of all devices. [SI]
    by_group : Mapping[str, Mapping[str, float]]
        The same for each group. [SI]
    intervals : Mapping[str, tuple[float, float]]
        95 % intervals, keyed ``kpi`` for the fleet and ``group/kpi`` for a group. [SI]
    breakdowns : Mapping[str, Mapping[str, float]]
        ``latency_by_stage_s`` and ``energy_by_cause_j``, keyed like the intervals. [SI]
    notes : Mapping[str, str]
        ``accuracy_kind`` (synthetic, recorded or mixed), ``first_death`` (device and cause), ``events_censored`` (how
        many), ``control`` (which control tasks may be late), each where it applies.
    battery_worst : Mapping[str, Any]
        The device whose battery lasts shortest, see `simgui.results.energy_kpis.battery_worst`; empty on mains.
    """

    fleet: Mapping[str, float]
    by_group: Mapping[str, Mapping[str, float]]
    intervals: Mapping[str, tuple[float, float]]
    breakdowns: Mapping[str, Mapping[str, float]]
    notes: Mapping[str, str]
    battery_worst: Mapping[str, Any] = field(default_factory=dict)
