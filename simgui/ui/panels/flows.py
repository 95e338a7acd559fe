"""What flows where under the selected placement: bytes, joules or money."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from simgui.results.result import PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.plots.sankey_view import SankeyView
from simgui.ui.presenters.sankey import Flowing, sankey
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import later, tr
from simgui.ui.widgets.segmented_control import SegmentedControl

_CHOICES = {Flowing.BYTES: later("Bytes"), Flowing.ENERGY: later("Energy"), Flowing.MONEY: later("Money")}


class FlowsPanel(QWidget):
    """Follows the session's run and placement.

    Parameters
    ----------
    session : Session
        What ran, and which placement is selected.
    appearance : Appearance
        The colours.
    """

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setAccessibleName(tr("What flows where"))
        self.choice = SegmentedControl(tr("What flows"), [tr(text) for text in _CHOICES.values()])
        self.view = SankeyView(tr("What flows where"), appearance)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.addWidget(self.choice)
        column.addWidget(self.view, 1)
        self.choice.chosen.connect(lambda _text: self._show())
        session.run_changed.connect(self._show)
        session.placement_changed.connect(lambda _placement: self._show())
        self._show()

    def choose(self, flowing: Flowing) -> None:
        """Show another kind of flow."""
        self.choice.choose(tr(_CHOICES[flowing]))
        self._show()

    def _show(self) -> None:
        flowing = next(one for one, text in _CHOICES.items() if tr(text) == self.choice.option)
        self.view.show_sankey(sankey(self._selected(), flowing))

    def _selected(self) -> PlacementResult | None:
        run = self._session.run
        if run is None:
            return None
        wanted = self._session.selected_placement
        return next((one for one in run.runs if one.placement == wanted and one.feasible), None)
