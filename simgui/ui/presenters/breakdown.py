"""Stacked bars: the latency of a job by stage, and the energy of a device by cause."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.core.units import Dimension, format_quantity
from simgui.results.result import PlacementResult
from simgui.ui.presenters.wording import percent_text, segment_label

LATENCY_BY_STAGE = "latency_by_stage_s"
ENERGY_BY_CAUSE = "energy_by_cause_j"
_SPREAD_FOR_SHARES = 30.0
_ORDER = {
    LATENCY_BY_STAGE: ("infer", "uplink", "gateway", "backhaul", "cloud", "downhaul", "downlink"),
    ENERGY_BY_CAUSE: ("sleep", "standby", "sense", "compute", "transmit", "receive", "regulator", "self_discharge"),
}
_COLOURS = {
    LATENCY_BY_STAGE: {name: number for number, name in enumerate(_ORDER[LATENCY_BY_STAGE])},
    ENERGY_BY_CAUSE: dict(zip(_ORDER[ENERGY_BY_CAUSE], (5, 7, 2, 0, 1, 6, 4, 3), strict=True)),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, from ``start`` on, ``value`` long, both in SI or both as shares of the whole."""

    label: str
    colour: int
    start: float
    value: float
    about: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A placement's bar; ``total_text`` is written at its end."""

    placement: str
    segments: tuple[Segment, ...]
    total: float
    total_text: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A chart of stacked bars.

    Parameters
    ----------
    dimension : Dimension
        Kind of quantity on the axis; a ratio when shares are shown.
    bars : tuple[Bar, ...]
        In the order of the placements.
    legend : tuple[tuple[str, int], ...]
        Names and colour numbers of what occurs.
    as_shares : bool
        Whether each bar is scaled to the whole.
    """

    dimension: Dimension
    bars: tuple[Bar, ...] = ()
    legend: tuple[tuple[str, int], ...] = ()
    as_shares: bool = False


def breakdown(runs: Sequence[PlacementResult], kpi: str, *, as_shares: bool | None = None) -> Breakdown:
    """Lay out the bars of a KPI that is a table.

    Parameters
    ----------
    runs : Sequence[PlacementResult]
        What is through; of several seeds the first is shown, and infeasible ones have no bar.
    kpi : str
        `LATENCY_BY_STAGE` or `ENERGY_BY_CAUSE`.
    as_shares : bool | None
        Whether to scale each bar to the whole; None does so when the totals differ too much to be seen together.
    """
    parts: dict[str, dict[str, float]] = {}
    for run in runs:
        if run.feasible and run.placement not in parts:
            values = run.breakdowns.get(kpi, {})
            parts[run.placement] = {name: value for name, value in values.items() if math.isfinite(value) and value > 0}
    names = sorted({name for values in parts.values() for name in values}, key=lambda name: _rank(kpi, name))
    totals = [total for values in parts.values() if (total := sum(values.values())) > 0]
    shares = _differ_much(totals) if as_shares is None else as_shares
    bars = tuple(_bar(placement, values, kpi, names, shares) for placement, values in parts.items())
    legend = tuple((segment_label(name), _colour(kpi, name, names)) for name in names)
    return Breakdown(Dimension.RATIO if shares else _dimension(kpi), bars, legend, shares)


def _dimension(kpi: str) -> Dimension:
    return Dimension.ENERGY if kpi == ENERGY_BY_CAUSE else Dimension.TIME


def _differ_much(totals: Sequence[float]) -> bool:
    return bool(totals) and max(totals) / min(totals) > _SPREAD_FOR_SHARES


def _rank(kpi: str, name: str) -> tuple[int, str]:
    order = _ORDER[kpi]
    return (order.index(name) if name in order else len(order), name)


def _colour(kpi: str, name: str, names: Sequence[str]) -> int:
    known = _COLOURS[kpi]
    return known[name] if name in known else len(known) + names.index(name)


def _bar(placement: str, values: dict[str, float], kpi: str, names: Sequence[str], shares: bool) -> Bar:
    dimension, total = _dimension(kpi), sum(values.values())
    scale = 1 / total if shares and total > 0 else 1.0
    segments, start = [], 0.0
    for name in names:
        if name in values:
            value = values[name]
            share = percent_text(value / total)
            about = f"{placement}, {segment_label(name)}: {format_quantity(value, dimension)} ({share})"
            segments.append(Segment(segment_label(name), _colour(kpi, name, names), start, value * scale, about))
            start += value * scale
    return Bar(placement, tuple(segments), start, format_quantity(total, dimension))
