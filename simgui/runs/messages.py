"""What a run tells whoever watches it: frozen records, the same for the command line and the window."""

from dataclasses import dataclass

from simgui.results.result import PlacementResult, ScenarioResult


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


RunMessage = RunProgress | PlacementFinished | RunFinished | RunFailed
