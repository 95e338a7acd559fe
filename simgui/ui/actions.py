"""The one registry of everything the user can do; menus, keys and the command palette are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from simgui.ui.appearance import Appearance
from simgui.ui.translation import later, tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

WORKSPACES = frozenset({"window", "design", "run", "explore", "compare", "present"})
"""Keys of whatever holds views."""

MENU_TITLES = {
    "File": later("&File"),
    "Edit": later("&Edit"),
    "View": later("&View"),
    "Scenario": later("&Scenario"),
    "Run": later("&Run"),
    "Analyse": later("&Analyse"),
    "Present": later("&Present"),
    "Help": later("&Help"),
    "Open recent": later("Open re&cent"),
    "Views": later("&Views"),
    "Colours": later("&Colours"),
    "Language": later("&Language"),
    "Break it": later("&Break it"),
    "Export": later("E&xport"),
}
"""Menus in their order, then submenus."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place or a thing the command palette jumps to, beside the actions.

    Parameters
    ----------
    text : str
        What it is called.
    kind : str
        What it is, e.g. ``Scenario`` or ``Group``.
    go : Callable[[], object]
        Goes there.
    icon : str
        Name of a drawing, or "".
    keys : str
        The shortcut that does the same, or "".
    """

    text: str
    kind: str
    go: Callable[[], object]
    icon: str = ""
    keys: str = ""


class Actions(QObject):
    """Holds the actions by key.

    Signals
    -------
    added(QAction)
        Another action is there.

    Parameters
    ----------
    parent : QWidget
        The window; a shortcut works wherever in it the focus is.
    appearance : Appearance | None
        Colours of the icons; None leaves icons out.
    """

    added = Signal(QAction)

    def __init__(self, parent: QWidget, appearance: Appearance | None = None) -> None:
        super().__init__(parent)
        self._window = parent
        self._appearance = appearance
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._sources: list[Callable[[], Iterable[Entry]]] = []
        if appearance is not None:
            appearance.changed.connect(self._tint)

    def add(  # noqa: PLR0913 - this is the one call every panel makes; all but three have a default
        self,
        key: str,
        text: str,
        slot: Callable[..., object],
        *,
        shortcut: str = "",
        icon: str = "",
        where: str = "",
        enabled: bool = True,
        checked: bool | None = None,
    ) -> QAction:
        """Register what can be done.

        Parameters
        ----------
        key : str
            Name of its own, e.g. ``run.start``; whoever asks for it by `action` uses it.
        text : str
            Already in the user's language; ``&`` marks the key of the menu.
        slot : Callable[..., object]
            Does it; is given nothing, or, where ``checked`` is not None, whether it is on now.
        shortcut : str
            As ``Ctrl+K``; several are parted by ``;``, the first one is shown.
        icon : str
            Name of a drawing.
        where : str
            Name of the menu, as in `MENU_TITLES`, or its title; "" puts it into the command palette only.
            ``Menu/Submenu`` makes a submenu.
        enabled : bool
            Whether it can be done now.
        checked : bool | None
            Makes it a switch that is on or off; None makes it a plain action.

        Raises
        ------
        KeyError
            If the key is taken.
        """
        if key in self._actions:
            raise KeyError(key)
        action = QAction(text, self._window)
        action.setObjectName(key)
        action.setEnabled(enabled)
        if shortcut:
            action.setShortcuts([QKeySequence(one.strip()) for one in shortcut.split(";")])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if checked is None:
            action.triggered.connect(lambda _checked=False: slot())
        else:
            action.setCheckable(True)
            action.setChecked(checked)
            action.triggered.connect(lambda on=False: slot(on))
        self._actions[key], self._places[key] = action, "/".join(map(_english_title, where.split("/")))
        if icon and self._appearance is not None:
            self._icons[key] = icon
            action.setIcon(self._appearance.icon(icon))
        self._window.addAction(action)
        self.added.emit(action)
        return action

    def remove(self, key: str) -> None:
        """Take an action away; nothing happens when it is not there."""
        action = self._actions.pop(key, None)
        self._icons.pop(key, None)
        if action is not None:
            action.setVisible(False)
            action.deleteLater()

    def action(self, key: str) -> QAction:
        """Give an action by its key.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self._actions[key]

    def all(self) -> tuple[QAction, ...]:
        """Give every action, in the order in which they came."""
        return tuple(self._actions.values())

    def names(self) -> tuple[str, ...]:
        """Give the keys of all actions."""
        return tuple(self._actions)

    def place_of(self, action: QAction) -> str:
        """Give the menu an action belongs to, or ""."""
        return self._places.get(action.objectName(), "")

    def menu_of(self, action: QAction) -> str:
        """Give the title of the menu an action belongs to, in the user's language, or ""."""
        name = self.place_of(action).rpartition("/")[2]
        return tr(MENU_TITLES.get(name, name)).replace("&", "")

    def is_view(self, key: str) -> bool:
        """Tell whether an action just opens and closes a view."""
        return key.startswith("view.") and key.count(".") == 2 and key.split(".")[1] in WORKSPACES

    def icon_of(self, action: QAction) -> str:
        """Give the name of an action's drawing, or ""."""
        return self._icons.get(action.objectName(), "")

    def add_source(self, source: Callable[[], Iterable[Entry]]) -> None:
        """Let the command palette find more: the source is asked each time the palette opens."""
        self._sources.append(source)

    def entries(self) -> tuple[Entry, ...]:
        """Give what the sources offer now."""
        return tuple(entry for source in self._sources for entry in source())

    def _tint(self) -> None:
        if self._appearance is not None:
            for key, icon in self._icons.items():
                self._actions[key].setIcon(self._appearance.icon(icon))


def _english_title(title: str) -> str:
    """Find the name of a menu by its title in either language."""
    plain = title.replace("&", "")
    return next((name for name, text in MENU_TITLES.items() if tr(text).replace("&", "") == plain), plain)


def plain_text(action: QAction) -> str:
    """Give an action's text without the mark of its menu key."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
