from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from simgui.ui.actions import Actions, Entry, plain_text
from simgui.ui.appearance import Appearance
from simgui.ui.main_window import MainWindow
from simgui.ui.menus import Menus
from simgui.ui.theme import ThemeMode

# Without a screen, Qt complains of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def host(qtbot: QtBot) -> QMainWindow:
    host = QMainWindow()
    qtbot.addWidget(host)
    with qtbot.waitExposed(host):
        host.show()
    return host


def test_that_a_shortcut_works_without_a_menu(host: QMainWindow) -> None:
    done: list[str] = []
    Actions(host).add("a", "&Do", lambda: done.append("a"), shortcut="Ctrl+D;F7")
    QTest.keyClick(host, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(host, Qt.Key.Key_F7)
    assert done == ["a", "a"]


def test_that_a_switch_tells_whether_it_is_on(host: QMainWindow) -> None:
    states: list[bool] = []
    action = Actions(host).add("a", "Do", states.append, checked=False)
    action.trigger()
    action.trigger()
    assert states == [True, False]


def test_that_a_key_is_taken_once(host: QMainWindow) -> None:
    actions = Actions(host)
    actions.add("a", "One", lambda: None)
    with pytest.raises(KeyError):
        actions.add("a", "Other", lambda: None)
    actions.remove("a")
    actions.add("a", "Other", lambda: None)
    assert [plain_text(action) for action in actions.all()] == ["Other"]


def test_that_menus_take_what_asks_for_them_and_empty_ones_hide(host: QMainWindow) -> None:
    actions = Actions(host)
    menus = Menus(host.menuBar(), actions)
    action = actions.add("a", "Do", lambda: None, where="Analyse/Export")
    assert menus.menu("Analyse/Export").actions() == [action]
    assert menus.menu("Analyse").menuAction().isVisible()
    assert not menus.menu("Scenario").menuAction().isVisible()
    assert actions.menu_of(action) == "Export"


def test_that_icons_follow_the_colours(host: QMainWindow, appearance: Appearance) -> None:
    action = Actions(host, appearance).add("a", "Do", lambda: None, icon="run")
    before = action.icon().cacheKey()
    appearance.choose(ThemeMode.HIGH_CONTRAST)
    assert action.icon().cacheKey() != before


def test_that_sources_are_asked_each_time(host: QMainWindow) -> None:
    actions = Actions(host)
    places = [Entry("one", "Group", lambda: None)]
    actions.add_source(lambda: places)
    places.append(Entry("two", "Group", lambda: None))
    assert [entry.text for entry in actions.entries()] == ["one", "two"]


def test_that_no_two_actions_of_the_window_share_a_shortcut(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    taken: dict[str, str] = {}
    for name in window.registry.names():
        for keys in window.registry.action(name).shortcuts():
            assert keys.toString() not in taken, f"{keys.toString()}: {name} and {taken[keys.toString()]}"
            taken[keys.toString()] = name
    assert {"Ctrl+1", "Ctrl+5", "Ctrl+K", "Ctrl+S", "Ctrl+Z", "Space", "Esc", "F11"} <= set(taken)


def test_that_no_two_entries_of_a_menu_share_a_letter(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    for place in ("File", "Edit", "View", "Run"):
        letters = [text[text.index("&") + 1].lower() for action in window.menus.menu(place).actions()
                   if "&" in (text := action.text())]  # fmt: skip
        assert len(letters) == len(set(letters)), (place, letters)
