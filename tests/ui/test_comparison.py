"""A baseline and other runs beside it."""

from __future__ import annotations

import ast
import math
import shlex
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from simgui.core.located_yaml import parse_yaml
from simgui.ui.presenters.comparison import (
    Side,
    Verdict,
    comparison,
    relative_change,
    run_changes,
    run_command,
    run_script,
    scenario_lines,
    scenario_node,
    sides_of,
)
from ui.window_builders import a_result, a_run

_VALUES = st.one_of(st.floats(-1e6, 1e6), st.just(math.nan), st.just(math.inf))


def _side(**kpis: float) -> Side:
    return Side("run", a_run("edge", kpis))


def _verdicts(before: float, after: float, kpi: str, tolerance: float = 0.01) -> Verdict:
    table = comparison([_side(**{kpi: before, "jobs": 1.0}), _side(**{kpi: after, "jobs": 1.0})], tolerance)
    return next(row for row in table.rows if row.kpi == kpi).cells[1].verdict


@given(before=_VALUES, after=_VALUES)
def test_that_a_change_has_the_sign_of_its_difference(before: float, after: float) -> None:
    change = relative_change(before, after)
    if math.isnan(before) != math.isnan(after):
        assert math.isnan(change)
    elif before == after or math.isnan(before):
        assert change == 0
    else:
        assert (change > 0) == (after > before)


def test_that_less_power_is_better_and_less_battery_life_is_worse() -> None:
    assert _verdicts(2e-3, 1e-3, "device_power_w") is Verdict.BETTER
    assert _verdicts(2e7, 1e7, "battery_life_s") is Verdict.WORSE


def test_that_values_within_the_tolerance_are_the_same() -> None:
    assert _verdicts(1.0, 1.009, "device_power_w") is Verdict.SAME
    assert _verdicts(1.0, 1.011, "device_power_w") is Verdict.WORSE
    assert _verdicts(1.0, 1.011, "device_power_w", tolerance=0.02) is Verdict.SAME


def test_that_the_summary_counts_the_rows_that_differ() -> None:
    table = comparison([_side(device_power_w=1.0, accuracy=0.9), _side(device_power_w=2.0, accuracy=0.9)])
    assert table.summary == "1 of 2 figures differ by more than 1 %"


def test_that_infeasible_placements_have_no_column() -> None:
    result = a_result((a_run("edge"), a_run("fog")))
    assert [side.title for side in sides_of(result, "#1")] == ["#1 · edge", "#1 · fog"]
    assert [side.title for side in sides_of(result, "#1", "fog")] == ["#1 · fog"]


def test_that_scenarios_differ_by_what_was_edited_and_by_what_was_set(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("seed: 1\nduration: 1 d\n")
    before = scenario_node(str(file), "", ())
    after = scenario_node(str(file), "seed: 2\nduration: 1 d\n", ("duration=2 d",))
    assert before is not None
    assert after is not None
    assert scenario_lines(before, after) == ("~ seed: 1 → 2", "~ duration: 1 d → 2 d")
    assert scenario_node(str(tmp_path / "gone.yaml"), "", ()) is None


def test_that_a_list_that_differs_is_written_without_needless_quotes() -> None:
    before = parse_yaml("events: []", "a")
    after = parse_yaml('events: [{at: 3 d, kind: outage, target: fleet.boxes.link, note: "a, b: c"}]', "b")
    (line,) = scenario_lines(before, after)
    assert line == '~ events: [] → [{at: 3 d, kind: outage, target: fleet.boxes.link, note: "a, b: c"}]'


def test_that_unsaved_edits_are_part_of_the_command_that_reproduces_a_run(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("seed: 1\nduration: 1 d\n")
    assert run_changes(str(file), "seed: 2\nduration: 1 d\n", ("duration=2 d",)) == ("seed=2", "duration=2 d")
    assert run_changes(str(file), "", ("seed=3",)) == ("seed=3",)
    assert run_changes(str(file), "seed: 2\n", ("seed=3",)) == ("seed=3",)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1), max_size=3))
def test_that_copied_commands_and_programs_keep_every_override_whole(values: list[str]) -> None:
    changes = [f"name={value}" for value in values]
    words = shlex.split(run_command("a b.yaml", changes, ("edge",)))
    assert words[:5] == ["simgui", "run", "a b.yaml", "--placement", "edge"]
    assert [word for word in words if word.startswith("name=")] == changes
    tree = ast.parse(run_script("a b.yaml", changes))
    assert changes in [ast.literal_eval(node) for node in ast.walk(tree) if isinstance(node, ast.List)]
