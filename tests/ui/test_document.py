"""The document: every edit can be undone, the last valid scenario stays, and saving never loses anything."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError
from simgui.scenario.change import Put, Remove
from simgui.scenario.edit import EditError, ScenarioText
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override
from simgui.scenario.splice import splice_between
from simgui.scenario.text_file import FileChanged
from simgui.ui.document import ScenarioDocument

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "scenarios" / "pipeline_valve.yaml").read_text(encoding="utf-8")


class Clock:
    def __init__(self) -> None:
        self.time_s = 0.0

    def __call__(self) -> float:
        return self.time_s


def paths(document: ScenarioDocument) -> list[str]:
    return [one.path for one in document.problems]


def messages(document: ScenarioDocument) -> list[str]:
    return [one.message for one in document.problems]


def nothing_wrong(*_scenario: object) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    return (), ()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "scenarios" / "pipeline_valve.yaml", tmp_path / "valve.yaml"))


@pytest.fixture
def document(qtbot: QtBot, clock: Clock, file: Path) -> Iterator[ScenarioDocument]:
    from simgui.scenario.text_file import read_text_file

    document = ScenarioDocument(*read_text_file(file), check=nothing_wrong, clock=clock)
    yield document
    document.close()


EDITS: list[Callable[[ScenarioDocument, str], None]] = [
    lambda document, word: document.set_value("fleet.valves.count", word),
    lambda document, word: document.set_value("budgets.battery_life", word),
    lambda document, word: document.put("fleet.valves.spread.sleep_power", word),
    lambda document, word: document.duplicate("placements.edge", f"edge_{abs(hash(word)) % 50}"),
    lambda document, word: document.remove("events[0]"),
    lambda document, word: document.rename("fleet.valves.tasks.burst", "leak"),
    lambda document, word: document.insert("events[0]", {"at": word, "kind": "outage"}),
    lambda document, word: document.replace_text(document.text.replace("station", word, 1), "Type", merge="text"),
    lambda document, word: document.replace_text(document.text[:700] + "]" + document.text[700:], "Break"),
    lambda document, word: document.replace_text(document.text.replace("]", "", 1), "Mend"),
]
STEP = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, len(EDITS) - 1), st.sampled_from(["4", "10 h", ">= 1 y", "a b", "µ😀"])),
    st.tuples(st.sampled_from(["undo", "redo", "save", "wait"]), st.just(0), st.just("")),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=12))
def test_that_undo_and_redo_restore_text_and_dirty_flag(
    document: ScenarioDocument, clock: Clock, file: Path, steps: list[tuple[str, int, str]]
) -> None:
    stack = document.undo_stack
    for what, number, word in steps:
        if what == "edit":
            try:
                EDITS[number](document, word)
            except (EditError, InputError):
                continue
        elif what == "save":
            document.save()
        elif what == "wait":
            clock.time_s += 10
        else:
            stack.undo() if what == "undo" else stack.redo()
        assert document.is_dirty == (not stack.isClean())
        if not document.is_dirty:
            assert file.read_text(encoding="utf-8") == document.text
    states = []
    while stack.canUndo():
        states.append((document.text, document.is_dirty, document.problems))
        stack.undo()
    for text, is_dirty, problems in reversed(states):
        stack.redo()
        assert (document.text, document.is_dirty, document.problems) == (text, is_dirty, problems)


def test_that_quick_changes_of_one_value_are_undone_together_and_slow_ones_apart(
    document: ScenarioDocument, clock: Clock
) -> None:
    for count in ("2", "25", "250"):
        document.set_value("fleet.valves.count", count)
        clock.time_s += 0.5
    assert document.undo_stack.count() == 1
    clock.time_s += 60
    document.set_value("fleet.valves.count", "300")
    document.set_value("fleet.valves.store", "300")
    assert document.undo_stack.count() == 3
    document.undo_stack.setIndex(0)
    assert document.text == TEXT


def test_that_a_value_changed_and_changed_back_leaves_no_trace(document: ScenarioDocument) -> None:
    document.set_value("fleet.valves.count", "25")
    document.set_value("fleet.valves.count", "24")
    assert not document.is_dirty
    assert document.undo_stack.count() == 0


def test_that_changes_made_together_are_made_all_or_none(document: ScenarioDocument) -> None:
    with pytest.raises(EditError):
        document.apply([Put("seed", 5), Remove("nothing.here")], "Both")
    assert document.text == TEXT
    assert document.undo_stack.count() == 0


def test_that_the_last_valid_scenario_stays_while_the_text_is_broken(document: ScenarioDocument, qtbot: QtBot) -> None:
    document.set_value("seed", "8")
    with qtbot.waitSignal(document.problems_changed):
        document.replace_text(document.text.replace("fleet:", "fleet: ["), "Type")
    assert not document.is_valid
    assert document.scenario is not None
    assert document.scenario.seed == 8
    assert "YAML" in document.problems[0].message
    assert document.problems[0].location.line > 1
    document.undo_stack.undo()
    assert document.problems == ()


def test_that_files_are_checked_in_the_background_and_old_findings_are_dropped(qtbot: QtBot, file: Path) -> None:
    from simgui.scenario.text_file import read_text_file

    def check(scenario: object, _registry: object) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
        seed = scenario.seed  # type: ignore[attr-defined]
        return (Diagnostic(Location("f", 1, 1), "seed", f"seed {seed}"),), ()

    document = ScenarioDocument(*read_text_file(file), check=check)
    assert document.problems == ()
    qtbot.waitUntil(lambda: messages(document) == ["seed 3"])
    document.set_value("seed", "4")
    qtbot.waitUntil(lambda: messages(document) == ["seed 4"])
    document.set_value("duration", "none")
    assert paths(document) == ["duration"]
    document.close()


def test_that_the_shipped_checks_find_a_wrong_window(qtbot: QtBot, file: Path) -> None:
    document = ScenarioDocument.open(file)
    qtbot.waitUntil(lambda: not document.is_checking, timeout=10_000)
    assert document.problems == ()
    document.set_value("fleet.valves.tasks.burst.window", "300 ms")
    qtbot.waitUntil(lambda: paths(document) == ["fleet.valves.tasks.burst.window"], timeout=10_000)
    document.close()


def test_that_a_save_over_the_work_of_another_program_is_refused(
    qtbot: QtBot, document: ScenarioDocument, file: Path
) -> None:
    document.set_value("seed", "4")
    file.write_text("name: theirs\n")
    assert document.has_changed_on_disk()
    with qtbot.waitSignal(document.conflicted), pytest.raises(FileChanged):
        document.save()
    assert document.is_dirty
    document.reload()
    assert (document.text, document.is_dirty) == ("name: theirs\n", False)
    document.undo_stack.undo()
    assert "seed: 4" in document.text
    document.save(overwrite=True)
    assert "seed: 4" in file.read_text()


def test_that_unsaved_edits_are_overrides_of_the_file_on_disk(document: ScenarioDocument, file: Path) -> None:
    assert document.overrides() == ()
    document.set_value("fleet.valves.count", "30")
    document.set_value("fleet.valves.spread.sleep_power", "10 %")
    document.remove("budgets.battery_life")
    document.replace_text(document.text.replace("events:", "# events:").replace("  - {at", "#  - {at"), "Type")
    assert document.scenario is not None
    changes = tuple(map(parse_override, document.overrides()))
    same = load_scenario(file, overrides=changes)
    assert (same.groups, same.outages) == (document.scenario.groups, ())
    assert [one.key for one in same.budgets] == [one.key for one in document.scenario.budgets]


def test_that_only_the_line_of_the_edit_differs_on_disk(document: ScenarioDocument, file: Path) -> None:
    document.set_value("fleet.valves.tasks.burst.deadline", "120 ms")
    document.save()
    after = file.read_text(encoding="utf-8")
    differing = [line for line in difflib.ndiff(TEXT.split("\n"), after.split("\n")) if line[0] in "+-"]
    assert [line.partition("#")[0].split() for line in differing] == [
        ["-", "deadline:", "100", "ms"],
        ["+", "deadline:", "120", "ms"],
    ]


def test_that_a_scenario_without_a_file_is_unsaved_until_it_is_saved(qtbot: QtBot, tmp_path: Path) -> None:
    document = ScenarioDocument(TEXT, folder=tmp_path, check=nothing_wrong)
    assert (document.is_dirty, document.needs_name) == (True, True)
    with qtbot.waitSignals([document.file_changed, document.dirty_changed]):
        document.save_as(tmp_path / "new.yaml")
    assert (document.is_dirty, document.needs_name) == (False, False)
    document.close()
    assert document.path.read_text(encoding="utf-8") == TEXT


def test_that_shipped_stories_are_saved_under_another_name(qtbot: QtBot) -> None:
    document = ScenarioDocument.open(ROOT / "scenarios" / "pipeline_valve.yaml")
    assert document.needs_name
    document.close()


def test_that_a_large_text_is_read_in_the_background(qtbot: QtBot, tmp_path: Path) -> None:
    text = TEXT
    for number in range(40):
        text = ScenarioText(text).duplicate("fleet.valves", f"valves_{number}")
    document = ScenarioDocument(text, folder=tmp_path, check=nothing_wrong)
    for count in ("30", "31"):
        document.set_value("fleet.valves_20.count", count)
    assert (document.is_reading, len(document.text) > 40_000) == (True, True)
    with qtbot.waitSignal(document.scenario_changed):
        pass
    assert not document.is_reading
    assert document.scenario is not None
    assert document.scenario.groups["valves_20"].count == 31
    with qtbot.waitSignal(document.problems_changed):
        document.set_value("fleet.valves_20.count", "none")
    assert paths(document) == ["fleet.valves_20.count"]
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: not document.is_checking)
    assert document.problems == ()
    document.close()


def test_that_an_edit_with_its_check_takes_less_than_a_frame_and_a_half(document: ScenarioDocument) -> None:
    times = []
    for count in range(20):
        start = perf_counter()
        document.set_value("fleet.valves.count", str(100 + count))
        times.append(perf_counter() - start)
    assert sorted(times)[10] < 0.050


@given(st.text("ab\n", max_size=12), st.text("ab\n", max_size=12))
def test_that_a_splice_makes_one_text_of_the_other_and_back(before: str, after: str) -> None:
    splice = splice_between(before, after)
    assert splice.apply(before) == after
    assert splice.inverse().apply(after) == before
    assert len(splice.removed) + len(splice.inserted) <= len(before) + len(after)
