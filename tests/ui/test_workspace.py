from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QTabBar, QToolBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.main_window import MainWindow
from simgui.ui.session import Session
from simgui.ui.settings import WindowSettings
from simgui.ui.translation import Language, choose_language
from simgui.ui.widgets.view_scroller import ViewScroller
from simgui.ui.workspace import Workspace

# Without a screen, Qt complains of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class _Workspace(Workspace):
    KEY = "design"

    def __init__(self, session: Session, actions: Actions, appearance: Appearance) -> None:
        super().__init__(session, actions, appearance)
        self.made: list[str] = []
        self.set_central(lambda: self._make("middle"))
        self.add_view("one", "One", lambda: self._make("one"), "left", size=250)
        self.add_view("two", "Two", lambda: self._make("two"), "left", beside="one")
        self.add_view("three", "Three", lambda: self._make("three"), "bottom", shown=False)

    def _make(self, name: str) -> QWidget:
        self.made.append(name)
        return QLabel(name)


@pytest.fixture
def pages(qtbot: QtBot) -> QStackedWidget:
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    pages.resize(900, 600)
    return pages


@pytest.fixture
def workspace(qtbot: QtBot, appearance: Appearance, pages: QStackedWidget) -> _Workspace:
    workspace = _Workspace(Session(parent=pages), Actions(pages, appearance), appearance)
    pages.addWidget(QLabel("elsewhere"))
    pages.addWidget(workspace)
    with qtbot.waitExposed(pages):
        pages.show()
    return workspace


def test_that_nothing_is_made_before_it_is_seen(pages: QStackedWidget, workspace: _Workspace) -> None:
    assert workspace.made == []
    pages.setCurrentWidget(workspace)
    assert sorted(workspace.made) == ["middle", "one"]
    workspace.show_view("two")
    workspace.show_view("three")
    workspace.show_view("two")
    assert sorted(workspace.made) == ["middle", "one", "three", "two"]


def test_that_a_view_is_opened_and_closed_by_its_action(pages: QStackedWidget, workspace: _Workspace) -> None:
    pages.setCurrentWidget(workspace)
    view = workspace.views["three"]
    view.action.trigger()
    assert view.dock.isVisible()
    view.dock.close()
    assert not view.action.isChecked()
    view.action.trigger()
    assert view.dock.isVisible()


def test_that_an_arrangement_is_kept_and_can_be_reset(
    qtbot: QtBot, appearance: Appearance, pages: QStackedWidget, workspace: _Workspace
) -> None:
    pages.setCurrentWidget(workspace)
    workspace.views["one"].dock.close()
    workspace.show_view("three")
    kept = workspace.layout_state()
    again = _Workspace(workspace.session, Actions(pages, appearance), appearance)
    pages.addWidget(again)
    again.restore_layout(kept)
    pages.setCurrentWidget(again)
    assert [view.dock.isHidden() for view in again.views.values()] == [True, False, False]
    again.reset_layout()
    assert [view.dock.isHidden() for view in again.views.values()] == [False, False, True]
    assert again.dockWidgetArea(again.views["three"].dock) is Qt.DockWidgetArea.BottomDockWidgetArea


def test_that_an_arrangement_of_other_views_is_left_alone(
    appearance: Appearance, pages: QStackedWidget, workspace: _Workspace
) -> None:
    workspace.views["one"].dock.close()
    kept = workspace.layout_state()
    other = _Workspace(workspace.session, Actions(pages, appearance), appearance)
    pages.addWidget(other)
    other.add_view("four", "Four", QWidget, "right")
    other.restore_layout(kept)
    assert not other.views["one"].dock.isHidden()


def test_that_floating_views_leave_and_come_back_with_their_workspace(
    pages: QStackedWidget, workspace: _Workspace
) -> None:
    pages.setCurrentWidget(workspace)
    dock = workspace.views["one"].dock
    dock.setFloating(True)
    pages.setCurrentIndex(0)
    assert not dock.isVisible()
    pages.setCurrentWidget(workspace)
    assert dock.isVisible()
    assert dock.isFloating()


def test_that_the_window_remembers_the_arrangement_of_each_workspace(
    make_window: Callable[..., MainWindow], settings: WindowSettings
) -> None:
    first = make_window()
    first.open_scenario("predictive_maintenance")
    first.workspaces["run"].views["breakdown"].dock.close()
    first.show_view("log")
    first.close()
    second = make_window()
    second.open_scenario("predictive_maintenance")
    assert second.workspaces["run"].views["breakdown"].dock.isHidden()
    assert not second.workspaces["run"].views["trade_off"].dock.isHidden()
    assert second.views["log"].dock.isVisible()
    second.registry.action("view.reset_layout").trigger()
    assert second.workspaces["run"].views["breakdown"].dock.isVisible()
    assert second.views["log"].dock.isHidden()


