"""Why a figure is what it is: its tree, and the tornado of what drives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from simgui.results.result import PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.models.why_model import NUMBER_ROLE, WhyModel
from simgui.ui.presenters.why import Why, explained_kpis, paths_naming, why
from simgui.ui.presenters.wording import kpi_label
from simgui.ui.session import Session
from simgui.ui.theme import Space, tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import placeholder, selectable, text_label

if TYPE_CHECKING:
    from simgui.ui.plots.tornado_plot import TornadoPlot

_OPEN_TO = 1


class WhyPanel(QWidget):
    """Follows the session's results, placement and KPI; its charts are made when there is something to draw.

    Parameters
    ----------
    session : Session
        What ran, and what is selected.
    appearance : Appearance
        The colours.
    """

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._shown: Why | None = None
        self._path = ""
        self.setAccessibleName(tr("Why"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Figure to explain"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(11)
        self.headline = selectable(text_label("", "heading"))
        self.interval = ElidedLabel("caption")
        self.interval.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.model = WhyModel(self)
        self.tree = QTreeView()
        self.sentence = selectable(text_label("", "muted", wraps=True))
        self.tornado: TornadoPlot | None = None
        self.number = ElidedLabel("caption")
        self.jump = QPushButton(tr("Show in Design"))
        self.jump.setProperty("role", "link")
        self._pages, self._trees, self._below = QStackedWidget(), QStackedWidget(), QVBoxLayout()
        self._remark = placeholder("")
        self._lay_out()
        self.choice.activated.connect(lambda _index: session.select_kpi(self.choice.currentData()))
        self.jump.clicked.connect(self._jump)
        self.tree.clicked.connect(self._row_clicked)
        self.tree.doubleClicked.connect(lambda _index: self._jump())
        session.results_changed.connect(self._show)
        session.placement_changed.connect(lambda _placement: self._show())
        session.kpi_changed.connect(lambda _kpi: self._show())
        self._show()

    @property
    def shown(self) -> Why | None:
        """The explanation on show."""
        return self._shown

    def choose_number(self, number: str) -> None:
        """Say what is known of a profile number, and offer the way to where the scenario names its part."""
        bars = self._shown.tornado.bars if self._shown is not None else ()
        known = next((bar.about for bar in bars if bar.number == number), "")
        self._point_out(number, known)

    def _show(self) -> None:
        run, kpi = self._run(), self._session.selected_kpi
        self._fill_choice(kpi)
        self._pages.setCurrentIndex(0 if run is None else 1)
        if run is None:
            self._shown = None
            return
        shown = why(run, kpi)
        if shown == self._shown:
            return
        self._shown = shown
        self.headline.setText(shown.headline)
        self.interval.show_text(shown.interval)
        self.interval.setVisible(bool(shown.interval))
        self.model.show_tree(shown.tree)
        self.tree.expandToDepth(_OPEN_TO)
        self._remark.setText(shown.remark)
        self._trees.setCurrentIndex(0 if shown.tree is None else 1)
        self.sentence.setText(f"{shown.tornado.sentence}." if shown.tornado.sentence else "")
        self.sentence.setVisible(bool(shown.tornado.sentence))
        self._show_tornado(shown)
        self._point_out("", "")

    def _show_tornado(self, shown: Why) -> None:
        if shown.tornado.bars and self.tornado is None:
            from simgui.ui.plots.tornado_plot import TornadoPlot  # noqa: PLC0415 - charts take long to import

            self.tornado = TornadoPlot(self._appearance)
            self.tornado.setMinimumHeight(110)
            self.tornado.number_chosen.connect(self.choose_number)
            self._below.addWidget(self.tornado, 1)
        if self.tornado is not None:
            self.tornado.setVisible(bool(shown.tornado.bars))
            self.tornado.show_tornado(shown.tornado)

    def _fill_choice(self, kpi: str) -> None:
        kpis = explained_kpis(self._session.results)
        if [self.choice.itemData(index) for index in range(self.choice.count())] != list(kpis):
            self.choice.clear()
            for one in kpis:
                self.choice.addItem(kpi_label(one), one)
        self.choice.setCurrentIndex(self.choice.findData(kpi))

    def _row_clicked(self, index: QModelIndex) -> None:
        number = index.data(NUMBER_ROLE)
        self._point_out(number, index.internalPointer().row.about if number else "")

    def _point_out(self, number: str, about: str) -> None:
        """Show what is known of a number; "" takes it away."""
        document = self._session.document
        root = document.draft.root if document is not None else None
        paths = paths_naming(root, number) if number and root is not None else ()
        self._path = paths[0] if paths else ""
        self.number.setText(about.replace("\n", " · "))
        self.number.setToolTip(tooltip_html(about))
        self.number.setVisible(bool(about))
        self.jump.setVisible(bool(self._path))
        self.jump.setToolTip(self._path)

    def _jump(self) -> None:
        """Go to where the scenario names the part whose number is pointed out."""
        if self._path:
            self._session.workspace_requested.emit("design")
            self._session.select(self._path)

    def _run(self) -> PlacementResult | None:
        wanted = self._session.selected_placement
        return next((run for run in self._session.results if run.placement == wanted), None)

    def _lay_out(self) -> None:
        self.tree.setModel(self.model)
        self.tree.setAccessibleName(tr("What the figure is made of"))
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setIndentation(14)
        self.tree.setMinimumHeight(80)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._lay_out_page()

    def _lay_out_page(self) -> None:
        self._trees.addWidget(self._remark)
        self._trees.addWidget(self.tree)
        lower = QWidget()
        self._below = QVBoxLayout(lower)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(Space.XS)
        self._below.addWidget(self.sentence)
        foot = QHBoxLayout()
        foot.addWidget(self.number, 1)
        foot.addWidget(self.jump)
        self._below.addLayout(foot)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(Space.S)
        split.setChildrenCollapsible(False)
        split.addWidget(self._trees)
        split.addWidget(lower)
        split.setSizes([300, 300])
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.addWidget(self.choice)
        head.addWidget(self.headline)
        head.addWidget(self.interval, 1)
        column.addLayout(head)
        column.addWidget(split, 1)
        self._pages.addWidget(placeholder(tr("Run the scenario, then click a figure of the results to see why.")))
        scroll = QScrollArea()
        scroll.setProperty("role", "plain")
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(tr("Why"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        self._pages.addWidget(scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
