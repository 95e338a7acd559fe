"""What a study varies: rows of path and values, the placements, and the button that starts it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.variations import Problem, Variation
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.text import text_label

_MOST_DRAWS = 100_000


class AxisRow(QWidget):
    """One path with its values.

    Signals
    -------
    changed()
        The user edited it.
    removed()
        The user took it away.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, choices: Sequence[Variation], appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = {one.path: one for one in choices}
        self.path = QComboBox()
        self.path.setEditable(True)
        self.path.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.path.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.path.setMinimumContentsLength(14)
        self.path.addItems(list(self._choices))
        self.path.setAccessibleName(tr("What to vary"))
        self.values = QLineEdit()
        self.values.setAccessibleName(tr("Values to try"))
        self.values.setPlaceholderText(tr("10 s, 1 min, or 1 s..1 min:5"))
        self.about = text_label("", "caption", wraps=True)
        self.error = text_label("", "bad", wraps=True)
        self.error.hide()
        remove = QPushButton()
        remove.setProperty("role", "quiet")
        remove.setIcon(appearance.icon("trash"))
        remove.setAccessibleName(tr("Do not vary this"))
        remove.setToolTip(tr("Do not vary this"))
        remove.clicked.connect(self.removed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, Space.S)
        grid.setSpacing(Space.XS)
        grid.addWidget(self.path, 0, 0)
        grid.addWidget(remove, 0, 1)
        grid.addWidget(self.values, 1, 0, 1, 2)
        grid.addWidget(self.about, 2, 0, 1, 2)
        grid.addWidget(self.error, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.path.currentTextChanged.connect(self._path_changed)
        self.values.textChanged.connect(lambda _text: self.changed.emit())

    def show_variation(self, variation: Variation) -> None:
        """Take a path and its values from code."""
        self.path.setCurrentText(variation.path)
        self.values.setText(variation.values)

    def show_problem(self, text: str) -> None:
        """Say what is wrong; "" when nothing is."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def _path_changed(self, path: str) -> None:
        known = self._choices.get(path)
        self.path.setToolTip(path)
        self.about.setText(tr("now {value}", value=known.current) if known else "")
        if known is not None:
            self.values.setText(known.values)
        self.changed.emit()


class StudyForm(QWidget):
    """The form of a study.

    Signals
    -------
    run_requested(), cancel_requested(), copy_requested()
        The user pressed the button.
    changed()
        The user asks for other points.
    """

    run_requested = Signal()
    cancel_requested = Signal()
    copy_requested = Signal()
    changed = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._choices: tuple[Variation, ...] = ()
        self.rows: list[AxisRow] = []
        self.setAccessibleName(tr("Study"))
        self.add_row = QPushButton(tr("Vary something else"))
        self.add_row.setProperty("role", "link")
        self.add_row.clicked.connect(lambda: self.add(None))
        self.placements = QComboBox()
        self.placements.setAccessibleName(tr("Placements"))
        self.draws = _spin(tr("Monte Carlo draws"), _MOST_DRAWS)
        self.samples = _spin(tr("Samples of ranges"), _MOST_DRAWS)
        self.samples.setValue(40)
        self.duration = QLineEdit()
        self.duration.setAccessibleName(tr("Simulated time of each run"))
        self.run = QPushButton(tr("Run the study"))
        self.run.setProperty("role", "primary")
        self.run.clicked.connect(self.run_requested)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.cancel_requested)
        self.copy = QPushButton(tr("Copy as CLI"))
        self.copy.clicked.connect(self.copy_requested)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the study"))
        self.state = text_label("", "muted", wraps=True)
        self.problem = text_label("", "bad", wraps=True)
        self._lay_out()
        for signal in (self.placements.currentIndexChanged, self.draws.valueChanged, self.samples.valueChanged):
            signal.connect(lambda _value: self.changed.emit())
        self.duration.textChanged.connect(lambda _text: self.changed.emit())
        self.show_idle("")

    def offer(self, choices: Sequence[Variation], placements: Sequence[str], duration: str) -> None:
        """Offer what another scenario has."""
        self._choices = tuple(choices)
        for row in tuple(self.rows):
            self._remove(row)
        self.placements.clear()
        self.placements.addItem(tr("all placements"), "")
        for name in placements:
            self.placements.addItem(name, name)
        self.duration.setText(duration)
        self.add(None)

    def add(self, variation: Variation | None) -> AxisRow:
        """Add a row; None takes the next path that is not varied yet."""
        row = AxisRow(self._choices, self._appearance)
        taken = {one.path.currentText() for one in self.rows}
        chosen = variation or next((one for one in self._choices if one.path not in taken), None)
        if chosen is not None:
            row.show_variation(chosen)
            row.about.setText(tr("now {value}", value=chosen.current) if chosen.current else "")
        row.removed.connect(lambda: self._remove(row))
        row.changed.connect(self.changed)
        self.rows.append(row)
        self._axes.addWidget(row)
        self.changed.emit()
        return row

    def axes(self) -> tuple[tuple[str, str], ...]:
        """Give path and values of each row that has a path."""
        pairs = ((row.path.currentText().strip(), row.values.text().strip()) for row in self.rows)
        return tuple(pair for pair in pairs if pair[0])

    def chosen_placements(self) -> tuple[str, ...]:
        """Give the placements to run; none stands for all."""
        name = str(self.placements.currentData() or "")
        return (name,) if name else ()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong, each at its row."""
        for number, row in enumerate(self.rows):
            row.show_problem("\n".join(one.text for one in problems if one.row == number))
        general = "\n".join(one.text for one in problems if one.row < 0)
        self.problem.setText(general)
        self.problem.setVisible(bool(general))

    def show_idle(self, text: str) -> None:
        """Show that nothing runs, and what was last."""
        self.bar.hide()
        self.cancel.hide()
        self.run.show()
        self.run.setEnabled(True)
        self.state.setText(text)

    def show_running(self, done: int, total: int, text: str) -> None:
        """Show how far the study is."""
        self.bar.show()
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        self.cancel.show()
        if self.run.hasFocus():
            self.cancel.setFocus()
        self.run.setEnabled(False)
        self.run.hide()  # one of them is of use, and there is room for one
        self.state.setText(text)

    def _remove(self, row: AxisRow) -> None:
        self.rows.remove(row)
        self._axes.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.changed.emit()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(text_label(tr("Vary"), "heading"))
        self._axes = QVBoxLayout()
        column.addLayout(self._axes)
        column.addWidget(self.add_row, 0, Qt.AlignmentFlag.AlignLeft)
        fields = QGridLayout()
        fields.setHorizontalSpacing(Space.S)
        fields.setColumnStretch(1, 1)
        named: tuple[tuple[str, QWidget], ...] = (
            (tr("Placements"), self.placements),
            (tr("Time of each run"), self.duration),
            (tr("Samples of ranges"), self.samples),
            (tr("Monte Carlo draws"), self.draws),
        )
        for number, (name, field) in enumerate(named):
            label = QLabel(name)
            label.setBuddy(field)
            fields.addWidget(label, number, 0)
            fields.addWidget(field, number, 1)
        column.addLayout(fields)
        buttons = QHBoxLayout()
        for button in (self.run, self.cancel, self.copy):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        for widget in (self.bar, self.state, self.problem):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setProperty("role", "plain")
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)


def _spin(name: str, most: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, most)
    spin.setGroupSeparatorShown(True)
    spin.setAccessibleName(name)
    return spin
