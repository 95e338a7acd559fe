"""At which value of something the better of two placements changes."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from simgui.core.errors import UsageError
from simgui.results.candidate import Candidate, candidates
from simgui.scenario.kpi import Direction, Kpi
from simgui.studies.point import PointRow, Status
from simgui.studies.replicate import Interval, Replicate, as_written, drawn, interval_of, search_all
from simgui.studies.search import Crossing, Findings, Search, coarse, find_crossings
from simgui.studies.session import Session
from simgui.studies.span import Span, around, unique
from simgui.studies.study import Study

NEITHER = "neither"
FAILED = "failed"

_FACTOR = 32.0


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where the better of two placements changes.

    Parameters
    ----------
    placements : tuple[str, str]
        The two.
    path, unit : str
        What is changed, and the unit of every number here.
    objective : str
        What makes a placement the better one.
    value : float | None
        The first change (median over the seeds); None when there is none in the range.
    interval : Interval | None
        Where it lies.
    crossings : tuple[Crossing, ...]
        Every change with the first seed; the states are names of placements, ``neither`` or ``failed``.
    tried : tuple[tuple[float, str], ...]
        Every value tried with the first seed, and the better placement there.
    without : int
        Replicates in which nothing changes. [-]
    replicates : int
        Of how many. [-]
    note : str
        What a reader must know: nothing changes, or it changes back.
    """

    placements: tuple[str, str]
    path: str
    unit: str
    objective: str
    value: float | None
    interval: Interval | None
    crossings: tuple[Crossing, ...]
    tried: tuple[tuple[float, str], ...]
    without: int
    replicates: int
    note: str


def search_range(study: Study, path: str, span: Span | None) -> Span:
    """Give the range to search: as named, or a factor of 32 to both sides of the present value.

    Raises
    ------
    UsageError
        If there is no present value to start from.
    """
    if span is not None:
        return span
    try:
        return around(study.current(path), _FACTOR)
    except UsageError as error:
        raise UsageError(f"--over {path}: {error}") from None


def find_break_even(
    study: Study, pair: tuple[str, str], path: str, span: Span, *, by: Kpi | None, session: Session
) -> BreakEven:
    """Search for the value at which the better placement changes.

    A coarse scan of the range shows how often it changes; each change is bisected to neighbours, or to 1 %. Every
    further seed repeats the search; Monte Carlo draws search around the first change.

    Parameters
    ----------
    study : Study
        Gives seeds and draws.
    pair : tuple[str, str]
        Two placements.
    path, span : str, Span
        What is changed, and from where to where.
    by : Kpi | None
        The KPI to compare by; None takes the recommendation's order: budgets missed, price, device power.
    session : Session
        Runs points.

    Raises
    ------
    RunCancelled
        If the session is stopped.
    """
    state = _better(by)

    def search(replicates: Sequence[Replicate], make: Callable[[], Search]) -> dict[Replicate, Findings]:
        return search_all(replicates, make, state, path=path, span=span, placements=pair, session=session)

    written = search(as_written(study.design), lambda: find_crossings(span, coarse(span)))
    first = next(iter(written.values()))
    near = _around_first(span, first)
    draws = search(drawn(study.design), lambda: find_crossings(span, near))
    answers = [_first(found) for found in written.values()]
    over = [_first(found) for found in draws.values()] or answers
    known = [answer for answer in answers if not math.isnan(answer)]
    interval = None
    if first.crossings:
        one = first.crossings[0]
        interval = interval_of(over, bracket=(one.low, one.high), draws=study.design.draws)
    return BreakEven(
        placements=pair,
        path=path,
        unit=span.unit,
        objective=by.name if by else "budgets missed, then price, then device power",
        value=median(known) if known else None,
        interval=interval,
        crossings=first.crossings,
        tried=tuple(first.states.items()),
        without=sum(math.isnan(answer) for answer in over),
        replicates=len(over),
        note=_note(first, span),
    )


def _better(by: Kpi | None) -> Callable[[Sequence[PointRow]], str]:
    def state(rows: Sequence[PointRow]) -> str:
        if any(row.status is Status.FAILED or row.result is None for row in rows):
            return FAILED
        ran = [row for row in rows if row.status is Status.DONE]
        if not ran:
            return NEITHER
        if by is not None:
            return min(ran, key=lambda row: _cost(row, by)).point.placement
        compared = [one for one in candidates([row.result for row in ran if row.result]) if not one.infeasible_reason]
        return min(compared, key=Candidate.rank).name

    return state


def _cost(row: PointRow, kpi: Kpi) -> float:
    value = row.result.kpis.get(kpi.name, math.nan) if row.result else math.nan
    if math.isnan(value):
        return math.inf
    return -value if kpi.direction is Direction.HIGHER else value


def _first(found: Findings) -> float:
    """Give the first change, NaN when there is none."""
    if not found.crossings:
        return math.nan
    one = found.crossings[0]
    return (one.low + one.high) / 2


def _around_first(span: Span, found: Findings) -> tuple[float, ...]:
    """Give what a draw looks at first: the ends and the change found without draws."""
    if not found.crossings:
        return coarse(span, 5)
    one = found.crossings[0]
    return unique((span.low, one.low, one.high, span.high))


def _note(found: Findings, span: Span) -> str:
    states = list(dict.fromkeys(found.states.values()))
    if not found.crossings:
        what = {NEITHER: "neither can be built", FAILED: "the runs fail"}.get(states[0], f"{states[0]} is better")
        return f"nothing changes: {what} from {span.text(span.low)} to {span.text(span.high)}"
    if len(found.crossings) > 1:
        return f"the better placement changes {len(found.crossings)} times; the value is the first change"
    return ""
