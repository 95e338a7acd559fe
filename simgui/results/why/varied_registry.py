"""Parts whose numbers are changed on their way, by name or by drawing them from their tolerances."""

from collections.abc import Callable
from pathlib import Path

from simgui.core.diagnostics import Location
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, Part

Alteration = Callable[[Kind, str, Part], Part]
"""Takes kind, name and part; gives the part to use instead."""


class VariedRegistry(Registry):
    """The parts of another registry, altered when they are asked for.

    Parameters
    ----------
    base : Registry
        Where the parts come from.
    alter : Alteration
        Called once for each part.
    """

    def __init__(self, base: Registry, alter: Alteration) -> None:
        super().__init__(())
        self._base = base
        self._alter = alter
        self._altered: dict[tuple[Kind, str], Part] = {}

    @property
    def used(self) -> tuple[tuple[Kind, str], ...]:
        """Parts that were asked for so far, in that order."""
        return tuple(self._altered)

    def names(self, kind: Kind) -> tuple[str, ...]:
        """List the parts of a kind; see `Registry.names`."""
        return self._base.names(kind)

    def file(self, kind: Kind, name: str, *, at: Location | None = None, path: str = "") -> Path:
        """Find the file of a part as it was before; see `Registry.file`."""
        return self._base.file(kind, name, at=at, path=path)

    def get(self, kind: Kind, name: str, *, at: Location | None = None, path: str = "") -> Part:
        """Load a part and alter it; see `Registry.get`."""
        key = (kind, name)
        if key not in self._altered:
            self._altered[key] = self._alter(kind, name, self._base.get(kind, name, at=at, path=path))
        return self._altered[key]
