"""How far a run is: counts its steps, and tells the watcher now and then."""

from dataclasses import dataclass, field
from math import nan
from time import monotonic

from simgui.core.errors import RunCancelled
from simgui.plan.plan import NS_PER_S
from simgui.runs.messages import RunProgress
from simgui.runs.options import Watcher

PERCEIVE_SHARE = 0.3
"""Part of a step that real inference counts for, when there is any."""

TELL_EVERY_S = 0.1
"""Time between two progress messages. [s]"""


@dataclass(slots=True)
class Steps:
    """Progress of a run; the control of its engine.

    Parameters
    ----------
    watcher : Watcher
        Who is told.
    steps : int
        How many (placement, seed) runs there are.
    end_s : float
        Simulated time of each. [s]
    """

    watcher: Watcher
    steps: int
    end_s: float
    _placement: str = ""
    _step: int = 0
    _activity: str = "perceive"
    _from: float = 0.0
    _until: float = 1.0
    _started_s: float = field(default_factory=monotonic)
    _activity_started_s: float = 0.0
    _told_s: float = -1.0
    _fraction: float = 0.0

    def begin(self, placement: str) -> None:
        """Start the next step."""
        self._placement = placement
        self._step += 1
        self._from = self._until = 0.0

    def expect_inference(self) -> None:
        """Start the part of the step that is real inference."""
        self._start("perceive", PERCEIVE_SHARE)

    def expect_simulation(self) -> None:
        """Start the part of the step that is simulation."""
        self._start("simulate", 1.0)

    def inferred(self, share: float) -> None:
        """Hear which share of the inferences is done.

        Raises
        ------
        RunCancelled
            If the watcher wants the run to stop.
        """
        if self.cancelled():
            raise RunCancelled("cancelled")
        self._tell(share, time_s=0.0, jobs=0)

    def progress(self, time_ns: int, jobs: int) -> None:
        """Hear how far the engine is; see `simgui.engine.control.Control`."""
        time_s = time_ns / NS_PER_S
        self._tell(time_s / self.end_s if self.end_s else 1.0, time_s=time_s, jobs=jobs)

    def cancelled(self) -> bool:
        """Tell whether to stop."""
        return self.watcher.cancelled()

    def _start(self, activity: str, until: float) -> None:
        self._activity = activity
        self._from, self._until = self._until, until
        self._activity_started_s = monotonic()

    def _tell(self, share: float, *, time_s: float, jobs: int) -> None:
        now_s = monotonic()
        if now_s - self._told_s < TELL_EVERY_S:
            return
        self._told_s = now_s
        within = self._from + (self._until - self._from) * min(max(share, 0.0), 1.0)
        self._fraction = max(self._fraction, (self._step - 1 + within) / self.steps)
        busy_s = now_s - self._activity_started_s
        elapsed_s = now_s - self._started_s
        known = self._fraction > 0.01 and elapsed_s > 0.5
        self.watcher.tell(
            RunProgress(
                placement=self._placement,
                step=self._step,
                steps=self.steps,
                activity=self._activity,
                fraction=self._fraction,
                time_s=time_s,
                end_s=self.end_s,
                jobs=jobs,
                jobs_per_s=jobs / busy_s if busy_s > 0 else 0.0,
                eta_s=elapsed_s * (1 - self._fraction) / self._fraction if known else nan,
            )
        )
