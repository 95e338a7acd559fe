"""What a step of a presentation shows large: flows, charts, budgets, or words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from simgui.scenario.presentation import PresentedView
from simgui.ui.appearance import Appearance
from simgui.ui.panels.talk_type import TalkSize
from simgui.ui.presenters.advice import advice
from simgui.ui.presenters.event_shares import event_shares
from simgui.ui.presenters.sankey import Flowing, sankey
from simgui.ui.presenters.talk import Talk
from simgui.ui.translation import tr
from simgui.ui.widgets.text import text_label

_FLOWS = {PresentedView.BYTES: Flowing.BYTES, PresentedView.ENERGY: Flowing.ENERGY, PresentedView.COST: Flowing.MONEY}


class TalkPictures(QStackedWidget):
    """Shows one picture at a time; each is made when it is first needed.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._pictures: list[QWidget] = []
        self._scale = 1.0

    def set_scale(self, scale: float) -> None:
        """Let the type of the pictures grow.

        Parameters
        ----------
        scale : float
            Against a stage of the usual size. [-]
        """
        self._scale = scale
        for picture in self._pictures:
            self._size_type(picture)

    def show_step(self, talk: Talk, story: str) -> None:
        """Show what a step is about.

        Parameters
        ----------
        talk : Talk
            Where the presenter is, and what came out.
        story : str
            The scenario's own words.
        """
        view = talk.step.view
        widget = self._picture_for(view)
        self._fill(widget, talk, story)
        self.setCurrentWidget(widget)

    def _fill(self, widget: QWidget, talk: Talk, story: str) -> None:
        from simgui.ui.panels.breakdown_panel import BreakdownPanel  # noqa: PLC0415 - charts take long to import
        from simgui.ui.panels.talk_budgets import TalkBudgets  # noqa: PLC0415
        from simgui.ui.panels.trade_off_panel import TradeOffPanel  # noqa: PLC0415
        from simgui.ui.plots.event_bars import EventBars  # noqa: PLC0415
        from simgui.ui.plots.sankey_view import SankeyView  # noqa: PLC0415

        run, result, view = talk.shown_run(), talk.result(), talk.step.view
        runs = tuple(result.runs) if result is not None else ()
        selected = run.placement if run is not None else ""
        match widget:
            case SankeyView():
                widget.show_sankey(sankey(run, _FLOWS[view]))
            case TradeOffPanel():
                widget.show_runs(runs, selected, result.recommended if result is not None else None)
            case BreakdownPanel():
                widget.show_runs(runs, selected)
            case TalkBudgets():
                widget.show_run(run)
            case EventBars():
                widget.show_shares(event_shares(runs, talk.placement()))
            case QLabel():
                widget.setText(words_of(talk, story))

    def _picture_for(self, view: PresentedView) -> QWidget:
        name = "flows" if view in _FLOWS else view.value
        made = next((one for one in self._pictures if one.objectName() == name), None)
        if made is not None:
            return made
        widget = self._make_picture(view)
        widget.setObjectName(name)
        self._pictures.append(widget)
        self._size_type(widget)
        self.addWidget(widget)
        return widget

    def _size_type(self, picture: QWidget) -> None:
        set_type_size = getattr(picture, "set_type_size", None)  # words have the style sheet's
        if set_type_size is not None:
            set_type_size(round(TalkSize.CHART * self._scale))

    def _make_picture(self, view: PresentedView) -> QWidget:
        from simgui.ui.panels.breakdown_panel import BreakdownPanel  # noqa: PLC0415 - charts take long to import
        from simgui.ui.panels.talk_budgets import TalkBudgets  # noqa: PLC0415
        from simgui.ui.panels.trade_off_panel import TradeOffPanel  # noqa: PLC0415
        from simgui.ui.plots.event_bars import EventBars  # noqa: PLC0415
        from simgui.ui.plots.sankey_view import SankeyView  # noqa: PLC0415

        makers: dict[PresentedView, Callable[[], QWidget]] = {
            PresentedView.TRADE_OFF: lambda: TradeOffPanel(self._appearance),
            PresentedView.LATENCY: lambda: BreakdownPanel(self._appearance, is_bare=True),
            PresentedView.BUDGETS: lambda: TalkBudgets(self._appearance),
            PresentedView.EVENTS: lambda: EventBars(self._appearance),
        }
        if view in _FLOWS:
            return SankeyView(tr("What flows where"), self._appearance)
        if view in makers:
            return makers[view]()
        words = text_label("", "talk_words", wraps=True)
        words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return words


def words_of(talk: Talk, story: str) -> str:
    """Say what a step without a picture shows: the advice, or the story.

    Parameters
    ----------
    talk : Talk
        Where the presenter is, and what came out.
    story : str
        The scenario's own words.
    """
    result = talk.result()
    if talk.step.view is not PresentedView.ADVICE or result is None:
        return story
    said = advice(result)
    points = "\n".join(f"•  {one}" for one in said.others)
    return f"{said.headline}: {said.because}\n\n{points}"
