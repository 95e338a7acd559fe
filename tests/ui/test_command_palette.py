from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simgui.ui.dialogs.command_palette import CommandPalette
from simgui.ui.main_window import MainWindow

_CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    window = make_window()
    window.open_scenario("predictive_maintenance")
    return window


def ask(window: MainWindow, query: str) -> CommandPalette:
    QTest.keyClick(window, Qt.Key.Key_K, _CONTROL)
    palette = window.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    assert palette.isVisible()
    QTest.keyClicks(palette.line, query)
    return palette


def rows(palette: CommandPalette) -> list[str]:
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_that_a_command_is_found_and_done_by_keyboard_alone(window: MainWindow) -> None:
    palette = ask(window, "dark")
    assert rows(palette)[0] == "Dark"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.appearance.mode.value == "dark"


def test_that_it_shows_the_shortcut_of_a_command(window: MainWindow) -> None:
    palette = ask(window, "full screen")
    said = palette.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Full screen, View, F11"


def test_that_escape_closes_it_and_gives_the_focus_back(window: MainWindow) -> None:
    before = window.focusWidget()
    palette = ask(window, "x")
    QTest.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.focusWidget() is before


def test_that_space_is_typed_and_does_not_run(window: MainWindow) -> None:
    palette = ask(window, "copy as")
    assert palette.line.text() == "copy as"
    assert not window.bridge.is_running


def test_that_the_arrows_move_the_choice(window: MainWindow) -> None:
    palette = ask(window, "")
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Up)
    assert palette.list.currentRow() == 1
    QTest.keyClick(palette.line, Qt.Key.Key_PageUp)
    assert palette.list.currentRow() == 0


def test_that_it_leads_to_scenarios_groups_placements_and_views(window: MainWindow) -> None:
    kinds = {
        "falls noticed": "Story",
        "motors": "Device group",
        "fog_large": "Placement",
        "battery life": "KPI",
        "where it goes": "View in Run",
    }
    for query, kind in kinds.items():
        palette = ask(window, query)
        said = str(palette.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole))
        assert f", {kind}" in said, said
        QTest.keyClick(palette.line, Qt.Key.Key_Escape)


def test_that_choosing_a_story_opens_it(window: MainWindow) -> None:
    palette = ask(window, "falls noticed on the wrist")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    scenario = window.session.scenario
    assert scenario is not None
    assert scenario.name == "Falls noticed on the wrist"


def test_that_choosing_a_group_selects_it_for_all_views(window: MainWindow) -> None:
    palette = ask(window, "motors")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.session.selected_group == "motors"
    assert window.session.selected_path == "fleet.motors"
    assert window.current == "design"


def test_that_what_was_done_last_comes_first(window: MainWindow) -> None:
    QTest.keyClick(ask(window, "reset layout").line, Qt.Key.Key_Return)
    assert rows(ask(window, ""))[0] == "Reset layout"


def test_that_what_is_not_found_says_so(window: MainWindow) -> None:
    palette = ask(window, "qqqzzz")
    assert rows(palette) == []
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_that_it_leaves_when_the_focus_goes_elsewhere(window: MainWindow) -> None:
    palette = ask(window, "x")
    window.bar.home.setFocus()
    QApplication.processEvents()
    assert not palette.isVisible()


def test_that_every_action_that_can_be_done_is_listed(window: MainWindow) -> None:
    palette = ask(window, "")
    texts = {choice.text for choice in palette._choices}
    from simgui.ui.actions import plain_text

    for name in window.registry.names():
        action = window.registry.action(name)
        if action.isEnabled() and not window.registry.is_view(name) and name != "view.palette":
            assert plain_text(action) in texts
