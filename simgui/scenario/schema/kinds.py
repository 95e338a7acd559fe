"""How single values of a scenario file are read: texts, numbers, quantities, choices, names of profiles."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UnitError
from simgui.core.units import Dimension, format_quantity, parse_quantity
from simgui.core.yaml_node import Node
from simgui.profiles.schema import Kind as Part
from simgui.scenario.difference import written
from simgui.scenario.schema.block import INVALID, Reading, Spot
from simgui.scenario.task import Confirmation

_AT_LEAST_OF = re.compile(r"([0-9]{1,9}) +of +([0-9]{1,9})")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


class Kind(Protocol):
    """How a value is read and how the documentation describes it."""

    @property
    def described(self) -> str:
        """What may be written, in a few words."""
        ...

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the value in SI, or note what is wrong and give `INVALID`."""
        ...


def shown(node: Node) -> str:
    """Describe what stands in the file, for messages."""
    match node.value:
        case dict():
            return "a map"
        case list():
            return "a list"
        case None:
            return "nothing"
        case bool(value):
            return str(value).lower()
        case value:
            text = repr(value)
            return text if len(text) <= 42 else f"{text[:40]}…"


def check_name(name: str, spot: Spot, reading: Reading) -> bool:
    """Note a name that paths could not hold, and tell whether it is fine."""
    if _NAME.fullmatch(name):
        return True
    message = f"{name[:40]!r} is no name"
    reading.refuse(spot.place, spot.path, message, "use up to 64 letters, digits, '_' and '-', a letter first")
    return False


def one_of(names: list[str]) -> str:
    """Join the names one may choose from, for hints; long lists are cut."""
    listed = ", ".join(names[:12])
    return f"{listed} …" if len(names) > 12 else listed


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    longest: int = 200
    about: str = "text"

    @property
    def described(self) -> str:
        """What may be written."""
        return self.about

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the text; see `Kind.read`."""
        if not isinstance(node.value, str):
            hint = "put it in quotes" if isinstance(node.value, bool | int | float) else ""
            return reading.refuse(node.location, spot.path, f"must be a text, not {shown(node)}", hint)
        if not node.value.strip():
            return reading.refuse(node.location, spot.path, "must not be empty")
        if len(node.value) > self.longest:
            return reading.refuse(node.location, spot.path, f"is longer than {self.longest} characters", "shorten it")
        return node.value


@dataclass(frozen=True, slots=True)
class Plain:
    """Whatever may stand elsewhere in the file, kept as text: it is read where it is put."""

    @property
    def described(self) -> str:
        """What may be written."""
        return "value"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the value as one would write it; see `Kind.read`."""
        if node.value is None:
            return reading.refuse(node.location, spot.path, "must not be empty")
        if isinstance(node.value, bool):
            return str(node.value).lower()
        return str(node.value) if isinstance(node.value, str | int | float) else written(node.plain())


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within limits."""

    minimum: int = 0
    maximum: int = 10**9
    noun: str = ""

    @property
    def described(self) -> str:
        """What may be written."""
        return f"whole number, {self.minimum} or more" if self.minimum >= 0 else "whole number"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the number; see `Kind.read`."""
        value = node.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            hint = "write it without quotes and unit" if isinstance(value, str) and value.strip().isdigit() else ""
            return reading.refuse(node.location, spot.path, f"must be a whole number, not {shown(node)}", hint)
        if value < self.minimum:
            return reading.refuse(node.location, spot.path, f"must be {self.minimum} or more, not {shown(node)}")
        if value > self.maximum:
            limit = f"{self.maximum:,} {self.noun}".strip()
            return reading.refuse(node.location, spot.path, f"must be at most {limit}, not {shown(node)}")
        return value


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity with its unit.

    Parameters
    ----------
    dimension : Dimension
        Kind of quantity.
    minimum, maximum : float
        Least and largest value. [base unit of the dimension]
    above : float | None
        A bound that itself is refused. [base unit]
    """

    dimension: Dimension
    minimum: float = 0.0
    maximum: float = 1e15
    above: float | None = None

    @property
    def described(self) -> str:
        """What may be written."""
        return self.dimension.value.replace("_", " ")

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the value in the base unit; see `Kind.read`."""
        if isinstance(node.value, dict) and "series" in node.value:
            return reading.refuse(
                node.location, spot.path, "no time series is taken here in this version", "write one quantity"
            )
        if not isinstance(node.value, str | int | float) or isinstance(node.value, bool):
            noun = self.described
            return reading.refuse(node.location, spot.path, f"must be a quantity ({noun}), not {shown(node)}")
        try:
            value = parse_quantity(node.value, self.dimension)
        except UnitError as error:
            return reading.refuse(node.location, spot.path, str(error))
        wrong = self._out_of_range(value)
        return reading.refuse(node.location, spot.path, f"{wrong}, not {shown(node)}") if wrong else value

    def _out_of_range(self, value: float) -> str:
        if self.above is not None and value <= self.above:
            return f"must be more than {format_quantity(self.above, self.dimension, 6)}"
        if self.above is None and value < self.minimum:
            return f"must be {format_quantity(self.minimum, self.dimension, 6)} or more"
        if value > self.maximum:
            return f"must be at most {format_quantity(self.maximum, self.dimension, 6)}"
        return ""


