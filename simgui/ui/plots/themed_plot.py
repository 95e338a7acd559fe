"""A chart in the colours of the window: zoom by wheel or + and -, pan by dragging, double click or 0 to see all."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.presenters.base_units import column_head
from simgui.ui.theme import TypeSize
from simgui.ui.translation import tr
from simgui.ui.widgets.exporting import Table, fill_menu


class ThemedPlot(pg.PlotWidget):  # type: ignore[misc]
    """Base of the charts.

    Parameters
    ----------
    left, bottom : pg.AxisItem
        The axes.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    area : pg.ViewBox | None
        Takes the mouse; None takes pyqtgraph's own.
    """

    def __init__(
        self,
        left: pg.AxisItem,
        bottom: QuantityAxis,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        area: pg.ViewBox | None = None,
    ) -> None:
        super().__init__(parent, axisItems={"left": left, "bottom": bottom}, viewBox=area, enableMenu=False)
        self.appearance = appearance
        self.type_px: int = TypeSize.CAPTION
        self.left, self.bottom = left, bottom
        self.setAntialiasing(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(tr("Left and right move along, + and - zoom, 0 shows everything."))
        self.plot_item: Any = self.getPlotItem()
        self.view: Any = self.plot_item.getViewBox()
        self.plot_item.hideButtons()
        for axis in (left, bottom):
            axis.setStyle(tickFont=self.small_font(), tickLength=0)
            axis.setZValue(-100)
        self.scene().sigMouseClicked.connect(self._clicked)
        appearance.changed.connect(self.recolour)
        self.dress()

    def small_font(self, *, bold: bool = False) -> QFont:
        """Give the type of ticks and labels."""
        font = QFont(self.font())
        font.setPixelSize(self.type_px)
        font.setBold(bold)
        return font

    def set_type_size(self, size_px: int) -> None:
        """Write ticks and labels in another size. [px]"""
        if size_px != self.type_px:
            self.type_px = size_px
            for axis in (self.left, self.bottom):
                axis.setStyle(tickFont=self.small_font())
            self.redraw()

    def ink(self, token: str, opacity: float = 1.0) -> QColor:
        """Give a colour of the palette.

        Parameters
        ----------
        token : str
            Field of `Colours`.
        opacity : float
            From 0 to 1. [-]
        """
        colour = QColor(str(getattr(self.appearance.colours, token)))
        colour.setAlphaF(opacity)
        return colour

    def dress(self) -> None:
        """Colour background and axes."""
        self.setBackground(self.ink("surface"))
        for axis in (self.left, self.bottom):
            axis.setPen(pg.mkPen(self.ink("border")))
            axis.setTextPen(pg.mkPen(self.ink("muted")))
            axis.setTickPen(pg.mkPen(self.ink("grid")))

    def recolour(self) -> None:
        """Draw again in other colours."""
        self.dress()
        self.redraw()

    def redraw(self) -> None:
        """Draw what was shown last."""

    def see_all(self) -> None:
        """Go back to the full range."""

    def select_at(self, place: QPointF) -> None:
        """Take a click at a place of the chart, in its coordinates."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Zoom, go back to everything, and walk by the arrows."""
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Minus:
                self.view.scaleBy((0.8, 0.8) if event.key() == Qt.Key.Key_Plus else (1.25, 1.25))
            case Qt.Key.Key_0:
                self.see_all()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.walk(1 if event.key() == Qt.Key.Key_Right else -1)
            case _:
                super().keyPressEvent(event)

    def walk(self, by: int) -> None:
        """Take an arrow key: pan, where nothing else is to be walked along."""
        left, right = self.view.viewRange()[0]
        self.view.translateBy(x=0.1 * by * (right - left))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the chart, and a frame while the keys go here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.ink("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the frame."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the frame away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer to save what is visible."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Show everything"), self.see_all)
        menu.addSeparator()
        fill_menu(menu, self, self.visible_table)
        menu.popup(event.globalPos())

    def visible_table(self) -> Table:
        """Give the points in view, in the units of the axes' base."""
        (left, right), (low, high) = self.view.viewRange()
        rows: list[tuple[object, ...]] = []
        for item in self.plot_item.items:
            if not isinstance(item, pg.PlotDataItem | pg.PlotCurveItem | pg.ScatterPlotItem) or not item.isVisible():
                continue
            xs, ys = item.getData()
            if xs is None or ys is None:
                continue
            xs = xs[: len(ys)]  # steps have an edge more than values
            name = item.name() if callable(getattr(item, "name", None)) else ""
            inside = (xs >= left) & (xs <= right) & (ys >= low) & (ys <= high)
            pairs = zip(self._linear(xs[inside], self.bottom), self._linear(ys[inside], self.left), strict=True)
            rows += [(name or "", float(x), float(y)) for x, y in pairs]
        return Table(("series", self._axis_name(self.bottom), self._axis_name(self.left)), tuple(rows))

    @staticmethod
    def _linear(values: Any, axis: pg.AxisItem) -> Any:  # noqa: ANN401 - arrays of pyqtgraph
        return 10.0**values if getattr(axis, "is_logarithmic", False) else values

    @staticmethod
    def _axis_name(axis: pg.AxisItem) -> str:
        dimension = getattr(axis, "dimension", None)
        name = axis.labelText or "value"
        return column_head(name, dimension) if dimension is not None else name

    def _clicked(self, event: Any) -> None:  # noqa: ANN401 - a pyqtgraph event
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.double():
            self.see_all()
        else:
            self.select_at(self.view.mapSceneToView(event.scenePos()))
