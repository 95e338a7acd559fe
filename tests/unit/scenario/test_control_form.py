"""Control tasks in a scenario file: what is read, and what is refused where it stands."""

from pathlib import Path

import pytest

from simgui.core.errors import InputError
from simgui.core.paths import bundled
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario
from simgui.scenario.task import InferenceMode

TEXT = (bundled("scenarios") / "motor_control.yaml").read_text(encoding="utf-8")


def loaded(folder: Path, *changes: tuple[str, str]) -> object:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "motor.yaml"
    file.write_text(text, encoding="utf-8")
    return load_scenario(file, registry=Registry())


def problems(folder: Path, *changes: tuple[str, str]) -> list[str]:
    with pytest.raises(InputError) as caught:
        loaded(folder, *changes)
    return [str(one) for one in caught.value.diagnostics]


def test_that_tasks_come_most_urgent_first_with_the_period_as_deadline() -> None:
    group = load_scenario(bundled("scenarios") / "motor_control.yaml", registry=Registry()).groups["in_interrupt"]
    assert [task.name for task in group.control_tasks] == ["current", "speed", "field_bus"]
    assert [task.deadline_s for task in group.control_tasks] == [100e-6, 1e-3, 10e-3]
    assert group.inference_mode is InferenceMode.RUN_TO_COMPLETION


def test_that_a_shared_priority_is_refused(tmp_path: Path) -> None:
    told = problems(tmp_path, ("execution: 100 µs, priority: 2", "execution: 100 µs, priority: 3"))
    assert len(told) == 2
    assert "fleet.preempted.control_tasks.speed.priority: is the priority of current already" in told[0]


def test_that_the_priority_of_the_inferences_is_taken_too(tmp_path: Path) -> None:
    told = problems(tmp_path, ("inference_priority: 0 ", "inference_priority: 2 "))
    assert any("is the priority of the inferences already" in line for line in told)


def test_that_tasks_that_leave_no_time_are_refused(tmp_path: Path) -> None:
    told = problems(tmp_path, ("execution: 20 µs", "execution: 90 µs"))
    assert any("ask for 110 % of the processor" in line for line in told)


def test_that_a_mode_without_tasks_is_refused(tmp_path: Path) -> None:
    lines = TEXT[TEXT.index("    control_tasks:\n", TEXT.index("  in_interrupt:")) : TEXT.index("    inference_mode")]
    head, _, tail = TEXT.rpartition(lines)
    file = tmp_path / "motor.yaml"
    file.write_text(head + tail, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(file, registry=Registry())
    assert "means nothing without control_tasks" in str(caught.value.diagnostics[0])
