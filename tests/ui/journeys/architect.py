"""The architect's five minutes: from a story's card to a scenario of their own, with budgets, command and report."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QLineEdit, QScrollArea, QWidget

from simgui.core.paths import bundled
from simgui.ui.panels.canvas import Canvas
from simgui.ui.workspaces.design import DesignWorkspace
from simgui.ui.workspaces.explore import ExploreWorkspace
from ui.journeys.hand import middle
from ui.journeys.journey import Journey, Steps

_STORY = "predictive_maintenance"
_GROUP = "fleet.motors"
_EVERY = f"{_GROUP}.tasks.wear.every"
_AXES = (
    (_EVERY, "30 min,1 h,2 h"),
    (f"{_GROUP}.temperature", "5 degC,20 degC,35 degC"),
    (f"{_GROUP}.count", "100,300,900"),
)
RUNS = 27
_BUDGETS = {"budgets.latency_p99": "<= 20 ms", "budgets.battery_life": ">= 2 y"}
_STREAM = f"{_GROUP}.stream"
_SMALLER = {f"{_STREAM}.distinct": "4", f"{_STREAM}.windows": "32", f"{_GROUP}.count": "60"}
"""Little for the real models to run on: a test is no demonstration."""


class FileManager(QLabel):
    """A window of another program, with a file that can be dragged out of it."""

    def __init__(self, file: Path) -> None:
        super().__init__(file.name, None, Qt.WindowType.Tool | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._file = file
        self.setGeometry(1300, 60, 200, 80)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to drag the file."""
        event.accept()
        drag, data = QDrag(self), QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file))])
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


