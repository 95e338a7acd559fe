"""What a run tells whoever watches it: frozen records, the same for the command line and the window."""

from dataclasses import dataclass

from simgui.results.fleet_series import SeriesPart
from simgui.results.moments import Moment
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.results.series_layout import SeriesLayout


@dataclass(frozen=True, slots=True)
class RunBegun:
    """The scenario is loaded: its name, file, digest, and the version of simgui that runs it."""

    scenario: str
    file: str
    digest: str
    version: str


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is.

    Parameters
    ----------
    placement : str
        What runs now.
    step, steps : int
        Which of how many (placement, seed) runs, from 1.
    activity : str
        ``perceive`` (real inference) or ``simulate``.
    fraction : float
        Share of the whole run that is done. [-]
    time_s, end_s : float
        Simulated time reached, and its end. [s]
    jobs : int
        Jobs finished in this step.
    jobs_per_s : float
        Jobs per second of wall clock. [1/s]
    eta_s : float
        Expected time to the end of the whole run; NaN when not known yet. [s]
    """

    placement: str
    step: int
    steps: int
    activity: str
    fraction: float
    time_s: float
    end_s: float
    jobs: int
    jobs_per_s: float
    eta_s: float


@dataclass(frozen=True, slots=True)
class RunSeries:
    """More of the history of a placement with a seed.

    Parameters
    ----------
    placement, seed : str, int
        Whose history.
    layout : SeriesLayout | None
        Its shape, with the first part; None with those that follow.
    part : SeriesPart
        What has changed.
    moments : tuple[Moment, ...]
        Notable moments that the part's own log does not tell: outages first, deaths and missed events at the end.
    is_complete : bool
        Whether this was the last part.
    """

    placement: str
    seed: int
    layout: SeriesLayout | None
    part: SeriesPart
    moments: tuple[Moment, ...] = ()
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class PlacementFinished:
    """One placement with one seed is through."""

    result: PlacementResult


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run ended; when cancelled, the result holds what was finished before. ``folder`` is the run folder or ""."""

    result: ScenarioResult
    cancelled: bool
    folder: str


@dataclass(frozen=True, slots=True)
class RunFailed:
    """The run could not go on; ``exit_code`` as of the command line, the traceback is for the log."""

    message: str
    exit_code: int
    traceback_text: str


RunMessage = RunBegun | RunProgress | RunSeries | PlacementFinished | RunFinished | RunFailed
