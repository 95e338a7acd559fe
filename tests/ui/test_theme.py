from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from simgui.core.paths import bundled
from simgui.ui.app import dress_window
from simgui.ui.appearance import Appearance
from simgui.ui.icons import drawing_pixmap
from simgui.ui.main_window import MainWindow
from simgui.ui.plots.sankey_view import FLOW_OPACITY
from simgui.ui.stylesheet import stylesheet
from simgui.ui.theme import DARK, HIGH_CONTRAST, LIGHT, Colours, ThemeMode, colours_of, legend_html, tooltip_html
from ui.contrasts import contrast

_ICONS = sorted((bundled("assets") / "icons").glob("*.svg"))


@pytest.mark.parametrize(
    ("colours", "least"),
    [(LIGHT, 4.5), (DARK, 4.5), (HIGH_CONTRAST, 7.0)],
    ids=["light", "dark", "high contrast"],
)
def test_that_text_can_be_read_on_everything_it_stands_on(colours: Colours, least: float) -> None:
    grounds = (colours.background, colours.surface, colours.sunken, colours.accent_soft)
    for ink in (colours.text, colours.muted, colours.good, colours.bad, colours.unsure, colours.accent):
        for ground in grounds:
            assert contrast(ink, ground) >= least, (ink, ground)
    assert contrast(colours.on_accent, colours.accent) >= least
    for ink, ground in ((colours.good, colours.good_soft), (colours.bad, colours.bad_soft)):
        assert contrast(ink, ground) >= least
        assert contrast(colours.muted, ground) >= least


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _over(colour: str, opacity: float, ground: str) -> str:
    """Mix a translucent colour with what is behind it."""
    front, back = QColor(colour), QColor(ground)
    mixed = (opacity * one + (1 - opacity) * other for one, other in zip(_rgb(front), _rgb(back), strict=True))
    return QColor(*map(round, mixed)).name()


@pytest.mark.parametrize(
    ("colours", "least"),
    [(LIGHT, 4.5), (DARK, 4.5), (HIGH_CONTRAST, 7.0)],
    ids=["light", "dark", "high contrast"],
)
def test_that_names_can_be_read_on_flows(colours: Colours, least: float) -> None:
    for colour in colours.series:
        assert contrast(colours.text, _over(colour, FLOW_OPACITY, colours.surface)) >= least, colour


@pytest.mark.parametrize("colours", [LIGHT, DARK, HIGH_CONTRAST], ids=["light", "dark", "high contrast"])
def test_that_series_are_told_apart(colours: Colours) -> None:
    assert len(set(colours.series)) == len(colours.series) == 8


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK, ThemeMode.HIGH_CONTRAST])
def test_that_a_box_to_tick_is_seen_and_so_is_its_mark(qtbot: QtBot, appearance: Appearance, mode: ThemeMode) -> None:
    appearance.choose(mode)
    box = QCheckBox("only what differs")
    qtbot.addWidget(box)
    ground = appearance.colours.background
    empty, ticked = (_ink_of_the_box(box, ground, on) for on in (False, True))
    assert empty >= 3.0, "its frame"
    assert ticked >= 3.0, "the mark within"


def _ink_of_the_box(box: QCheckBox, ground: str, on: bool) -> float:
    """Give the best contrast found in the box against what is in its middle, or around it where it is empty."""
    box.setStyleSheet(f"QCheckBox {{ background: {ground}; }}")
    box.setChecked(on)
    box.resize(box.sizeHint())
    image = box.grab().toImage()
    middle = image.height() // 2
    across = [[image.pixelColor(x, y).name() for x in range(2, 17)] for y in range(middle - 4, middle + 5)]
    filling = across[0][3]
    if on:
        return max(contrast(one, filling) for row in across for one in row[4:12])
    return max(contrast(one, ground) for one in across[4])


@pytest.mark.parametrize("colours", [LIGHT, DARK, HIGH_CONTRAST], ids=["light", "dark", "high contrast"])
def test_that_lines_of_charts_stand_out(colours: Colours) -> None:
    for ink in (*colours.series, colours.accent, colours.good, colours.bad, colours.unsure):
        for ground in (colours.surface, colours.sunken, colours.background):
            assert contrast(ink, ground) >= 3.0, (ink, ground)


def test_that_high_contrast_draws_frames_one_can_see() -> None:
    for ground in (HIGH_CONTRAST.background, HIGH_CONTRAST.surface, HIGH_CONTRAST.sunken):
        assert contrast(HIGH_CONTRAST.border, ground) >= 7.0


def test_that_the_system_decides_only_when_the_user_did_not() -> None:
    assert colours_of(ThemeMode.SYSTEM, system_is_dark=True) is DARK
    assert colours_of(ThemeMode.SYSTEM, system_is_dark=False) is LIGHT
    assert colours_of(ThemeMode.LIGHT, system_is_dark=True) is LIGHT
    assert colours_of(ThemeMode.HIGH_CONTRAST, system_is_dark=False) is HIGH_CONTRAST


def test_that_the_style_sheet_has_no_token_left() -> None:
    assert "$" not in stylesheet(LIGHT)
    assert LIGHT.accent in stylesheet(LIGHT)


def test_that_choosing_a_mode_recolours_the_application(
    qtbot: QtBot, qapp: QApplication, appearance: Appearance
) -> None:
    with qtbot.waitSignal(appearance.changed):
        appearance.choose(ThemeMode.DARK)
    assert DARK.background in qapp.styleSheet()
    assert qapp.palette().window().color().name() == DARK.background
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.choose(ThemeMode.DARK)


class _Repolished(QObject):
    """Counts how often widgets are told of another style."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: Counter[int] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.StyleChange:
            self.widgets[shiboken6.getCppPointer(watched)[0]] += 1
        return False


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_an_open_window_takes_other_colours_at_once_and_each_part_only_a_few_times(
    qapp: QApplication, appearance: Appearance, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window()
    window.open_scenario("predictive_maintenance")
    deep = window.run_workspace.page.header.run
    deep.clearFocus()
    seen = _Repolished()
    qapp.installEventFilter(seen)
    appearance.choose(ThemeMode.DARK)
    qapp.removeEventFilter(seen)
    assert DARK.background in window.styleSheet()
    assert deep.grab().toImage().pixelColor(8, deep.height() // 2).name() == DARK.accent
    assert max(seen.widgets.values()) <= 6, "twenty times with a style sheet of the application"
    later = QWidget()
    dress_window(qapp, later)
    assert DARK.background in later.styleSheet()
    later.deleteLater()


def test_that_names_from_files_are_no_markup() -> None:
    assert tooltip_html("<b>x</b>\ny") == "<qt>&lt;b&gt;x&lt;/b&gt;<br>y</qt>"
    assert "&lt;i&gt;" in legend_html([("<i>", "#123456")])


@pytest.mark.parametrize("file", _ICONS, ids=lambda file: file.stem)
def test_that_every_drawing_is_valid_and_leaves_ink(file: object, qapp: QApplication) -> None:
    from pathlib import Path

    assert isinstance(file, Path)
    ET.fromstring(file.read_text())  # noqa: S314 - our own file
    image: QImage = drawing_pixmap(file.stem, "#ff0000", QSize(24, 24), 2.0).toImage()
    assert (image.width(), image.devicePixelRatio()) == (48, 2.0)
    inked = sum(image.pixelColor(x, y).alpha() > 128 for x in range(48) for y in range(48))
    assert inked > 60
