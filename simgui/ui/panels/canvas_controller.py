"""Joins the canvas, the library and the scenario that is edited."""

from __future__ import annotations

from PySide6.QtCore import QObject

from simgui.core.errors import SimguiError
from simgui.profiles.registry import Registry
from simgui.results.result import PlacementResult
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.canvas import Canvas
from simgui.ui.part_edits import PartEdits
from simgui.ui.presenters.canvas import CanvasView, Lane, canvas, without_removed
from simgui.ui.presenters.library import Drop, Item, Shelf, drop
from simgui.ui.session import Session
from simgui.ui.translation import tr


class CanvasController(QObject):
    """Draws the open scenario, and makes edits of drops.

    Parameters
    ----------
    session : Session
        What is open, selected, and ran.
    canvas_view : Canvas
        Where it is drawn.
    """

    def __init__(self, session: Session, canvas_view: Canvas) -> None:
        super().__init__(canvas_view)
        self._session, self._canvas = session, canvas_view
        self._edits = PartEdits(session)
        self._registry: tuple[str, Registry] | None = None
        canvas_view.selected.connect(session.select)
        canvas_view.dropped.connect(lambda item, target, lane: self.drop(item, target, Lane(lane)))
        canvas_view.file_dropped.connect(self.drop_file)
        canvas_view.remove_requested.connect(self._edits.remove)
        self._document: ScenarioDocument | None = None
        session.document_changed.connect(self._follow)
        session.results_changed.connect(self._show)
        session.placement_changed.connect(lambda _placement: self._show())
        session.selection_changed.connect(canvas_view.point_out)
        self._follow()

    def see_all(self) -> None:
        """Fit everything into the view."""
        self._canvas.see_all()

    def registry(self) -> Registry | None:
        """Give the profiles beside the open scenario."""
        scenario = self._session.scenario
        if scenario is None:
            return None
        folder = str(scenario.file.parent)
        if self._registry is None or self._registry[0] != folder:
            self._registry = (folder, Registry.beside(scenario.file.parent))
        return self._registry[1]

    def drop(self, item: Item, target: str, lane: Lane) -> bool:
        """Make the edit of a drop; what does not fit is told."""
        wanted = drop(item, target, lane)
        if not wanted.action or self._session.document is None:
            self._session.say(wanted.label or tr("Open a scenario first."))
            return False
        try:
            return self._apply(wanted, item)
        except SimguiError as error:
            self._session.say(str(error))
            return False

    def put_on_selected(self, item: Item) -> bool:
        """Put a part on what is selected; a device makes a group where nothing is."""
        path = ".".join(self._session.selected_path.split(".")[:2])
        if path.startswith("sites."):
            path = ".".join(self._session.selected_path.split(".")[:4])
        return self.drop(item, path, Lane.EDGE)

    def drop_file(self, file: str, target: str) -> bool:
        """Take a model file for a group: it is shown beside every board, and used there if the user says so."""
        self._session.model_dropped.emit(file, target)
        return True

    def _apply(self, wanted: Drop, item: Item) -> bool:
        document = self._session.document
        if document is None:
            return False
        match wanted.action:
            case "set":
                if wanted.path.endswith(".link"):
                    return self._set_link(wanted, item)
                if item.shelf is Shelf.HARVESTERS:
                    return self._set_harvester(wanted, item)
                document.put(wanted.path, item.name, wanted.label)
                self._session.select(wanted.path)
            case "group":
                return self._edits.add_group(profile=item.name)
            case "fault":
                return self._edits.add_fault(item.name, wanted.path.partition(".")[2])
            case "model":
                self._session.model_dropped.emit(item.name, wanted.path)
        return True

    def _set_harvester(self, wanted: Drop, item: Item) -> bool:
        """Change the panel of a group, or give it one; a new one stands in middle Europe until it is told otherwise."""
        document, path = self._session.document, wanted.path.rpartition(".")[0]
        if document is None:
            return False
        root = document.draft.root
        if root is not None and root.get(*path.split(".")) is not None:
            document.put(wanted.path, item.name, wanted.label)
        else:
            document.insert(path, {"profile": item.name, "latitude": "50 deg"}, wanted.label)
        self._session.select(path)
        return True

    def _set_link(self, wanted: Drop, item: Item) -> bool:
        """Change the link where the file names it: in short, or as the first hop of a route."""
        document, group = self._session.document, wanted.path.rpartition(".")[0]
        if document is None:
            return False
        root = document.draft.root
        has_route = root is not None and root.get(*group.split("."), "route") is not None
        path = f"{group}.route[0].link" if has_route else wanted.path
        document.put(path, item.name, wanted.label)
        self._session.select(path)
        return True

    def _follow(self) -> None:
        """Show another document, and what is removed from it while its text is not valid."""
        document = self._session.document
        if document is not self._document:
            self._document = document
            if document is not None:
                document.changed.connect(self._show_removal)
        self._show()

    def _show_removal(self) -> None:
        if self._document is self._session.document and self._document is not None and self._document.problems:
            self._show()

    def _show(self) -> None:
        scenario, registry = self._session.scenario, self.registry()
        if scenario is None or registry is None:
            self._canvas.show_canvas(CanvasView())
            return
        try:
            view = canvas(scenario, registry, self._run())
            document = self._session.document
            if document is not None and document.problems and document.draft.root is not None:
                view = without_removed(view, document.draft.root)
            self._canvas.show_canvas(view)
        except SimguiError as error:
            self._session.say(str(error))

    def _run(self) -> PlacementResult | None:
        wanted = self._session.selected_placement
        return next((run for run in self._session.results if run.placement == wanted and run.feasible), None)
