"""What the window remembers between sessions: size, colours, language, arrangements, and what was opened last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from simgui.ui.theme import ThemeMode

_MOST_RECENTS = 8


class WindowSettings:
    """A typed view on a settings file.

    Parameters
    ----------
    store : QSettings
        Where it is kept.
    """

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @property
    def mode(self) -> ThemeMode:
        """The colours the user chose."""
        try:
            return ThemeMode(str(self._store.value("appearance", ThemeMode.SYSTEM.value)))
        except ValueError:
            return ThemeMode.SYSTEM

    @mode.setter
    def mode(self, mode: ThemeMode) -> None:
        self._store.setValue("appearance", mode.value)

    @property
    def language(self) -> str:
        """The language the user chose, as ``de``; "" follows the desktop."""
        return str(self._store.value("language", "") or "")

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("language", language)

    @property
    def geometry(self) -> QByteArray | None:
        """Size and place of the window when it was last closed."""
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    def layout(self, workspace: str) -> QByteArray | None:
        """Give the arrangement of a workspace's views when the window was last closed."""
        return self._bytes(f"layout/{workspace}")

    def keep_layout(self, workspace: str, layout: QByteArray) -> None:
        """Remember the arrangement of a workspace's views."""
        self._store.setValue(f"layout/{workspace}", layout)

    def recents(self) -> tuple[Path, ...]:
        """List the files opened last, the newest first, as far as they still exist."""
        value: object = self._store.value("recents", [])
        names: Sequence[object] = value if isinstance(value, list) else [value]
        return tuple(file for name in names if name and (file := Path(str(name))).is_file())

    def note_opened(self, file: Path) -> None:
        """Put a file at the top of the recents."""
        newest = file.absolute()
        others = [str(other) for other in self.recents() if other != newest]
        self._store.setValue("recents", [str(newest), *others][:_MOST_RECENTS])

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else None
