"""A heat-map over simulated time: shift and drag to draw a frame around cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.plots.time_plot import TimePlot
from simgui.ui.presenters.heat_map import HeatMap, value_text
from simgui.ui.theme import tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.exporting import Table

COLOUR_MAPS = ("viridis", "cividis", "plasma")
"""Maps whose brightness rises evenly, for every kind of eye; the first is used at first."""


_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""In parts of time and of the group; the first devices are at the top."""


class FramingViewBox(pg.ViewBox):  # type: ignore[misc]
    """Pans when dragged, and draws a frame when dragged with Shift.

    Signals
    -------
    framed(QRectF)
        A frame was drawn, in the coordinates of the chart.
    """

    framed = Signal(object)

    def mouseDragEvent(self, ev: Any, axis: Any = None) -> None:  # noqa: N802, ANN401 - a pyqtgraph event
        """Draw a frame, or pan."""
        if not ev.modifiers() & Qt.KeyboardModifier.ShiftModifier or ev.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        if ev.isFinish():
            self.rbScaleBox.hide()
            area = QRectF(ev.buttonDownPos(), ev.pos()).normalized()
            self.framed.emit(self.childGroup.mapRectFromParent(area))
        else:
            self.updateScaleBox(ev.buttonDownPos(), ev.pos())


