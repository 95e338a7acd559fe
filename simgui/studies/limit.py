"""The largest or smallest value with which budgets are still met."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simgui.core.errors import UnitError, UsageError
from simgui.core.units import Comparison, parse_comparison
from simgui.scenario.scenario import Scenario
from simgui.studies.pareto import find_kpi
from simgui.studies.point import PointRow, Status
from simgui.studies.replicate import Interval, Replicate, as_written, drawn, interval_of, search_all
from simgui.studies.search import Crossing, Findings, Search, coarse, find_crossings, find_limits
from simgui.studies.session import Session
from simgui.studies.span import Span, unique
from simgui.studies.study import Study

MEETS = "meets"
MISSES = "misses"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Target:
    """A budget to solve for.

    Parameters
    ----------
    text : str
        As written.
    kpi : str
        Full name of the KPI.
    group : str | None
        The group it is about.
    comparison : Comparison
        The limit. [SI]
    """

    text: str
    kpi: str
    group: str | None
    comparison: Comparison

    def holds(self, row: PointRow) -> bool:
        """Tell whether a run meets it; one that is infeasible or where the KPI does not apply does not."""
        if row.result is None or row.status is not Status.DONE:
            return False
        kpis = row.result.kpis if self.group is None else row.result.by_group.get(self.group, {})
        return self.comparison.holds(kpis.get(self.kpi, math.nan))


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a value can be moved under one placement.

    Parameters
    ----------
    placement, path, unit : str
        The placement, what is moved, and the unit of every number here.
    targets : tuple[str, ...]
        The budgets, as written.
    side : str
        ``largest`` or ``smallest`` value that meets them; ``any`` and ``none`` when nothing changes.
    value : float | None
        That value with the profile numbers as written, the most careful over the seeds.
    interval : Interval | None
        Where it lies.
    crossings : tuple[Crossing, ...]
        Every change with the first seed; the states are ``meets``, ``misses`` and ``failed``.
    tried : tuple[tuple[float, str], ...]
        Every value tried with the first seed.
    without : int
        Replicates without such a change. [-]
    replicates : int
        Of how many. [-]
    note : str
        What a reader must know.
    """

    placement: str
    path: str
    unit: str
    targets: tuple[str, ...]
    side: str
    value: float | None
    interval: Interval | None
    crossings: tuple[Crossing, ...]
    tried: tuple[tuple[float, str], ...]
    without: int
    replicates: int
    note: str


def parse_target(text: str, scenario: Scenario) -> Target:
    """Read a budget such as ``latency_p99 <= 50 ms`` or ``motors/battery_life >= 5 y``.

    Raises
    ------
    UsageError
        If there is no such KPI or group, or the limit is malformed.
    """
    split = next((index for index, sign in enumerate(text) if sign in "<>=≤≥"), len(text))
    group, slash, name = text[:split].strip().rstrip(":").strip().rpartition("/")
    kpi = find_kpi(name, "--until")
    if slash and group not in scenario.groups:
        raise UsageError(f"--until: there is no device group {group!r} (there are {', '.join(scenario.groups)})")
    try:
        return Target(text.strip(), kpi.name, group or None, parse_comparison(text[split:], kpi.dimension))
    except UnitError as error:
        raise UsageError(f"--until {text.strip()!r}: {error}") from None


def find_limit(
    study: Study,
    placement: str,
    path: str,
    span: Span,
    targets: Sequence[Target],
    *,
    start: float | None,
    session: Session,
) -> Limit:
    """Search for the value at which the budgets stop being met.

    Parameters
    ----------
    study : Study
        Gives seeds and draws.
    placement : str
        The placement.
    path, span : str, Span
        What is moved, and within which range.
    targets : Sequence[Target]
        All of them must be met.
    start : float | None
        Double and halve from here; None scans the range.
    session : Session
        Runs points.

    Raises
    ------
    RunCancelled
        If the session is stopped.
    """

    def state(rows: Sequence[PointRow]) -> str:
        if any(row.status is Status.FAILED for row in rows):
            return FAILED
        return MEETS if all(target.holds(row) for target in targets for row in rows) else MISSES

    def search(replicates: Sequence[Replicate], make: Callable[[], Search]) -> dict[Replicate, Findings]:
        return search_all(replicates, make, state, path=path, span=span, placements=[placement], session=session)

    def whole() -> Search:
        return find_crossings(span, coarse(span)) if start is None else find_limits(span, start)

    written = search(as_written(study.design), whole)
    first = next(iter(written.values()))
    crossing = _chosen(first, start)
    side = _side(first, crossing)
    near = tuple(first.states) if crossing is None else unique(_outer(first, crossing))
    draws = search(drawn(study.design), lambda: find_crossings(span, near))
    answers = [_answer(found, start, side) for found in written.values()]
    over = [_answer(found, start, side) for found in draws.values()] or answers
    known = [answer for answer in answers if not math.isnan(answer)]
    careful = {"largest": min, "smallest": max}.get(side)
    interval = None
    if crossing is not None:
        interval = interval_of(over, bracket=(crossing.low, crossing.high), draws=study.design.draws)
    return Limit(
        placement=placement,
        path=path,
        unit=span.unit,
        targets=tuple(target.text for target in targets),
        side=side,
        value=careful(known) if careful and known else None,
        interval=interval,
        crossings=first.crossings,
        tried=tuple(first.states.items()),
        without=sum(math.isnan(answer) for answer in over),
        replicates=len(over),
        note=_note(first, span, side),
    )


def _chosen(found: Findings, start: float | None) -> Crossing | None:
    """Choose the change to or from meeting that is nearest to the present value, or the first."""
    changes = [one for one in found.crossings if MEETS in {one.below, one.above}]
    if not changes:
        return None
    return changes[0] if start is None else min(changes, key=lambda one: abs(math.log(_meeting(one) / start)))


def _meeting(crossing: Crossing) -> float:
    return crossing.low if crossing.below == MEETS else crossing.high


def _side(found: Findings, crossing: Crossing | None) -> str:
    if crossing is not None:
        return "largest" if crossing.below == MEETS else "smallest"
    return "any" if set(found.states.values()) == {MEETS} else "none"


def _answer(found: Findings, start: float | None, side: str) -> float:
    """Give a replicate's answer, NaN when it has none on that side."""
    crossing = _chosen(found, start)
    if crossing is None or _side(found, crossing) != side:
        return math.nan
    return _meeting(crossing)


def _outer(found: Findings, crossing: Crossing) -> tuple[float, ...]:
    """Give what a draw looks at first: the ends of what was tried, and the change found without draws."""
    tried = tuple(found.states)
    return (tried[0], crossing.low, crossing.high, tried[-1])


def _note(found: Findings, span: Span, side: str) -> str:
    tried = tuple(found.states)
    stretch = f"from {span.text(tried[0])} to {span.text(tried[-1])}"
    if side == "any":
        return f"met everywhere {stretch}; to look further, name a range as path=low..high"
    if side == "none":
        failing = FAILED in found.states.values()
        return f"met nowhere {stretch}" + ("; some values cannot be run" if failing else "")
    if len(found.crossings) > 1:
        return f"not monotone: it changes {len(found.crossings)} times {stretch}"
    (crossing,) = found.crossings
    return "beyond it the runs fail" if FAILED in {crossing.below, crossing.above} else ""
