"""Inspector, text view, problems and history: every change goes through the document and can be undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.document_notice import DocumentNotice
from simgui.ui.panels.history import HistoryView
from simgui.ui.panels.inspector import Inspector
from simgui.ui.panels.problems_dock import ProblemsDock
from simgui.ui.panels.yaml_view import YamlView
from simgui.ui.part_actions import PartActions
from simgui.ui.session import Session
from simgui.ui.widgets.collapsible import Collapsible
from simgui.ui.widgets.quantity_field import ChoiceField, QuantityField, TextField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ROOT = Path(__file__).parents[2]
STORY = ROOT / "scenarios" / "pipeline_valve.yaml"
BURST = "fleet.valves.tasks.burst"


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    session = Session()
    file = Path(shutil.copy(STORY, tmp_path / "valve.yaml"))
    document = ScenarioDocument.open(file, parent=session)
    document.scenario_changed.connect(lambda: session.revise(document.scenario) if document.scenario else None)
    session.open(document.scenario, (), document)
    yield session
    document.close()


@pytest.fixture
def document(session: Session) -> ScenarioDocument:
    assert session.document is not None
    return session.document


def shown(qtbot: QtBot, widget: QWidget, width: int = 360, height: int = 700) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()


def sections(inspector: Inspector) -> list[Collapsible]:
    """Those on show; what was shown before lives until the event loop comes round."""
    return [one for one in inspector.findChildren(Collapsible) if one.isVisibleTo(inspector)]


def fields(inspector: Inspector) -> list[TextField]:
    return [one for one in inspector.findChildren(TextField) if one.isVisibleTo(inspector)]


@pytest.fixture
def inspector(qtbot: QtBot, session: Session, appearance: Appearance) -> Inspector:
    inspector = Inspector(session, appearance)
    shown(qtbot, inspector)
    return inspector


@pytest.fixture
def text_view(qtbot: QtBot, session: Session, appearance: Appearance) -> YamlView:
    view = YamlView(session, appearance)
    shown(qtbot, view, 700)
    return view


def wrong_paths(dock: ProblemsDock) -> list[str]:
    dock.catch_up()
    return [one.diagnostic.path for one in dock.problems]


def typed(field: QWidget, text: str) -> None:
    assert isinstance(field, TextField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_that_a_quantity_typed_into_the_inspector_lands_in_the_text_and_can_be_undone(
    session: Session, document: ScenarioDocument, inspector: Inspector
) -> None:
    before = document.text
    session.select(BURST)
    typed(inspector.rows[f"{BURST}.deadline"].field, "120 ms")
    assert "        deadline: 120 ms               # from the end" in document.text
    assert document.scenario is not None
    assert document.scenario.groups["valves"].tasks[0].deadline_s == 0.12
    document.undo_stack.undo()
    assert document.text == before
    inspector.catch_up()
    assert inspector.rows[f"{BURST}.deadline"].field.text() == "100 ms"  # type: ignore[union-attr]


def test_that_a_wrong_quantity_is_judged_while_it_is_typed_and_not_taken(
    session: Session, document: ScenarioDocument, inspector: Inspector, qtbot: QtBot
) -> None:
    before = document.text
    session.select(BURST)
    row = inspector.rows[f"{BURST}.deadline"]
    assert isinstance(row.field, QuantityField)
    with qtbot.waitSignal(row.field.judged, check_params_cb=lambda wrong: "has no unit" in wrong):
        row.field.setFocus()
        row.field.selectAll()
        QTest.keyClicks(row.field, "120")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert document.text == before
    assert row.field.property("state") == "bad"
    QTest.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.field.text() == "100 ms"
    assert row.field.property("state") == ""


def test_that_arrow_keys_change_a_quantity_in_its_own_unit(
    session: Session, document: ScenarioDocument, inspector: Inspector
) -> None:
    session.select(BURST)
    field = inspector.rows[f"{BURST}.alarm_within"].field
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert document.parts.written(f"{BURST}.alarm_within") == "520 ms"
    assert document.undo_stack.count() == 1


def test_that_a_choice_is_taken_and_left_out_again(
    session: Session, document: ScenarioDocument, inspector: Inspector
) -> None:
    session.select(BURST)
    field = inspector.rows[f"{BURST}.needed_at"].field
    assert isinstance(field, ChoiceField)
    assert field.currentText() == "device (default)"
    field.setCurrentIndex(field.findData("fog"))
    field.activated.emit(field.currentIndex())
    assert document.parts.written(f"{BURST}.needed_at") == "fog"
    field.setCurrentIndex(field.findData(""))
    field.activated.emit(field.currentIndex())
    assert document.parts.written(f"{BURST}.needed_at") is None


def test_that_a_profile_is_found_by_typing_and_a_wrong_one_is_refused(
    session: Session, document: ScenarioDocument, inspector: Inspector
) -> None:
    session.select("fleet.valves")
    field = inspector.rows["fleet.valves.battery.profile"].field
    assert isinstance(field, ChoiceField)
    line = field.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "er99")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert document.parts.written("fleet.valves.battery.profile") == "er34615"
    line.selectAll()
    QTest.keyClicks(line, "er14505")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert document.parts.written("fleet.valves.battery.profile") == "er14505"
    assert document.parts.written("fleet.valves.battery.count") == "4"


def test_that_the_focus_stays_in_a_field_while_other_values_change(
    session: Session, document: ScenarioDocument, inspector: Inspector
) -> None:
    session.select(BURST)
    field = inspector.rows[f"{BURST}.deadline"].field
    field.setFocus()
    document.set_value(f"{BURST}.window", "100 ms")
    inspector.catch_up()
    assert inspector.rows[f"{BURST}.deadline"].field is field


def test_that_the_numbers_of_a_bought_part_show_their_sources(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    session.select("fleet.valves.link")
    qtbot.waitUntil(lambda: bool(sections(inspector)))
    *_, part = sections(inspector)
    assert part.is_open
    tips = [one.toolTip() for one in part.findChildren(QWidget) if "measured" in one.toolTip()]
    assert tips


def test_that_what_lies_below_a_part_is_built_in_turns_of_its_own(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    session.select("fleet.valves")
    at_once = len(fields(inspector))
    assert at_once > 0
    assert not sections(inspector)
    qtbot.waitUntil(lambda: len(sections(inspector)) > 3)
    qtbot.waitUntil(lambda: len(fields(inspector)) > at_once)
    assert session.selected_path == "fleet.valves"


def test_that_an_edit_that_changes_the_page_leaves_the_focus_in_its_field(
    qtbot: QtBot, session: Session, document: ScenarioDocument, inspector: Inspector
) -> None:
    session.select("fleet.valves")
    old = inspector.rows["fleet.valves.count"].field
    old.setFocus()
    qtbot.waitUntil(old.hasFocus)
    document.set_value("fleet.valves.spread.sleep_power", "10 %")
    qtbot.waitUntil(lambda: inspector.rows["fleet.valves.count"].field is not old)
    qtbot.waitUntil(inspector.rows["fleet.valves.count"].field.hasFocus)


def test_that_a_selected_value_has_its_field_at_once(session: Session, inspector: Inspector) -> None:
    session.select("fleet.valves.stream.rate")
    assert "fleet.valves.stream.rate" in {one.objectName() for one in fields(inspector)}


def test_that_a_section_opened_late_shows_the_values_of_now(
    qtbot: QtBot, session: Session, document: ScenarioDocument, inspector: Inspector
) -> None:
    session.select("fleet.valves")
    qtbot.waitUntil(lambda: any(one.head.accessibleName() == "Stream" for one in sections(inspector)))
    stream = next(one for one in sections(inspector) if one.head.accessibleName() == "Stream")
    assert stream.is_open
    stream.head.click()
    session.select("")
    session.select("fleet.valves")
    rows = set(inspector.rows)
    assert "fleet.valves.stream.rate" not in rows
    document.set_value("fleet.valves.stream.rate", "120 Hz")
    qtbot.wait(20)
    stream = next(one for one in sections(inspector) if one.head.accessibleName() == "Stream")
    stream.head.click()
    field = inspector.rows["fleet.valves.stream.rate"].field
    assert isinstance(field, QuantityField)
    assert field.text() == "120 Hz"


def test_that_a_part_renamed_in_the_inspector_is_selected_under_its_new_name(
    session: Session, document: ScenarioDocument, inspector: Inspector
) -> None:
    session.select("fleet.valves")
    typed(inspector.rows["name of the part"].field, "pumps")
    assert session.selected_path == "fleet.pumps"
    assert document.is_valid
    assert "name of the part" in inspector.rows


def test_that_the_inspector_waits_while_the_text_is_broken(document: ScenarioDocument, inspector: Inspector) -> None:
    document.replace_text(document.text.replace("fleet:", "fleet: ["), "Type")
    inspector.catch_up()
    assert not inspector.rows["seed"].isEnabled()
    document.undo_stack.undo()
    inspector.catch_up()
    assert inspector.rows["seed"].isEnabled()


def test_that_typing_in_the_text_is_an_edit_of_the_document(
    session: Session, document: ScenarioDocument, text_view: YamlView
) -> None:
    line = document.text[: document.text.index("seed: 3")].count("\n") + 1
    text_view.go_to(line, 7)
    QTest.keyClick(text_view.editor, Qt.Key.Key_Delete)
    QTest.keyClicks(text_view.editor, "42")
    assert document.scenario is not None
    assert document.scenario.seed == 42
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert text_view.editor.toPlainText() == document.text == STORY.read_text(encoding="utf-8")


def test_that_edits_made_elsewhere_appear_in_the_text(document: ScenarioDocument, text_view: YamlView) -> None:
    document.set_value("story", "Ünïcode 😀 before what follows")
    document.set_value("fleet.valves.count", "30")
    document.duplicate("placements.edge", "edge_2")
    assert text_view.editor.toPlainText() == document.text
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
        assert text_view.editor.toPlainText() == document.text


def test_that_cursor_and_selection_follow_each_other(
    session: Session, document: ScenarioDocument, text_view: YamlView, qtbot: QtBot
) -> None:
    text_view.editor.clearFocus()
    session.select(f"{BURST}.confirm")
    assert text_view.editor.textCursor().block().text().strip().startswith("confirm:")
    line = document.text[: document.text.index("rtt: 60 ms")].count("\n") + 1
    with qtbot.waitSignal(session.selection_changed):
        text_view.go_to(line, 52)
    assert session.selected_path == "clouds.control.rtt"


def test_that_half_a_character_never_reaches_the_document(document: ScenarioDocument, text_view: YamlView) -> None:
    document.set_value("name", "Smile 😀")
    cursor = text_view.editor.textCursor()
    cursor.setPosition(text_view.editor.toPlainText().index("😀") + 1)
    cursor.insertText("x")
    assert document.text.encode()
    assert text_view.editor.toPlainText() == document.text


def test_that_a_wrong_line_is_marked(document: ScenarioDocument, text_view: YamlView) -> None:
    document.set_value(f"{BURST}.window", "205.3 ms")
    line = document.problems[0].location.line
    assert "must be a whole number" in text_view.editor.message_at(line)
    assert text_view.editor.extraSelections()


def test_that_return_keeps_the_indent_and_undo_keys_are_left_to_the_window(
    document: ScenarioDocument, text_view: YamlView
) -> None:
    line = document.text[: document.text.index("    count: 24")].count("\n") + 1
    text_view.go_to(line, 14)
    QTest.keyClick(text_view.editor, Qt.Key.Key_Return)
    QTest.keyClicks(text_view.editor, "cloud: control")
    assert "    count: 24\n    cloud: control\n" in document.text
    assert not text_view.editor.isUndoRedoEnabled()


def test_that_a_problem_is_fixed_by_its_button_and_shown_by_a_jump(
    qtbot: QtBot, session: Session, document: ScenarioDocument, appearance: Appearance
) -> None:
    dock = ProblemsDock(session, appearance)
    shown(qtbot, dock, 900, 200)
    assert wrong_paths(dock) == []
    document.set_value("fleet.valves.profile", "b-u585-iot02a")
    document.set_value("duration", "5")
    assert wrong_paths(dock) == ["duration", "fleet.valves.profile"]
    with qtbot.waitSignal(dock.jumped):
        dock.list.itemActivated.emit(dock.list.topLevelItem(1), 0)
    assert session.selected_path == "fleet.valves.profile"
    dock.fix(dock.problems[1], dock.problems[1].fixes[0])
    assert wrong_paths(dock) == ["duration"]
    menu = dock.menu_of(0)
    labels = [one.text() for one in menu.actions()]
    menu.deleteLater()
    assert "5 min" in labels
    document.undo_stack.setIndex(0)
    assert wrong_paths(dock) == []
    assert dock.list.topLevelItemCount() == 0


def test_that_the_history_goes_back_to_an_edit(
    qtbot: QtBot, session: Session, document: ScenarioDocument, appearance: Appearance
) -> None:
    history = HistoryView(session, appearance)
    shown(qtbot, history)
    document.set_value("seed", "4")
    document.set_value("duration", "6 min")
    model = history.list.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "As it was opened",
        "Change seed",
        "Change duration",
    ]
    history.list.setCurrentIndex(model.index(1, 0))
    assert document.parts.written("duration") == "5 min"


def test_that_every_action_on_parts_can_be_undone(qtbot: QtBot, session: Session, document: ScenarioDocument) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    PartActions(actions, session)
    before = document.text
    for key in actions.names():
        session.select("fleet.valves")
        actions.action(key).trigger()
        if key != "edit.rename":
            assert document.undo_stack.count() == 1, key
            assert key == "edit.remove" or document.is_valid, (key, document.problems)
        document.undo_stack.setIndex(0)
        assert document.text == before
        document.undo_stack.clear()


def test_that_a_file_changed_by_another_program_is_reloaded_or_asked_about(
    qtbot: QtBot, session: Session, document: ScenarioDocument
) -> None:
    notice = DocumentNotice(session)
    shown(qtbot, notice, 600, 80)
    document.path.write_text(document.text.replace("seed: 3", "seed: 30"), encoding="utf-8")
    notice.look()
    assert "seed: 30" in document.text
    assert not notice.notice.isVisible()
    document.set_value("seed", "31")
    document.path.write_text("name: theirs\n")
    notice.look()
    assert notice.notice.isVisible()
    buttons = {one.text(): one for one in notice.findChildren(QPushButton)}
    buttons["Overwrite"].click()
    assert "seed: 31" in document.path.read_text(encoding="utf-8")
    assert not notice.notice.isVisible()


def test_that_nothing_is_edited_where_nothing_is_open(qtbot: QtBot, appearance: Appearance) -> None:
    session = Session()
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    assert not PartActions(actions, session).edits.add_group()
    assert not any(one.isEnabled() for one in actions.all())
    for panel in (Inspector, YamlView, ProblemsDock, HistoryView):
        shown(qtbot, panel(session, appearance))
