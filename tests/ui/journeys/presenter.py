"""The sales engineer's three minutes: a shipped presentation, told from the first step to the last by keys."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QLabel

from ui.journeys.hand import middle
from ui.journeys.journey import Journey, Steps


class Presenter(Journey):
    """Presents with a remote: its keys, and the mouse for a slider."""

    def steps(self) -> Steps:
        """Go."""
        window = self.window
        present: Any = window.workspaces["present"]
        self.begin("the first step, on the whole screen")
        yield "the stage", lambda: present.stage is not None and present.stage.isVisible()
        stage = present.stage
        assert window.isFullScreen()
        assert not window.menuBar().isVisible()
        count = len(stage.talk.presentation.steps)
        titles = []
        for number in range(count):
            self.begin(f"step {number + 1}")
            yield f"the figures of step {number + 1}", lambda: stage.is_settled
            titles.append(stage.title.text())
            if stage.live_sliders():
                yield from self._slide(stage)
            if number < count - 1:
                yield from self.keys("Right")
                wanted = f"{number + 2} / {count}"
                yield f"step {wanted}", partial(_reads, stage.counter, wanted)
        self.noted["titles"] = titles
        assert len(set(titles)) == count
        self.begin("back to the beginning, and out")
        yield from self.keys("Escape")
        yield "the first step", lambda: stage.counter.text() == f"1 / {count}"

    def _slide(self, stage: Any) -> Steps:
        """Move the first slider one place to the right by the arrow key it takes when it has the focus."""
        path = stage.live_sliders()[0]
        slider = stage.slider(path)
        before = slider.value()
        yield from self.click(slider, 0.5, 0.5)
        slider.setFocus()
        yield from self.keys("Up" if slider.value() == before else "Down")
        yield "the slider to move, and its figures", lambda: stage.slider(path).isVisible() and stage.is_settled
        self.noted[path] = slider.value()
        self.hand.move(middle(stage.title))
        stage.setFocus()


def _reads(label: QLabel, text: str) -> bool:
    return label.text() == text