@dataclass(frozen=True, slots=True)
class Bytes:
    """A data size of whole bytes."""

    maximum: int = 10**9

    @property
    def described(self) -> str:
        """What may be written."""
        return "size"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the size in bytes; see `Kind.read`. [byte]"""
        value = Quantity(Dimension.SIZE, maximum=self.maximum).read(node, spot, reading)
        if value is INVALID:
            return INVALID
        if value != int(value):
            return reading.refuse(node.location, spot.path, f"must be whole bytes, not {shown(node)}")
        return int(value)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; ``known_later`` are words that a later version will know."""

    words: type[StrEnum] | tuple[str, ...]
    also_called: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """The words one may choose from."""
        return [str(word) for word in self.words]

    @property
    def described(self) -> str:
        """What may be written."""
        return " | ".join(self.names)

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the word, as a member where the words are an enumeration; see `Kind.read`."""
        if isinstance(node.value, str) and node.value in self.names:
            return node.value if isinstance(self.words, tuple) else self.words(node.value)
        near = ""
        if isinstance(node.value, str):
            meant = dict(self.also_called).get(node.value)
            near = f"did you mean {meant!r}?" if meant else did_you_mean(node.value, self.names)
        listed = ", ".join(self.names)
        return reading.refuse(node.location, spot.path, f"must be one of {listed}, not {shown(node)}", near)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no; YAML's true and false are the same."""

    @property
    def described(self) -> str:
        """What may be written."""
        return "yes | no"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give a truth value; see `Kind.read`."""
        if isinstance(node.value, bool):
            return node.value
        if node.value in ("yes", "no"):
            return node.value == "yes"
        return reading.refuse(node.location, spot.path, f"must be yes or no, not {shown(node)}")


@dataclass(frozen=True, slots=True)
class AtLeastOf:
    """How many of the last few windows: ``k of n``, with 1 ≤ k ≤ n ≤ `most`."""

    most: int = 32

    @property
    def described(self) -> str:
        """What may be written."""
        return f"k of n, 1 ≤ k ≤ n ≤ {self.most}"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give a `Confirmation`; see `Kind.read`."""
        match = _AT_LEAST_OF.fullmatch(node.value) if isinstance(node.value, str) else None
        if match is None:
            return reading.refuse(node.location, spot.path, f"must be 'k of n', not {shown(node)}", "e.g. 2 of 3")
        at_least, of = int(match[1]), int(match[2])
        if at_least < 1:
            return reading.refuse(node.location, spot.path, f"must ask for 1 window or more, not {shown(node)}")
        if at_least > of:
            hint = f"did you mean '{of} of {at_least}'?" if of >= 1 and at_least <= self.most else ""
            message = f"{shown(node)} can never be: there are only {of} windows to choose from"
            return reading.refuse(node.location, spot.path, message, hint)
        if of > self.most:
            return reading.refuse(node.location, spot.path, f"must look at {self.most} windows at most, not {of}")
        return Confirmation(at_least, of)


@dataclass(frozen=True, slots=True)
class Profile:
    """The name of a profile."""

    part: Part

    @property
    def noun(self) -> str:
        """What the profile is of."""
        return str(self.part)

    @property
    def described(self) -> str:
        """What may be written."""
        return f"{self.noun} profile"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the name; see `Kind.read`."""
        if not isinstance(node.value, str):
            message = f"must be the name of a {self.noun} profile, not {shown(node)}"
            return reading.refuse(node.location, spot.path, message)
        names = sorted(reading.profile_names(self.part))
        if node.value in names:
            return node.value
        hint = did_you_mean(node.value, names) or f"there are {one_of(names)}"
        return reading.refuse(node.location, spot.path, f"there is no {self.noun} profile {shown(node)}", hint)


@dataclass(frozen=True, slots=True)
class Word:
    """A certain word with a value of its own, or else another kind, e.g. ``all`` or a number."""

    word: str
    value: object
    other: Kind

    @property
    def described(self) -> str:
        """What may be written."""
        return f"{self.other.described}, or {self.word}"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the word's value or what the other kind gives; see `Kind.read`."""
        return self.value if node.value == self.word else self.other.read(node, spot, reading)
