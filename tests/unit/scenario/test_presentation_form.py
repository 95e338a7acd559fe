"""The presentation of a scenario: what is read, and where problems are reported."""

from pathlib import Path

import pytest
from builders.study_story import STUDY_STORY

from simgui.core.errors import InputError
from simgui.scenario.load import load_scenario
from simgui.scenario.presentation import PresentedView
from simgui.scenario.scenario import Scenario

_EVERY = "fleet.valves.tasks.burst.every"


def _load(folder: Path, presentation: str) -> Scenario:
    file = folder / "told.yaml"
    file.write_text(STUDY_STORY.rstrip() + "\n" + presentation)
    return load_scenario(file)


def test_that_a_scenario_without_one_has_none(tmp_path: Path) -> None:
    assert _load(tmp_path, "").presentation is None


def test_that_steps_and_sliders_are_read_in_order(tmp_path: Path) -> None:
    scenario = _load(
        tmp_path,
        f"""
presentation:
  sliders:
    - {{path: {_EVERY}, label: Look every, values: [1 s, 2 s]}}
  steps:
    - {{title: First, show: bytes, placement: edge, kpis: battery_life}}
    - {{title: Second, notes: Say it., sliders: {_EVERY}, set: {{{_EVERY}: 2 s, fleet.valves.count: 3}}}}
""",
    )
    told = scenario.presentation
    assert told is not None
    assert [step.title for step in told.steps] == ["First", "Second"]
    assert told.steps[0].view is PresentedView.BYTES
    assert told.steps[0].kpis == ("battery_life_s",)
    assert told.steps[1].changes == {_EVERY: "2 s", "fleet.valves.count": "3"}
    assert told.steps[1].sliders == (_EVERY,)
    assert told.sliders[0].values == ("1 s", "2 s")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{title: A, placement: nowhere}", "presentation.steps[0].placement: there is no placement 'nowhere'"),
        ("{title: A, kpis: battery_lief}", "there is no KPI 'battery_lief' (did you mean 'battery_life'?)"),
        ("{title: A, sliders: fleet.x}", "presentation.steps[0].sliders: there is no slider 'fleet.x'"),
        ("{notes: A}", "presentation.steps[0].title: this key is missing"),
        ("{title: A, show: sankee}", "presentation.steps[0].show: must be one of"),
        ("{title: A, kpis: {a: b}}", "presentation.steps[0].kpis: must be a list"),
    ],
)
def test_that_a_wrong_step_is_refused_where_it_stands(tmp_path: Path, step: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        _load(tmp_path, f"presentation:\n  steps:\n    - {step}\n")
    lines = STUDY_STORY.rstrip().count("\n") + 1
    (problem,) = caught.value.diagnostics
    assert expected in str(problem)
    assert problem.location.line == lines + 3


def test_that_a_slider_needs_two_values(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two values"):
        _load(
            tmp_path,
            f"presentation:\n  sliders: [{{path: {_EVERY}, values: [1 s]}}]\n  steps: [{{title: A}}]\n",
        )
