"""Where the advice flips: the answer of a search for a break-even, in sentences and as steps of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simgui.results.result import PlacementResult, ScenarioResult
from simgui.scenario.kpi import KPIS, Direction
from simgui.studies.break_even import FAILED, NEITHER, BreakEven
from simgui.ui.presenters.wording import kpi_label
from simgui.ui.translation import counted, later, tr

_WIDE = 8.0
_STATES = {NEITHER: later("neither can be built"), FAILED: later("the runs fail")}
_COMPARED = ("battery_life_s", "device_power_w", "cost_usd_per_device_month", "latency_p99_s", "event_recall")


@dataclass(frozen=True, slots=True)
class Flip:
    """An answer.

    Parameters
    ----------
    sentence : str
        The answer.
    details : tuple[str, ...]
        What else a reader must know.
    unit : str
        Of every number here.
    is_log : bool
        Whether the axis is better logarithmic.
    states : tuple[str, ...]
        What can be better, in words: the rows of the chart from below.
    steps : tuple[tuple[float, int], ...]
        Every value tried, ascending, and the row of what is better there.
    places : tuple[float, ...]
        Where it changes.
    """

    sentence: str
    details: tuple[str, ...]
    unit: str
    is_log: bool
    states: tuple[str, ...]
    steps: tuple[tuple[float, int], ...]
    places: tuple[float, ...]


def flip(found: BreakEven) -> Flip:
    """Put an answer into words."""
    keys = list(dict.fromkeys((*found.placements, *(state for _, state in found.tried))))
    values = [value for value, _ in found.tried]
    return Flip(
        sentence=_sentence(found),
        details=tuple(_details(found)),
        unit=found.unit,
        is_log=bool(values) and min(values) > 0 and max(values) / min(values) > _WIDE,
        states=tuple(tr(_STATES[key]) if key in _STATES else key for key in keys),
        steps=tuple((value, keys.index(state)) for value, state in found.tried),
        places=tuple((one.low + one.high) / 2 for one in found.crossings),
    )


def amount(value: float, unit: str) -> str:
    """Write a value of a search.

    Examples
    --------
    >>> amount(2.5, "h"), amount(40.0, "")
    ('2.5 h', '40')
    """
    return f"{value:.3g} {unit}".strip() if abs(value) < 1e3 else f"{counted(value)} {unit}".strip()


def default_pair(result: ScenarioResult | None, selected: str) -> tuple[str, str]:
    """Choose the two placements to compare first: the advice, and the one that is looked at or the next best.

    Parameters
    ----------
    result : ScenarioResult | None
        The outcome.
    selected : str
        The placement that is looked at.
    """
    runs = result.runs if result is not None else ()
    built = list(dict.fromkeys(run.placement for run in runs if run.feasible))
    first = result.recommended if result is not None and result.recommended else next(iter(built), "")
    others = [name for name in (selected, *built) if name != first and name in built]
    return first, next(iter(others), "")


def compared_by(runs: Sequence[PlacementResult]) -> tuple[str, ...]:
    """List the KPIs two placements can be compared by: those with a better direction, budgets and usual ones first."""
    budgets = [budget.kpi for run in runs for budget in run.budgets]
    known = {kpi for run in runs for kpi in run.kpis}
    ordered = dict.fromkeys((*budgets, *_COMPARED, *KPIS))
    return tuple(kpi for kpi in ordered if kpi in known and KPIS[kpi].direction is not Direction.NEITHER)


def _sentence(found: BreakEven) -> str:
    if found.value is None or not found.crossings:
        low, high = (amount(value, found.unit) for value in (found.tried[0][0], found.tried[-1][0]))
        state = found.tried[0][1]
        if state in _STATES:
            return tr("Nothing flips from {low} to {high}: {state}.", low=low, high=high, state=tr(_STATES[state]))
        return tr("Nothing flips: {placement} is better from {low} to {high}.", placement=state, low=low, high=high)
    one = found.crossings[0]
    below, above = (tr(_STATES[state]) if state in _STATES else state for state in (one.below, one.above))
    return tr(
        "It flips at {path} = {value}: up to there {below}, beyond it {above}.",
        path=found.path,
        value=amount(found.value, found.unit),
        below=below,
        above=above,
    )


def _details(found: BreakEven) -> list[str]:
    by = next((kpi_label(kpi) for kpi in KPIS if kpi == found.objective), "")
    lines = [
        tr("compared by {kpi}", kpi=by) if by else tr("compared as the advice is: budgets missed, price, device power")
    ]
    if found.interval is not None and found.interval.high > found.interval.low:
        low, high = (amount(value, found.unit) for value in (found.interval.low, found.interval.high))
        lines.append(tr("between {low} and {high}", low=low, high=high))
    if len(found.crossings) > 1:
        lines.append(tr("it changes {count} times; the value is the first change", count=len(found.crossings)))
    return lines
