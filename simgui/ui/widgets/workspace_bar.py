"""The bar above the workspaces: back to the start, one button for each workspace, and the search for anything."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from simgui.ui.actions import plain_text
from simgui.ui.theme import Space

_ICON = QSize(16, 16)


class WorkspaceBar(QWidget):
    """Shows which workspace is on, and leads to the others.

    Parameters
    ----------
    home, search : QAction
        Lead to the start page and to the command palette.
    workspaces : Mapping[str, QAction]
        Switches to the workspaces, by their keys.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(
        self, home: QAction, search: QAction, workspaces: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.XS, Space.M, Space.XS)
        row.setSpacing(Space.XS)
        self.home = self._button(home, "quiet", Qt.ToolButtonStyle.ToolButtonIconOnly)
        row.addWidget(self.home)
        row.addSpacing(Space.XS)
        self.buttons: dict[str, QToolButton] = {}
        for key, action in workspaces.items():
            self.buttons[key] = self._button(action, "workspace", Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            row.addWidget(self.buttons[key])
        row.addStretch(1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(Space.XS)
        row.addLayout(self.tools)
        self.search = self._button(search, "search", Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.addWidget(self.search)

    def _button(self, action: QAction, role: str, style: Qt.ToolButtonStyle) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", role)
        button.setIconSize(_ICON)
        button.setToolButtonStyle(style)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCheckable(action.isCheckable())
        button.clicked.connect(action.trigger)

        def follow() -> None:
            text = plain_text(action)
            keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
            button.setText(f"  {text}   {keys}" if role == "search" else f" {text}")
            button.setIcon(action.icon())
            button.setEnabled(action.isEnabled())
            button.setChecked(action.isChecked())
            button.setAccessibleName(text)
            button.setToolTip(f"{text} ({keys})" if keys else text)

        action.changed.connect(follow)
        follow()
        return button
