"""One figure against another: a point per placement, and which of them no other one beats in both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.results.result import Judgement, PlacementResult
from simgui.scenario.kpi import KPIS, Direction
from simgui.ui.presenters.wording import kpi_label, kpi_text, limit_text
from simgui.ui.translation import tr

POWER = "device_power_w"
LATENCY = "latency_p99_s"
_ACROSS = (POWER, "energy_per_job_j", "cost_usd_per_device_month", "bom_usd_per_device")
_UP = (LATENCY, "latency_p50_s", "latency_max_s", "event_to_action_s", "uplink_bytes_per_device_day")
_SPAN_FOR_LOG = 8.0


@dataclass(frozen=True, slots=True)
class TradeOffPoint:
    """A placement in the chart.

    Parameters
    ----------
    placement : str
        Its name.
    x, y : float
        The two figures; finite. [SI]
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
    x: float
    y: float
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
        The points on the Pareto front, from left to right. [SI]
    x_kpi, y_kpi : str
        The figures of the axes: those asked for, or others where those would show nothing.
    log_x, log_y : bool
        Whether the axis is better logarithmic.
    x_limit, y_limit : Limit | None
        Budgets on the axes.
    left_out : tuple[str, ...]
        What cannot be drawn, and why.
    choices : tuple[str, ...]
        The figures that have a value under some placement.
    remark : str
        Why other figures are shown than those asked for.
    """

    points: tuple[TradeOffPoint, ...] = ()
    front: tuple[tuple[float, float], ...] = ()
    x_kpi: str = POWER
    y_kpi: str = LATENCY
    log_x: bool = False
    log_y: bool = False
    x_limit: Limit | None = None
    y_limit: Limit | None = None
    left_out: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    remark: str = ""


def trade_off(
    runs: Sequence[PlacementResult], *, recommended: str | None = None, across: str = POWER, up: str = LATENCY
) -> TradeOff:
    """Lay out the chart.

    Parameters
    ----------
    runs : Sequence[PlacementResult]
        What is through; of several seeds the first is shown.
    recommended : str | None
        The placement to mark.
    across, up : str
        The figures of the axes; one that no placement has gives way to one that all have.
    """
    first = {run.placement: run for run in reversed(runs)}
    ordered = [first[name] for name in dict.fromkeys(run.placement for run in runs)]
    built = [run for run in ordered if run.feasible]
    axes = _usable(built, across, _ACROSS), _usable(built, up, _UP)
    drawn = [run for run in built if all(_has(run, kpi) for kpi in axes)]
    front = pareto_front([(_cost(run, axes[0]), _cost(run, axes[1])) for run in drawn])
    points = tuple(_point(run, axes, on_front, recommended) for run, on_front in zip(drawn, front, strict=True))
    x_limit, y_limit = _limit(ordered, axes[0]), _limit(ordered, axes[1])
    return TradeOff(
        points=points,
        front=tuple(sorted({(point.x, point.y) for point in points if point.on_front})),
        x_kpi=axes[0],
        y_kpi=axes[1],
        log_x=_wants_log([point.x for point in points]),
        log_y=_wants_log([point.y for point in points] + ([y_limit.value] if y_limit else [])),
        x_limit=x_limit,
        y_limit=y_limit,
        left_out=tuple(_excuse(run, axes) for run in ordered if run not in drawn),
        choices=tuple(kpi for kpi in KPIS if not KPIS[kpi].is_breakdown and any(_has(run, kpi) for run in built)),
        remark=_remark((across, up), axes),
    )


def pareto_front(values: Sequence[tuple[float, float]]) -> tuple[bool, ...]:
    """Tell for each pair whether no other one is as good in both and better in one; less is better."""
    return tuple(
        not any(
            other[0] <= one[0] and other[1] <= one[1] and (other[0] < one[0] or other[1] < one[1]) for other in values
        )
        for one in values
    )


def _has(run: PlacementResult, kpi: str) -> bool:
    return math.isfinite(run.kpis.get(kpi, math.nan))


def _usable(built: Sequence[PlacementResult], wanted: str, others: Sequence[str]) -> str:
    """Give the figure that is wanted, or where no placement has it one that all have."""
    if not built or any(_has(run, wanted) for run in built):
        return wanted
    return next((kpi for kpi in others if all(_has(run, kpi) for run in built)), wanted)


def _cost(run: PlacementResult, kpi: str) -> float:
    value = run.kpis[kpi]
    return -value if kpi in KPIS and KPIS[kpi].direction is Direction.HIGHER else value


def _point(run: PlacementResult, axes: tuple[str, str], on_front: bool, recommended: str | None) -> TradeOffPoint:
    misses = sum(budget.judgement is Judgement.FAIL for budget in run.budgets)
    shown = [f"{kpi_label(kpi)}: {kpi_text(kpi, run.kpis[kpi], run.intervals.get(kpi))}" for kpi in reversed(axes)]
    lines = [run.placement, *shown]
    lines.append(tr("on the Pareto front") if on_front else tr("another placement is better in both"))
    if misses:
        lines.append(tr("✗ misses {count} of {total} budgets", count=misses, total=len(run.budgets)))
    about = "\n".join(lines)
    x, y = run.kpis[axes[0]], run.kpis[axes[1]]
    return TradeOffPoint(run.placement, x, y, on_front, run.placement == recommended, misses, about)


def _limit(runs: Sequence[PlacementResult], kpi: str) -> Limit | None:
    """Give the budget of the whole fleet on a KPI."""
    for run in runs:
        for budget in run.budgets:
            if budget.kpi == kpi and math.isfinite(budget.limit_value) and budget.limit_value > 0:
                return Limit(budget.limit_value, tr("budget {limit}", limit=limit_text(budget.limit)))
    return None


def _wants_log(values: Sequence[float]) -> bool:
    return bool(values) and min(values) > 0 and max(values) / min(values) >= _SPAN_FOR_LOG


def _excuse(run: PlacementResult, axes: tuple[str, str]) -> str:
    if not run.feasible:
        return tr("{placement} is infeasible", placement=run.placement)
    missing = next(kpi for kpi in reversed(axes) if not _has(run, kpi))
    value = run.kpis.get(missing, math.nan)
    if math.isnan(value):
        return tr("{placement} has no {kpi}", placement=run.placement, kpi=kpi_label(missing))
    return tr("{placement}: {kpi} is {value}", placement=run.placement, kpi=kpi_label(missing),
              value=kpi_text(missing, value))  # fmt: skip


def _remark(wanted: tuple[str, str], axes: tuple[str, str]) -> str:
    return " ".join(_replaced(*pair) for pair in zip(wanted, axes, strict=True) if pair[0] != pair[1])


def _replaced(kpi: str, other: str) -> str:
    names = {"kpi": kpi_label(kpi), "other": kpi_label(other)}
    return tr("No placement has a value of {kpi} in this run, so {other} is shown.", **names)
