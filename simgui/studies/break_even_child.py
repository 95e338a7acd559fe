"""A break-even search in a child process; started and heard like a study, by `simgui.studies.handle`."""

from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from simgui.studies.child import BreakEvenFound, Teller, executor_of, run_told
from simgui.studies.study import StudyRequest


@dataclass(frozen=True, slots=True)
class BreakEvenRequest:
    """What to search for.

    Parameters
    ----------
    study : StudyRequest
        The scenario with its changes, seeds and draws; its axes and placements do not matter.
    placements : tuple[str, str]
        The two to compare.
    over : str
        What is changed: a path, or ``path=low..high``.
    by : str
        KPI to compare by, by its full name or as budgets name it; "" takes the recommendation's order.
    """

    study: StudyRequest
    placements: tuple[str, str]
    over: str
    by: str = ""


def work(pipe: Connection, request: BreakEvenRequest, workers: int) -> None:
    """Search; the target of the child process.

    Parameters
    ----------
    pipe : Connection
        Takes the messages: rows, `BreakEvenFound`, and last `StudyEnded` or `RunFailed`. Anything back cancels.
    request : BreakEvenRequest
        What to search for.
    workers : int
        Processes to share the runs; 0 is one for each core. [-]
    """
    run_told(pipe, lambda teller: _search(teller, request, workers))


def _search(teller: Teller, request: BreakEvenRequest, workers: int) -> None:
    """Import late: the imports are part of what can fail."""
    from simgui.studies.axis import Axis  # noqa: PLC0415
    from simgui.studies.break_even import find_break_even, search_range  # noqa: PLC0415
    from simgui.studies.pareto import find_kpi  # noqa: PLC0415
    from simgui.studies.session import Session  # noqa: PLC0415
    from simgui.studies.span import parse_span  # noqa: PLC0415
    from simgui.studies.study import prepare, try_path  # noqa: PLC0415
    from simgui.studies.study_store import StudyStore  # noqa: PLC0415

    study = prepare(replace(request.study, axes=(), placements=request.placements))
    path, _, stretch = request.over.partition("=")
    path = path.strip()
    span = search_range(study, path, parse_span(stretch) if stretch else None)
    try_path(study, Axis(path, (), span))
    by = find_kpi(request.by, "by") if request.by else None
    with StudyStore(study.folder, study.identity) as store:
        executor = executor_of(study, workers)
        try:
            session = Session(store, executor, teller, heard=teller.add)
            found = find_break_even(study, request.placements, path, span, by=by, session=session)
        finally:
            executor.close()
    teller.tell_found(BreakEvenFound(found))
