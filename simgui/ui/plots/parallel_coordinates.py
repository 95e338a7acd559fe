"""Parallel coordinates: an axis for everything varied and every KPI, a line for every run."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QGraphicsRectItem, QMenu, QWidget

from simgui.core.units import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.presenters.base_units import column_head
from simgui.ui.presenters.study_table import Column, StudyTable
from simgui.ui.theme import tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.exporting import Table

FloatArray = npt.NDArray[np.float64]

_REACH = 0.22
_BAND = 0.05
_VIEW_HEIGHT = 1.32
"""Of the view; an axis has 1. [-]"""
_NAME_ROW_PX = 16.0
"""Between two rows of names. [px]"""
_TICKS = (0.0, 0.5, 1.0)
_STEP = 0.05
_ENDS = (-0.03, 1.03)
_SHOWN_OPACITY = {50: 0.85, 200: 0.55, 1000: 0.35}


class ParallelCoordinates(ThemedPlot):
    """Draws a `StudyTable`; dragging along an axis shows only the runs between.

    By keys: left and right go from run to run, with Ctrl from axis to axis; up and down move the upper end of what is
    shown of an axis, with Shift the lower one; Delete shows all of it again, Enter opens its menu.

    Signals
    -------
    brushed()
        Other runs are shown now.
    run_selected(int)
        The user clicked a line: index of its run in the table.
    walked(int)
        An arrow key: so many runs on.
    """

    brushed = Signal()
    run_selected = Signal(int)
    walked = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._table = StudyTable()
        self._columns: tuple[Column, ...] = ()
        self._lines: FloatArray = np.zeros((0, 0))
        self._selected = -1
        self._texts: list[tuple[pg.TextItem, str]] = []
        self._bands: list[QGraphicsRectItem] = []
        self._dragged: tuple[str, float] | None = None
        self._axis = 0
        super().__init__(pg.AxisItem("left"), QuantityAxis("bottom", Dimension.COUNT), appearance, parent)
        self.setAccessibleName(tr("Parallel coordinates of all runs"))
        self._keys = tr(
            "Left and right choose a run, with Ctrl an axis; up and down move the upper end of what is shown, with "
            "Shift the lower one; Delete shows everything, Enter opens the axis's menu."
        )
        self.setAccessibleDescription(self._keys)
        self.hideAxis("left")
        self.hideAxis("bottom")
        self.view.setMouseEnabled(x=False, y=False)
        self.setAntialiasing(False)  # a thousand lines in one curve: 29 ms instead of 286
        self._hidden = pg.PlotCurveItem(connect="finite", antialias=False)
        self._shown = pg.PlotCurveItem(connect="finite", antialias=False)
        self._chosen = pg.PlotCurveItem(connect="finite", antialias=True)
        self._rules = pg.PlotCurveItem(connect="finite", antialias=False)
        self._pointed = pg.PlotCurveItem(antialias=False)
        for depth, curve in enumerate((self._hidden, self._shown, self._rules, self._pointed, self._chosen)):
            curve.setZValue(depth)
            self.addItem(curve)
        self.scene().sigMouseMoved.connect(self._hover)

    def show_table(self, table: StudyTable, selected: int = -1) -> None:
        """Show the runs of a study.

        Parameters
        ----------
        table : StudyTable
            The runs; kept, and its brushes changed by the mouse.
        selected : int
            The run to point out; -1 for none.
        """
        self._table, self._selected = table, selected
        self._columns = table.columns()
        places = [column.places() for column in self._columns]
        self._lines = np.column_stack(places) if places else np.zeros((0, 0))
        self.redraw()

    def redraw(self) -> None:
        """Draw lines, axes and brushes again."""
        shown = self._table.shown() if len(self._lines) else np.zeros(0, dtype=np.bool_)
        opacity = next((share for most, share in _SHOWN_OPACITY.items() if shown.sum() <= most), 0.25)
        self._hidden.setPen(pg.mkPen(self.ink("muted", 0.13), width=1))
        self._shown.setPen(pg.mkPen(self.ink("accent", opacity), width=1))
        self._chosen.setPen(pg.mkPen(self.ink("text"), width=2.5))
        self._rules.setPen(pg.mkPen(self.ink("border"), width=1))
        self._hidden.setData(*self._broken(self._lines[~shown]))
        self._shown.setData(*self._broken(self._lines[shown]))
        chosen = self._lines[self._selected : self._selected + 1] if 0 <= self._selected < len(self._lines) else None
        self._chosen.setData(*self._broken(chosen if chosen is not None else self._lines[:0]))
        rules = np.arange(len(self._columns), dtype=np.float64)
        self._rules.setData(np.repeat(rules, 3), np.tile([0.0, 1.0, np.nan], len(rules)) if len(rules) else np.zeros(0))
        self._draw_texts()
        self._draw_bands()
        self._point()
        self.see_all()

    def see_all(self) -> None:
        """Fit all axes into the view."""
        last = max(len(self._columns) - 1, 1)
        left, right = self._margins_px()
        unit = last / max(self.view.width() - left - right, 1.0)
        self.view.setRange(xRange=(-left * unit, last + right * unit), yRange=(1.2 - _VIEW_HEIGHT, 1.2), padding=0)

    def resizeEvent(self, event: Any) -> None:  # noqa: ANN401, N802
        """Keep the outer labels in the view."""
        super().resizeEvent(event)
        if getattr(self, "_columns", ()):
            self._draw_texts()
            self.see_all()

    def _margins_px(self) -> tuple[float, float]:
        """Give the room that the labels of the outer axes need. [px]"""
        if not self._columns:
            return 20.0, 20.0
        first, last = self._columns[0], self._columns[-1]
        ticks = list(last.tick_texts(_TICKS)) if not last.words else list(last.words)
        beside = max(map(self.text_width_px, ticks), default=0.0) + 14
        return self.text_width_px(_short(first)) / 2 + 8, max(self.text_width_px(_short(last)) / 2 + 8, beside)

    def select_at(self, place: QPointF) -> None:
        """Select the line nearest to a click, or lift the brush of an axis that was clicked."""
        key = self._key_at(place)
        if key is not None and key in self._table.brushes and self._dragged is None:
            self._brush(key, None)
            return
        index = self.nearest_run(place)
        if index is not None:
            self.run_selected.emit(index)

    def walk(self, by: int) -> None:
        """Go to the next line."""
        self.walked.emit(by)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose axes and brush them, besides what every chart does."""
        keys, modifiers = Qt.Key, event.modifiers()
        key = Qt.Key(event.key())
        if not self._columns:
            super().keyPressEvent(event)
        elif key in {keys.Key_Left, keys.Key_Right} and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._axis = min(max(self._axis + (1 if key == keys.Key_Right else -1), 0), len(self._columns) - 1)
            self._point()
        elif key in {keys.Key_Up, keys.Key_Down}:
            is_lower = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._move_end(1 if key == keys.Key_Up else -1, is_lower=is_lower)
        elif key in {keys.Key_Delete, keys.Key_Backspace}:
            self._brush(self._pointed_at.key, None)
        elif key in {keys.Key_Return, keys.Key_Enter}:
            place = self.mapFromScene(self.view.mapViewToScene(QPointF(self._axis, 0.5)))
            self.axis_menu(self._pointed_at.key).popup(self.viewport().mapToGlobal(place))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show which axis the keys go to."""
        super().focusInEvent(event)
        self._point()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show it no more."""
        super().focusOutEvent(event)
        self._point()

    @property
    def _pointed_at(self) -> Column:
        """The axis that keys go to."""
        return self._columns[min(self._axis, len(self._columns) - 1)]

    def _move_end(self, by: int, *, is_lower: bool) -> None:
        """Move an end of what is shown of the axis by a step; words go by whole words."""
        column = self._pointed_at
        step = by * (1 / (len(column.words) - 1) if len(column.words) > 1 else _STEP)
        ends = self._table.brushes.get(column.key)
        low, high = sorted(map(column.place_of, ends)) if ends is not None else _ENDS
        if is_lower:
            low = min(max(low + step, _ENDS[0]), high - _STEP / 2)
        else:
            high = max(min(high + step, _ENDS[1]), low + _STEP / 2)
        is_whole = low <= _ENDS[0] + 1e-9 and high >= _ENDS[1] - 1e-9
        self._brush(column.key, None if is_whole else (column.value_at(low), column.value_at(high)))

    def _point(self) -> None:
        """Draw the axis that keys go to, and say what is shown of it."""
        is_seen = self.hasFocus() and bool(self._columns)
        self._pointed.setVisible(is_seen)
        if not is_seen:
            return
        column = self._pointed_at
        x = float(self._columns.index(column))
        self._pointed.setPen(pg.mkPen(self.ink("accent"), width=3))
        self._pointed.setData(np.array([x, x]), np.array([0.0, 1.0]))
        ends = self._table.brushes.get(column.key)
        what = tr("all values") if ends is None else " … ".join(map(column.text, ends))
        self.setAccessibleDescription(f"{tr('Axis {name}: {what}', name=column.label, what=what)}. {self._keys}")

    def nearest_run(self, place: QPointF) -> int | None:
        """Find the shown run whose line passes nearest to a place, within reach of the mouse."""
        left = int(np.floor(place.x()))
        if not len(self._lines) or not 0 <= left < self._lines.shape[1] - 1:
            return None
        share = place.x() - left
        heights = (1 - share) * self._lines[:, left] + share * self._lines[:, left + 1]
        distances = np.where(self._table.shown(), np.abs(heights - place.y()), np.inf)
        distances[np.isnan(distances)] = np.inf
        index = int(np.argmin(distances))
        return index if distances[index] < 0.03 else None

    def mousePressEvent(self, event: Any) -> None:  # noqa: ANN401, N802
        """Begin to brush an axis."""
        place = self.view.mapSceneToView(self.mapToScene(event.position().toPoint()))
        key = self._key_at(place)
        self._dragged = (key, place.y()) if key is not None and event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: Any) -> None:  # noqa: ANN401, N802
        """Brush while the button is down."""
        if self._dragged is not None and event.buttons() & Qt.MouseButton.LeftButton:
            key, start = self._dragged
            place = self.view.mapSceneToView(self.mapToScene(event.position().toPoint()))
            if abs(place.y() - start) > 0.015:
                column = self._table.column(key)
                ends = tuple(column.value_at(min(max(y, -0.03), 1.03)) for y in (start, place.y()))
                self._brush(key, (ends[0], ends[1]))
            return
        super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer what an axis can do."""
        place = self.view.mapSceneToView(self.mapToScene(event.pos()))
        key = self._key_at(place)
        if key is None:
            super().contextMenuEvent(event)
        else:
            self.axis_menu(key).popup(event.globalPos())

    def visible_table(self) -> Table:
        """Give the runs that are shown: a column an axis, words as they are, quantities in their base units."""
        shown = np.flatnonzero(self._table.shown()) if len(self._lines) else np.zeros(0, dtype=np.int64)
        columns = [
            [column.text(v) for v in column.values[shown]] if column.words else column.values[shown].tolist()
            for column in self._columns
        ]
        headers = tuple(c.key if c.words else column_head(c.key, c.dimension) for c in self._columns)
        return Table(headers, tuple(zip(*columns, strict=True)))

    def axis_menu(self, key: str) -> QMenu:
        """Make the menu of an axis: flip, ratios, lift the brush."""
        column = self._table.column(key)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Turn upside down"), lambda: self._turn(key))
        if not column.words and column.ends[0] > 0:
            log: QAction = menu.addAction(tr("Logarithmic"), lambda: self._set_log(key, is_log=not column.is_log))
            log.setCheckable(True)
            log.setChecked(column.is_log)
        menu.addAction(tr("Show all values"), lambda: self._brush(key, None)).setEnabled(key in self._table.brushes)
        return menu

    def _turn(self, key: str) -> None:
        self._table.flip(key)
        self.show_table(self._table, self._selected)

    def _set_log(self, key: str, *, is_log: bool) -> None:
        self._table.set_log(key, is_log=is_log)
        self.show_table(self._table, self._selected)

    def _brush(self, key: str, ends: tuple[float, float] | None) -> None:
        self._table.brush(key, ends)
        self.redraw()
        self.brushed.emit()

    def _key_at(self, place: QPointF) -> str | None:
        index = round(place.x())
        is_near = abs(place.x() - index) <= _REACH and 0 <= index < len(self._columns)
        return self._columns[index].key if is_near and -0.08 <= place.y() <= 1.2 else None

    @staticmethod
    def _broken(lines: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Join lines into one curve, with a gap behind each."""
        count, axes = lines.shape
        xs = np.tile(np.append(np.arange(axes, dtype=np.float64), np.nan), count)
        ys = np.column_stack([lines, np.full(count, np.nan)]).ravel() if count else np.zeros(0)
        return xs, ys

    def _draw_texts(self) -> None:
        for item, _ in self._texts:
            self.removeItem(item)
        self._texts.clear()
        spacing_px = (self.view.width() - sum(self._margins_px())) / max(len(self._columns) - 1, 1)
        widest_px = max((self.text_width_px(_short(column)) for column in self._columns), default=0.0)
        row = min(_NAME_ROW_PX * _VIEW_HEIGHT / max(self.view.height(), 1.0), 0.1)
        lower = row if widest_px + 8 > spacing_px else 0.0
        for index, column in enumerate(self._columns):
            ink, y = "text" if column.is_kpi else "accent", 1.16 - lower * (index % 2)
            self._text(index, y, _short(column), ink, (0.5, 0.5), bold=True)
            if column.words:
                for number, word in enumerate(column.words):
                    self._text(index, column.place_of(float(number)), word, "muted", (-0.06, 0.5))
                continue
            places = _TICKS[1:2] if column.is_constant else _TICKS
            for place, text in zip(places, column.tick_texts(places), strict=True):
                self._text(index, place, text, "muted", (-0.06, 0.5))

    def _text(
        self, x: float, y: float, text: str, ink: str, anchor: tuple[float, float], *, bold: bool = False
    ) -> None:
        item = pg.TextItem(text, color=self.ink(ink), anchor=anchor, fill=self.ink("surface", 0.7))
        item.setFont(self.small_font(bold=bold))
        item.setPos(x, y)
        item.setZValue(12 if bold else 10)  # ticks at the top do not cover the names
        self.addItem(item, ignoreBounds=True)
        self._texts.append((item, text))

    def _draw_bands(self) -> None:
        for band in self._bands:
            self.removeItem(band)
        self._bands.clear()
        for index, column in enumerate(self._columns):
            ends = self._table.brushes.get(column.key)
            if ends is None:
                continue
            low, high = sorted(min(max(column.place_of(end), -0.03), 1.03) for end in ends)
            band = QGraphicsRectItem(QRectF(index - _BAND, low, 2 * _BAND, max(high - low, 0.004)))
            band.setPen(pg.mkPen(self.ink("accent")))
            band.setBrush(pg.mkBrush(self.ink("accent", 0.25)))
            band.setZValue(5)
            self.addItem(band, ignoreBounds=True)
            self._bands.append(band)

    def _hover(self, scene_place: QPointF) -> None:
        place = self.view.mapSceneToView(scene_place)
        key = self._key_at(place)
        index = None if key is not None else self.nearest_run(place)
        drag = tr("Drag to show only the runs between; click to lift it; right click for more")
        hint = drag if key is not None else ""
        self.setToolTip(tooltip_html(self._table.about(index) if index is not None else hint))
        shape = Qt.CursorShape.SizeVerCursor if key is not None else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if index is not None else shape)

    def text_width_px(self, text: str) -> float:
        """Measure a label. [px]"""
        return QFontMetricsF(self.small_font(bold=True)).horizontalAdvance(text)


def _short(column: Column) -> str:
    """Name an axis by the last two words of its path."""
    if column.is_kpi:
        return column.label
    return ".".join(column.label.split(".")[-2:])
