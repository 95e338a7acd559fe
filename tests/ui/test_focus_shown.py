"""Whoever works with the keyboard alone sees where the keys go."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QGraphicsView,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from simgui.ui.appearance import Appearance
from simgui.ui.main_window import MainWindow
from simgui.ui.theme import ThemeMode
from ui.contrasts import contrast
from ui.window_builders import StubRun, a_run_of, five_placements

_ENOUGH_PX = 24
_NOTICEABLE = 3.0
_TYPES = (QAbstractButton, QAbstractItemView, QGraphicsView, QLineEdit, QPlainTextEdit, QSlider, QTabBar)


@pytest.fixture
def window(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> MainWindow:
    stub = StubRun(a_run_of(five_placements()))
    window = make_window(start_run=stub.start)
    window.open_scenario("predictive_maintenance")
    with qtbot.waitSignal(window.bridge.finished):
        window.registry.action("run.start").trigger()
    return window


def _reached_by_tab(window: MainWindow) -> Iterator[QWidget]:
    for part in window.findChildren(QWidget):
        by_tab = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabled() and part.isVisible()
        if by_tab and isinstance(part, _TYPES) and not part.visibleRegion().isEmpty():
            yield part


def _picture(part: QWidget) -> QImage:
    QApplication.processEvents()
    return part.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _noticed_px(before: QImage, after: QImage) -> int:
    """Count the pixels that differ by the contrast that a mark needs (WCAG 2.2, 1.4.11)."""
    return sum(
        contrast(before.pixelColor(x, y).name(), after.pixelColor(x, y).name()) >= _NOTICEABLE
        for x in range(min(before.width(), after.width()))
        for y in range(min(before.height(), after.height()))
        if before.pixel(x, y) != after.pixel(x, y)
    )


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK, ThemeMode.HIGH_CONTRAST])
@pytest.mark.parametrize("place", ["start", "design", "run", "explore", "compare", "present"])
def test_that_the_focus_can_be_seen(window: MainWindow, appearance: Appearance, place: str, mode: ThemeMode) -> None:
    appearance.choose(mode)
    window.show_start_page() if place == "start" else window.show_workspace(place)
    window.activateWindow()
    QApplication.setCursorFlashTime(0)
    unseen = set()
    for part in list(_reached_by_tab(window)):
        part.setFocus(Qt.FocusReason.TabFocusReason)
        after = _picture(part)
        if not part.hasFocus():  # it passed the focus on, or has a proxy
            continue
        part.clearFocus()
        if _noticed_px(_picture(part), after) < _ENOUGH_PX:
            unseen.add(
                f"{type(part).__name__} {part.accessibleName() or part.property('role')} {part.property('text')}"
            )
    assert not unseen, sorted(unseen)