class Architect(Journey):
    """Goes the whole way with mouse and keyboard."""

    def steps(self) -> Steps:
        """Go."""
        window = self.window
        window.setGeometry(0, 0, 1280, 860)
        yield "the start page", lambda: window.isActiveWindow() and window.start_page.isVisible()
        for part in (self._open_story, self._run_it, self._drop_a_model, self._drag_the_duty_cycle, self._place_it):
            yield from part()
        for part in (self._explore, self._compare, self._type_budgets, self._save_and_copy, self._report):
            yield from part()

    def _open_story(self) -> Steps:
        self.begin("open a story from its card, and save it as one's own")
        window, session = self.window, self.window.session
        place = next(n for n, story in enumerate(window.stories) if Path(story.file).stem == _STORY)
        card = window.start_page.cards[place]
        window.start_page.ensureWidgetVisible(card)
        yield from self.click(card)
        yield "the scenario", lambda: session.scenario is not None and window.current == "run"
        yield from self.keys("s", held=("Control_L", "Shift_L"))
        yield from self._name_the_file("mine.yaml")
        mine = self.folder / "mine.yaml"
        yield "the file to be saved", lambda: mine.is_file() and session.document.path == mine
        yield from self._type_values(_SMALLER)

    def _type_values(self, values: dict[str, str]) -> Steps:
        """Type values into the inspector."""
        window = self.window
        yield from self.keys("1", held=("Control_L",))
        yield "the design", lambda: window.current == "design"
        inspector: Any = window.workspaces["design"].show_view("inspector")
        document = window.session.document
        for path, value in values.items():
            window.session.select(path.rpartition(".")[0])
            yield f"a field for {path}", partial(_has_row, inspector, path)
            for _ in range(4):  # the inspector fills in slices: what was in view may have moved on
                field = inspector.rows[path].field
                _scroll_to(field)
                yield from self.settle(0.25)
                yield from self.click(field)
                if field.hasFocus() or field.focusProxy() is not None:
                    break
            yield from self.type_into(field, value)
            yield from self.keys("Return")
            yield f"{path} to be {value}", partial(_is_written, document, path, value)

    def _run_it(self) -> Steps:
        self.begin("Space runs it, and the table and charts fill")
        yield from self.keys("2", held=("Control_L",))
        yield from self._run_and_wait()

    def _run_and_wait(self) -> Steps:
        window, before = self.window, len(self.window.session.runs)
        window.run_workspace.page.header.run.setFocus()
        yield from self.keys("space")
        yield "the run to be through", lambda: len(window.session.runs) == before + 1 and not window.bridge.is_running
        assert not window.session.is_partial

    def _drop_a_model(self) -> Steps:
        self.begin("drop an own .tflite on the group")
        window = self.window
        own = self.folder / "elsewhere" / "own.tflite"
        own.parent.mkdir()
        shutil.copy(bundled("assets") / "models" / "bearing-cnn-int8.tflite", own)
        yield from self.keys("1", held=("Control_L",))
        design = window.workspaces["design"]
        assert isinstance(design, DesignWorkspace)
        yield "the canvas", lambda: design.controller is not None and design.isVisible()
        canvas: Any = design.findChild(Canvas)
        manager = FileManager(own)
        manager.show()
        yield "the group on the canvas", lambda: _GROUP in canvas._nodes and manager.isVisible()
        node = canvas._nodes[_GROUP]
        target = canvas.viewport().mapToGlobal(canvas.mapFromScene(node.sceneBoundingRect().center()))
        yield from self.drag(middle(manager), target, parts=10)
        panel: Any = None

        def fit_is_shown() -> bool:
            nonlocal panel
            panel = design.views["fit"].widget
            return panel is not None and bool(panel.table.rows)

        yield "the fit table", fit_is_shown
        manager.close()
        manager.deleteLater()
        self.noted["boards"] = len(panel.table.rows)
        yield from self.click(panel.use)
        session = window.session

        def uses_own() -> bool:
            scenario = session.scenario
            key = scenario.groups["motors"].tasks[0].model if scenario is not None else ""
            return scenario is not None and scenario.models[key].name == "own.tflite"

        yield "the group to use it", uses_own

    def _drag_the_duty_cycle(self) -> Steps:
        self.begin("drag the duty cycle, and the simulation confirms it")
        window = self.window
        yield from self.keys("2", held=("Control_L",))
        yield from self._run_and_wait()
        if "duty_cycle" not in window.run_workspace.views:
            self.noted["duty cycle"] = "the panel has no place in the window"
            return
        window.session.select_placement("edge")
        panel: Any = window.run_workspace.show_view("duty_cycle")
        yield "the curve of the battery life", lambda: panel.isVisible() and panel.cycle is not None
        yield from self.settle(0.3)
        before = panel.cycle.every_s
        plot = panel.plot
        start = plot.mapToGlobal(
            plot.mapFromScene(plot.view.mapViewToScene(QPointF(plot.line.value(), _middle_y(plot))))
        )
        yield from self.drag(start, start + QPoint(60, 0))
        document = window.session.document
        yield "the scenario to follow", lambda: document.scenario.groups["motors"].tasks[0].every_s > before
        yield "the simulation to confirm it", lambda: not panel._bridge.is_running and panel.check.text() not in {
            "", "Simulating…",
        }  # fmt: skip
        self.noted["duty cycle"] = panel.check.text()

    def _place_it(self) -> Steps:
        self.begin("select placements: bars and flows follow")
        window = self.window
        page = window.run_workspace.page
        for view in ("breakdown", "flows"):
            if view in window.run_workspace.views:
                window.run_workspace.show_view(view)
        header = page.results.table.horizontalHeader()
        for column in (3, 1):
            place = header.viewport().mapToGlobal(
                QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) // 2, header.height() // 2)
            )
            self.hand.click(place)
            yield from self.settle(0.2)
        self.noted["placement"] = window.session.selected_placement

    def _explore(self) -> Steps:
        self.begin("explore: three parameters, live, cancelled and gone on with")
        yield from self.keys("3", held=("Control_L",))
        explore = self.window.workspaces["explore"]
        assert isinstance(explore, ExploreWorkspace)
        yield "the form", lambda: explore.explorer is not None and explore.isVisible()
        form: Any = explore.view_widget("study")
        views: Any = explore.central()
        for number, (path, values) in enumerate(_AXES):
            if number >= len(form.rows):
                yield from self.click(form.add_row)
            yield from self.type_into(form.rows[number].path, path)
            yield from self.keys("Tab")
            yield from self.type_into(form.rows[number].values, values)
        form.placements.setFocus()
        yield from self.keys("e")  # the list goes to edge
        yield from self.type_into(form.duration, "4 d")
        yield f"{RUNS} runs to be counted", lambda: str(RUNS) in form.state.text()
        yield from self.keys("Return", held=("Control_L",))
        assert explore.explorer is not None
        bridge = explore.explorer.bridge
        yield "the first runs", lambda: len(views.table.rows) > 0
        self.hand.click(middle(form.cancel))
        yield "the study to end", lambda: not bridge.is_running
        self.noted["runs kept by cancel"] = len(views.table.rows)
        yield from self.keys("Return", held=("Control_L",))
        yield "all runs, those from before among them", lambda: not bridge.is_running and len(views.table.rows) == RUNS
        yield from self._brush_and_open(views)

    def _brush_and_open(self, views: Any) -> Steps:
        self.begin("brush an axis, click a dot, open it as a scenario")
        plot = views.parallel
        corner: QPoint = plot.mapToGlobal(QPoint(0, 0))

        def on_axis(place: float) -> QPoint:
            inside: QPoint = plot.mapFromScene(plot.view.mapViewToScene(QPointF(0.0, place)))
            return corner + inside

        yield from self.drag(on_axis(0.6), on_axis(1.1))
        yield "fewer runs", lambda: 0 < int(views.table.shown().sum()) < RUNS
        scatter = views.scatter
        dot = next(index for index, shown in enumerate(views.table.shown()) if shown)
        place = _dot_of(scatter, dot)
        self.hand.click(scatter.mapToGlobal(scatter.mapFromScene(scatter.view.mapViewToScene(place))))
        yield "a dot to be chosen", lambda: views.selected >= 0
        yield from self.click(views.open)
        yield "the design of that run", lambda: self.window.current == "design"
        self.noted["opened"] = views.table.rows[views.selected].point.values

    def _compare(self) -> Steps:
        self.begin("run it, and compare with the baseline")
        window = self.window
        yield from self.keys("2", held=("Control_L",))
        yield from self._run_and_wait()
        yield from self.keys("s", held=("Control_L", "Alt_L"))
        yield "a baseline", lambda: window.session.baseline is not None
        yield from self.keys("4", held=("Control_L",))
        yield "the comparison", lambda: window.current == "compare"
        central: Any = window.workspaces["compare"].central()
        panel = central.widget(1)
        yield "figures beside each other", lambda: panel.isVisible() and panel.model.rowCount() > 5

    def _type_budgets(self) -> Steps:
        self.begin("type two budgets")
        yield from self._type_values(_BUDGETS)

    def _save_and_copy(self) -> Steps:
        self.begin("save, run, and copy the command line")
        window = self.window
        yield from self.keys("s", held=("Control_L",))
        yield "nothing to be unsaved", lambda: not window.session.document.is_dirty
        yield from self.keys("2", held=("Control_L",))
        yield from self._run_and_wait()
        yield from self.keys("c", held=("Control_L", "Shift_L"))
        yield "a command", lambda: QGuiApplication.clipboard().text().startswith("simgui run")
        run = window.session.run
        self.noted["command"] = QGuiApplication.clipboard().text()
        self.noted["hashes"] = {one.placement: one.trace_hash for one in run.runs}
        self.noted["kept"] = {b.kpi: b.judgement.value for one in run.runs if one.placement == run.recommended
                              for b in one.budgets}  # fmt: skip

    def _report(self) -> Steps:
        self.begin("leave a report")
        actions = {action.objectName(): action for action in self.window.registry.all()}
        action = next(action for name, action in actions.items() if "report" in name)
        keys = action.shortcut().toString().replace("Ctrl", "Control_L").replace("Shift", "Shift_L").split("+")
        if keys[-1]:
            yield from self.keys(keys[-1].lower(), held=tuple(key.replace("Alt", "Alt_L") for key in keys[:-1]))
        else:
            action.trigger()
        yield from self._name_the_file("report.html")
        yield "the report", (self.folder / "report.html").is_file

    def _name_the_file(self, name: str) -> Steps:
        """Type a name into the dialog for files."""

        def dialog() -> QFileDialog | None:
            shown = (one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible())
            return next(shown, None)

        yield "the dialog for files", lambda: (shown := dialog()) is not None and shown.isActiveWindow()
        shown = dialog()
        assert shown is not None
        field = shown.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        path = str(self.folder / name)
        yield from self.type_into(field, path)
        yield "the whole name", lambda: field.text() == path
        buttons = shown.findChild(QDialogButtonBox)
        assert isinstance(buttons, QDialogButtonBox)
        save = buttons.button(QDialogButtonBox.StandardButton.Save)
        for _ in range(3):  # the list of names that complete this one may take the first click
            if dialog() is not None:
                yield from self.click(save)
                yield from self.settle(0.5)
        if dialog() is not None:
            self.noted["dialog"] = [
                str(shown.selectedFiles()),
                save.isDown(),
                save.isEnabled(),
                str(QApplication.widgetAt(middle(save))),
                str(QApplication.activeWindow()),
                str(QApplication.activePopupWidget()),
                str(QApplication.mouseButtons()),
                field.text(),
            ]
            save.click()
            yield from self.settle(0.5)
            self.noted["dialog2"] = str(dialog())
        yield "the dialog to close", lambda: dialog() is None


def _scroll_to(field: QWidget) -> None:
    """Bring a field into view, as a turn of the wheel would."""
    area = field.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        area.ensureWidgetVisible(field)


def _middle_y(plot: Any) -> float:
    low, high = plot.view.viewRange()[1]
    return float(low + 0.15 * (high - low))


def _dot_of(scatter: Any, index: int) -> QPointF:
    """Find where the dot of a run is drawn."""
    xs, ys = scatter._points()
    return QPointF(float(xs[index]), float(ys[index]))


def _has_row(inspector: Any, path: str) -> bool:
    return path in inspector.rows


def _is_written(document: Any, path: str, value: str) -> bool:
    return bool(document.parts.written(path) == value)
