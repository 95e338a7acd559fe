"""Where a run stands: what the buttons may do, and what the progress line says."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from simgui.core.errors import RunCancelled
from simgui.core.units import Dimension, format_quantity
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.runs.messages import RunFailed, RunProgress
from simgui.ui.presenters.wording import clock_text, count_text, plural
from simgui.ui.translation import counted, later, tr

_ACTIVITIES = {
    "perceive": later("Running the real models for {placement}"),
    "simulate": later("Simulating {placement}"),
}
_SHORTEST_FOR_RATIO_S = 0.2


class Phase(StrEnum):
    """What a run is doing."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunView:
    """What to show of a run.

    Parameters
    ----------
    phase : Phase
        What it is doing.
    fraction : float | None
        Share that is done; None when nothing is known yet. [-]
    headline, detail : str
        The progress line: what happens, and the figures.
    running : str
        The placement that runs now, or "".
    failure : RunFailed | None
        Why it could not go on.
    """

    phase: Phase
    fraction: float | None
    headline: str
    detail: str
    running: str
    failure: RunFailed | None

    @property
    def is_active(self) -> bool:
        """Whether a run is on."""
        return self.phase in {Phase.STARTING, Phase.RUNNING, Phase.CANCELLING}

    @property
    def can_cancel(self) -> bool:
        """Whether there is something to cancel."""
        return self.phase in {Phase.STARTING, Phase.RUNNING}


class RunState:
    """Follows one run from start to end.

    Parameters
    ----------
    clock : Callable[[], float]
        Seconds of wall clock, from anywhere. [s]
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._began_s = 0.0
        self._step_began: tuple[int, float, float] | None = None
        self._finished: dict[tuple[str, int], PlacementResult] = {}
        self._result: ScenarioResult | None = None
        self._view = RunView(Phase.IDLE, None, "", "", "", None)

    @property
    def view(self) -> RunView:
        """What to show now."""
        return self._view

    @property
    def result(self) -> ScenarioResult | None:
        """The outcome, once there is one."""
        return self._result

    @property
    def finished_runs(self) -> tuple[PlacementResult, ...]:
        """Every placement that is through; kept when the run is cancelled or fails."""
        return self._result.runs if self._result is not None else tuple(self._finished.values())

    def start(self) -> None:
        """Begin anew."""
        self._began_s = self._clock()
        self._step_began = None
        self._finished, self._result = {}, None
        self._view = RunView(Phase.STARTING, None, tr("Starting the engine"), "", "", None)

    def progress(self, progress: RunProgress) -> None:
        """Take the newest state of the run."""
        if self._view.phase is Phase.CANCELLING:
            return
        headline = tr(_ACTIVITIES.get(progress.activity, progress.activity), placement=progress.placement)
        if progress.steps > 1:
            headline += tr(", {step} of {steps}", step=progress.step, steps=progress.steps)
        fraction = min(1.0, max(0.0, progress.fraction))
        self._view = RunView(Phase.RUNNING, fraction, headline, self._figures(progress), progress.placement, None)

    def placement_finished(self, result: PlacementResult) -> None:
        """Keep a placement that is through."""
        self._finished[result.placement, result.seed] = result

    def cancel(self) -> None:
        """Note that the user asked to stop."""
        if self._view.can_cancel:
            self._view = RunView(
                Phase.CANCELLING, self._view.fraction, tr("Stopping; what is finished is kept"), "", "", None
            )

    def finish(self, result: ScenarioResult, *, cancelled: bool) -> None:
        """Take the outcome."""
        self._result = result
        took_s = self._clock() - self._began_s
        took = f"{took_s:.1f} s" if took_s < 60 else f"{clock_text(took_s)} min"
        through = plural(len({run.placement for run in result.runs}), "placement")
        if cancelled:
            fraction = self._view.fraction
            headline = tr("✗ Cancelled after {time}; {placements} finished and kept", time=took, placements=through)
            self._view = RunView(Phase.CANCELLED, fraction, headline, tr("Space runs it again"), "", None)
        else:
            # verdicts are shared between placements, so a sum would count them more than once
            windows = max((run.real_inferences for run in result.runs), default=0)
            detail = tr("up to {count} windows through the real model", count=counted(windows)) if windows else ""
            self._view = RunView(
                Phase.FINISHED,
                1.0,
                tr("✓ {placements} done in {time}", placements=through, time=took),
                detail,
                "",
                None,
            )

    def show(self, result: ScenarioResult) -> None:
        """Take the outcome of a run that ended some time ago."""
        self._result = result
        through = plural(len({run.placement for run in result.runs}), "placement")
        self._view = RunView(Phase.FINISHED, 1.0, tr("✓ {placements} done", placements=through), "", "", None)

    def fail(self, failure: RunFailed) -> None:
        """Take a failure, or a cancelled run that had nothing to show; placements that were through stay."""
        if failure.exit_code == RunCancelled.exit_code:
            headline = tr("✗ Cancelled before the first placement was done")
            self._view = RunView(Phase.CANCELLED, self._view.fraction, headline, tr("Space runs it again"), "", None)
            return
        headline = tr("✗ The run failed")
        if self._finished:
            headline += tr("; {placements} finished and kept", placements=plural(len(self._finished), "placement"))
        self._view = RunView(Phase.FAILED, self._view.fraction, headline, "", "", failure)

    def _figures(self, progress: RunProgress) -> str:
        """Give simulated time, its ratio to real time, speed and time left, as far as they are known."""
        figures = []
        if progress.end_s > 0 and progress.activity != "perceive":
            reached, end = (format_quantity(time_s, Dimension.TIME) for time_s in (progress.time_s, progress.end_s))
            figures.append(tr("{reached} of {end}", reached=reached, end=end))
            ratio = self._ratio_to_real_time(progress)
            if ratio is not None:
                figures.append(tr("{ratio}× real time", ratio=count_text(ratio)))
        if progress.jobs_per_s > 0:
            figures.append(tr("{rate} jobs/s", rate=count_text(progress.jobs_per_s)))
        figures.append(
            tr("{time} left", time=clock_text(progress.eta_s))
            if math.isfinite(progress.eta_s)
            else tr("time left unknown yet")
        )
        return " · ".join(figures)

    def _ratio_to_real_time(self, progress: RunProgress) -> float | None:
        now_s = self._clock()
        if self._step_began is None or self._step_began[0] != progress.step or progress.time_s < self._step_began[2]:
            self._step_began = (progress.step, now_s, progress.time_s)
        _, began_s, from_s = self._step_began
        if now_s - began_s < _SHORTEST_FOR_RATIO_S or progress.time_s <= from_s:
            return None
        return (progress.time_s - from_s) / (now_s - began_s)