def test_that_the_number_keys_switch_workspaces_and_the_bar_shows_it(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    assert not window.bar.isVisible()
    window.open_scenario("predictive_maintenance")
    assert window.bar.isVisible()
    for number, key in enumerate(("design", "run", "explore", "compare", "present")):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier)
        assert window.current == key
        assert [name for name, button in window.bar.buttons.items() if button.isChecked()] == [key]


def test_that_no_workspace_is_an_empty_page(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.open_scenario("predictive_maintenance")
    for key, workspace in window.workspaces.items():
        window.show_workspace(key)
        texts = [label.text() for label in workspace.central().findChildren(QLabel) if label.isVisible()]
        assert any(texts), key


def test_that_f6_goes_round_the_views(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.open_scenario("predictive_maintenance")
    window.show_view("log")
    seen = set()
    for _ in range(20):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = window.focusWidget()
        assert focus is not None
        hosts = {"log": window.views["log"].dock, "middle": window.run_workspace.central()}
        seen |= {name for name, area in hosts.items() if area is focus or area.isAncestorOf(focus)}
    assert seen == {"log", "middle"}


def test_that_no_bar_of_tabs_is_left_behind(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.open_scenario("predictive_maintenance")
    workspace = window.workspaces["run"]
    docked = {view.dock.windowTitle() for view in workspace.views.values()}

    def names() -> list[str]:
        bars = workspace.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [bar.tabText(tab) for bar in bars if bar.isVisible() for tab in range(bar.count())]

    qtbot.waitUntil(lambda: len(names()) == len(set(names())))
    assert set(names()) <= docked


@pytest.mark.parametrize("language", list(Language))
def test_that_the_names_of_all_views_can_be_read_in_a_small_window(
    qtbot: QtBot, make_window: Callable[..., MainWindow], language: Language
) -> None:
    choose_language(language)
    try:
        window = make_window()
        window.resize(1280, 800)
        window.open_scenario("predictive_maintenance")
        window.show_workspace("run")
        bars = window.workspaces["run"].findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        qtbot.waitUntil(lambda: any(bar.isVisible() and bar.count() > 1 for bar in bars))
        qtbot.waitUntil(lambda: all(bar.sizeHint().width() <= bar.width() for bar in bars if bar.isVisible()))
    finally:
        choose_language(Language.ENGLISH)


def test_that_a_closed_view_can_be_opened_from_the_title_of_another(make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.open_scenario("predictive_maintenance")
    window.show_workspace("run")
    views = window.workspaces["run"].views
    views["what_if"].dock.close()
    (menu,) = views["trade_off"].dock.titleBarWidget().findChildren(QMenu)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [view.dock.windowTitle() for view in views.values()]
    next(action for action in menu.actions() if action.text() == "What if").trigger()
    assert not views["what_if"].dock.isHidden()


def test_that_no_view_covers_the_transport_bar_in_a_small_window(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window()
    window.open_scenario("pipeline_valve")
    window.show_workspace("run")
    window.resize(window.minimumSize())
    run = window.workspaces["run"]
    (bar,) = run.findChildren(QToolBar)
    for view in run.views.values():
        run.show_view(view.key)
        qtbot.wait(20)
        for dock in (one.dock for one in run.views.values() if one.dock.isVisible()):
            assert not dock.geometry().intersects(bar.geometry()) or dock.x() < 0, view.key
        assert view.dock.minimumSizeHint().height() <= 130, view.key


def test_that_a_view_is_as_high_as_its_dock_and_scrolls_only_below_what_it_needs(qtbot: QtBot) -> None:
    content = QWidget()
    column = QVBoxLayout(content)
    column.addWidget(plot := QWidget())
    plot.setMinimumHeight(200)
    column.addWidget(words := QLabel("many words " * 30))
    words.setWordWrap(True)
    scroller = ViewScroller(content)
    qtbot.addWidget(scroller)
    scroller.resize(200, 600)
    scroller.show()
    assert content.height() == scroller.viewport().height() == 600
    scroller.resize(200, 120)
    assert content.height() >= 200
    assert scroller.minimumSizeHint().height() <= 90
