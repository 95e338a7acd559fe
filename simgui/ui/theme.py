"""How the window looks: colours, distances, type sizes, and the one style sheet made of them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from PySide6.QtGui import QColor, QPalette


class ThemeMode(StrEnum):
    """Which colours the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


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
    """One palette; every text colour has a contrast of at least 4.5 to its ground, of 7 in high contrast.

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
    series=("#2f6fc4", "#c97c14", "#2b9070", "#a86bb0", "#3693c4", "#7d8899", "#d2603a", "#9c8a12"),
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


HIGH_CONTRAST = Colours(
    background="#000000",
    surface="#000000",
    sunken="#0d0d0d",
    border="#ffffff",
    grid="#6e6e6e",
    text="#ffffff",
    muted="#dcdcdc",
    accent="#ffe14d",
    on_accent="#000000",
    accent_soft="#2e2a00",
    good="#6dffa3",
    bad="#ffb0a8",
    unsure="#ffc98a",
    good_soft="#002912",
    bad_soft="#330805",
    series=("#6ab7ff", "#ffb347", "#4de0b0", "#e29cf2", "#b5ecff", "#c4cbd6", "#ff8a65", "#f2e34d"),
)


def colours_of(mode: ThemeMode, *, system_is_dark: bool) -> Colours:
    """Choose the palette for a mode."""
    if mode is ThemeMode.HIGH_CONTRAST:
        return HIGH_CONTRAST
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


def legend_html(entries: Sequence[tuple[str, str]], signs: Sequence[str] = ()) -> str:
    """Write a legend as rich text: a coloured sign (a square) and a name each, wrapping between entries only."""
    parts = [
        f'<span style="color:{colour}">{sign}</span>&nbsp;{html.escape(name).replace(" ", "&nbsp;")}'
        for (name, colour), sign in zip(entries, signs or ["■"] * len(entries), strict=True)
    ]
    return " &nbsp; ".join(parts)


def tooltip_html(text: str) -> str:
    """Make a tooltip that wraps, and shows names from files as they are."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""
