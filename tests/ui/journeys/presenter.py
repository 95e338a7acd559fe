"""The sales engineer's three minutes: a shipped presentation told to its end, with sliders and what is broken."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QSlider, QStyle, QStyleOptionSlider, QWidget

from simgui.scenario.presentation import PLACEMENT
from ui.journeys.everyday import name_the_file
from ui.journeys.eyes import picture_of
from ui.journeys.journey import Journey, Steps

_BYTES = "uplink_bytes_per_device_day"
_MISSED = "events_missed_in_outage"


class Presenter(Journey):
    """Presents with a remote, and with the mouse what the story lets one slide."""

    def steps(self) -> Steps:
        """Go."""
        window = self.window
        present: Any = window.workspaces["present"]
        self.begin("the first step, on the whole screen")
        yield "the stage", lambda: present.stage is not None and present.stage.isVisible()
        stage = present.stage
        yield "the keys to go to the stage", stage.hasFocus
        assert window.isFullScreen()
        for bar in (window.menuBar(), window.bar, window.statusBar()):
            assert not bar.isVisible()
        count = len(stage.talk.presentation.steps)
        titles: list[str] = []
        for number in range(count):
            self.begin(f"step {number + 1}: {stage.title.text()}")
            yield f"the figures of step {number + 1}", lambda: stage.is_settled
            titles.append(stage.title.text())
            yield from self._act(stage)
            if number < count - 1:
                yield from self._go_on(stage, f"{number + 2} / {count}")
        self.noted["titles"] = titles
        assert len(set(titles)) == count
        self.begin("leave one file behind")
        yield "the button", lambda: stage.leave.isVisible() and stage.leave.isEnabled()
        yield from self.click(stage.leave)
        yield from name_the_file(self, "left.html")
        yield "the report", (self.folder / "left.html").is_file
        yield "the stage to say so", lambda: "left.html" in stage.state.text()
        self.begin("back to the beginning")
        stage_has_keys = stage.hasFocus
        if not stage_has_keys():
            yield from self.click(stage.title)
        yield from self.keys("Escape")
        yield "the first step", lambda: stage.counter.text() == f"1 / {count}"

    def _act(self, stage: Any) -> Steps:
        """Do what a step is made for: slide what can be slid, and look at what is broken."""
        for path in stage.live_sliders():
            yield from self._slide(stage, path)
        if _MISSED in stage.talk.step.kpis:
            missed = {run.placement: run.kpis[_MISSED] for run in stage.talk.result().runs}
            self.noted["missed while the cloud is down"] = missed
            assert missed["edge"] == 0 < missed["cloud"]
            shown = _numbers(stage)
            assert any(text.partition(": ")[2].startswith("0 ") or text.endswith(": 0") for text in shown), shown

    def _slide(self, stage: Any, path: str) -> Steps:
        """Drag the handle of a slider to its end, and see the figures and the picture move."""
        slider: QSlider = stage.slider(path)
        texts, picture = _numbers(stage), picture_of(stage.picture)
        place_before = slider.value()
        figure_before = stage.talk.shown_run().kpis[_BYTES]
        goal = slider.maximum() if place_before < slider.maximum() else slider.minimum()
        yield from self.settled(slider, lambda: _handle(slider))
        end = slider.mapToGlobal(QPoint(slider.width() - 4 if goal else 3, slider.height() // 2))
        yield from self.drag(_handle(slider), end, is_over=lambda: slider.value() == goal)
        yield "the figures of it", lambda: stage.is_settled and _numbers(stage) != texts
        assert picture_of(stage.picture) != picture
        if path == PLACEMENT:
            self.noted["bytes in the cloud"] = figure_before
            self.noted["bytes in the box"] = stage.talk.shown_run().kpis[_BYTES]
            self.noted["read by the client"] = [texts, _numbers(stage)]

    def _go_on(self, stage: Any, wanted: str) -> Steps:
        """Go to the next step by the remote's key; the button that breaks something is clicked."""
        if stage.talk.next_button:
            self.noted["clicked"] = stage.next.text()
            yield from self.click(stage.next)
        else:
            if not stage.hasFocus():
                yield from self.click(stage.title)
            yield from self.keys("Next")
        yield f"step {wanted}", partial(_reads, stage.counter, wanted)


def _handle(slider: QSlider) -> QPoint:
    """Give the middle of a slider's handle on the screen. [px]"""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    parts = QStyle.SubControl.SC_SliderHandle
    rect = slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, parts, slider)
    return slider.mapToGlobal(rect.center())


def _numbers(stage: Any) -> list[str]:
    """Give the large figures on the screen."""
    boxes = (stage.numbers.itemAt(place).widget() for place in range(stage.numbers.count()))
    return [one.accessibleName() for one in boxes if isinstance(one, QWidget)]


def _reads(label: QLabel, text: str) -> bool:
    return label.text() == text
