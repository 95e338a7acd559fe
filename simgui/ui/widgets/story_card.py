"""A scenario on the start page: a large button with icon, name, story and facts."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.start_page import StoryCard, shortened
from simgui.ui.theme import Space, tooltip_html
from simgui.ui.widgets.text import text_label

_ICON = QSize(26, 26)
_LONGEST = 200


class StoryButton(QPushButton):
    """Shows a card and is pressed to open it.

    Parameters
    ----------
    card : StoryCard
        What to show.
    appearance : Appearance
        Colours of the icon.
    role : str
        ``story``, or ``invite`` for the one that opens another file.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(
        self, card: StoryCard, appearance: Appearance, *, role: str = "story", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.card = card
        self._appearance = appearance
        self.setProperty("role", role)
        self.setAccessibleName(card.name)
        self.setAccessibleDescription(f"{card.story} {card.facts}")
        self.setToolTip(tooltip_html(card.story) if len(card.story) > _LONGEST else "")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._picture = QLabel(self)
        self._picture.setFixedSize(_ICON)
        name = text_label(card.name, "heading", wraps=True)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(name, 1)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._column.setSpacing(Space.S)
        self._column.addLayout(head)
        self._column.addWidget(text_label(shortened(card.story, _LONGEST), "muted", wraps=True))
        self._column.addStretch(1)
        if card.facts:
            self._column.addWidget(text_label(card.facts, "caption", wraps=True))
        self.setLayout(self._column)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        appearance.changed.connect(self._paint_icon)
        self._paint_icon()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Say that a narrow card is a tall one."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Give the height the text needs."""
        return max(132, self._column.totalHeightForWidth(width))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Give the size the content asks for."""
        return QSize(300, self.heightForWidth(300))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Give the least size."""
        return QSize(220, 132)

    def _paint_icon(self) -> None:
        icon = self._appearance.icon(self.card.icon, "accent")
        self._picture.setPixmap(icon.pixmap(_ICON, self.devicePixelRatioF()))
