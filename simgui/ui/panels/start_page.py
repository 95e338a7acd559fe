"""The first thing a user sees: what simgui answers, the shipped stories, and the files opened last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.icons import drawing_pixmap
from simgui.ui.presenters.start_page import StoryCard
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import clear_layout
from simgui.ui.widgets.story_card import StoryButton
from simgui.ui.widgets.text import text_label

if TYPE_CHECKING:
    from simgui.ui.journal import Recovery

_WIDEST = 1160
_CARD_WIDTH = 320
_MOST_RECOVERIES = 4
_PICTURE = QSize(300, 96)


class StartPage(QScrollArea):
    """Offers scenarios.

    Signals
    -------
    chosen(Path)
        The user picked a scenario.
    recovery_chosen(Recovery)
        The user wants unsaved work back.
    discard_requested(tuple[Recovery, ...])
        The user wants some of the unsaved work thrown away.
    new_requested
        The user wants to begin a scenario.
    open_requested
        The user wants to look for a file.

    Parameters
    ----------
    stories : Sequence[StoryCard]
        What is shipped.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    chosen = Signal(Path)
    recovery_chosen = Signal(object)
    discard_requested = Signal(object)
    new_requested = Signal()
    open_requested = Signal()

    def __init__(self, stories: Sequence[StoryCard], appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._columns = 0
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Start page"))
        self._picture = QLabel()
        self.cards = [self._card(story) for story in stories]
        text = tr("Open a .yaml file, or drop it on this window.")
        own = StoryButton(StoryCard(Path(), tr("Your own scenario"), text, "Ctrl+O", "open"), appearance, role="invite")
        own.clicked.connect(self.open_requested)
        self.cards.append(own)
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.L)
        self._files: Sequence[Path] = ()
        self._recents = QVBoxLayout()
        self._recents.setSpacing(0)
        self._recents_title = text_label(tr("RECENTLY OPENED"), "section")
        self._recoveries = QVBoxLayout()
        self._recoveries.setSpacing(0)
        self._recoveries_title = text_label(tr("UNSAVED EDITS"), "section")
        self._recoveries_title.hide()
        self._lay_out()
        self._arrange(3)
        appearance.changed.connect(self._draw_picture)
        appearance.changed.connect(lambda: self.show_recents(self._files))
        self._draw_picture()

    def show_recents(self, files: Sequence[Path]) -> None:
        """List the files opened last."""
        self._files = files
        clear_layout(self._recents)
        for file in files:
            button = QPushButton(f"{file.name}   {_short(file.parent)}")
            button.setProperty("role", "link")
            button.setAccessibleName(tr("Open {file}", file=file))
            button.setToolTip(str(file))
            button.setIcon(self._appearance.icon("file", "accent"))
            button.clicked.connect(lambda _checked=False, file=file: self.chosen.emit(file))
            self._recents.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._recents_title.setVisible(bool(files))

    def show_recoveries(self, recoveries: Sequence[Recovery]) -> None:
        """Offer what was left unsaved."""
        clear_layout(self._recoveries)
        for one in recoveries[:_MOST_RECOVERIES]:
            noted = f"{one.noted_at.astimezone():%Y-%m-%d %H:%M}"
            button = QPushButton(tr("{file}: unsaved edits of {time}", file=one.file.name, time=noted))
            button.setProperty("role", "link")
            button.setToolTip(str(one.file))
            button.setIcon(self._appearance.icon("edit", "accent"))
            button.clicked.connect(lambda _checked=False, one=one: self.recovery_chosen.emit(one))
            row = QHBoxLayout()
            row.addWidget(button)
            row.addWidget(self._discard_button(tr("Throw away"), (one,)))
            row.addStretch(1)
            self._recoveries.addLayout(row)
        if len(recoveries) > 1:
            text = tr("Throw all {count} away", count=len(recoveries))
            self._recoveries.addWidget(self._discard_button(text, tuple(recoveries)), 0, Qt.AlignmentFlag.AlignLeft)
        self._recoveries_title.setVisible(bool(recoveries))

    def _discard_button(self, text: str, recoveries: tuple[Recovery, ...]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "link")
        button.setToolTip("\n".join(str(one.file) for one in recoveries))
        button.setIcon(self._appearance.icon("trash"))
        button.clicked.connect(lambda: self.discard_requested.emit(recoveries))
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use as many columns as fit."""
        super().resizeEvent(event)
        self._arrange(max(1, min(3, min(self.viewport().width(), _WIDEST) // _CARD_WIDTH)))

    def _card(self, story: StoryCard) -> StoryButton:
        card = StoryButton(story, self._appearance)
        card.clicked.connect(lambda _checked=False: self.chosen.emit(story.file))
        return card

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(Space.S)
        words.addWidget(text_label(tr("Where should inference run?"), "display", wraps=True))
        words.addWidget(
            text_label(
                tr(
                    "On the device, on the gateway or in the cloud: simgui runs your fleet through every choice and "
                    "says which one keeps the latency, battery, data and cost budgets, before any hardware is bought."
                ),
                "muted",
                wraps=True,
            )
        )
        words.addSpacing(Space.S)
        words.addLayout(self._ways_in())
        hero = QHBoxLayout()
        hero.setSpacing(Space.XXL)
        hero.addLayout(words, 1)
        hero.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XL)
        column.setSpacing(Space.L)
        column.addLayout(hero)
        column.addSpacing(Space.M)
        column.addWidget(self._recoveries_title)
        column.addLayout(self._recoveries)
        column.addWidget(text_label(tr("STORIES TO RUN"), "section"))
        column.addLayout(self._grid)
        column.addSpacing(Space.S)
        column.addWidget(self._recents_title)
        column.addLayout(self._recents)
        column.addStretch(1)
        column.addWidget(
            text_label(
                tr("Ctrl+N  new    ·    Ctrl+O  open    ·    Space  run    ·    Ctrl+K  find anything"),
                "caption",
                wraps=True,
            )
        )
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        self.setWidget(page)

    def _ways_in(self) -> QHBoxLayout:
        """Offer what needs no story, where it is seen without scrolling."""
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for text, icon, wanted in (
            (tr("New scenario"), "plus", self.new_requested),
            (tr("Open a file…"), "open", self.open_requested),
        ):
            button = QPushButton(text)
            button.setIcon(self._appearance.icon(icon))
            button.clicked.connect(wanted)
            self._appearance.changed.connect(lambda button=button, icon=icon: self._tint(button, icon))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _tint(self, button: QPushButton, icon: str) -> None:
        button.setIcon(self._appearance.icon(icon))

    def _arrange(self, columns: int) -> None:
        self._picture.setVisible(columns > 1)
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        for number, card in enumerate(self.cards):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _draw_picture(self) -> None:
        colour = self._appearance.colours.accent
        self._picture.setPixmap(drawing_pixmap("tiers", colour, _PICTURE, self.devicePixelRatioF()))
        self._picture.setAccessibleName(tr("A device, a gateway and a cloud, joined by links"))


def _short(folder: Path) -> str:
    """Shorten the home folder."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
