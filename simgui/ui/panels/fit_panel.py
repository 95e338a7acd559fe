"""Fit or fix: a network beside every board, and buttons for what helps."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from simgui.core.errors import SimguiError
from simgui.core.paths import bundled
from simgui.models.graph import Model
from simgui.profiles.registry import Registry
from simgui.scenario.files import shipped_models
from simgui.ui.models.rows_model import RowsModel
from simgui.ui.presenters.fit_table import FitTable, Remedy, RemedyKind, fit_table, open_model, remedies
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import clear_layout
from simgui.ui.widgets.text import text_label


class _Answer(QObject):
    """Brings an answer from a thread to the window."""

    ready = Signal(object, object, str)


class _Work(QRunnable):
    """Reads a network and works out what every board does with it, away from the window's thread."""

    def __init__(self, name_or_file: str, folder: Path, answer: _Answer) -> None:
        super().__init__()
        self._name, self._folder, self._answer = name_or_file, folder, answer

    def run(self) -> None:
        """Work."""
        try:
            model = open_model(self._name, bundled("assets") / "models")
            self._answer.ready.emit(model, fit_table(model, Registry.beside(self._folder)), "")
        except SimguiError as error:
            self._answer.ready.emit(None, None, str(error))


class FitPanel(QWidget):
    """Shows one network at a time.

    Signals
    -------
    shown(str)
        A network is on show: its name.

    Parameters
    ----------
    session : Session
        Where a network goes when the user takes it.
    """

    shown = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._source, self._group = "", ""
        self.model: Model | None = None
        self.table = FitTable("", "", (), ())
        self._answer = _Answer(self)
        self._answer.ready.connect(self._show)
        self.setAccessibleName(tr("Fit or fix"))
        self.title = text_label(tr("Drop a .tflite file on a group, or open one."), "heading", wraps=True)
        self.facts = text_label("", "muted", wraps=True)
        self.verdict = text_label("", wraps=True)
        self.use = QPushButton(tr("Use it"))
        self.use.setProperty("role", "primary")
        self.use.clicked.connect(self.take)
        self.use.hide()
        self.buttons = QHBoxLayout()
        headers = (
            tr("Board"),
            "",
            tr("Time"),
            tr("80 %"),
            tr("Energy"),
            tr("RAM"),
            tr("Flash"),
            tr("Price"),
            tr("Fits"),
        )
        self.boards = RowsModel(headers, (2, 3, 4, 5, 6, 7), self)
        self.operators = RowsModel((tr("Operator"), tr("Output"), tr("MACs"), tr("Share")), (2, 3), self)
        self._lay_out()

    def examine(self, name_or_file: str, target: str = "") -> None:
        """Look at a network for a group; the answer comes from another thread.

        Parameters
        ----------
        name_or_file : str
            A shipped model's name, or a file.
        target : str
            Path of the group, or "".
        """
        self._source, self._group = name_or_file, target
        self.title.setText(Path(name_or_file).name)
        self.facts.setText(tr("Reading…"))
        self.verdict.setText("")
        self.use.hide()
        clear_layout(self.buttons)
        scenario = self._session.scenario
        folder = scenario.file.parent if scenario is not None else Path()
        QThreadPool.globalInstance().start(_Work(name_or_file, folder, self._answer))

    def take(self) -> None:
        """Let the group use the network; a file is copied beside the scenario first."""
        name = self._in_reach()
        if name:
            self._use(name)

    def _show(self, model: Model | None, table: FitTable | None, problem: str) -> None:
        if model is None or table is None:
            self.facts.setText("")
            self.verdict.setText(f"✗ {problem}")
            self.model, self.table = None, FitTable("", "", (), ())
            self.boards.show_rows([], [])
            self.operators.show_rows([])
            return
        self.model, self.table = model, table
        self.title.setText(table.name)
        self.facts.setText(table.facts)
        rows = [
            (r.device, r.basis, r.latency, r.interval, r.energy, r.ram, r.flash, r.price, "✓" if r.fits else "✗")
            for r in table.rows
        ]
        self.boards.show_rows(rows, [f"{r.title}\n{r.problem}".strip() for r in table.rows])
        self.operators.show_rows([(o.kind, o.output, o.macs, o.share) for o in table.operators])
        self._offer()
        self.shown.emit(table.name)

    def _offer(self) -> None:
        """Say what the group's own board does with it, and offer what helps."""
        clear_layout(self.buttons)
        group = self._group_name()
        scenario = self._session.scenario
        if not group or scenario is None or self.model is None:
            fitting = sum(row.fits for row in self.table.rows)
            self.verdict.setText(tr("fits {count} of {total} boards", count=fitting, total=len(self.table.rows)))
            self.use.hide()
            return
        device = scenario.groups[group].profile
        row = next((one for one in self.table.rows if one.device == device), None)
        self.use.setText(tr("Use it for {group}", group=group))
        self.use.show()
        if row is None:
            self.verdict.setText(tr("No network is known to run on {device}", device=device))
        elif row.fits:
            self.verdict.setText(tr("✓ fits {device}: {time}, {energy} per inference", device=device, time=row.latency,
                                    energy=row.energy))  # fmt: skip
        else:
            self.verdict.setText(f"✗ {row.problem}")
            has_gateway = scenario.groups[group].site is not None
            for remedy in remedies(self.model, device, self.table, has_gateway=has_gateway):
                button = QPushButton(remedy.text)
                button.clicked.connect(lambda _checked=False, remedy=remedy: self.apply(remedy))
                self.buttons.addWidget(button)
            self.buttons.addStretch(1)

    def apply(self, remedy: Remedy) -> None:
        """Do what a button says."""
        document, group = self._session.document, self._group_name()
        if document is None or not group:
            return
        match remedy.kind:
            case RemedyKind.MODEL:
                self.examine(remedy.value, self._group)
            case RemedyKind.DEVICE:
                document.put(f"fleet.{group}.profile", remedy.value, remedy.text)
                self._offer()
            case RemedyKind.FOG:
                scenario = self._session.scenario
                if scenario is not None and "fog" not in scenario.placements:
                    document.insert("placements.fog", {}, remedy.text)
                self._session.select_placement("fog")
                self._session.say(tr("The gateway runs it under the placement fog."))

    def _use(self, name: str) -> None:
        document, group = self._session.document, self._group_name()
        scenario = self._session.scenario
        if document is None or scenario is None or not group:
            return
        task = scenario.groups[group].tasks[0]
        key = next((key for key, ref in scenario.models.items() if ref.name == name), "")
        if not key:
            key = _key_of(name, list(scenario.models))
            document.insert(f"models.{key}", name, tr("Add model {name}", name=name))
        path = f"fleet.{group}.tasks.{task.name}.model"
        document.put(path, key, tr("{group}: model {name}", group=group, name=name))
        self._session.select(path)
        self._session.say(tr("{group} uses {name} now; undo brings the old one back.", group=group, name=name))

    def _in_reach(self) -> str:
        """Give the name by which the scenario can refer to the network; "" after saying why it cannot."""
        if self._source in shipped_models():
            return self._source
        document, file = self._session.document, Path(self._source)
        if document is None or document.needs_name:
            self._session.say(tr("Save the scenario to a folder of yours first: the model is copied beside it."))
            return ""
        target = document.path.parent / file.name
        try:
            if file.resolve() != target.resolve():
                shutil.copyfile(file, target)
        except OSError as error:
            self._session.say(tr("{file} cannot be copied: {why}", file=file.name, why=error.strerror or str(error)))
            return ""
        return target.name

    def _group_name(self) -> str:
        name = self._group.removeprefix("fleet.") if self._group.startswith("fleet.") else ""
        scenario = self._session.scenario
        return name if scenario is not None and name in scenario.groups else ""

    def _lay_out(self) -> None:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.setAccessibleName(tr("Boards and operators"))
        tabs.addTab(_table(self.boards, tr("Boards")), tr("Boards"))
        tabs.addTab(_table(self.operators, tr("Operators")), tr("Operators"))
        head = QHBoxLayout()
        head.addWidget(self.verdict, 1)
        head.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addLayout(head)
        column.addLayout(self.buttons)
        column.addWidget(tabs, 1)


def _table(model: RowsModel, name: str) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(22)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setShowGrid(False)
    return table


def _key_of(name: str, taken: list[str]) -> str:
    """Make a key of ``models`` from a file's name."""
    stem = "".join(letter if letter.isalnum() else "_" for letter in Path(name).stem.lower()).strip("_") or "model"
    stem = stem if stem[0].isalpha() else f"model_{stem}"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key
