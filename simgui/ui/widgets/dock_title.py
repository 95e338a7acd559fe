"""The title of a dockable view: its name, and buttons in the colours of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMenu, QToolButton, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.elided_label import ElidedLabel

_ICON = QSize(14, 14)


class DockTitle(QWidget):
    """Stands above a dockable view; dragging it moves the view.

    Parameters
    ----------
    dock : QDockWidget
        The view.
    appearance : Appearance
        The colours.
    others : Callable[[], Sequence[QAction]]
        Gives the actions that open the views of the same workspace, for a menu of all of them.
    """

    def __init__(self, dock: QDockWidget, appearance: Appearance, others: Callable[[], Sequence[QAction]]) -> None:
        super().__init__(dock)
        self._dock, self._appearance = dock, appearance
        self.setProperty("role", "dock-title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = ElidedLabel("dock-name")
        self._name.show_text(dock.windowTitle())
        self._others = others
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._list_views)
        self._all = self._button()
        self._all.setMenu(self._menu)
        self._all.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._float = self._button()
        self._close = self._button()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 2, Space.XS, 2)
        row.setSpacing(2)
        row.addWidget(self._name, 1)
        row.addWidget(self._all)
        row.addWidget(self._float)
        row.addWidget(self._close)
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close.clicked.connect(dock.close)
        dock.topLevelChanged.connect(self._paint)
        dock.windowTitleChanged.connect(self._paint)
        appearance.changed.connect(self._paint)
        self._paint()

    def _button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "quiet")
        button.setAutoRaise(True)
        button.setIconSize(_ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _list_views(self) -> None:
        """Offer every view of the workspace, those that are closed too."""
        self._menu.clear()
        self._menu.addActions(list(self._others()))

    def _paint(self) -> None:
        title, floating = self._dock.windowTitle(), self._dock.isFloating()
        self._name.show_text(title)
        self._float.setIcon(self._appearance.icon("dock" if floating else "float", "muted"))
        self._all.setIcon(self._appearance.icon("view", "muted"))
        self._all.setToolTip(tr("Views of this workspace"))
        self._all.setAccessibleName(tr("All views"))
        self._close.setIcon(self._appearance.icon("cross", "muted"))
        texts = tr("Put {view} back into the window", view=title), tr("Float {view}", view=title)
        for button, text in ((self._float, texts[0 if floating else 1]), (self._close, tr("Close {view}", view=title))):
            button.setToolTip(text)
            button.setAccessibleName(text)
