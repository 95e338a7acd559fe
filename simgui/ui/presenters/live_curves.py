"""Curves over simulated time that fill while a run is on: latency, power, queues and batteries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.core.quantity_format import format_quantity
from simgui.core.unit_table import Dimension
from simgui.results.fleet_record import FleetRecord
from simgui.ui.presenters.heat_map import DeviceFilter
from simgui.ui.presenters.station_names import station_text
from simgui.ui.presenters.wording import count_text
from simgui.ui.translation import later, tr

Values = npt.NDArray[np.float64]

QUANTILES = (0.5, 0.95, 0.99)
_CAUSES = {
    "sleep": later("sleep and standby"),
    "sense": later("sensing"),
    "compute": later("inference"),
    "transmit": later("sending"),
    "receive": later("receiving"),
    "tail": later("listening on"),
}
MOST_QUEUES = 6


@dataclass(frozen=True, slots=True)
class Curve:
    """A named curve; ``colour`` is an index into the series of the palette, ``dash`` tells curves of one colour apart.

    ``values`` are those of the parts of time, NaN where there is none.
    """

    name: str
    values: Values
    colour: int
    dash: int = 0


@dataclass(frozen=True, slots=True)
class Curves:
    """What a chart over time shows.

    Parameters
    ----------
    edges_s : float64 array
        Edges of the parts of time; one more than values. [s]
    curves : tuple[Curve, ...]
        In drawing order; of a stack, from the bottom, each on top of those before.
    remark : str
        Why there is nothing to see, or "".
    """

    edges_s: Values
    curves: tuple[Curve, ...]
    remark: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no curve has a value."""
        return not any(np.isfinite(curve.values).any() for curve in self.curves)


def latency_curves(record: FleetRecord, group: str) -> Curves:
    """Give median, 95th and 99th percentile of the latency."""
    group = known_group(record, group)
    found = record.latency_quantiles_s(group, QUANTILES)
    found[:, record.reached :] = np.nan
    names = [f"p{100 * fraction:g}" for fraction in QUANTILES]
    curves = tuple(Curve(name, found[row], row, row) for row, name in enumerate(names))
    remark = "" if np.isfinite(found).any() else tr("No decision of {group} counts for the latency yet.", group=group)
    return Curves(record.layout.edges_s(), curves, remark)


def power_curves(record: FleetRecord, group: str) -> Curves:
    """Give the mean power of a device by cause; causes without any are left out."""
    group = known_group(record, group)
    curves = []
    for place, (cause, values) in enumerate(record.power_by_state_w(group).items()):
        shown = np.asarray(values, dtype=np.float64).copy()
        shown[record.reached :] = np.nan
        if np.nansum(shown) > 0:
            curves.append(Curve(tr(_CAUSES.get(cause, cause)), shown, place))
    return Curves(record.layout.edges_s(), tuple(curves))


def queue_curves(record: FleetRecord) -> Curves:
    """Give how many messages wait on average at the busiest shared stations."""
    queues = record.queues()
    order = sorted(queues, key=lambda name: -float(queues[name].max(initial=0.0)))[:MOST_QUEUES]
    curves = []
    for place, name in enumerate(order):
        shown = queues[name].copy()
        shown[record.reached :] = np.nan
        if np.nansum(shown) > 0:
            curves.append(Curve(station_text(name), shown, place, place // 4))
    remark = "" if curves else tr("Nobody has waited at a shared station so far.")
    return Curves(record.layout.edges_s(), tuple(curves), remark)


@dataclass(frozen=True, slots=True)
class BatteryBand:
    """State of charge over time.

    Parameters
    ----------
    times_s : float64 array
        Edges of the parts of time that are reached. [s]
    low, middle, high : float64 array
        5th, 50th and 95th percentile over the devices, or over parts of them. [-]
    worst : float64 array
        Of the device, or part, that ends lowest. [-]
    worst_name : str
        Which one that is.
    remark : str
        Why there is nothing to see, or "".
    """

    times_s: Values
    low: Values
    middle: Values
    high: Values
    worst: Values
    worst_name: str
    remark: str = ""


def battery_band(record: FleetRecord, group: str, only: DeviceFilter | None = None) -> BatteryBand:
    """Give the band of the state of charge of a group, or of the devices in a frame."""
    group = known_group(record, group)
    layout, charge = record.group(group), record.charge(group)
    nothing = np.zeros(0)
    if charge is None:
        remark = tr("{group} runs on the mains: there is no battery to watch.", group=group)
        return BatteryBand(nothing, nothing, nothing, nothing, nothing, "", remark)
    first, last = 0, layout.bins - 1
    if only is not None and only.group == group:
        first, last = layout.part_of(only.first), layout.part_of(only.last)
    reached = record.reached
    part = charge[: reached + 1, first : last + 1]
    worst = int(part[-1].argmin()) + first
    low, middle, high = np.quantile(part, (0.05, 0.5, 0.95), axis=1)
    members = layout.members(worst)
    if len(members) == 1:
        name = f"{group} {members.start}"
    else:
        name = tr("{group} {first}–{last} (mean)", group=group, first=members.start, last=members.stop - 1)
    times_s = record.layout.edges_s()[: reached + 1]
    return BatteryBand(times_s, low, middle, high, charge[: reached + 1, worst], name)


def known_group(record: FleetRecord, group: str) -> str:
    """Give a group that the run has: the one asked for, or the first."""
    names = [one.name for one in record.layout.groups]
    return group if group in names else names[0]


def legend_names(curves: Curves, time_s: float, dimension: Dimension, *, most: int = 3) -> tuple[str, ...]:
    """Name the curves, with their values at a moment as long as they are few.

    Parameters
    ----------
    curves : Curves
        What is drawn.
    time_s : float
        The moment. [s]
    dimension : Dimension
        Of the values.
    most : int
        More curves than this are just named.
    """
    if len(curves.curves) > most:
        return tuple(curve.name for curve in curves.curves)
    return tuple(f"{curve.name} {text}".rstrip() for curve, text in _values_at(curves, time_s, dimension))


def total_at(curves: Curves, time_s: float, dimension: Dimension) -> str:
    """Write the sum of all curves at a moment. [s]"""
    part = _part_at(curves, time_s)
    total = float(np.nansum([curve.values[part] for curve in curves.curves]))
    return _text(total, dimension) if total else ""


def _values_at(curves: Curves, time_s: float, dimension: Dimension) -> list[tuple[Curve, str]]:
    part = _part_at(curves, time_s)
    return [
        (curve, _text(value, dimension) if np.isfinite(value := float(curve.values[part])) else "")
        for curve in curves.curves
    ]


def _part_at(curves: Curves, time_s: float) -> int:
    """Give the part of time that a moment is in; what lies at its end belongs to it."""
    part = int(np.searchsorted(curves.edges_s, time_s, side="left")) - 1
    return min(max(part, 0), len(curves.edges_s) - 2)


def _text(value: float, dimension: Dimension) -> str:
    return count_text(value) if dimension is Dimension.COUNT else format_quantity(value, dimension)
