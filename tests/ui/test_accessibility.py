from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QSlider,
    QSpinBox,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from simgui.ui.main_window import MainWindow
from simgui.ui.panels.yaml_view import ScenarioEditor
from simgui.ui.plots.event_bars import EventBars
from simgui.ui.plots.sankey_view import SankeyView
from simgui.ui.widgets.traffic_light import TrafficLight
from ui.window_builders import StubRun, a_run_of, five_placements

_MUST_HAVE_NAMES = (
    QAbstractButton, QAbstractItemView, QComboBox, QGraphicsView, QLineEdit, QPlainTextEdit, QProgressBar, QSlider,
    QSpinBox,
)  # fmt: skip
_ENOUGH_TABS = 400


@pytest.fixture
def window(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> MainWindow:
    """Make a window with results, in which everything has been seen."""
    stub = StubRun(a_run_of(five_placements()))
    window = make_window(start_run=stub.start)
    window.open_scenario("predictive_maintenance")
    with qtbot.waitSignal(window.bridge.finished):
        window.registry.action("run.start").trigger()
    return window


def _own_parts(area: QWidget) -> Iterator[QWidget]:
    """Give the parts made by us: Qt's own ones within them have names that begin with ``qt_``, or none of use."""
    for part in area.findChildren(QWidget):
        inner = part.parentWidget()
        outer = inner.parentWidget() if inner is not None else None
        of_qt = part.objectName().startswith("qt_") or isinstance(inner, QComboBox | QSpinBox | QAbstractItemView)
        of_qt = of_qt or isinstance(outer, QComboBox)  # the list that drops down
        of_qt = of_qt or (isinstance(inner, QAbstractScrollArea) and part is inner.viewport())
        if not of_qt and type(part) is not QAbstractButton and not isinstance(inner, QTabBar):
            yield part


def _can_be_operated(part: QWidget) -> bool:
    return isinstance(part, _MUST_HAVE_NAMES) or bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _named(part: QWidget) -> bool:
    text = part.text() if isinstance(part, QAbstractButton) else ""
    label = part.accessibleName() or text
    return bool(label.strip())


@pytest.mark.parametrize("place", ["start", "design", "run", "explore", "compare", "present"])
def test_that_whatever_can_be_operated_has_a_name(window: MainWindow, place: str) -> None:
    if place == "start":
        window.show_start_page()
    else:
        window.show_workspace(place)
        for key in window.workspaces[place].views:
            window.workspaces[place].show_view(key)
    for key in window.views:
        window.show_view(key)
    nameless = [part for part in _own_parts(window) if _can_be_operated(part) and not _named(part)]
    assert not nameless, {
        f"{type(part).__name__} in {type(part.parentWidget()).__name__} in {type(part.window()).__name__}"
        for part in nameless
    }


_PATHS = (
    "fleet.motors",
    "fleet.motors.tasks.wear",
    "fleet.motors.stream",
    "sites.plant.gateways.hall",
    "clouds.region",
    "placements.edge",
    "budgets",
    "claims",
    "presentation.steps",
    "models",
)


def _nameless(window: MainWindow) -> set[str]:
    return {
        f"{type(part).__name__} in {type(part.parentWidget()).__name__}"
        for part in _own_parts(window)
        if _can_be_operated(part) and not _named(part)
    }


def test_that_the_fields_of_every_part_have_names(window: MainWindow) -> None:
    window.show_workspace("design")
    for path in _PATHS:
        window.session.select(path)
        QApplication.processEvents()
        assert not _nameless(window), path


def test_that_what_appears_with_problems_results_and_questions_has_names(qtbot: QtBot, window: MainWindow) -> None:
    document = window.session.document
    assert document is not None
    window.show_workspace("design")
    window.show_view("problems")
    editor = next(iter(window.workspaces["design"].findChildren(ScenarioEditor)))
    editor.setPlainText(document.text.replace("er14505", "er1450").replace("every: 1 h", "evry: 1 h"))
    qtbot.waitUntil(lambda: window.session.scenario is None or bool(document.problems))
    assert not _nameless(window), "with problems"
    document.undo_stack.undo()
    window.show_palette()
    QTest.keyClicks(QApplication.focusWidget() or window, "latency")
    assert not _nameless(window), "the palette"
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)


def test_that_figures_budgets_and_steps_speak(window: MainWindow) -> None:
    """What is drawn or laid out of labels has words for a screen reader: lights, bars, big numbers, pictures."""
    for key, workspace in window.workspaces.items():
        window.show_workspace(key)
        for view in workspace.views:
            workspace.show_view(view)
    QApplication.processEvents()
    drawn = (TrafficLight, SankeyView, EventBars, QGraphicsView)
    parts = [part for part in window.findChildren(QWidget) if isinstance(part, drawn)]
    assert {type(part) for part in parts} >= {TrafficLight, SankeyView}
    silent = [type(part).__name__ for part in parts if not part.accessibleName()]
    assert not silent, silent


def test_that_every_chart_says_how_keys_move_in_it(window: MainWindow) -> None:
    for workspace in window.workspaces.values():
        window.show_workspace(workspace.key)
        for key in workspace.views:
            workspace.show_view(key)
    charts = window.findChildren(QGraphicsView)
    assert len(charts) > 5
    assert [type(chart).__name__ for chart in charts if not chart.accessibleDescription()] == []


@pytest.mark.parametrize("place", ["start", "run"])
def test_that_the_tab_key_reaches_everything_and_comes_round(window: MainWindow, place: str) -> None:
    window.show_start_page() if place == "start" else window.show_workspace(place)
    window.activateWindow()
    QApplication.processEvents()
    page = window.pages.currentWidget()
    assert page is not None
    wanted = {
        part
        for part in _own_parts(page)
        if isinstance(part, QAbstractButton | QAbstractItemView)
        and part.isVisible()
        and part.isEnabled()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert wanted
    seen: set[QWidget] = set()
    for _ in range(_ENOUGH_TABS):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.add(focus)
        if wanted <= seen:
            break
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    # Of buttons that exclude each other, Tab reaches the one that is on; the arrows lead to the others.
    missed = {part for part in wanted - seen if not (isinstance(part, QAbstractButton) and part.group())}
    assert not missed, [part.accessibleName() for part in missed]


def test_that_the_whole_way_from_start_to_results_needs_no_mouse(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    stub = StubRun(a_run_of(five_placements()))
    window = make_window(start_run=stub.start)
    focus = QApplication.focusWidget()
    assert focus is window.start_page.cards[0]
    QTest.keyClick(focus, Qt.Key.Key_Space)
    assert window.current == "run"
    with qtbot.waitSignal(window.bridge.finished):
        QTest.keyClick(window, Qt.Key.Key_Space)
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "explore"
    QTest.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.currentWidget() is window.start_page
