"""A chart over simulated time with the one cursor: click to look at a moment, wheel to zoom, drag to pan."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from simgui.core.unit_table import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.plots.time_axis import TimeAxis
from simgui.ui.presenters.base_units import column_head
from simgui.ui.presenters.live_curves import Curves
from simgui.ui.widgets.exporting import Table

LEFT_PX = 64
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


class TimePlot(ThemedPlot):
    """Base of the charts over simulated time.

    Signals
    -------
    cursor_moved(float)
        The user clicked at a moment. [s]

    Parameters
    ----------
    name : str
        Accessible name.
    left : pg.AxisItem
        The other axis.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    area : pg.ViewBox | None
        Takes the mouse.
    """

    cursor_moved = Signal(float)

    def __init__(
        self,
        name: str,
        left: pg.AxisItem,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        area: pg.ViewBox | None = None,
    ) -> None:
        self._end_s = 0.0
        super().__init__(left, TimeAxis(), appearance, parent, area=area)
        self.setAccessibleName(name)
        self.setAntialiasing(False)
        left.setWidth(LEFT_PX)
        self.view.setMouseEnabled(x=True, y=False)
        self.cursor_line = pg.InfiniteLine(0.0, angle=90, movable=False)
        self.cursor_line.setZValue(50)
        self.cursor_line.setPen(pg.mkPen(self.ink("accent"), width=2))
        self.addItem(self.cursor_line, ignoreBounds=True)

    def show_cursor(self, time_s: float) -> None:
        """Draw the cursor at a moment. [s]"""
        self.cursor_line.setValue(time_s)

    def set_end(self, end_s: float) -> None:
        """Take how long the run is; a new length shows all of it. [s]"""
        if end_s != self._end_s:
            self._end_s = end_s
            self.view.setLimits(xMin=-0.02 * end_s, xMax=1.02 * end_s if end_s > 0 else None)
            self.see_all()

    def see_all(self) -> None:
        """Show the whole run."""
        if self._end_s > 0:
            self.view.setXRange(0.0, self._end_s, padding=0.0)

    def select_at(self, place: QPointF) -> None:
        """Look at the moment of a click."""
        self.cursor_moved.emit(max(0.0, place.x()))

    def recolour(self) -> None:
        """Draw again in other colours."""
        self.cursor_line.setPen(pg.mkPen(self.ink("accent"), width=2))
        super().recolour()


class CurvePlot(TimePlot):
    """Draws `Curves`: each by itself, or stacked.

    Parameters
    ----------
    name : str
        Accessible name.
    dimension : Dimension
        Of the values.
    appearance : Appearance
        The colours.
    is_stacked : bool
        Whether the curves stand on each other.
    is_logarithmic : bool
        Whether the values have a logarithmic axis.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(
        self,
        name: str,
        dimension: Dimension,
        appearance: Appearance,
        *,
        is_stacked: bool = False,
        is_logarithmic: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        axis = QuantityAxis("left", dimension)
        self._stacked, self._log = is_stacked, is_logarithmic
        self._shown: Curves | None = None
        self._lines: list[pg.PlotCurveItem] = []
        super().__init__(name, axis, appearance, parent)
        axis.is_logarithmic = is_logarithmic
        self.showGrid(x=False, y=True, alpha=0.4)

    def show_curves(self, shown: Curves | None) -> None:
        """Show another state of the run."""
        self._shown = shown
        self.redraw()

    def redraw(self) -> None:
        """Draw the curves again; items are kept, for making them is what takes time."""
        shown = self._shown
        curves = shown.curves if shown is not None else ()
        while len(self._lines) < len(curves):
            line = pg.PlotCurveItem()
            self._lines.append(line)
            self.addItem(line)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(curves) and bool(np.isfinite(curves[place].values).any()))
        if shown is None or not curves:
            return
        self.set_end(float(shown.edges_s[-1]))
        self._draw_stack(shown) if self._stacked else self._draw_lines(shown)

    def visible_table(self) -> Table:
        """Give the values of the parts of time in view, each with its beginning, and not stacked."""
        (left, right), _ = self.view.viewRange()
        shown = self._shown if self._shown is not None else Curves(np.zeros(1), ())
        rows: list[tuple[object, ...]] = []
        edges_s = shown.edges_s
        for curve in shown.curves:
            inside = (edges_s[:-1] < right) & (edges_s[1:] > left) & np.isfinite(curve.values)
            pairs = zip(edges_s[:-1][inside], curve.values[inside], strict=True)
            rows += [(curve.name, float(time_s), float(value)) for time_s, value in pairs]
        return Table(("series", "time [s]", column_head("value", self.left.dimension)), tuple(rows))

    def _draw_lines(self, shown: Curves) -> None:
        series = self.appearance.colours.series
        tops = []
        for line, curve in zip(self._lines, shown.curves, strict=False):
            if not line.isVisible():
                continue
            values = _logarithms(curve.values) if self._log else curve.values
            pen = pg.mkPen(series[curve.colour % len(series)], width=2)
            pen.setStyle(_DASHES[curve.dash % len(_DASHES)])
            line.setData(shown.edges_s, values, pen=pen, stepMode="center")
            tops.append(values)
        if tops:
            self._fit(np.concatenate(tops))

    def _draw_stack(self, shown: Curves) -> None:
        series = self.appearance.colours.series
        total = np.cumsum([np.nan_to_num(curve.values) for curve in shown.curves], axis=0)
        for place, (line, curve) in enumerate(zip(self._lines, shown.curves, strict=False)):
            colour = series[curve.colour % len(series)]
            top = np.where(np.isfinite(curve.values), total[place], 0.0)
            line.setData(shown.edges_s, top, pen=pg.mkPen(None), brush=pg.mkBrush(colour), fillLevel=0.0,
                         stepMode="center")  # fmt: skip
            line.setZValue(-place)
        self._fit(total[-1])

    def _fit(self, values: npt.NDArray[np.float64]) -> None:
        known = values[np.isfinite(values)]
        if not len(known):
            return
        low, high = (float(known.min()), float(known.max())) if self._log else (0.0, float(known.max()))
        room = 0.06 * (high - low) or 0.1 * (abs(high) or 1.0)
        self.view.setYRange(low - room if self._log else 0.0, high + room, padding=0.0)


def _logarithms(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    found = np.full(len(values), np.nan)
    some = values > 0
    found[some] = np.log10(values[some])
    return found
