"""Searches repeated over seeds and draws, and the interval their answers span."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from simgui.studies.design import Design
from simgui.studies.point import Point, PointRow
from simgui.studies.search import Findings, Search, drive
from simgui.studies.session import Session
from simgui.studies.span import Span
from simgui.studies.statistics import HIGH_QUANTILE, LOW_QUANTILE, central_interval

FEWEST_FOR_QUANTILES = 20
"""Answers below which an interval is their whole range. [-]"""


@dataclass(frozen=True, slots=True)
class Replicate:
    """One repetition: a seed, and a draw of the profile numbers or None for them as written."""

    seed: int
    draw: int | None


@dataclass(frozen=True, slots=True)
class Interval:
    """Where an answer lies, and what makes it uncertain."""

    low: float
    high: float
    kind: str


def as_written(design: Design) -> list[Replicate]:
    """List a study's seeds with the profile numbers as written."""
    return [Replicate(seed, None) for seed in design.seeds]


def drawn(design: Design) -> list[Replicate]:
    """List a study's draws, each with the first seed."""
    return [Replicate(design.seeds[0], draw) for draw in range(design.draws)]


def search_all(
    replicates: Iterable[Replicate],
    make: Callable[[], Search],
    state: Callable[[Sequence[PointRow]], str],
    *,
    path: str,
    span: Span,
    placements: Sequence[str],
    session: Session,
) -> dict[Replicate, Findings]:
    """Make the same search in every replicate, side by side.

    Parameters
    ----------
    replicates : Iterable[Replicate]
        Seeds and draws.
    make : Callable
        Starts a search.
    state : Callable
        Judges a value by the rows of the placements, in their order.
    path, span : str, Span
        What is searched along.
    placements : Sequence[str]
        What is run at each value.
    session : Session
        Runs points.

    Raises
    ------
    RunCancelled
        If the session is stopped.
    """

    def ask(questions: Sequence[tuple[Replicate, float]]) -> Mapping[tuple[Replicate, float], str]:
        points = {
            (one, value): [Point(name, one.seed, ((path, span.text(value)),), one.draw) for name in placements]
            for one, value in questions
        }
        rows = session.run([point for group in points.values() for point in group])
        return {key: state([rows[point] for point in group]) for key, group in points.items()}

    return drive({replicate: make() for replicate in replicates}, ask)


def interval_of(answers: Sequence[float], *, bracket: tuple[float, float], draws: int) -> Interval:
    """Give the interval of an answer.

    Parameters
    ----------
    answers : Sequence[float]
        Of the replicates that have one.
    bracket : tuple[float, float]
        Where the answer lies for sure with the first seed.
    draws : int
        Monte Carlo draws among the replicates. [-]
    """
    known = [answer for answer in answers if not math.isnan(answer)]
    if len(known) < 2:
        return Interval(*bracket, "bracket of the search")
    what = f"{draws} Monte Carlo draws" if draws else f"{len(known)} seeds"
    if len(known) < FEWEST_FOR_QUANTILES:
        return Interval(min(known), max(known), f"range over {what}")
    return Interval(*central_interval(known), f"{LOW_QUANTILE:.0%} to {HIGH_QUANTILE:.0%} of {what}")
