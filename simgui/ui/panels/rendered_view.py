"""Views of a finished run by name, for pictures without a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError
from simgui.core.units import Dimension
from simgui.results.fleet_record import FleetRecord
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.results.series_store import load_record, series_file
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.breakdown import ENERGY_BY_CAUSE, LATENCY_BY_STAGE, breakdown
from simgui.ui.presenters.live_curves import (
    Curves,
    battery_band,
    known_group,
    latency_curves,
    power_curves,
    queue_curves,
)
from simgui.ui.presenters.sankey import Flowing, sankey
from simgui.ui.presenters.trade_off import trade_off
from simgui.ui.theme import Space, legend_html
from simgui.ui.translation import tr
from simgui.ui.widgets.text import text_label


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to draw: a run, the placement to point out, the colours, and the run's folder with its history."""

    result: ScenarioResult
    placement: str
    appearance: Appearance
    folder: Path = Path()


Maker: TypeAlias = Callable[[RenderRequest], QWidget]


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


def _record(request: RenderRequest) -> FleetRecord:
    """Read the history of the placement.

    Raises
    ------
    UsageError
        If none was kept.
    """
    run = _selected(request)
    if not series_file(request.folder, run.placement, run.seed).is_file():
        raise UsageError(
            f"the run keeps no history of {run.placement}; run it with --series: simgui run SCENARIO --series --out DIR"
        )
    return load_record(request.folder, run.placement, run.seed)


def _curves(
    dimension: Dimension,
    curves: Callable[[FleetRecord, str], Curves],
    *,
    is_stacked: bool = False,
    is_logarithmic: bool = False,
) -> Maker:
    def make(request: RenderRequest) -> QWidget:
        from simgui.ui.plots.time_plot import CurvePlot  # noqa: PLC0415 - charts take long to import

        record = _record(request)
        shown = curves(record, known_group(record, ""))
        if shown.is_empty:
            raise UsageError(f"nothing to draw: {shown.remark or 'the history is empty'}")
        plot = CurvePlot("", dimension, request.appearance, is_stacked=is_stacked, is_logarithmic=is_logarithmic)
        plot.set_end(float(shown.edges_s[-1]))
        plot.show_curves(shown)
        series = request.appearance.colours.series
        legend = QLabel(legend_html([(curve.name, series[curve.colour % len(series)]) for curve in shown.curves]))
        return _stacked((plot, legend))

    return make


def _heat_map(request: RenderRequest) -> QWidget:
    from simgui.ui.plots.heat_plot import HeatPlot  # noqa: PLC0415 - charts take long to import
    from simgui.ui.presenters.heat_map import heat_map  # noqa: PLC0415

    record = _record(request)
    shown = heat_map(record, known_group(record, ""), "power")
    plot = HeatPlot(request.appearance)
    plot.show_map(shown)
    caption = tr("power of the devices of {group}: dark {low}, bright {high}", group=shown.group,
                 low=shown.text(shown.low), high=shown.text(shown.high))  # fmt: skip
    return _stacked((plot, text_label(caption, "caption")))


def _battery(request: RenderRequest) -> QWidget:
    from simgui.ui.panels.battery_curves import BatteryPlot  # noqa: PLC0415 - charts take long to import

    record = _record(request)
    shown = battery_band(record, known_group(record, ""))
    plot = BatteryPlot(request.appearance)
    if shown.remark:
        raise UsageError(shown.remark)
    plot.set_end(record.layout.duration_ns / 1e9)
    plot.show_band(shown)
    return plot


def _budgets(request: RenderRequest) -> QWidget:
    from simgui.ui.panels.placement_details import PlacementDetailsPanel  # noqa: PLC0415 - made when it is drawn

    panel = PlacementDetailsPanel(request.appearance)
    panel.show_placement(_selected(request), request.result.runs)
    return panel


_MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "trade_off": _trade_off,
        "latency": _bars(LATENCY_BY_STAGE),
        "energy": _bars(ENERGY_BY_CAUSE),
        "bytes": _flows(Flowing.BYTES),
        "joules": _flows(Flowing.ENERGY),
        "money": _flows(Flowing.MONEY),
        "budgets": _budgets,
        "latency_over_time": _curves(Dimension.TIME, latency_curves, is_logarithmic=True),
        "power_over_time": _curves(Dimension.POWER, power_curves, is_stacked=True),
        "queues_over_time": _curves(Dimension.COUNT, lambda record, _group: queue_curves(record)),
        "heat_map": _heat_map,
        "battery": _battery,
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
