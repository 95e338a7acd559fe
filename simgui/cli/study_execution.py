"""Runs what ``simgui study`` and ``simgui solve`` were asked for, and shows what came out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simgui.cli.border import say
from simgui.cli.files import write_whole
from simgui.cli.run_request import is_stdout
from simgui.cli.stop import StopRequest
from simgui.cli.study_options import StudyOptions
from simgui.cli.study_progress import StudyProgressWatcher
from simgui.core.errors import RunCancelled, UsageError

if TYPE_CHECKING:
    from simgui.scenario.kpi import Kpi
    from simgui.studies.axis import Axis
    from simgui.studies.break_even import BreakEven
    from simgui.studies.limit import Limit
    from simgui.studies.outcome import StudyOutcome
    from simgui.studies.session import Session
    from simgui.studies.study import Study

GATE_FAILED, RUNTIME_ERROR = 1, 3


@dataclass(frozen=True, slots=True)
class Question:
    """What a study is to find out.

    Parameters
    ----------
    axes : tuple[Axis, ...]
        What is varied.
    samples, draws : int
        Latin hypercube samples and Monte Carlo draws. [-]
    objectives : tuple[Kpi, ...]
        What the Pareto front is over.
    break_even : tuple[str, str] | None
        Two placements.
    over : str | None
        Path of the break-even, with or without a range.
    by : Kpi | None
        KPI of the break-even; None is the recommendation's order.
    """

    axes: tuple[Axis, ...]
    samples: int
    draws: int
    objectives: tuple[Kpi, ...]
    break_even: tuple[str, str] | None
    over: str | None
    by: Kpi | None


def run_study(name: str, options: StudyOptions, question: Question) -> int:
    """Run a study, print it and write its files.

    Parameters
    ----------
    name : str
        Scenario file, or name of a shipped one.
    options : StudyOptions
        How to run.
    question : Question
        What to find out.

    Returns
    -------
    int
        0, or 3 when every point failed.

    Raises
    ------
    RunCancelled
        If it was stopped; what was finished is shown before.
    SimguiError
        If the scenario is bad, or something cannot be read, written or reached.
    """
    from simgui.studies.outcome import conclude

    study = _prepared(name, options, question)
    has_grid = bool(question.axes) or question.break_even is None
    points = study.design.points() if has_grid else []
    search = _BreakEvenSearch(study, question)
    stop = StopRequest()
    watcher = StudyProgressWatcher(study.scenario.name, stop)
    found: BreakEven | None = None
    cancelled: RunCancelled | None = None
    with stop.listening(), options.session(study, watcher) as session:
        try:
            with watcher.showing():
                session.run(points)
                found = search(session)
        except RunCancelled as error:
            cancelled = error
        rows = [session.rows[point] for point in points if point in session.rows]
        outcome = conclude(study, rows, question.objectives, break_even=found, complete=cancelled is None)
    _show(outcome, options)
    if cancelled is not None:
        raise cancelled
    return RUNTIME_ERROR if rows and all(line.failed == line.runs for line in outcome.lines) else 0


def run_solve(name: str, options: StudyOptions, path: str, until: Sequence[str], draws: int) -> int:
    """Search a limit under every placement, print it and write its file.

    Parameters
    ----------
    name : str
        Scenario file, or name of a shipped one.
    options : StudyOptions
        How to run.
    path : str
        What to move: a path, or ``path=low..high``.
    until : Sequence[str]
        Budgets that must hold.
    draws : int
        Monte Carlo draws for the interval. [-]

    Returns
    -------
    int
        0, or 1 when the budgets are met nowhere.

    Raises
    ------
    RunCancelled
        If it was stopped.
    SimguiError
        If the scenario is bad, or something cannot be read, written or reached.
    """
    from simgui.studies.axis import Axis
    from simgui.studies.limit import find_limit, parse_target
    from simgui.studies.outcome import solve_document, to_text
    from simgui.studies.search import MOST_DOUBLINGS
    from simgui.studies.span import around, parse_span, read_amount
    from simgui.studies.study import try_path

    bare, _, stretch = path.partition("=")
    bare = bare.strip()
    question = Question((), 0, draws, (), None, None, None)
    study = _prepared(name, options, question)
    targets = [parse_target(text, study.scenario) for text in until]
    if stretch:
        span, start = parse_span(stretch), None
    else:
        current = study.current(bare)
        try:
            span, start = around(current, 2.0**MOST_DOUBLINGS), read_amount(current)[0]
        except UsageError as error:
            raise UsageError(f"{bare}: {error}") from None
    try_path(study, Axis(bare, (), span) if start is None else Axis(bare, (span.text(start),)))
    stop = StopRequest()
    watcher = StudyProgressWatcher(study.scenario.name, stop)
    with stop.listening(), options.session(study, watcher) as session, watcher.showing():
        limits = [
            find_limit(study, placement, bare, span, targets, start=start, session=session)
            for placement in study.design.placements
        ]
    _print_limits(limits, options)
    _write(options, to_text(solve_document(study, limits)))
    return 0 if any(limit.side != "none" for limit in limits) else GATE_FAILED


def _prepared(name: str, options: StudyOptions, question: Question) -> Study:
    from simgui.studies.study import StudyRequest, prepare

    request = StudyRequest(
        scenario=name,
        changes=options.changes,
        axes=question.axes,
        placements=options.placements,
        seeds=options.seeds,
        samples=question.samples,
        draws=question.draws,
        engine=options.engine,
    )
    return prepare(request)


class _BreakEvenSearch:
    """A break-even that was asked for, or none."""

    def __init__(self, study: Study, question: Question) -> None:
        self._study, self._question = study, question
        if question.break_even is None or question.over is None:
            return
        from simgui.runs.options import RunOptions
        from simgui.runs.runner import chosen_placements
        from simgui.studies.axis import Axis
        from simgui.studies.break_even import search_range
        from simgui.studies.span import parse_span
        from simgui.studies.study import try_path

        chosen_placements(study.scenario, RunOptions(placements=question.break_even))
        path, _, stretch = question.over.partition("=")
        self._path = path.strip()
        self._span = search_range(study, self._path, parse_span(stretch) if stretch else None)
        try_path(study, Axis(self._path, (), self._span))

    def __call__(self, session: Session) -> BreakEven | None:
        """Search."""
        if self._question.break_even is None or self._question.over is None:
            return None
        from simgui.studies.break_even import find_break_even

        pair, by = self._question.break_even, self._question.by
        return find_break_even(self._study, pair, self._path, self._span, by=by, session=session)


def _show(outcome: StudyOutcome, options: StudyOptions) -> None:
    from simgui.studies.outcome import to_document, to_text

    if not is_stdout(options.json) and (outcome.rows or outcome.break_even):
        from rich.console import Console

        from simgui.cli.study_table import print_study

        print_study(outcome, Console(highlight=False))
        sys.stdout.flush()
    if options.out is not None and outcome.rows:
        from simgui.studies.table_export import export_table

        say(f"table: {export_table(outcome, options.out)}")
    _write(options, to_text(to_document(outcome)))


def _print_limits(limits: Iterable[Limit], options: StudyOptions) -> None:
    if is_stdout(options.json):
        return
    from simgui.cli.study_table import limit_lines

    for limit in limits:
        for text in limit_lines(limit):
            print(text)


def _write(options: StudyOptions, text: str) -> None:
    if options.json is None:
        return
    if is_stdout(options.json):
        print(text, end="")
    else:
        write_whole(options.json, text)
