"""Areas with dockable views that are made when they are first seen, and whose arrangement is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QByteArray, QChildEvent, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.widgets.dock_title import DockTitle
from simgui.ui.widgets.view_scroller import ViewScroller

MakeView = Callable[[], QWidget]

_AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "top": Qt.DockWidgetArea.TopDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
_SIDES = {"left", "right"}
_USUAL = (1280, 700)
"""Width and height that the sizes of views are meant for. [px]"""


@dataclass(slots=True)
class View:
    """A dockable view: where it begins, and its widget once it was seen.

    Parameters
    ----------
    key : str
        Name of its own within the workspace.
    make : MakeView
        Makes the widget.
    area : str
        ``left``, ``right``, ``top`` or ``bottom``.
    beside : str
        View it shares a place with, as tabs; "" gives it a place of its own.
    size : int
        Wanted width at the sides, height above and below, in a window of 1280 by 800; 0 leaves it open. [px]
    shown : bool
        Whether it is open at first.
    dock : QDockWidget
        Its frame.
    action : QAction
        Opens and closes it.
    widget : QWidget | None
        None until it is first seen.
    """

    key: str
    make: MakeView
    area: str
    beside: str
    size: int
    shown: bool
    dock: QDockWidget
    action: QAction
    widget: QWidget | None = field(default=None)


class DockHost(QMainWindow):
    """Holds a central widget and dockable views.

    Parameters
    ----------
    key : str
        Name of its own, e.g. ``run``.
    actions : Actions | None
        Where views register how they are opened; None begins a registry of its own.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(
        self, key: str, actions: Actions | None, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key = key
        self.registry = actions if actions is not None else Actions(self, appearance)
        self.appearance = appearance
        self.views: dict[str, View] = {}
        self._sized = False
        self._floating: list[QDockWidget] = []
        self.setDockNestingEnabled(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        options = QMainWindow.DockOption
        self.setDockOptions(options.AllowNestedDocks | options.AllowTabbedDocks)

    def add_view(  # noqa: PLR0913 - all but three have a default
        self,
        key: str,
        title: str,
        make: MakeView,
        area: str = "right",
        *,
        shown: bool = True,
        beside: str = "",
        size: int = 0,
        shortcut: str = "",
    ) -> View:
        """Add a view; its widget is made when it is first seen.

        Parameters
        ----------
        key : str
            Name of its own within this workspace.
        title : str
            In the user's language.
        make : MakeView
            Makes the widget; imports what it needs inside.
        area : str
            ``left``, ``right``, ``top`` or ``bottom``.
        shown : bool
            Whether it is open at first.
        beside : str
            Key of the view it shares a place with, as tabs.
        size : int
            Wanted width at the sides, height above and below. [px]
        shortcut : str
            Key that opens and closes it.
        """
        dock = QDockWidget(title, self)
        dock.setObjectName(f"{self.key}.{key}")
        dock.setAccessibleName(title)
        dock.setTitleBarWidget(DockTitle(dock, self.appearance, lambda: [one.action for one in self.views.values()]))
        action = self.registry.add(
            f"view.{self.key}.{key}",
            title,
            lambda on: self.show_view(key) if on else dock.close(),
            shortcut=shortcut,
            checked=shown,
        )
        view = View(key, make, area, beside, size, shown, dock, action)
        self.views[key] = view
        dock.toggleViewAction().toggled.connect(action.setChecked)
        dock.visibilityChanged.connect(lambda visible: self._fill(view) if visible else None)
        self._place(view)
        return view

    def show_view(self, key: str) -> QWidget:
        """Open a view, bring it to the front, and give its widget."""
        view = self.views[key]
        view.dock.show()
        view.dock.raise_()
        return self.view_widget(key)

    def view_widget(self, key: str) -> QWidget:
        """Give the widget of a view, making it if need be."""
        view = self.views[key]
        self._fill(view)
        assert view.widget is not None  # noqa: S101 - filled just now
        return view.widget

    def reset_layout(self) -> None:
        """Put every view back where it was at first."""
        for view in self.views.values():
            view.dock.setFloating(False)
            self.removeDockWidget(view.dock)
        for view in self.views.values():
            self._place(view)
        self._size_docks()

    def layout_state(self) -> QByteArray:
        """Give the arrangement, to be remembered."""
        self._unhide_floating()
        return self.saveState(self._version())

    def restore_layout(self, state: QByteArray | None) -> None:
        """Take a remembered arrangement; one of other views is left alone."""
        if state is not None and self.restoreState(state, self._version()):
            self._sized = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Give views their first sizes, and bring back those that float."""
        super().showEvent(event)
        self._unhide_floating()
        QTimer.singleShot(0, self, self._hide_stale_tabs)
        if not self._sized:
            self._sized = True
            QTimer.singleShot(0, self, self._size_docks)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Take floating views off the screen together with their workspace."""
        super().hideEvent(event)
        if not self.isWindow():
            docks = [view.dock for view in self.views.values()]
            self._floating = [dock for dock in docks if dock.isFloating() and dock.isVisible()]
            for dock in self._floating:
                dock.hide()

    def _unhide_floating(self) -> None:
        floating, self._floating = self._floating, []
        for dock in floating:
            dock.show()

    def _place(self, view: View) -> None:
        self.addDockWidget(_AREAS[view.area], view.dock)
        if view.beside in self.views and view.beside != view.key:
            self.tabifyDockWidget(self.views[view.beside].dock, view.dock)
            self.views[view.beside].dock.raise_()
        view.dock.setVisible(view.shown)

    def _size_docks(self) -> None:
        """Give each side the size its first view asks for, in proportion to the window."""
        first: dict[str, View] = {}
        for view in self.views.values():
            if view.size and view.shown and not view.beside:
                first.setdefault(view.area, view)
        self._resize(*first.values())
        self._hide_stale_tabs()

    def childEvent(self, event: QChildEvent) -> None:  # noqa: N802
        """Name the bars of tabs that Qt makes."""
        super().childEvent(event)
        child = event.child()
        if event.polished() and isinstance(child, QTabBar):
            child.setAccessibleName(tr("Views"))

    def _hide_stale_tabs(self) -> None:
        """Hide the bars that Qt leaves behind when a third view joins two tabs before the window is shown."""
        bars = self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        names = {bar: {bar.tabText(tab) for tab in range(bar.count())} for bar in bars}
        for bar in bars:
            if any(names[bar] < names[other] for other in bars):
                bar.hide()

    def _resize(self, *views: View) -> None:
        """Resize what has a size of its own, or that of the view whose place it shares."""
        for is_side, orientation in ((True, Qt.Orientation.Horizontal), (False, Qt.Orientation.Vertical)):
            these = [view for view in views if (view.area in _SIDES) is is_side]
            scale = max(1.0, self.width() / _USUAL[0] if is_side else self.height() / _USUAL[1])
            if these:
                sizes = [round(self._size_of(view) * scale) for view in these]
                self.resizeDocks([view.dock for view in these], sizes, orientation)

    def _size_of(self, view: View) -> int:
        return view.size or (self.views[view.beside].size if view.beside in self.views else 0) or _USUAL[0] // 4

    def _fill(self, view: View) -> None:
        if view.widget is None:
            view.widget = view.make()
            if not view.widget.accessibleName():
                view.widget.setAccessibleName(view.dock.windowTitle())
            view.widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            view.dock.setWidget(ViewScroller(view.widget))
            if not view.shown and not view.dock.isFloating():
                self._resize(view)

    def _version(self) -> int:
        """Give the set of views a number, so that an arrangement of other views is not taken for one of these."""
        number = 0
        for letter in ";".join(sorted(self.views)):
            number = (number * 31 + ord(letter)) % 0x7FFFFFFF
        return number


class Workspace(DockHost):
    """One of the five workspaces; lives inside the window.

    A subclass has ``KEY`` and ``ICON``, adds its views in its constructor, and imports what is slow to import only
    inside the functions that make them: all workspaces are made before the window is shown.

    Parameters
    ----------
    session : Session
        What is open and selected.
    actions : Actions
        Where to register what can be done.
    appearance : Appearance
        The colours.
    """

    KEY = ""
    ICON = ""

    def __init__(self, session: Session, actions: Actions, appearance: Appearance) -> None:
        super().__init__(self.KEY, actions, appearance)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.session = session
        self._make_central: MakeView | None = None

    def set_central(self, make: MakeView) -> None:
        """Say what stands in the middle; it is made when the workspace is first shown."""
        self._make_central = make

    def central(self) -> QWidget:
        """Give what stands in the middle, making it if need be."""
        make, self._make_central = self._make_central, None
        if make is not None:
            widget = make()
            self.setCentralWidget(widget)
            widget.show()
        return self.centralWidget() or self

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Make what stands in the middle."""
        self.central()
        super().showEvent(event)

    def shown(self) -> None:
        """Take the focus: the user has just come here."""
        self.central().setFocus()

    def stop(self) -> None:
        """End what runs: the window is closing."""
