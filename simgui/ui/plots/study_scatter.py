"""Two KPIs of all runs of a study against each other, and the front no shown run beats."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from simgui.core.units import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.presenters.study_table import PLACEMENT, Column, FloatArray, StudyTable
from simgui.ui.theme import TypeSize, tooltip_html
from simgui.ui.translation import tr

_DOT, _CHOSEN, _REACH_PX = 7, 14, 12.0
_SYMBOLS = {"o": "●", "s": "■", "t": "▼", "d": "◆", "p": "⬟", "h": "⬢", "x": "✕", "+": "✚"}


class StudyScatter(ThemedPlot):
    """Draws two columns of a `StudyTable`; a symbol and a colour for each placement.

    Signals
    -------
    run_selected(int)
        The user clicked a dot: index of its run in the table.
    walked(int)
        An arrow key: so many runs on.
    run_opened(int)
        The user clicked the selected dot again: open that scenario.
    """

    run_selected = Signal(int)
    run_opened = Signal(int)
    walked = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._table = StudyTable()
        self._x, self._y = "device_power_w", "latency_p99_s"
        self._selected = -1
        super().__init__(
            QuantityAxis("left", Dimension.TIME), QuantityAxis("bottom", Dimension.POWER), appearance, parent
        )
        self.setAccessibleName(tr("All runs: two figures against each other"))
        self.showGrid(x=True, y=True, alpha=0.55)
        self.left.setWidth(64)
        self.scene().sigMouseMoved.connect(self._hover)

    def show_table(self, table: StudyTable, x: str, y: str, selected: int = -1, *, fit: bool = True) -> None:
        """Show the runs of a study.

        Parameters
        ----------
        table : StudyTable
            The runs.
        x, y : str
            Full names of two KPIs.
        selected : int
            The run to point out; -1 for none.
        fit : bool
            Whether to bring all of them into the view.
        """
        self._table, self._x, self._y, self._selected = table, x, y, selected
        self.redraw()
        if fit:
            self.see_all()

    def dress(self) -> None:
        """Colour the names of the axes too."""
        super().dress()
        self._name_axes()

    def redraw(self) -> None:
        """Draw everything again."""
        self.clear()
        if not self._table.rows:
            return
        x, y = self._columns()
        for axis, column in ((self.bottom, x), (self.left, y)):
            axis.dimension, axis.is_logarithmic, axis.picture = column.dimension, column.is_log, None
        self._name_axes()
        xs, ys = self._points()
        finite = np.isfinite(xs) & np.isfinite(ys)
        shown = self._table.shown() & finite
        away = ~shown & finite
        hidden = pg.ScatterPlotItem(
            xs[away], ys[away], size=_DOT - 3, pen=pg.mkPen(None), brush=self.ink("muted", 0.25)
        )
        self.addItem(hidden)
        self._draw_front()
        placements = self._table.column(PLACEMENT)
        series = self.appearance.colours.series
        for number, _ in enumerate(placements.words):
            chosen = shown & (placements.values == number)
            colour = series[number % len(series)]
            self.addItem(
                pg.ScatterPlotItem(
                    xs[chosen],
                    ys[chosen],
                    size=_DOT,
                    symbol=list(_SYMBOLS)[number % len(_SYMBOLS)],
                    pen=pg.mkPen(self.ink("surface"), width=0.5),
                    brush=pg.mkBrush(colour),
                )
            )
        if 0 <= self._selected < len(xs) and finite[self._selected]:
            ring = pg.ScatterPlotItem(
                [xs[self._selected]], [ys[self._selected]], size=_CHOSEN, pen=pg.mkPen(self.ink("text"), width=2)
            )
            ring.setBrush(pg.mkBrush(None))
            self.addItem(ring)

    def legend(self) -> tuple[list[tuple[str, str]], list[str]]:
        """Name the placements: name and colour of each, and its sign."""
        words = self._table.column(PLACEMENT).words if self._table.rows else ()
        series, signs = self.appearance.colours.series, list(_SYMBOLS.values())
        entries = [(word, series[i % len(series)]) for i, word in enumerate(words)]
        return entries, [signs[i % len(signs)] for i in range(len(words))]

    def see_all(self) -> None:
        """Fit the shown runs into the view."""
        xs, ys = self._points()
        shown = self._table.shown() & np.isfinite(xs) & np.isfinite(ys) if len(xs) else np.zeros(0, dtype=np.bool_)
        if shown.any():
            self.view.setRange(xRange=_widened(xs[shown]), yRange=_widened(ys[shown]), padding=0)

    def select_at(self, place: QPointF) -> None:
        """Select the dot near a click; a click on the selected one opens it."""
        index = self.nearest(place)
        if index is None:
            return
        if index == self._selected:
            self.run_opened.emit(index)
        else:
            self.run_selected.emit(index)

    def walk(self, by: int) -> None:
        """Go to the next dot."""
        self.walked.emit(by)

    def nearest(self, place: QPointF) -> int | None:
        """Find the shown dot within reach of the mouse."""
        across, down = self.view.viewPixelSize()
        xs, ys = self._points()
        if not len(xs) or not across or not down:
            return None
        distances = np.hypot((xs - place.x()) / across, (ys - place.y()) / down)
        distances[~self._table.shown() | np.isnan(distances)] = math.inf
        index = int(np.argmin(distances))
        return index if distances[index] < _REACH_PX else None

    def _columns(self) -> tuple[Column, Column]:
        return self._table.column(self._x), self._table.column(self._y)

    def _points(self) -> tuple[FloatArray, FloatArray]:
        with np.errstate(divide="ignore", invalid="ignore"):
            xs, ys = (np.log10(c.values) if c.is_log else c.values.astype(np.float64) for c in self._columns())
        return np.where(np.isfinite(xs), xs, np.nan), np.where(np.isfinite(ys), ys, np.nan)

    def _draw_front(self) -> None:
        xs, ys = self._points()
        front = sorted((xs[index], ys[index]) for index in self._table.front(self._x, self._y))
        if len(front) > 1:
            pen = pg.mkPen(self.ink("accent"), width=1.5, style=Qt.PenStyle.DashLine)
            self.plot([x for x, _ in front], [y for _, y in front], pen=pen)

    def _name_axes(self) -> None:
        style = {"color": self.appearance.colours.muted, "font-size": f"{TypeSize.CAPTION.value}px"}
        x, y = self._columns()
        self.setLabel("bottom", x.label, **style)
        self.setLabel("left", y.label, **style)

    def _hover(self, scene_place: QPointF) -> None:
        index = self.nearest(self.view.mapSceneToView(scene_place))
        self.setToolTip(tooltip_html(self._table.about(index)) if index is not None else "")
        shape = Qt.CursorShape.PointingHandCursor if index is not None else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)


def _widened(values: FloatArray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    air = 0.06 * (high - low) or 0.1 * abs(high) or 0.1
    return low - air, high + air
