"""Views of a finished run by name, for pictures without a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.breakdown import ENERGY_BY_CAUSE, LATENCY_BY_STAGE, breakdown
from simgui.ui.presenters.sankey import Flowing, sankey
from simgui.ui.presenters.trade_off import trade_off
from simgui.ui.theme import Space, legend_html
from simgui.ui.translation import tr
from simgui.ui.widgets.text import text_label


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to draw: a run, the placement to point out, and the colours."""

    result: ScenarioResult
    placement: str
    appearance: Appearance


def view_names() -> tuple[str, ...]:
    """List the views that can be drawn."""
    return tuple(_MAKERS)


def make_view(name: str, request: RenderRequest) -> QWidget:
    """Make a view of a finished run.

    Parameters
    ----------
    name : str
        One of `view_names`.
    request : RenderRequest
        What to draw.

    Raises
    ------
    UsageError
        If there is no such view, or nothing to draw in it.
    """
    maker = _MAKERS.get(name)
    if maker is None:
        hint = did_you_mean(name, _MAKERS) or f"views: {', '.join(_MAKERS)}"
        raise UsageError(f"--view: there is no view {name!r} ({hint})")
    return _framed(request, maker(request))


def _selected(request: RenderRequest) -> PlacementResult:
    wanted = request.placement or request.result.recommended or ""
    feasible = [run for run in request.result.runs if run.feasible]
    names = list(dict.fromkeys(run.placement for run in request.result.runs))
    if request.placement and request.placement not in names:
        hint = did_you_mean(request.placement, names) or f"there are {', '.join(names)}"
        raise UsageError(f"--placement: the run has no placement {request.placement!r} ({hint})")
    found = next((run for run in feasible if run.placement == wanted), feasible[0] if feasible else None)
    if found is None:
        raise UsageError("no placement of this run is feasible: there is nothing to draw")
    return found


def _trade_off(request: RenderRequest) -> QWidget:
    from simgui.ui.plots.trade_off_plot import TradeOffPlot  # noqa: PLC0415 - charts take long to import

    shown = trade_off(request.result.runs, recommended=request.result.recommended)
    if not shown.points:
        raise UsageError(f"--view trade_off: nothing can be drawn ({'; '.join(shown.left_out)})")
    plot = TradeOffPlot(request.appearance)
    plot.show_trade_off(shown, _selected(request).placement)
    return plot


def _bars(kpi: str) -> Callable[[RenderRequest], QWidget]:
    def make(request: RenderRequest) -> QWidget:
        from simgui.ui.plots.stacked_bars import StackedBars  # noqa: PLC0415 - charts take long to import

        shown = breakdown(request.result.runs, kpi)
        bars = StackedBars(kpi, request.appearance)
        bars.show_breakdown(shown, _selected(request).placement)
        series = request.appearance.colours.series
        legend = QLabel(legend_html([(name, series[colour % len(series)]) for name, colour in shown.legend]))
        return _stacked((bars, legend))

    return make


def _flows(flowing: Flowing) -> Callable[[RenderRequest], QWidget]:
    def make(request: RenderRequest) -> QWidget:
        from simgui.ui.plots.sankey_view import SankeyView  # noqa: PLC0415 - charts take long to import

        view = SankeyView(flowing.value, request.appearance)
        view.show_sankey(sankey(_selected(request), flowing))
        return view

    return make


def _budgets(request: RenderRequest) -> QWidget:
    from simgui.ui.panels.placement_details import PlacementDetailsPanel  # noqa: PLC0415 - made when it is drawn

    panel = PlacementDetailsPanel()
    panel.show_placement(_selected(request), request.result.runs)
    return panel


_MAKERS: Mapping[str, Callable[[RenderRequest], QWidget]] = MappingProxyType(
    {
        "trade_off": _trade_off,
        "latency": _bars(LATENCY_BY_STAGE),
        "energy": _bars(ENERGY_BY_CAUSE),
        "bytes": _flows(Flowing.BYTES),
        "joules": _flows(Flowing.ENERGY),
        "money": _flows(Flowing.MONEY),
        "budgets": _budgets,
    }
)


def _framed(request: RenderRequest, view: QWidget) -> QWidget:
    """Put the name of the scenario above a view."""
    head = text_label(request.result.scenario, "heading")
    caption = tr(
        "simgui {version} · {placement}", version=request.result.version, placement=_selected(request).placement
    )
    page = _stacked((head, text_label(caption, "caption"), view))
    page.setProperty("role", "page")
    page.setAccessibleName(request.result.scenario)
    return page


def _stacked(parts: Sequence[QWidget]) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
    for part in parts:
        column.addWidget(part, 0 if isinstance(part, QLabel) else 1)
    return box
