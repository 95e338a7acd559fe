"""A sensor's windows side by side, and below each what is true, what the model said, and whether an alarm followed."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QWidget

from simgui.core.unit_table import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.plots.time_plot import LEFT_PX
from simgui.ui.presenters.playback import moment_text
from simgui.ui.presenters.signal_strip import SignalStrip
from simgui.ui.translation import tr

ROWS_PX = 92


class WindowAxis(QuantityAxis):
    """Writes when windows ended."""

    def __init__(self) -> None:
        super().__init__("bottom", Dimension.TIME)
        self._ends_s: tuple[float, ...] = ()

    def show_ends(self, ends_s: tuple[float, ...]) -> None:
        """Take other windows."""
        self._ends_s = ends_s
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802, N803
        """Choose windows, at their right edges, so that their moments have room."""
        each = max(1, math.ceil((maxVal - minVal) * 110 / max(size, 1)))
        last = min(len(self._ends_s), math.floor(maxVal))
        return [(float(each), [float(place) for place in range(max(1, math.ceil(minVal)), last + 1, each)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write the moments."""
        ends_s = self._ends_s
        is_fine = len(ends_s) > 1 and ends_s[1] - ends_s[0] < 1
        texts = []
        for value in values:
            end_s = ends_s[min(max(int(value), 1), len(ends_s)) - 1] if ends_s else 0.0
            texts.append(moment_text(end_s - end_s % 1)[4:] + (f"{end_s % 1:.2f}"[1:] if is_fine else ""))
        return texts


class _WindowPlot(ThemedPlot):
    """Base of the two charts over windows."""

    window_chosen = Signal(int)

    def __init__(self, name: str, left: pg.AxisItem, appearance: Appearance, parent: QWidget | None = None) -> None:
        self.shown: SignalStrip | None = None
        self.windows = WindowAxis()
        super().__init__(left, self.windows, appearance, parent)
        self.setAccessibleName(name)
        self.setAntialiasing(False)
        left.setWidth(LEFT_PX)
        self.view.setMouseEnabled(x=True, y=False)
        self._here = pg.LinearRegionItem((-2, -1), brush=pg.mkBrush(self.ink("accent_soft")), pen=pg.mkPen(None),
                                         movable=False)  # fmt: skip
        self._here.setZValue(-50)
        self.addItem(self._here, ignoreBounds=True)

    def point_out(self, window: int) -> None:
        """Mark the window at the cursor."""
        self._here.setRegion((window, window + 1))

    def select_at(self, place: QPointF) -> None:
        """Choose the window of a click."""
        if self.shown is not None and 0 <= place.x() < len(self.shown.ends_s):
            self.window_chosen.emit(int(place.x()))

    def see_all(self) -> None:
        """Show the whole stretch."""
        if self.shown is not None:
            self.view.setXRange(0, max(1, len(self.shown.ends_s)), padding=0.0)

    def recolour(self) -> None:
        """Draw again in other colours."""
        self._here.setBrush(pg.mkBrush(self.ink("accent_soft")))
        super().recolour()


class SignalPlot(_WindowPlot):
    """Draws the samples."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(tr("Signal of the sensor"), pg.AxisItem("left"), appearance, parent)
        self.left.enableAutoSIPrefix(False)
        self.windows.setStyle(showValues=False)
        self.windows.setHeight(4)
        self._lines: list[pg.PlotCurveItem] = []
        self.showGrid(x=True, y=True, alpha=0.3)

    def show_strip(self, shown: SignalStrip) -> None:
        """Show other windows."""
        self.shown = shown
        self.windows.show_ends(tuple(shown.ends_s.tolist()))
        self.redraw()
        self.see_all()
        self.view.enableAutoRange(y=True)

    def redraw(self) -> None:
        """Draw the channels again."""
        shown = self.shown
        if shown is None:
            return
        series = self.appearance.colours.series
        while len(self._lines) < len(shown.channels):
            self._lines.append(pg.PlotCurveItem(connect="finite"))
            self.addItem(self._lines[-1])
        for place, line in enumerate(self._lines):
            if place < len(shown.channels):
                pen = pg.mkPen(series[place % len(series)], width=1)
                line.setData(shown.x, shown.channels[place], pen=pen, connect="finite")
            else:
                line.setData([], [])


class VerdictPlot(_WindowPlot):
    """Draws truth, detections and alarms: a full square where there is one, a small ring where there is none."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        axis = pg.AxisItem("left")
        super().__init__(tr("Verdicts of the model"), axis, appearance, parent)
        axis.setTicks([[(2, tr("truth")), (1, tr("model")), (0, tr("alarm"))]])
        self.setFixedHeight(ROWS_PX)
        self.view.setYRange(-0.6, 2.6, padding=0.0)
        self._yes = pg.ScatterPlotItem(symbol="s", size=13)
        self._no = pg.ScatterPlotItem(symbol="o", size=5)
        self._wrong = pg.ScatterPlotItem(symbol="x", size=9)
        for item in (self._no, self._yes, self._wrong):
            self.addItem(item)

    def show_strip(self, shown: SignalStrip) -> None:
        """Show other windows."""
        self.shown = shown
        self.windows.show_ends(tuple(shown.ends_s.tolist()))
        self.redraw()
        self.see_all()

    def redraw(self) -> None:
        """Draw the rows again; a cross marks where the model is wrong."""
        shown = self.shown
        if shown is None:
            return
        rows = ((2, shown.truth, "accent"), (1, shown.detected, "text"), (0, shown.alarm, "bad"))
        yes, no, brushes = [], [], []
        for row, flags, token in rows:
            for window, flag in enumerate(flags):
                if flag:
                    yes.append((window + 0.5, row))
                    brushes.append(pg.mkBrush(self.ink(token)))
                else:
                    no.append((window + 0.5, row))
        wrong = [(window + 0.5, 1) for window, flag in enumerate(shown.detected) if flag != shown.truth[window]]
        self._yes.setData(pos=yes, brush=brushes, pen=pg.mkPen(None))
        self._no.setData(pos=no, brush=pg.mkBrush(None), pen=pg.mkPen(self.ink("muted")))
        self._wrong.setData(pos=wrong, brush=pg.mkBrush(self.ink("bad")), pen=pg.mkPen(self.ink("surface")))
