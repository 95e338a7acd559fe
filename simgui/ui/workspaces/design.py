"""The scenario as canvas, text, inspector and history of edits: what is simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.part_actions import PartActions
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace

if TYPE_CHECKING:
    from simgui.ui.panels.canvas_controller import CanvasController
    from simgui.ui.panels.library import Library
    from simgui.ui.panels.yaml_view import YamlView
    from simgui.ui.presenters.library import Item


class DesignWorkspace(Workspace):
    """Changes the scenario, by its text or by the fields of the inspector.

    Parameters
    ----------
    session : Session
        What is open and selected.
    actions : Actions
        Where to register what can be done.
    appearance : Appearance
        The colours.
    """

    KEY = "design"
    ICON = "design"

    def __init__(self, session: Session, actions: Actions, appearance: Appearance) -> None:
        super().__init__(session, actions, appearance)
        self._text: YamlView | None = None
        self.controller: CanvasController | None = None
        self.parts = PartActions(actions, session)
        self.set_central(self._make_middle)
        self.add_view("library", tr("Library"), self._make_library, "left", size=230)
        self.add_view("inspector", tr("Inspector"), self._make_inspector, "right", size=400)
        self.add_view("history", tr("History"), self._make_history, "right", shown=False, beside="inspector")
        self.add_view("fit", tr("Fit or fix"), self._make_fit, "bottom", shown=False, size=320)
        actions.add("design.model", tr("Open a &model…"), self._ask_for_model, icon="model", where=tr("&Edit"))
        actions.add("design.see_all", tr("Show all of the canvas"), self._see_all)
        session.place_requested.connect(self._go_to)
        session.model_dropped.connect(self._examine)

    def _make_middle(self) -> QWidget:
        """Put the canvas above the text: one scenario, both ways to change it live."""
        from simgui.ui.panels.canvas import Canvas  # noqa: PLC0415 - made when it is seen
        from simgui.ui.panels.canvas_controller import CanvasController  # noqa: PLC0415
        from simgui.ui.presenters.library import drop  # noqa: PLC0415

        canvas = Canvas(self.appearance, drop)
        self.controller = CanvasController(self.session, canvas)
        canvas.fields_requested.connect(self._go_to_fields)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(canvas)
        splitter.addWidget(self._make_text())
        splitter.setSizes([420, 300])
        splitter.setFocusProxy(canvas)
        return splitter

    def _make_library(self) -> QWidget:
        from simgui.ui.panels.library import Library  # noqa: PLC0415 - made when it is seen

        library = Library(self.appearance)
        library.activated.connect(self._put_on_selected)
        self.session.opened.connect(lambda: self._stock(library))
        self._stock(library)
        return library

    def _stock(self, library: Library) -> None:
        """Fill the library with the profiles beside the open scenario."""
        from simgui.profiles.registry import Registry  # noqa: PLC0415 - only when it is seen
        from simgui.scenario.files import shipped_models  # noqa: PLC0415
        from simgui.ui.presenters.library import shelves  # noqa: PLC0415

        scenario = self.session.scenario
        registry = Registry.beside(scenario.file.parent) if scenario is not None else Registry()
        library.show_shelves(shelves(registry, tuple(shipped_models())))

    def _put_on_selected(self, item: Item) -> None:
        self.central()
        if self.controller is not None:
            self.controller.put_on_selected(item)

    def _make_fit(self) -> QWidget:
        from simgui.ui.panels.fit_panel import FitPanel  # noqa: PLC0415 - made when it is seen

        return FitPanel(self.session)

    def _examine(self, name_or_file: str, target: str) -> None:
        """Show a model that was dropped beside every board."""
        from simgui.ui.panels.fit_panel import FitPanel  # noqa: PLC0415 - made when it is seen

        self.session.workspace_requested.emit(self.KEY)
        panel = self.show_view("fit")
        if isinstance(panel, FitPanel):
            panel.examine(name_or_file, target)

    def _see_all(self) -> None:
        self.session.workspace_requested.emit(self.KEY)
        self.central()
        if self.controller is not None:
            self.controller.see_all()

    def _ask_for_model(self) -> None:
        dialog = QFileDialog(self, tr("Open a model"), "", tr("Networks (*.tflite)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        target = ".".join(self.session.selected_path.split(".")[:2])
        dialog.fileSelected.connect(lambda file: self.session.model_dropped.emit(file, target))
        dialog.open()

    def _make_text(self) -> QWidget:
        from simgui.ui.panels.document_notice import DocumentNotice  # noqa: PLC0415 - made when it is seen
        from simgui.ui.panels.yaml_view import YamlView  # noqa: PLC0415

        self._text = YamlView(self.session, self.appearance)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(DocumentNotice(self.session, self.registry))
        column.addWidget(self._text, 1)
        middle.setFocusProxy(self._text)
        return middle

    def _go_to_fields(self) -> None:
        """Go on in the inspector, at its first field."""
        from simgui.ui.window_views import focus_inside  # noqa: PLC0415 - knows the views of all workspaces

        focus_inside(self.show_view("inspector"))

    def _make_inspector(self) -> QWidget:
        from simgui.ui.panels.inspector import Inspector  # noqa: PLC0415 - made when it is seen

        return Inspector(self.session, self.appearance, self.parts)

    def _make_history(self) -> QWidget:
        from simgui.ui.panels.history import HistoryView  # noqa: PLC0415 - made when it is seen

        return HistoryView(self.session, self.appearance)

    def _go_to(self, line: int, column: int) -> None:
        self.session.workspace_requested.emit(self.KEY)
        if self._text is not None:
            self._text.go_to(line, column)

    def shown(self) -> None:
        """Begin on the canvas."""
        self.central().setFocus()
