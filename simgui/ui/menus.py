"""The menu bar, made from the registry of actions: an action says by name in which menu it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from simgui.ui.actions import MENU_TITLES, Actions
from simgui.ui.translation import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QMenuBar

_TOP = ("File", "Edit", "View", "Scenario", "Run", "Analyse", "Present", "Help")


class Menus(QObject):
    """Puts each action into the menu it asks for; a menu without actions is not shown.

    Parameters
    ----------
    bar : QMenuBar
        Where the menus are.
    actions : Actions
        The registry.
    """

    def __init__(self, bar: QMenuBar, actions: Actions) -> None:
        super().__init__(bar)
        self._bar, self._actions = bar, actions
        self._menus: dict[str, QMenu] = {}
        for name in _TOP:
            menu = bar.addMenu(tr(MENU_TITLES[name]))
            menu.menuAction().setVisible(False)
            self._menus[name] = menu
        for action in actions.all():
            self._take(action)
        actions.added.connect(self._take)

    def menu(self, place: str) -> QMenu:
        """Give a menu by its English name, ``Menu`` or ``Menu/Submenu``, making it if need be."""
        if place not in self._menus:
            parent, _, name = place.rpartition("/")
            holder = self.menu(parent) if parent else self._bar
            self._menus[place] = holder.addMenu(tr(MENU_TITLES.get(name, name)))
            if parent:
                self._menus[parent].menuAction().setVisible(True)
        return self._menus[place]

    def separate(self, place: str) -> None:
        """Draw a line below what is in a menu by now."""
        self.menu(place).addSeparator()

    def fill(self, place: str, actions: Iterable[QAction]) -> None:
        """Replace what is in a menu."""
        menu = self.menu(place)
        for action in menu.actions():
            menu.removeAction(action)
        menu.addActions(list(actions))
        menu.menuAction().setVisible(not menu.isEmpty())

    def _take(self, action: QAction) -> None:
        place = self._actions.place_of(action)
        if place:
            self.menu(place).addAction(action)
            self._menus[place].menuAction().setVisible(True)
