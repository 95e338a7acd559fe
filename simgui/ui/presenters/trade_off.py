"""Latency against device power: a point per placement, and which of them no other one beats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.results.result import Judgement, PlacementResult
from simgui.ui.presenters.wording import kpi_label, kpi_text, limit_text
from simgui.ui.translation import tr

POWER = "device_power_w"
LATENCY = "latency_p99_s"
_SPAN_FOR_LOG = 8.0


@dataclass(frozen=True, slots=True)
class TradeOffPoint:
    """A placement in the chart.

    Parameters
    ----------
    placement : str
        Its name.
    power_w, latency_s : float
        Mean power of a device, and p99 latency; finite. [W], [s]
    on_front : bool
        Whether no other placement is better in both.
    recommended : bool
        Whether it is the advice.
    misses : int
        Budgets it misses.
    about : str
        Tooltip.
    """

    placement: str
    power_w: float
    latency_s: float
    on_front: bool
    recommended: bool
    misses: int
    about: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A budget to draw as a line; ``value`` in SI."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class TradeOff:
    """The chart.

    Parameters
    ----------
    points : tuple[TradeOffPoint, ...]
        In the order of the placements.
    front : tuple[tuple[float, float], ...]
        Power and latency of the points on the Pareto front, by rising power. [W], [s]
    log_power, log_latency : bool
        Whether the axis is better logarithmic.
    power_limit, latency_limit : Limit | None
        Budgets on the axes.
    left_out : tuple[str, ...]
        What cannot be drawn, and why.
    """

    points: tuple[TradeOffPoint, ...] = ()
    front: tuple[tuple[float, float], ...] = ()
    log_power: bool = False
    log_latency: bool = False
    power_limit: Limit | None = None
    latency_limit: Limit | None = None
    left_out: tuple[str, ...] = ()


def trade_off(runs: Sequence[PlacementResult], *, recommended: str | None = None) -> TradeOff:
    """Lay out the chart.

    Parameters
    ----------
    runs : Sequence[PlacementResult]
        What is through; of several seeds the first is shown.
    recommended : str | None
        The placement to mark.
    """
    first = {run.placement: run for run in reversed(runs)}
    ordered = [first[name] for name in dict.fromkeys(run.placement for run in runs)]
    drawn = [run for run in ordered if run.feasible and _is_drawable(run)]
    front = pareto_front([(run.kpis[POWER], run.kpis[LATENCY]) for run in drawn])
    points = tuple(_point(run, on_front, recommended) for run, on_front in zip(drawn, front, strict=True))
    latency_limit, power_limit = _limit(ordered, LATENCY), _limit(ordered, POWER)
    return TradeOff(
        points=points,
        front=tuple(sorted({(point.power_w, point.latency_s) for point in points if point.on_front})),
        log_power=_wants_log([point.power_w for point in points]),
        log_latency=_wants_log(
            [point.latency_s for point in points] + ([latency_limit.value] if latency_limit else [])
        ),
        power_limit=power_limit,
        latency_limit=latency_limit,
        left_out=tuple(_excuse(run) for run in ordered if run not in drawn),
    )


def pareto_front(values: Sequence[tuple[float, float]]) -> tuple[bool, ...]:
    """Tell for each pair whether no other one is as good in both and better in one; less is better."""
    return tuple(
        not any(
            other[0] <= one[0] and other[1] <= one[1] and (other[0] < one[0] or other[1] < one[1]) for other in values
        )
        for one in values
    )


def _is_drawable(run: PlacementResult) -> bool:
    return all(math.isfinite(run.kpis.get(kpi, math.nan)) for kpi in (POWER, LATENCY))


def _point(run: PlacementResult, on_front: bool, recommended: str | None) -> TradeOffPoint:
    power_w, latency_s = run.kpis[POWER], run.kpis[LATENCY]
    misses = sum(budget.judgement is Judgement.FAIL for budget in run.budgets)
    lines = [run.placement, f"{kpi_label(LATENCY)}: {kpi_text(LATENCY, latency_s)}"]
    lines.append(f"{kpi_label(POWER)}: {kpi_text(POWER, power_w)}")
    lines.append(tr("on the Pareto front") if on_front else tr("another placement is better in both"))
    if misses:
        lines.append(f"✗ misses {misses} of {len(run.budgets)} budgets")
    about = "\n".join(lines)
    return TradeOffPoint(run.placement, power_w, latency_s, on_front, run.placement == recommended, misses, about)


def _limit(runs: Sequence[PlacementResult], kpi: str) -> Limit | None:
    """Give the budget of the whole fleet on a KPI."""
    for run in runs:
        for budget in run.budgets:
            if budget.kpi == kpi and math.isfinite(budget.limit_value) and budget.limit_value > 0:
                return Limit(budget.limit_value, tr("budget {limit}", limit=limit_text(budget.limit)))
    return None


def _wants_log(values: Sequence[float]) -> bool:
    return bool(values) and min(values) > 0 and max(values) / min(values) >= _SPAN_FOR_LOG


def _excuse(run: PlacementResult) -> str:
    if not run.feasible:
        return f"{run.placement} is infeasible"
    missing = next(kpi for kpi in (LATENCY, POWER) if not math.isfinite(run.kpis.get(kpi, math.nan)))
    return f"{run.placement}: {kpi_label(missing).lower()} is {kpi_text(missing, run.kpis.get(missing, math.nan))}"
