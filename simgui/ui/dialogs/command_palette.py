"""The command palette: a line to type into, and everything that can be done or gone to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from simgui.ui.actions import Actions, plain_text
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.fuzzy import fuzzy_ranked
from simgui.ui.theme import Space, TypeSize
from simgui.ui.translation import tr
from simgui.ui.widgets.text import text_label

_WIDTH, _ROW, _ROWS, _TOP = 620, 32, 12, 76
_MOST = 60
_Index = QModelIndex | QPersistentModelIndex
_KEYS_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_KIND_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_DOWN = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS}


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the palette."""

    text: str
    kind: str
    keys: str
    icon: str
    go: Callable[[], object]


class CommandPalette(QFrame):
    """Stands at the top of the window while it is open; leaves when something is chosen or the focus goes.

    Parameters
    ----------
    actions : Actions
        What can be done, and where one can go.
    appearance : Appearance
        The colours.
    window : QWidget
        Above which it opens.
    """

    def __init__(self, actions: Actions, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._actions, self._appearance = actions, appearance
        self._choices: Sequence[Choice] = ()
        self._shown: Sequence[Choice] = ()
        self._recent: list[str] = []
        self._back_to: QWidget | None = None
        self.setProperty("role", "palette")
        self.setAccessibleName(tr("Command palette"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Type what you want to do or find"))
        self.line.setAccessibleName(tr("Search for anything"))
        self.line.setClearButtonEnabled(False)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("What was found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_RowPainter(appearance, self.list))
        self._nothing = text_label(tr("Nothing has this name. Esc closes."), "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)
        self.line.textChanged.connect(self._search)
        self.list.itemClicked.connect(lambda _item: self.accept())
        self.line.installEventFilter(self)
        appearance.changed.connect(lambda: self._search(self.line.text()) if self.isVisible() else None)
        self.hide()

    def ask(self) -> None:
        """Open, with everything that can be done now."""
        focus = QApplication.focusWidget()
        self._back_to = focus if focus is not None and not self.isAncestorOf(focus) else self._back_to
        self._choices = self._collect()
        self.line.clear()
        self._search("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def accept(self) -> None:
        """Do what is chosen."""
        row = self.list.currentRow()
        if not 0 <= row < len(self._shown):
            return
        choice = self._shown[row]
        self._recent = [choice.text, *(text for text in self._recent if text != choice.text)][:5]
        self.leave()
        choice.go()

    def leave(self) -> None:
        """Close, and give the focus back."""
        back, self._back_to = self._back_to, None
        self.hide()
        if back is not None and back.isVisible():
            back.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the keys of the palette from the shortcuts of the window, and close when the focus goes."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and _is_ours(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._press(event)
        if watched is self.line and event.type() is QEvent.Type.FocusOut and self.isVisible():
            self.leave()
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape:
            self.leave()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.accept()
        elif key in _DOWN:
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + _DOWN[key])))
        elif key not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            return False
        return True

    def _collect(self) -> list[Choice]:
        keys_of = {name: self._actions.action(name) for name in self._actions.names()}
        doable = [
            Choice(
                plain_text(action),
                self._actions.menu_of(action),
                action.shortcut().toString(action.shortcut().SequenceFormat.NativeText),
                self._actions.icon_of(action),
                action.trigger,
            )
            for name, action in keys_of.items()
            if action.isEnabled() and action.isVisible() and name != "view.palette" and not self._actions.is_view(name)
        ]
        places = [Choice(entry.text, entry.kind, entry.keys, entry.icon, entry.go) for entry in self._actions.entries()]
        return doable + places

    def _search(self, query: str) -> None:
        found = fuzzy_ranked(query, self._choices, lambda choice: choice.text)
        kinds = [choice for choice in self._choices if choice.kind.casefold().startswith(query.strip().casefold())]
        found += [choice for choice in kinds if choice not in found]
        if not query.strip():
            found.sort(key=lambda choice: self._recent.index(choice.text) if choice.text in self._recent else 99)
        self._shown = found[:_MOST]
        self.list.clear()
        for choice in self._shown:
            item = QListWidgetItem(choice.text)
            item.setIcon(self._appearance.icon(choice.icon, "muted") if choice.icon else QIcon())
            item.setData(_KEYS_ROLE, choice.keys)
            item.setData(_KIND_ROLE, choice.kind)
            spoken = ", ".join(part for part in (choice.text, choice.kind, choice.keys) if part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(self._shown))
        self._nothing.setVisible(not self._shown)
        if self.isVisible():
            self._place()

    def _place(self) -> None:
        window = self.window()
        rows = max(1, min(_ROWS, len(self._shown)))
        width = min(_WIDTH, window.width() - 2 * Space.XL)
        height = min(self.line.sizeHint().height() + rows * _ROW + 44, window.height() - _TOP - Space.XL)
        self.setGeometry(QRect((window.width() - width) // 2, _TOP, width, height))


class _RowPainter(QStyledItemDelegate):
    """Draws the text at the left, what it is and its key at the right."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        """Give every row the same height."""
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a row."""
        colours = self._appearance.colours
        data = index.data
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QColor(colours.accent))
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)
        icon = data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon):
            icon.paint(painter, area.x() + 10, area.y() + (area.height() - 16) // 2, 16, 16)
        middle = Qt.AlignmentFlag.AlignVCenter
        small = QFont(painter.font())
        small.setPixelSize(TypeSize.TABLE)
        notes = "    ".join(part for part in (data(_KIND_ROLE), data(_KEYS_ROLE)) if part)
        right = area.adjusted(0, 0, -12, 0)
        text_font = painter.font()
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        painter.drawText(right, int(middle | Qt.AlignmentFlag.AlignRight), notes)
        room = area.width() - 36 - 24 - painter.fontMetrics().horizontalAdvance(notes)
        painter.setFont(text_font)
        painter.setPen(QColor(colours.text))
        name = str(data(Qt.ItemDataRole.DisplayRole))
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area.adjusted(36, 0, 0, 0), int(middle | Qt.AlignmentFlag.AlignLeft), text)
        painter.restore()


def _is_ours(event: QKeyEvent) -> bool:
    """Tell keys that the palette takes itself; Ctrl+K and the like go on to the window."""
    return not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
