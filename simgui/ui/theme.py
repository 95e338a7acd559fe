"""How the window looks: colours, distances, type sizes, and the one style sheet made of them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from string import Template

from PySide6.QtGui import QColor, QPalette


class ThemeMode(StrEnum):
    """Which colours the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Space(IntEnum):
    """Distances in device-independent pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 40


class TypeSize(IntEnum):
    """Type sizes in device-independent pixels."""

    CAPTION = 11
    TABLE = 12
    BODY = 13
    HEADING = 14
    TITLE = 20
    DISPLAY = 32


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette; every text colour has a contrast of at least 4.5 to what it stands on.

    Parameters
    ----------
    background, surface, sunken : str
        Behind everything, of cards, and of what lies within cards.
    border, grid : str
        Lines around cards, and within tables and charts.
    text, muted : str
        Main and secondary text.
    accent, on_accent, accent_soft : str
        What can be acted on, text on it, and a tint for what is selected.
    good, bad, unsure : str
        Budgets kept, missed and undecided; a glyph always says it too.
    good_soft, bad_soft : str
        Tints behind notices.
    series : tuple[str, ...]
        Colours of chart segments, distinct for colour-blind eyes.
    """

    background: str
    surface: str
    sunken: str
    border: str
    grid: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    good: str
    bad: str
    unsure: str
    good_soft: str
    bad_soft: str
    series: tuple[str, ...]


LIGHT = Colours(
    background="#f3f5f8",
    surface="#ffffff",
    sunken="#f7f9fb",
    border="#d9dfe7",
    grid="#e8ecf1",
    text="#19212c",
    muted="#566273",
    accent="#1f5fbf",
    on_accent="#ffffff",
    accent_soft="#e6effb",
    good="#17713f",
    bad="#b3261e",
    unsure="#805600",
    good_soft="#e8f5ed",
    bad_soft="#fdeceb",
    series=("#2f6fc4", "#e59a2f", "#2f9b7a", "#a86bb0", "#65b5e0", "#7d8899", "#d2603a", "#c9b42c"),
)
DARK = Colours(
    background="#12161c",
    surface="#1a2029",
    sunken="#151a21",
    border="#323c49",
    grid="#27303b",
    text="#e7ecf2",
    muted="#a0acbb",
    accent="#74aefc",
    on_accent="#0c1a2c",
    accent_soft="#1f3350",
    good="#63cf94",
    bad="#ff8d84",
    unsure="#e9bd55",
    good_soft="#16301f",
    bad_soft="#3b1f1e",
    series=("#5a9bef", "#eda84a", "#46b792", "#c08bc9", "#86ccef", "#8f9bad", "#e67c58", "#d9c648"),
)


def colours_of(mode: ThemeMode, *, system_is_dark: bool) -> Colours:
    """Choose the palette for a mode."""
    dark = system_is_dark if mode is ThemeMode.SYSTEM else mode is ThemeMode.DARK
    return DARK if dark else LIGHT


def qt_palette(colours: Colours) -> QPalette:
    """Give the colours to what Qt draws by itself."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, colour in (
        (role.Window, colours.background),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken),
        (role.Button, colours.surface),
        (role.ToolTipBase, colours.surface),
        (role.WindowText, colours.text),
        (role.Text, colours.text),
        (role.ButtonText, colours.text),
        (role.ToolTipText, colours.text),
        (role.BrightText, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.surface),
        (role.Midlight, colours.grid),
        (role.Mid, colours.border),
        (role.Dark, colours.border),
        (role.Shadow, colours.background),
    ):
        palette.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.muted))
    return palette


def legend_html(entries: Sequence[tuple[str, str]]) -> str:
    """Write a legend as rich text: a coloured square and a name each, wrapping between entries only."""
    parts = [
        f'<span style="color:{colour}">■</span>&nbsp;{html.escape(name).replace(" ", "&nbsp;")}'
        for name, colour in entries
    ]
    return " &nbsp; ".join(parts)


def tooltip_html(text: str) -> str:
    """Make a tooltip that wraps, and shows names from files as they are."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def stylesheet(colours: Colours) -> str:
    """Write the style sheet of the application."""
    tokens = {name: str(getattr(colours, name)) for name in Colours.__dataclass_fields__ if name != "series"}
    tokens |= {f"size_{size.name.lower()}": f"{size.value}px" for size in TypeSize}
    return Template(_STYLE).substitute(tokens)


