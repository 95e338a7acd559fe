"""A presentation as it is given: which step, where the sliders stand, what has to be simulated for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simgui.results.result import PlacementResult, ScenarioResult
from simgui.scenario.presentation import PLACEMENT, Presentation, Slider, Step
from simgui.ui.presenters.comparison import relative_change
from simgui.ui.presenters.wording import kpi_label, kpi_text, percent_text, signals_label
from simgui.ui.translation import counted, tr

Changes = tuple[str, ...]

_WORTH_SAYING = 0.01


@dataclass(frozen=True, slots=True)
class BigNumber:
    """A figure written large: its name, its value, and how it differs from the first step."""

    label: str
    text: str
    change: str


@dataclass(slots=True)
class Talk:
    """Walks through the steps.

    Parameters
    ----------
    presentation : Presentation
        The steps and sliders.
    """

    presentation: Presentation
    index: int = 0
    positions: dict[str, int] = field(default_factory=dict)
    _known: dict[Changes, ScenarioResult] = field(default_factory=dict)

    @property
    def step(self) -> Step:
        """What is told now."""
        return self.presentation.steps[self.index]

    @property
    def counter(self) -> str:
        """Which step of how many."""
        return f"{self.index + 1} / {len(self.presentation.steps)}"

    @property
    def next_button(self) -> str:
        """What the button to the next step says; empty for the usual word."""
        last = len(self.presentation.steps) - 1
        return self.presentation.steps[self.index + 1].button if self.index < last else ""

    def placement(self, index: int | None = None) -> str:
        """Give the placement a step is about: where its slider stands, its own, or that of the last that has one."""
        last = self.index if index is None else index
        slider = self._placement_slider(last)
        if slider is not None and PLACEMENT in self.positions:
            return slider.values[self.positions[PLACEMENT]]
        return next((s.placement for s in reversed(self.presentation.steps[: last + 1]) if s.placement), "")

    def placements(self) -> tuple[str, ...]:
        """Give every placement the talk is about; those are simulated, no others."""
        named = [step.placement for step in self.presentation.steps]
        for index in range(len(named)):
            slider = self._placement_slider(index)
            named += slider.values if slider is not None else ()
        return tuple(dict.fromkeys(name for name in named if name))

    def go(self, by: int) -> bool:
        """Go some steps on or back; False at the ends."""
        wanted = min(max(self.index + by, 0), len(self.presentation.steps) - 1)
        moved = wanted != self.index
        self.index = wanted
        if moved:
            self.positions.pop(PLACEMENT, None)  # each step begins with the placement it names
        return moved

    def reset(self) -> None:
        """Begin anew, the sliders where they were."""
        self.index = 0
        self.positions.clear()

    def sliders(self) -> tuple[Slider, ...]:
        """Give the sliders that are live now."""
        live = set(self.step.sliders)
        return tuple(slider for slider in self.presentation.sliders if slider.path in live)

    def position(self, slider: Slider, current: str) -> int:
        """Give where a slider stands: where it was moved to, or at the value the scenario has.

        Parameters
        ----------
        slider : Slider
            Which.
        current : str
            What the scenario says at its path.
        """
        if slider.path in self.positions:
            return self.positions[slider.path]
        if slider.path == PLACEMENT:
            current = self.placement()
        set_to = self._set_by_steps().get(slider.path, current)
        return slider.values.index(set_to) if set_to in slider.values else 0

    def move(self, slider: Slider, position: int) -> None:
        """Move a slider."""
        self.positions[slider.path] = min(max(position, 0), len(slider.values) - 1)

    def changes(self) -> Changes:
        """Give what is set now, ``path=value`` each: by the steps so far, then by the sliders that were moved."""
        found = self._set_by_steps()
        for slider in self.presentation.sliders:
            if slider.path in self.positions and slider.path != PLACEMENT:
                found[slider.path] = slider.values[self.positions[slider.path]]
        return tuple(f"{path}={value}" for path, value in found.items())

    def keep(self, changes: Changes, result: ScenarioResult) -> None:
        """Remember what came out, so that going back takes no time."""
        self._known[changes] = result

    def result(self) -> ScenarioResult | None:
        """Give what came out with the present changes; None when it has not been simulated yet."""
        return self._known.get(self.changes())

    def upcoming(self) -> tuple[Changes, ...]:
        """Give what will be needed by this step and those behind it, sliders untouched, and is not known yet."""
        wanted = [self.changes()]
        for index in range(self.index + 1, len(self.presentation.steps)):
            found = self._set_by_steps(index)
            wanted.append(tuple(f"{path}={value}" for path, value in found.items()))
        return tuple(dict.fromkeys(one for one in wanted if one not in self._known))

    def shown_run(self) -> PlacementResult | None:
        """Give the run of the placement this step is about."""
        return _find(self.result(), self.placement())

    def numbers(self) -> tuple[BigNumber, ...]:
        """Give the figures of this step, and their change against the first step of the talk."""
        run, base = (
            self.shown_run(),
            _find(self._known.get(self._first_changes()), self.presentation.steps[0].placement),
        )
        return tuple(_number(kpi, run, base) for kpi in self.step.kpis)

    def _placement_slider(self, index: int) -> Slider | None:
        """Give the slider of placements that is live at a step; None where there is none."""
        if PLACEMENT not in self.presentation.steps[index].sliders:
            return None
        return next((one for one in self.presentation.sliders if one.path == PLACEMENT), None)

    def _first_changes(self) -> Changes:
        return tuple(f"{path}={value}" for path, value in self._set_by_steps(0).items())

    def _set_by_steps(self, index: int | None = None) -> dict[str, str]:
        last = self.index if index is None else index
        found: dict[str, str] = {}
        for step in self.presentation.steps[: last + 1]:
            found.update(step.changes)
        return found


def _find(result: ScenarioResult | None, placement: str) -> PlacementResult | None:
    runs: Sequence[PlacementResult] = result.runs if result is not None else ()
    return next((run for run in runs if run.placement == placement), None)


def _number(kpi: str, run: PlacementResult | None, base: PlacementResult | None) -> BigNumber:
    if run is None:
        return BigNumber(kpi_label(kpi), "…", "")
    if not run.feasible:
        return BigNumber(kpi_label(kpi), "–", tr("cannot be built"))
    kpis: Mapping[str, float] = run.kpis
    value = kpis.get(kpi, math.nan)
    before = base.kpis.get(kpi, math.nan) if base is not None else math.nan
    change = relative_change(before, value)
    text = "" if base is run or math.isnan(change) or change == 0 else _change_text(before, value, change)
    label = kpi_label(kpi) + signals_label(kpi, [run.notes.get("accuracy_kind", "")])
    return BigNumber(label, kpi_text(kpi, value, run.intervals.get(kpi)), text)


def _change_text(before: float, value: float, change: float) -> str:
    if before > 0 and value > 0 and (value / before >= 3 or before / value >= 3):
        factor = max(value / before, before / value)
        return tr("{factor} times more" if value > before else "{factor} times less", factor=_rounded(factor))
    if math.isinf(change) or abs(change) < _WORTH_SAYING:
        return ""
    return percent_text(change, signed=True)


def _rounded(factor: float) -> str:
    """Write a factor with two digits that count."""
    return f"{factor:.2g}" if factor < 10 else counted(float(f"{factor:.2g}"))
