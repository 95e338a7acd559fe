"""The architect's five minutes: from a story's card to a scenario of their own, with budgets, command and report."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton, QToolTip, QWidget

from simgui.core.paths import bundled
from simgui.ui.panels.canvas import Canvas
from ui.journeys.architect_ends import compare, explore, hand_over, type_budgets
from ui.journeys.everyday import choose_placement, go_to, name_the_file, open_view, run_all, type_values
from ui.journeys.eyes import cell_place, cell_text, leaf_place, node_place, picture_of, plot_place, texts_of
from ui.journeys.file_manager import FileManager
from ui.journeys.hand import middle
from ui.journeys.journey import Journey, Steps

_STORY = "predictive_maintenance"
_GROUP = "fleet.motors"
_STREAM = f"{_GROUP}.stream"
_SMALLER = {f"{_GROUP}.count": "60", f"{_STREAM}.distinct": "2", f"{_STREAM}.windows": "16"}
"""Little for the real models to run on: a test is no demonstration."""
_OWN, _SMALL_BOARD, _BIG_BOARD = "bearing-cnn-large-int8", "nrf52840-dk", "nucleo-h7a3zi"
_BATTERY = "battery_life_s"


class Architect(Journey):
    """Goes the whole way with mouse and keyboard."""

    def steps(self) -> Steps:
        """Go."""
        self.window.setGeometry(0, 0, 1280, 860)
        yield "the start page", lambda: self.window.isActiveWindow() and self.window.start_page.isVisible()
        for part in (self._open_story, self._run_it, self._drop_a_board, self._drop_a_model, self._drag_the_duty_cycle):
            yield from part()
        yield from self._place_it()
        for end in (explore, compare, type_budgets, hand_over):
            yield from end(self)

    @property
    def _results(self) -> Any:
        return self.window.run_workspace.page.results

    def _open_story(self) -> Steps:
        self.begin("0:00 open a story from its card, and save it as one's own")
        window, session = self.window, self.window.session
        place = next(n for n, story in enumerate(window.stories) if Path(story.file).stem == _STORY)
        card = window.start_page.cards[place]
        yield from self.wheel_to(_area_of(card), card)
        yield from self.click(card)
        yield "the scenario", lambda: session.scenario is not None and window.current == "run"
        yield from self.keys("s", held=("Control_L", "Shift_L"))
        yield from name_the_file(self, "mine.yaml")
        mine = self.folder / "mine.yaml"
        yield "the file to be saved", lambda: mine.is_file() and session.document.path == mine
        yield from go_to(self, 1, "design")
        yield from self._click_the_group()
        yield from type_values(self, _SMALLER)

    def _click_the_group(self) -> Steps:
        canvas = self._canvas()
        yield "the group on the canvas", lambda: _GROUP in canvas._nodes
        yield from self.settled(canvas, lambda: node_place(canvas, _GROUP))
        yield from self.click_at(node_place(canvas, _GROUP))
        yield "the group to be selected", lambda: self.window.session.selected_path == _GROUP

    def _canvas(self) -> Any:
        return self.window.workspaces["design"].findChild(Canvas)

    def _run_it(self) -> Steps:
        self.begin("0:20 Space runs it: the battery's life with its interval")
        yield from run_all(self)
        results = self._results
        yield from choose_placement(self, "edge")
        text = cell_text(results, _BATTERY, "edge")
        assert any(unit in text for unit in (" y", " d")), text
        yield from self.hover(results.table, cell_place(results, _BATTERY, "edge"))
        yield "the interval under the pointer", lambda: QToolTip.isVisible() and "95 % interval" in QToolTip.text()
        self.noted["battery"] = [text, QToolTip.text()]

    def _drop_a_board(self) -> Steps:
        self.begin("drag a smaller board from the library onto the group")
        yield from go_to(self, 1, "design")
        library: Any = self.window.workspaces["design"].view_widget("library")
        yield from self.type_into(library.search, _SMALL_BOARD)
        yield "the board in the library", lambda: leaf_place(library.tree, _SMALL_BOARD) is not None
        start = leaf_place(library.tree, _SMALL_BOARD)
        assert start is not None
        yield from self._drag_onto_the_group(start)
        document = self.window.session.document
        yield "the group to have the board", lambda: document.parts.written(f"{_GROUP}.profile") == _SMALL_BOARD

    def _drag_onto_the_group(self, start: QPoint) -> Steps:
        canvas = self._canvas()
        yield from self.drag(
            start, node_place(canvas, _GROUP), parts=8, is_over=lambda: canvas._nodes[_GROUP].is_target
        )

    def _drop_a_model(self) -> Steps:
        self.begin("1:00 drop an own .tflite on the group: what does not fit, and what helps")
        own = self.folder / "elsewhere" / "own.tflite"
        own.parent.mkdir()
        shutil.copy(bundled("assets") / "models" / f"{_OWN}.tflite", own)
        manager = FileManager(own)
        manager.show()
        yield "the other program", manager.isVisible
        yield from self._drag_onto_the_group(middle(manager))
        views = self.window.workspaces["design"].views
        yield "the fit table", lambda: views["fit"].widget is not None and views["fit"].widget.table.rows
        manager.close()
        manager.deleteLater()
        panel = views["fit"].widget
        self.noted["boards"], self.noted["verdict"] = len(panel.table.rows), panel.verdict.text()
        assert panel.verdict.text().startswith("✗ needs "), panel.verdict.text()
        assert panel.verdict.isVisible()
        offered = _buttons(panel)
        self.noted["remedies"] = list(offered)
        assert "Move it to the gateway" in offered
        yield from self.click(offered[f"Choose {_BIG_BOARD}"])
        yield "it to fit", lambda: panel.verdict.text().startswith(f"✓ fits {_BIG_BOARD}")
        yield from self.click(panel.use)
        session = self.window.session

        def uses_own() -> bool:
            key = session.scenario.groups["motors"].tasks[0].model
            return bool(session.scenario.models[key].name == "own.tflite")

        yield "the group to use it", uses_own

    def _drag_the_duty_cycle(self) -> Steps:
        self.begin("1:45 drag the duty cycle: the answer follows, and the simulation confirms it")
        yield from run_all(self)
        yield from choose_placement(self, "edge")
        before_text = cell_text(self._results, _BATTERY, "edge")
        yield from open_view(self, "Duty cycle")
        panel: Any = self.window.run_workspace.view_widget("duty_cycle")
        yield "the curve of the battery life", lambda: panel.isVisible() and panel.cycle is not None
        plot, document = panel.plot, self.window.session.document
        before_s, answers, undo = panel.cycle.every_s, [panel.answer.text()], document.undo_stack.index()

        def line_place() -> QPoint:
            low, high = plot.view.viewRange()[1]
            return plot_place(plot, plot.line.value(), low + 0.15 * (high - low))

        def has_followed() -> bool:
            answers.append(panel.answer.text())
            return bool(answers[-1] != answers[0])

        yield from self.settled(plot, line_place)
        start = line_place()
        yield from self.drag(start, start + QPoint(60, 0), is_over=has_followed)
        assert document.undo_stack.index() == undo + 1, "one edit for one drag"
        yield "the scenario to follow", lambda: document.scenario.groups["motors"].tasks[0].every_s > before_s
        waiting = {"", "Simulating…"}
        yield "the simulation to confirm it", lambda: not panel._bridge.is_running and panel.check.text() not in waiting
        self.noted["duty cycle"] = [answers[0], answers[-1], panel.check.text()]
        yield from run_all(self)
        after_text = cell_text(self._results, _BATTERY, "edge")
        self.noted["battery after the drag"] = [before_text, after_text]
        assert after_text != before_text

    def _place_it(self) -> Steps:
        self.begin("2:30 select placements: bars and flows move")
        host = self.window.run_workspace
        for title, key, what in (("Where it goes", "breakdown", "bars"), ("What flows", "flows", "view")):
            yield from open_view(self, title)
            shown = getattr(host.view_widget(key), what)
            yield f"the view {title}", shown.isVisible
            seen = []
            for placement in ("edge", "fog", "cloud_large"):
                yield from choose_placement(self, placement)
                yield from self.heard()
                seen.append(picture_of(shown))
            assert all(seen[one] != seen[other] for one, other in ((0, 1), (1, 2), (0, 2))), f"{title} does not move"
        limits = texts_of(self._results.details)
        assert any("…" in text or "–" in text for text in limits), limits  # budgets with the interval of each figure
        yield from choose_placement(self, "edge")


def _area_of(widget: QWidget) -> Any:
    from PySide6.QtWidgets import QAbstractScrollArea

    area: Any = widget.parentWidget()
    while not isinstance(area, QAbstractScrollArea):
        area = area.parentWidget()
    return area


def _buttons(panel: Any) -> dict[str, QPushButton]:
    found = (panel.buttons.itemAt(place).widget() for place in range(panel.buttons.count()))
    return {one.text(): one for one in found if isinstance(one, QPushButton)}
