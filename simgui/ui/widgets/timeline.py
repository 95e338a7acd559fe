"""The timeline of a run: what has been reached, marks of what happened, bookmarks, and the cursor to drag."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.event_rows import TimelineMark
from simgui.ui.presenters.playback import Playback
from simgui.ui.theme import tooltip_html

_PAD_PX = 8
_TRACK_PX = 6
_HEIGHT_PX = 34
_LANE_PX = 8
_NEAR_PX = 4
_KEYS = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End})


class Timeline(QWidget):
    """Draws a `Playback` and takes the mouse and the arrow keys.

    Signals
    -------
    scrubbed(float)
        The cursor was dragged to a moment. [s]
    stepped(int)
        An arrow key: so many parts of time on.
    jumped(bool)
        Home (False) or End (True).
    toggled
        The space bar.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    scrubbed = Signal(float)
    stepped = Signal(int)
    jumped = Signal(bool)
    toggled = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._playback = Playback()
        self._marks: tuple[TimelineMark, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        appearance.changed.connect(self.update)

    def show_playback(self, playback: Playback) -> None:
        """Take where the cursor is."""
        self._playback = playback
        self.update()

    def show_marks(self, marks: Sequence[TimelineMark]) -> None:
        """Take other marks."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for one line."""
        return QSize(400, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for enough to grab the cursor."""
        return QSize(120, _HEIGHT_PX)

    def mark_at(self, place_px: float) -> TimelineMark | None:
        """Find the mark under the mouse. [px]"""
        near = [
            mark
            for mark in self._marks
            if self._x(mark.from_s) - _NEAR_PX <= place_px <= self._x(mark.until_s) + _NEAR_PX
        ]
        return min(near, key=lambda mark: mark.until_s - mark.from_s) if near else None

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the player from being shortcuts while it has the focus, and explain marks."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            mark = self.mark_at(event.pos().x())
            QToolTip.showText(event.globalPos(), tooltip_html(mark.about) if mark is not None else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Play, step or jump."""
        match event.key():
            case Qt.Key.Key_Space:
                self.toggled.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                parts = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
                self.stepped.emit(parts if event.key() == Qt.Key.Key_Right else -parts)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self.jumped.emit(event.key() == Qt.Key.Key_End)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.scrubbed.emit(self._time_s(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the mouse while it is held."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.scrubbed.emit(self._time_s(event.position().x()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw everything."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, span = self._appearance.colours, self._playback.span
        top = (self.height() - _TRACK_PX) / 2
        whole = QRectF(_PAD_PX, top, self.width() - 2 * _PAD_PX, _TRACK_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.grid))
        painter.drawRoundedRect(whole, 3, 3)
        if span.end_s > 0:
            reached = QRectF(whole)
            reached.setRight(self._x(span.reached_s))
            painter.setBrush(QColor(colours.muted))
            painter.setOpacity(0.55)
            painter.drawRoundedRect(reached, 3, 3)
            painter.setOpacity(1.0)
            self._paint_marks(painter, top)
            self._paint_bookmarks(painter, top)
            self._paint_cursor(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _paint_marks(self, painter: QPainter, top: float) -> None:
        """Draw spans on the track and moments above it; a moment of each tone once a pixel."""
        drawn: set[tuple[int, str]] = set()
        for mark in self._marks:
            colour = QColor(str(getattr(self._appearance.colours, mark.tone)))
            left, right = self._x(mark.from_s), self._x(mark.until_s)
            if mark.until_s > mark.from_s:
                painter.setBrush(colour)
                painter.drawRect(QRectF(left, top, max(2.0, right - left), _TRACK_PX))
            place = round(left), mark.tone
            if place not in drawn:
                drawn.add(place)
                painter.setPen(QPen(colour, 1.5))
                high = mark.tone == "bad"
                painter.drawLine(QPointF(left, top - 2 - (_LANE_PX if high else _LANE_PX / 2)), QPointF(left, top - 1))
                painter.setPen(Qt.PenStyle.NoPen)

    def _paint_bookmarks(self, painter: QPainter, top: float) -> None:
        painter.setBrush(QColor(self._appearance.colours.accent))
        for time_s in self._playback.bookmarks:
            x, y = self._x(time_s), top + _TRACK_PX + 2
            painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x + 4, y + 7), QPointF(x - 4, y + 7)]))

    def _paint_cursor(self, painter: QPainter) -> None:
        x = self._x(self._playback.cursor_s)
        painter.setPen(QPen(QColor(self._appearance.colours.accent), 2))
        painter.drawLine(QPointF(x, 3), QPointF(x, self.height() - 3))
        painter.setPen(QPen(QColor(self._appearance.colours.surface), 2))
        painter.setBrush(QColor(self._appearance.colours.accent))
        painter.drawEllipse(QPointF(x, self.height() / 2), 6, 6)

    def _x(self, time_s: float) -> float:
        end_s = self._playback.span.end_s
        return _PAD_PX + (self.width() - 2 * _PAD_PX) * (min(time_s, end_s) / end_s if end_s > 0 else 0.0)

    def _time_s(self, x: float) -> float:
        share = (x - _PAD_PX) / max(1, self.width() - 2 * _PAD_PX)
        return min(max(share, 0.0), 1.0) * self._playback.span.end_s
