"""One line of the inspector: a key of the scenario file with its value, its default and what it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from simgui.core.units import Dimension
from simgui.core.yaml_node import Node
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind as Part
from simgui.scenario.edit import ScenarioText
from simgui.scenario.files import shipped_models
from simgui.scenario.form import FormSpot, look_up
from simgui.scenario.schema.kinds import Bytes, Choice, Kind, Profile, Quantity, Text, Whole, Word, YesNo
from simgui.scenario.schema.placement import Strategy
from simgui.scenario.schema.supply import Varying
from simgui.scenario.schema.table import REQUIRED
from simgui.scenario.strategy import OPTIONS
from simgui.ui.presenters.form_words import key_title, part_title
from simgui.ui.translation import tr

_LONG_TEXT = 500


class RowKind(StrEnum):
    """How a value is edited."""

    QUANTITY = "quantity"
    NUMBER = "number"
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Row:
    """A key with its value.

    Parameters
    ----------
    path : str
        Of the value.
    title, about : str
        What it is, shortly and in a sentence.
    kind : RowKind
        How it is edited.
    text : str
        As written, or "" where the file leaves it out.
    default : str
        What holds where the file leaves it out, shown greyed; "" where there is none.
    is_required : bool
        Whether the file must give it.
    takes : str
        What may be written, in a few words.
    dimension : Dimension | None
        Kind of quantity.
    choices : tuple[str, ...]
        Words to choose from; for a search other words may be typed too.
    problem : str
        What is wrong with it, or "".
    part : Part | None
        Kind of part it names.
    """

    path: str
    title: str
    about: str
    kind: RowKind
    text: str
    default: str = ""
    is_required: bool = False
    takes: str = ""
    dimension: Dimension | None = None
    choices: tuple[str, ...] = ()
    problem: str = ""
    part: Part | None = None

    @property
    def is_set(self) -> bool:
        """Whether the file gives it."""
        return self.text != ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rows are made from.

    Parameters
    ----------
    text : ScenarioText
        The file.
    registry : Registry
        Where profiles are looked up.
    problems : Mapping[str, str]
        What is wrong, by path.
    sources : Sequence[str]
        Names of the synthetic sources.
    """

    text: ScenarioText
    registry: Registry
    problems: Mapping[str, str]
    sources: Sequence[str] = ()

    @property
    def root(self) -> Node | None:
        """The file as read."""
        return self.text.root

    def names(self, section: str) -> tuple[str, ...]:
        """Give the names in a section of the file, e.g. ``models``."""
        node = self.root.get(section) if self.root is not None else None
        return tuple(node.value) if node is not None and isinstance(node.value, dict) else ()


def row_of(spot: FormSpot, around: Surroundings, title: str = "") -> Row:
    """Make the row of a single value.

    Parameters
    ----------
    spot : FormSpot
        What the schema says of it.
    around : Surroundings
        The rest of the file.
    title : str
        What to call it; "" takes its key.
    """
    kind = spot.kind
    choices = _choices(spot, around)
    default = spot.field.default if spot.field is not None else REQUIRED
    is_required = default is REQUIRED
    return Row(
        path=spot.path,
        title=title or _title(spot),
        about=tr(spot.field.about) if spot.field is not None else "",
        kind=_row_kind(kind, choices),
        text=_written(spot, around),
        default="" if is_required or default is None else _plain(default),
        is_required=is_required,
        takes=tr(kind.described),
        dimension=_dimension(kind),
        choices=choices,
        problem=around.problems.get(spot.path, ""),
        part=kind.part if isinstance(kind, Profile) else None,
    )


def _title(spot: FormSpot) -> str:
    is_part = isinstance(spot.kind, Profile) and spot.steps[-1] == "profile"
    return part_title(str(spot.kind.part)) if is_part else key_title(str(spot.steps[-1]))  # type: ignore[attr-defined]


def _written(spot: FormSpot, around: Surroundings) -> str:
    written = around.text.written(spot.path)
    if written is not None:
        return written
    node = spot.node
    if node is None or isinstance(node.value, dict | list | None):
        return ""
    above = around.text.written(spot.path.rpartition(".")[0])  # a shorthand stands for it
    return above if above is not None else _plain(node.value)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _row_kind(kind: Kind, choices: tuple[str, ...]) -> RowKind:
    match kind:
        case Quantity() | Varying() | Bytes():
            return RowKind.QUANTITY
        case Whole():
            return RowKind.NUMBER
        case Choice() | YesNo() | Strategy():
            return RowKind.CHOICE
        case Word(other=Quantity()):
            return RowKind.QUANTITY
        case Text(longest=longest) if longest >= _LONG_TEXT:
            return RowKind.LONG_TEXT
        case _:
            return RowKind.SEARCH if choices else RowKind.TEXT


def _dimension(kind: Kind) -> Dimension | None:
    match kind:
        case Quantity(dimension=dimension) | Varying(quantity=Quantity(dimension=dimension)):
            return dimension
        case Word(other=Quantity(dimension=dimension)):
            return dimension
        case Bytes():
            return Dimension.SIZE
        case _:
            return None


def _choices(spot: FormSpot, around: Surroundings) -> tuple[str, ...]:
    match spot.kind:
        case Profile(part=part):
            return tuple(around.registry.names(part))
        case Choice() as choice:
            return tuple(choice.names)
        case YesNo():
            return ("yes", "no")
        case Strategy():
            return tuple(OPTIONS)
        case Text(about=about):
            return _names_for(about, spot, around)
        case _:
            return ()


def _names_for(about: str, spot: FormSpot, around: Surroundings) -> tuple[str, ...]:
    """Give the names that a text may be, where they are known."""
    if about.startswith("key of "):
        return around.names(about.removeprefix("key of "))
    if about == "placement":
        return around.names("placements")
    if about == "model":
        return tuple(shipped_models())
    if spot.steps[-1] == "target":
        return outage_targets(around)
    return tuple(around.sources) if spot.steps[-1] == "synthetic" else ()


def outage_targets(around: Surroundings) -> tuple[str, ...]:
    """Give everything that can be out of service, as events name it."""
    found: list[str] = []
    for site in around.names("sites"):
        spot = look_up(around.root, ("sites", site, "gateways"))
        node = spot.node if spot is not None else None
        gateways = node.value if node is not None and isinstance(node.value, dict) else {}
        for gateway in gateways:
            found += [f"{site}.{gateway}{part}" for part in (".backhaul", ".channel", "")]
    return (*found, *around.names("clouds"), *(f"fleet.{group}.link" for group in around.names("fleet")))
