"""Changes of a scenario file as values: what a button, a fix or a drop will do, before it does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from simgui.scenario.edit import ScenarioText
from simgui.scenario.renaming import rename
from simgui.scenario.yaml_writing import Value


class Change(Protocol):
    """Makes one text of another; raises `EditError` or `InputError` where the text does not allow it."""

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        ...


@dataclass(frozen=True, slots=True)
class SetValue:
    """Writes what a user typed; see `ScenarioText.set_value`."""

    path: str
    text: str

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        return text.set_value(self.path, self.text)


@dataclass(frozen=True, slots=True)
class Put:
    """Writes a value as it is; see `ScenarioText.put`."""

    path: str
    value: Value

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        return text.put(self.path, self.value)


@dataclass(frozen=True, slots=True)
class Insert:
    """Adds an entry; see `ScenarioText.insert`."""

    path: str
    value: Value

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        return text.insert(self.path, self.value)


@dataclass(frozen=True, slots=True)
class Remove:
    """Takes an entry out; see `ScenarioText.remove`."""

    path: str

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        return text.remove(self.path)


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Gives a key another name and nothing else; see `ScenarioText.rename_key`."""

    path: str
    name: str

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        return text.rename_key(self.path, self.name)


@dataclass(frozen=True, slots=True)
class Rename:
    """Gives a part another name wherever it is referred to; see `simgui.scenario.renaming.rename`."""

    path: str
    name: str

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        return rename(text.text, self.path, self.name)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Copies an entry; see `ScenarioText.duplicate`."""

    path: str
    name: str = ""

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        return text.duplicate(self.path, self.name)


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """Puts another text in the place of every occurrence of a piece, e.g. spaces for tabs."""

    old: str
    new: str

    def apply(self, text: ScenarioText) -> str:
        """Give the new text."""
        return text.text.replace(self.old, self.new)


def apply_all(changes: Sequence[Change], text: str | ScenarioText) -> str:
    """Make several changes, one after the other; a text that was taken apart already saves that work."""
    current = text if isinstance(text, ScenarioText) else ScenarioText(text)
    for change in changes:
        current = ScenarioText(change.apply(current))
    return current.text