_STYLE = """
QMainWindow, QWidget[role="page"], QScrollArea[role="page"], QScrollArea[role="page"] > QWidget > QWidget,
QStackedWidget { background: $background; }
QFrame[role="card"] QStackedWidget { background: transparent; }
QScrollArea { border: none; background: transparent; }
QScrollArea[role="plain"] > QWidget > QWidget { background: transparent; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px 6px; }

QMenuBar { background: $background; color: $text; padding: 2px 8px; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 5px 10px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; color: $text; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 12px; border-radius: 5px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QMenu::icon { padding-left: 8px; }
QStatusBar { background: $background; color: $muted; border-top: 1px solid $border; font-size: $size_caption; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; font-size: $size_caption; padding: 0 8px; }

QLabel { color: $text; background: transparent; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: $size_caption; }
QLabel[role="heading"] { font-size: $size_heading; font-weight: 600; }
QLabel[role="section"] { color: $muted; font-size: $size_caption; font-weight: 600; }
QLabel[role="title"] { font-size: $size_title; font-weight: 600; }
QLabel[role="display"] { font-size: $size_display; font-weight: 700; }
QLabel[role="chip"] { color: $text; background: $surface; border: 1px solid $border; border-radius: 8px;
  padding: 2px 9px; font-size: $size_caption; }
QLabel[role="place"] { color: $accent; font-family: "DejaVu Sans Mono", "Menlo", "Consolas", monospace; }
QLabel[role="bold"] { font-weight: 600; }
QLabel[role="good"] { color: $good; font-weight: 600; }
QLabel[role="bad"] { color: $bad; font-weight: 600; }
QLabel[role="unsure"] { color: $unsure; font-weight: 600; }

QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: 10px; }
QFrame[role="advice"] { background: $good_soft; border: 1px solid $good; border-radius: 10px; }
QFrame[role="notice"] { background: $sunken; border: 1px solid $border; border-radius: 10px; }
QFrame[role="failure"] { background: $bad_soft; border: 1px solid $bad; border-radius: 10px; }
QFrame[role="rule"] { background: $grid; border: none; max-height: 1px; min-height: 1px; }

QPushButton { color: $text; background: $surface; border: 1px solid $border; border-radius: 7px; padding: 7px 14px; }
QPushButton:hover { border-color: $accent; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $muted; background: $sunken; border-color: $grid; }
QPushButton[role="primary"] { color: $on_accent; background: $accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 6px 13px; }
QPushButton[role="primary"]:disabled { color: $muted; background: $sunken; border: 1px solid $grid; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; padding: 6px; }
QPushButton[role="quiet"]:hover, QPushButton[role="quiet"]:focus { border-color: $border; background: $surface; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $accent; text-align: left;
  padding: 5px 8px; }
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus { background: $accent_soft; border-color: $accent; }
QPushButton[role="segment"] { background: transparent; border: 1px solid transparent; border-radius: 5px;
  padding: 3px 9px; color: $muted; font-size: $size_caption; }
QPushButton[role="segment"]:hover { color: $text; }
QPushButton[role="segment"]:checked { background: $accent_soft; color: $text; border-color: $accent; }
QPushButton[role="segment"]:focus { border-color: $text; }
QPushButton[role="story"] { background: $surface; border: 1px solid $border; border-radius: 12px; padding: 0; }
QPushButton[role="story"]:hover { border: 1px solid $accent; }
QPushButton[role="story"]:focus { border: 2px solid $accent; }
QPushButton[role="story"]:pressed { background: $accent_soft; }
QPushButton[role="invite"] { background: transparent; border: 1px dashed $muted; border-radius: 12px; padding: 0; }
QPushButton[role="invite"]:hover { border: 1px dashed $accent; background: $surface; }
QPushButton[role="invite"]:focus { border: 2px dashed $accent; }

QProgressBar { background: $grid; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QTableView { background: $surface; color: $text; border: none; gridline-color: $grid; outline: none;
  selection-background-color: $accent_soft; font-size: $size_table; }
QTableView::item { padding: 0 6px; border: none; border-bottom: 1px solid $grid; }
QTableView::item:selected { background: $accent_soft; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text; border: none; padding: 3px 7px;
  font-size: $size_table; }
QHeaderView::section:horizontal { border-bottom: 1px solid $border; font-weight: 600; }
QHeaderView::section:vertical { border-bottom: 1px solid $grid; color: $muted; padding-left: 2px; }
QTableCornerButton::section { background: $surface; border: none; border-bottom: 1px solid $border; }

QAbstractScrollArea::corner { background: transparent; border: none; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
