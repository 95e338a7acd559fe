"""Battery life over the time between two jobs, with a line to drag."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from simgui.core.units import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.presenters.duty_cycle import DutyCycle
from simgui.ui.theme import TypeSize
from simgui.ui.translation import tr

_STEPS, _FAR = 120, 10
"""Steps of the keys over the whole axis, and how many at once with Ctrl."""


class LifePlot(ThemedPlot):
    """Draws a `DutyCycle`.

    By keys: left and right move the line, with Ctrl further; Enter lets it go.

    Signals
    -------
    dragged(float)
        The line is being moved: time between two jobs. [s]
    dropped(float)
        The line was let go. [s]
    """

    dragged = Signal(float)
    dropped = Signal(float)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._cycle: DutyCycle | None = None
        self._limit_s = math.nan
        self._simulated: tuple[float, float] | None = None
        super().__init__(
            QuantityAxis("left", Dimension.TIME), QuantityAxis("bottom", Dimension.TIME), appearance, parent
        )
        self.setAccessibleName(tr("Battery life over the time between two jobs"))
        self.setAccessibleDescription(tr("Left and right move the line, with Ctrl further; Enter takes the value."))
        self.left.is_logarithmic = self.bottom.is_logarithmic = True
        self.showGrid(x=True, y=True, alpha=0.55)
        self.left.setWidth(64)
        self.line = pg.InfiniteLine(0.0, angle=90, movable=True)
        self.line.setZValue(20)
        self.line.sigDragged.connect(lambda line: self.dragged.emit(10 ** line.value()))
        self.line.sigPositionChangeFinished.connect(lambda line: self.dropped.emit(10 ** line.value()))

    def show_cycle(self, cycle: DutyCycle, every_s: float, limit_s: float) -> None:
        """Show a duty cycle.

        Parameters
        ----------
        cycle : DutyCycle
            What to draw.
        every_s : float
            Where the line stands. [s]
        limit_s : float
            Budget on the battery life; NaN for none. [s]
        """
        is_other = cycle != self._cycle
        self._cycle, self._limit_s = cycle, limit_s
        if is_other:
            self._simulated = None
        self.redraw()
        self.line.setValue(math.log10(every_s))
        if is_other:
            self.see_all()

    def show_simulated(self, every_s: float, life_s: float) -> None:
        """Mark what a simulation gave. [s]"""
        self._simulated = (every_s, life_s) if life_s > 0 and math.isfinite(life_s) else None
        self.redraw()

    def dress(self) -> None:
        """Colour the names of the axes too."""
        super().dress()
        style = {"color": self.appearance.colours.muted, "font-size": f"{TypeSize.CAPTION.value}px"}
        self.setLabel("bottom", tr("Time between two jobs"), **style)
        self.setLabel("left", tr("Battery life"), **style)

    def redraw(self) -> None:
        """Draw everything again."""
        self.clear()
        if self._cycle is None:
            return
        every_s, life_s = self._cycle.curve()
        self.plot(np.log10(every_s), np.log10(life_s), pen=pg.mkPen(self.ink("accent"), width=2), name=tr("formula"))
        if math.isfinite(self._limit_s) and self._limit_s > 0:
            pen = pg.mkPen(self.ink("bad"), width=1.2, style=Qt.PenStyle.DotLine)
            label_options = {"position": 0.92, "color": self.ink("bad"), "anchors": [(1, 1), (1, 1)]}
            limit = pg.InfiniteLine(math.log10(self._limit_s), angle=0, pen=pen, label=tr("budget"),
                                    labelOpts=label_options)  # fmt: skip
            self.addItem(limit, ignoreBounds=True)
        if self._simulated is not None:
            x, y = (math.log10(value) for value in self._simulated)
            ring = pg.ScatterPlotItem([x], [y], size=12, pen=pg.mkPen(self.ink("text"), width=2), name=tr("simulated"))
            ring.setBrush(pg.mkBrush(self.ink("surface")))
            self.addItem(ring)
        width, ink = (3, "accent") if self.hasFocus() else (2, "text")
        self.line.setPen(pg.mkPen(self.ink(ink), width=width))
        self.line.setHoverPen(pg.mkPen(self.ink("accent"), width=3))
        self.addItem(self.line, ignoreBounds=True)

    def see_all(self) -> None:
        """Fit the curve into the view."""
        if self._cycle is not None:
            every_s, life_s = self._cycle.curve()
            low, high = float(np.log10(life_s.min())), float(np.log10(life_s.max()))
            air = max(0.1 * (high - low), 0.08)
            self.view.setRange(
                xRange=(math.log10(every_s[0]), math.log10(every_s[-1])), yRange=(low - air, high + air), padding=0
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the line, and let it go."""
        key, is_far = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._cycle is not None and key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._move_line((1 if key == Qt.Key.Key_Right else -1) * (_FAR if is_far else 1))
        elif self._cycle is not None and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.dropped.emit(10 ** self.line.value())
        else:
            super().keyPressEvent(event)

    def _move_line(self, steps: int) -> None:
        if self._cycle is None:
            return
        every_s, _ = self._cycle.curve()
        low, high = math.log10(every_s[0]), math.log10(every_s[-1])
        self.line.setValue(min(max(self.line.value() + steps * (high - low) / _STEPS, low), high))
        self.dragged.emit(10 ** self.line.value())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the line takes the keys."""
        super().focusInEvent(event)
        self.line.setPen(pg.mkPen(self.ink("accent"), width=3))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show it no more."""
        super().focusOutEvent(event)
        self.line.setPen(pg.mkPen(self.ink("text"), width=2))

    def select_at(self, place: QPointF) -> None:
        """Move the line to a click."""
        if self._cycle is not None:
            self.line.setValue(place.x())
            self.dropped.emit(10 ** place.x())