class HeatPlot(TimePlot):
    """Draws a `HeatMap`.

    By keys: arrows go from cell to cell, with Ctrl ten at once; with Shift they draw a frame, Delete takes it away;
    Enter looks at the moment.

    Signals
    -------
    framed(float, float, float, float)
        A frame was drawn: left and right edge in seconds, top and bottom in parts of the group.
    unframed()
        The frame is not wanted any more.
    pointed(str)
        Keys went to a cell: what it stands for.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    framed = Signal(float, float, float, float)
    unframed = Signal()
    pointed = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._shown: HeatMap | None = None
        self._image = pg.ImageItem()
        axis = DeviceAxis("left")
        area = FramingViewBox(enableMenu=False)
        super().__init__(tr("Heat-map of the fleet"), axis, appearance, parent, area=area)
        area.framed.connect(self._take_frame)
        self.devices = axis
        self.addItem(self._image)
        self._frame = QGraphicsRectItem()
        self._frame.setZValue(40)
        self._frame.hide()
        self.addItem(self._frame, ignoreBounds=True)
        self._cell, self._corner = (0, 0), (0, 0)
        self._outline = QGraphicsRectItem()
        self._outline.setZValue(41)
        self._outline.hide()
        self.addItem(self._outline, ignoreBounds=True)
        self.setAccessibleDescription(
            tr("Arrows choose a cell, with Shift a frame of them; Delete takes it away, Enter goes to the moment.")
        )
        self.view.setMouseEnabled(x=True, y=True)
        self.view.invertY(True)
        self.choose_colours(COLOUR_MAPS[0])
        self.scene().sigMouseMoved.connect(self._hover)

    def choose_colours(self, name: str) -> None:
        """Take another colour map."""
        self.colour_map = pg.colormap.get(name)
        self._image.setLookupTable(self.colour_map.getLookupTable(nPts=256))

    def show_map(self, shown: HeatMap) -> None:
        """Show another state of the run."""
        is_other = self._shown is None or self._shown.group != shown.group or self._shown.grid.shape != shown.grid.shape
        self._shown = shown
        self.devices.show_parts(shown.devices, shown.grid.shape[1])
        self.set_end(shown.end_s)
        self.redraw()
        if is_other:
            self.see_all()

    def visible_table(self) -> Table:
        """Give the cells."""
        rows = self._shown.rows() if self._shown is not None else ()
        return Table(("group", "device", "time [s]", "value"), rows)

    def show_frame(self, area: QRectF | None) -> None:
        """Draw the frame of the filter, or none."""
        self._frame.setVisible(area is not None)
        if area is not None:
            pen = pg.mkPen(self.ink("accent"), width=2)
            pen.setCosmetic(True)
            self._frame.setPen(pen)
            self._frame.setRect(area)

    def redraw(self) -> None:
        """Draw the image again."""
        shown = self._shown
        if shown is None:
            return
        self._image.setImage(shown.grid, levels=(shown.low, shown.high), autoDownsample=False)
        self._image.setRect(QRectF(0.0, 0.0, shown.end_s, float(shown.grid.shape[1])))

    def see_all(self) -> None:
        """Show the whole run and the whole group."""
        super().see_all()
        if self._shown is not None:
            self.view.setYRange(0.0, float(self._shown.grid.shape[1]), padding=0.03)

    def text_at(self, place: QPointF) -> str:
        """Say what the cell at a place of the chart stands for."""
        shown = self._shown
        if shown is None or not 0 <= place.x() < shown.end_s or not 0 <= place.y() < shown.grid.shape[1]:
            return ""
        part = int(place.y())
        value = shown.grid[min(int(place.x() / shown.end_s * len(shown.grid)), len(shown.grid) - 1), part]
        first, last = self.devices.members(part)
        who = f"{shown.group} {first}" if first == last else f"{shown.group} {first}–{last}"
        return f"{who}: {value_text(float(value), shown.kpi.dimension)}"

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go from cell to cell, and draw a frame."""
        keys, shown = Qt.Key, self._shown
        key = Qt.Key(event.key())
        if shown is None:
            super().keyPressEvent(event)
        elif key in _WAYS:
            far = 10 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
            self._go(_WAYS[key], far, is_frame=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in {keys.Key_Delete, keys.Key_Backspace}:
            self.unframed.emit()
        elif key in {keys.Key_Return, keys.Key_Enter}:
            self.cursor_moved.emit((self._cell[0] + 0.5) * shown.end_s / len(shown.grid))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show which cell the keys go to."""
        super().focusInEvent(event)
        self._outline.setVisible(self._shown is not None)
        if self._shown is not None:
            self._go((0, 0), 0, is_frame=False)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show it no more."""
        super().focusOutEvent(event)
        self._outline.hide()
        self.pointed.emit("")

    def _go(self, way: tuple[int, int], far: int, *, is_frame: bool) -> None:
        """Go to another cell; with a frame, one corner stays where the frame was begun."""
        shown = self._shown
        if shown is None:
            return
        size = shown.grid.shape
        if is_frame and not self._frame.isVisible():
            self._corner = self._cell
        before = self._cell
        self._cell = (
            min(max(before[0] + way[0] * far, 0), size[0] - 1),
            min(max(before[1] + way[1] * far, 0), size[1] - 1),
        )
        step_s = shown.end_s / size[0]
        left, top = self._cell[0] * step_s, float(self._cell[1])
        pen = pg.mkPen(self.ink("text"), width=2)
        pen.setCosmetic(True)
        self._outline.setPen(pen)
        self._outline.setRect(QRectF(left, top, step_s, 1.0))
        self.pointed.emit(self.text_at(QPointF(left + step_s / 2, top + 0.5)))
        if is_frame:
            (first, last), (low, high) = (sorted(pair) for pair in zip(self._corner, self._cell, strict=True))
            self.framed.emit(first * step_s, (last + 1) * step_s, float(low), float(high + 1))

    def _take_frame(self, area: QRectF) -> None:
        self.framed.emit(area.left(), area.right(), area.top(), area.bottom())

    def _hover(self, scene_place: QPointF) -> None:
        self.setToolTip(tooltip_html(self.text_at(self.view.mapSceneToView(scene_place))))


class DeviceAxis(pg.AxisItem):  # type: ignore[misc]
    """Writes numbers of devices at the parts of a group."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        self._devices, self._parts = 1, 1

    def show_parts(self, devices: int, parts: int) -> None:
        """Take how many devices are gathered in how many parts."""
        if (devices, parts) != (self._devices, self._parts):
            self._devices, self._parts = devices, parts
            self.picture = None

    def members(self, part: int) -> tuple[int, int]:
        """Give the first and the last device of a part."""
        first = -(-part * self._devices // self._parts)
        return first, -(-(part + 1) * self._devices // self._parts) - 1

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802, N803
        """Choose whole parts; the axis may run from top to bottom."""
        minVal, maxVal = sorted((minVal, maxVal))  # noqa: N806 - pyqtgraph's names
        found: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
        step = max(1.0, float(np.ceil(found[0][0]))) if found else 1.0
        first = max(0, int(np.ceil(minVal / step)))
        return [(step, [place * step for place in range(first, int(min(maxVal, self._parts) / step) + 1)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write the first device of each part."""
        return [str(round(value * self._devices / self._parts)) for value in values]
