"""The numbers of a bought part: value, how well it is known, and the source in the tooltip; nothing can be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from simgui.ui.presenters.profile_numbers import NumberRow, PartNumbers
from simgui.ui.theme import Space, tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import selectable, text_label

_LABEL_WIDTH = 118


class PartNumbersView(QWidget):
    """A table of numbers.

    Parameters
    ----------
    numbers : PartNumbers
        What to show.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, numbers: PartNumbers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Numbers of {part}", part=numbers.title))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        if numbers.problem:
            grid.addWidget(text_label(f"✗ {numbers.problem}", "wrong", wraps=True), 0, 0, 1, 3)
        elif numbers.evidence:
            grid.addWidget(text_label(numbers.evidence, "caption", wraps=True), 0, 0, 1, 3)
        for at, row in enumerate(numbers.rows):
            self._add(grid, at + 1, row)

    def _add(self, grid: QGridLayout, at: int, row: NumberRow) -> None:
        name = ElidedLabel("caption")
        name.setFixedWidth(_LABEL_WIDTH)
        name.show_text(row.title)
        value = selectable(text_label(row.value, "number", wraps=True))
        chip = text_label(row.short_chip, f"basis-{row.basis.value}" if row.basis else "caption")
        help_text = tooltip_html("\n".join(part for part in (row.about, row.chip, row.source) if part))
        for widget in (name, value, chip):
            widget.setToolTip(help_text)
        value.setAccessibleName(f"{row.title} {row.value} {row.chip}")
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(name, at, 0, top)
        grid.addWidget(value, at, 1)
        grid.addWidget(chip, at, 2, top)
