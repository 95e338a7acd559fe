"""What the heat-map of a fleet shows: a KPI of every part of the fleet over time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.core.quantity_format import format_quantity
from simgui.core.unit_table import Dimension
from simgui.results.fleet_record import FleetRecord
from simgui.ui.translation import later, tr

Grid = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeatKpi:
    """A KPI that a heat-map can show.

    Parameters
    ----------
    key : str
        Name of its own.
    title : str
        English name.
    dimension : Dimension
        Kind of quantity.
    from_zero : bool
        Whether its colours begin at zero.
    """

    key: str
    title: str
    dimension: Dimension
    from_zero: bool = True


HEAT_KPIS: tuple[HeatKpi, ...] = (
    HeatKpi("latency", later("Mean latency"), Dimension.TIME),
    HeatKpi("wait", later("Mean wait at shared stations"), Dimension.TIME),
    HeatKpi("late", later("Share of late decisions"), Dimension.RATIO),
    HeatKpi("lost", later("Share of lost decisions"), Dimension.RATIO),
    HeatKpi("power", later("Mean power"), Dimension.POWER, from_zero=False),
    HeatKpi("charge", later("State of charge"), Dimension.RATIO, from_zero=False),
    HeatKpi("alarms", later("Alarms per device-hour"), Dimension.COUNT),
    HeatKpi("jobs", later("Decisions per device-hour"), Dimension.COUNT),
)

_BY_KEY: Mapping[str, HeatKpi] = {kpi.key: kpi for kpi in HEAT_KPIS}


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A heat-map, ready to be drawn.

    Parameters
    ----------
    kpi : HeatKpi
        What it shows.
    group : str
        Whose devices.
    devices : int
        How many they are.
    grid : float64 array (parts of time, parts of the group)
        Values in SI units; NaN where there is none yet.
    low, high : float
        Values of the first and the last colour.
    end_s : float
        Time at the right edge. [s]
    caption : str
        What a cell stands for.
    remark : str
        Why there is nothing to see, or "".
    """

    kpi: HeatKpi
    group: str
    devices: int
    grid: Grid
    low: float
    high: float
    end_s: float
    caption: str
    remark: str

    def rows(self) -> tuple[tuple[object, ...], ...]:
        """Give the known cells: the first device and the beginning [s] of each, and its value. [SI]"""
        parts, rows = self.grid.shape
        return tuple(
            (self.group, int(row * self.devices / rows), part * self.end_s / parts, float(self.grid[part, row]))
            for part in range(parts)
            for row in range(rows)
            if np.isfinite(self.grid[part, row])
        )

    def text(self, value: float) -> str:
        """Write a value with its unit."""
        return value_text(value, self.kpi.dimension)


def value_text(value: float, dimension: Dimension) -> str:
    """Write a value of a heat-map with its unit; shares in percent."""
    if math.isnan(value):
        return tr("no value")
    if dimension is Dimension.RATIO:
        return f"{100 * value:.3g} %"
    if dimension is Dimension.COUNT:
        return f"{value:.3g}"
    return "0" if value == 0 else format_quantity(value, dimension)


def heat_map(record: FleetRecord, group: str, key: str) -> HeatMap:
    """Work out a heat-map.

    Parameters
    ----------
    record : FleetRecord
        The run so far.
    group : str
        Name of a group; one that does not exist stands for the first.
    key : str
        Of a `HeatKpi`.
    """
    names = [one.name for one in record.layout.groups]
    group = group if group in names else names[0]
    layout, kpi = record.group(group), _BY_KEY.get(key, HEAT_KPIS[0])
    reached = record.reached
    grid = np.full((record.layout.bins, layout.bins), np.nan)
    values = _grid(record, group, kpi.key)
    remark = ""
    if values is None:
        remark = tr("{group} runs on the mains: there is no battery to watch.", group=group)
    else:
        grid[:reached] = values[:reached]
        if reached and not np.isfinite(grid).any():
            remark = tr("Nothing of {group} counts here: choose another figure.", group=group)
    low, high = _levels(grid, kpi)
    each = tr("one device") if layout.is_exact else tr("{count} devices", count=math.ceil(layout.devices / layout.bins))
    step = format_quantity(record.layout.bin_ns / 1e9, Dimension.TIME)
    return HeatMap(
        kpi=kpi,
        group=group,
        devices=layout.devices,
        grid=grid,
        low=low,
        high=high,
        end_s=float(record.layout.bins * record.layout.bin_ns / 1e9),
        caption=tr("a cell is {each} for {step}", each=each, step=step),
        remark=remark,
    )


def _grid(record: FleetRecord, group: str, key: str) -> Grid | None:
    if key == "power":
        return record.power_w(group)
    if key == "charge":
        charge = record.charge(group)
        return None if charge is None else charge[1:]
    if key in {"alarms", "jobs"}:
        hours = np.diff(record.layout.edges_s())[:, None] / 3600 * record.members(group)
        return np.asarray(record.of(group, key) / hours)
    name, over = {"latency": ("latency_s", "timed"), "wait": ("wait_s", "jobs")}.get(key, (key, "jobs"))
    return record.per_window(group, name, over)


def _levels(grid: Grid, kpi: HeatKpi) -> tuple[float, float]:
    """Choose the range of the colours: from zero or the lowest, to the highest but the rarest."""
    known = grid[np.isfinite(grid)]
    if not len(known):
        return 0.0, 1.0
    high = float(np.quantile(known, 0.995)) or float(known.max())
    low = 0.0 if kpi.from_zero else float(known.min())
    if high <= low:
        return low, low + (abs(low) * 1e-3 or 1.0)
    return low, high


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """A part of the fleet and of time that the user has drawn a frame around.

    Parameters
    ----------
    group : str
        Whose devices.
    first, last : int
        Devices from the first up to and including the last.
    from_s, until_s : float
        Simulated time. [s]
    """

    group: str
    first: int
    last: int
    from_s: float
    until_s: float

    def holds(self, group: str, device: int, time_s: float) -> bool:
        """Tell whether something that happened to a device is inside; what happened to a station is."""
        if not self.from_s <= time_s <= self.until_s:
            return False
        return device < 0 or (group == self.group and self.first <= device <= self.last)

    @property
    def text(self) -> str:
        """Say what it is."""
        return tr("{group} {first}–{last}", group=self.group, first=self.first, last=self.last)


def framed(record: FleetRecord, group: str, times_s: tuple[float, float], parts: tuple[float, float]) -> DeviceFilter:
    """Make a filter of a frame that was drawn around cells.

    Parameters
    ----------
    record : FleetRecord
        The run.
    group : str
        Whose devices are shown.
    times_s : tuple[float, float]
        Left and right edge. [s]
    parts : tuple[float, float]
        Edges in parts of the group.
    """
    layout = record.group(group)
    low, high = sorted(parts)
    first = min(max(int(low), 0), layout.bins - 1)
    last = min(max(math.ceil(high) - 1, first), layout.bins - 1)
    early, late = sorted(times_s)
    return DeviceFilter(group, layout.members(first).start, layout.members(last).stop - 1, max(0.0, early), late)
