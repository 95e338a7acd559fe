"""One line of the inspector: name, field, a button to leave the value out, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from simgui.core.units import unit_names
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.inspector_rows import Row, RowKind
from simgui.ui.theme import Space, tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.quantity_field import ChoiceField, LongTextField, QuantityField, TextField
from simgui.ui.widgets.text import text_label

Field = TextField | ChoiceField | LongTextField
_LABEL_WIDTH = 118
_OUT_WIDTH = 22


class InspectorRow(QWidget):
    """Shows a value and lets the user change it.

    Signals
    -------
    committed(str, str)
        Path and new value.
    left_out(str)
        The user wants what holds otherwise.
    entered(Row)
        The focus or the mouse has come: help about it is wanted.

    Parameters
    ----------
    row : Row
        What to show first.
    judge : Callable[[Row, str], str]
        Says what is wrong with a value.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    committed = Signal(str, str)
    left_out = Signal(str)
    entered = Signal(object)

    def __init__(
        self, row: Row, judge: Callable[[Row, str], str], appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.row = row
        self._judge = judge
        self._appearance = appearance
        self._label = ElidedLabel("")
        self._label.setFixedWidth(_LABEL_WIDTH)
        self.field = self._make_field(row)
        self.field.setAccessibleName(row.title)
        self.field.setAccessibleDescription(row.about)
        self.field.setObjectName(row.path)
        self.field.installEventFilter(self)
        self._label.setBuddy(self.field)
        self._out: QToolButton | None = None
        self._wrong: QLabel | None = None
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH + Space.XS)
        grid.setColumnMinimumWidth(2, _OUT_WIDTH + Space.XS)  # so that all fields end alike, button or not
        is_long = row.kind is RowKind.LONG_TEXT
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self.field, 1 if is_long else 0, 0 if is_long else 1, 1, 3 if is_long else 1)
        self.field.committed.connect(self._commit)
        self.field.judged.connect(self._show_wrong)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Show another value of the same key."""
        self.row = row
        self._label.show_text(f"{row.title} *" if row.is_required and not row.is_set else row.title)
        self._label.setToolTip(tooltip_html(f"{row.about}\n{row.path}"))
        if isinstance(self.field, ChoiceField):
            self.field.offer(row.choices, may_be_left_out=not row.is_required)
        greyed = row.default or (tr("none") if not row.is_required else row.takes)
        self.field.show_value(row.text, row.default if row.kind is RowKind.CHOICE else greyed)
        self.field.setToolTip(tooltip_html(f"{tr('Takes')}: {row.takes}"))
        self._offer_to_leave_out(is_offered=row.is_set and not row.is_required)
        self._show_wrong(row.problem)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Ask for help about the value when the focus comes."""
        if event.type() is QEvent.Type.FocusIn:
            self.entered.emit(self.row)
        return super().eventFilter(watched, event)

    def _make_field(self, row: Row) -> Field:
        def judge(text: str) -> str:
            return self._judge(self.row, text)

        match row.kind:
            case RowKind.QUANTITY:
                return QuantityField(judge, unit_names(row.dimension) if row.dimension is not None else ())
            case RowKind.NUMBER:
                return QuantityField(judge, whole=True)
            case RowKind.CHOICE:
                return ChoiceField(judge)
            case RowKind.SEARCH:
                return ChoiceField(judge, search=True)
            case RowKind.LONG_TEXT:
                return LongTextField(judge)
            case RowKind.TEXT:
                return TextField(judge)

    def _commit(self, text: str) -> None:
        if text:
            self.committed.emit(self.row.path, text)
        else:
            self.left_out.emit(self.row.path)

    def _show_wrong(self, wrong: str) -> None:
        shown = wrong or self.row.problem
        if self._wrong is None:
            if not shown:
                return  # few rows are ever wrong
            self._wrong = text_label("", "wrong", wraps=True, parent=self)
            is_long = self.row.kind is RowKind.LONG_TEXT
            self._grid.addWidget(self._wrong, 2, 0 if is_long else 1, 1, 3 if is_long else 2)
        self._wrong.setText(f"✗ {shown}" if shown else "")
        self._wrong.setVisible(bool(shown))

    def _offer_to_leave_out(self, *, is_offered: bool) -> None:
        """Show or hide the button; it is made when it is first wanted."""
        if self._out is None:
            if not is_offered:
                return
            self._out = QToolButton(self)
            self._out.setFixedWidth(_OUT_WIDTH)
            self._out.setIconSize(QSize(12, 12))
            self._out.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._out.setToolTip(tr("Leave it out"))
            self._out.setAccessibleName(tr("Leave out {what}", what=self.row.title))
            self._out.clicked.connect(lambda: self.left_out.emit(self.row.path))
            self._grid.addWidget(self._out, 0, 2, Qt.AlignmentFlag.AlignRight)
            QWidget.setTabOrder(self.field, self._out)
            self._appearance.changed.connect(self._tint)
            self._tint()
        self._out.setVisible(is_offered)

    def _tint(self) -> None:
        if self._out is not None:
            self._out.setIcon(self._appearance.icon("cross", "muted"))
