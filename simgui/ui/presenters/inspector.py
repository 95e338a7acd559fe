"""What the inspector shows of the selected part: its keys from the schema, what lies below it, and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from simgui.core.yaml_node import Node, Step
from simgui.scenario.form import FormSpot, look_up
from simgui.scenario.kpi import BUDGET_KEYS
from simgui.scenario.path import join
from simgui.scenario.schema.fleet import SPREAD_ALIASES
from simgui.scenario.schema.kinds import Kind, Profile
from simgui.scenario.schema.placement import PlacementForm
from simgui.scenario.schema.table import REQUIRED, ListOf, Named, Nested, Table, Variant
from simgui.scenario.strategy import OPTIONS
from simgui.ui.presenters.form_words import entry_title, key_title, kind_title
from simgui.ui.presenters.inspector_rows import Row, Surroundings, row_of
from simgui.ui.presenters.profile_numbers import PartNumbers, part_numbers
from simgui.ui.presenters.wording import kpi_label
from simgui.ui.translation import tr

_FIXED = {"schema", "kind"}
_REPLAY_ONLY = {"columns", "label_column", "at_end"}
_RIVALS = {
    "group": ({"link", "route"},),
    "stream": ({"events_per_device_year", "events_per_device_day", "events_per_device_hour"},),
}
_OPTION_NAMES = {name for options in OPTIONS.values() for name in options}


@dataclass(frozen=True, slots=True)
class Link:
    """A part below the selected one: its path, its name, and a few words about it."""

    path: str
    title: str
    detail: str
    has_problem: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows or parts that belong together.

    Parameters
    ----------
    path : str
        Of the map or list they stand in.
    title, about : str
        What it is.
    rows : tuple[Row, ...]
        Its values.
    links : tuple[Link, ...]
        Parts below it.
    is_set : bool
        Whether the file gives any of it.
    adds : str
        What can be added, e.g. ``Task``; "" where nothing can.
    """

    path: str
    title: str
    about: str
    rows: tuple[Row, ...] = ()
    links: tuple[Link, ...] = ()
    is_set: bool = False
    adds: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is shown of a part.

    Parameters
    ----------
    path : str
        Of the part; "" is the scenario itself.
    title, kind, about : str
        Its name, what it is, and that in a sentence.
    sections : tuple[Section, ...]
        The first has its own values and no title.
    numbers : tuple[PartNumbers, ...]
        The bought parts it names.
    focus : str
        The value that was selected, or "".
    can_rename, can_remove, can_duplicate : bool
        What can be done with it as a whole.
    """

    path: str
    title: str
    kind: str
    about: str
    sections: tuple[Section, ...] = ()
    numbers: tuple[PartNumbers, ...] = field(default=())
    focus: str = ""
    can_rename: bool = False
    can_remove: bool = False
    can_duplicate: bool = False


def inspect(steps: tuple[Step, ...], around: Surroundings) -> Inspection | None:
    """Say what a part of the scenario consists of.

    Parameters
    ----------
    steps : tuple[str | int, ...]
        The path that is selected: of a part, or of a value in one.
    around : Surroundings
        The file.

    Returns
    -------
    Inspection or None
        None where the path leads nowhere.
    """
    spot = look_up(around.root, steps)
    if spot is None:
        return None
    if isinstance(spot.kind, Profile):
        return _of_profile(spot, around)
    if spot.field is None and spot.table is None and spot.node is not None and len(steps) == 2:
        return _of_value(spot, around)
    depth = len(steps)
    while spot is not None and spot.table is None and depth:
        depth -= 1
        spot = look_up(around.root, steps[:depth])
    if spot is None or spot.table is None or (spot.node is None and depth):
        return None
    focus = join(steps) if depth < len(steps) else ""
    entry = isinstance(spot.kind, PlacementForm) or spot.field is None
    return Inspection(
        path=spot.path,
        title=entry_title(spot.steps) if entry and depth else _own_title(spot, around),
        kind=kind_title(spot.table.name),
        about=tr(spot.table.about),
        sections=tuple(_sections(spot, around)),
        numbers=tuple(_numbers(spot, around)),
        focus=focus,
        can_rename=bool(depth) and spot.field is None and isinstance(spot.steps[-1], str),
        can_remove=bool(depth) and (spot.field is None or spot.field.default is not REQUIRED),
        can_duplicate=bool(depth) and spot.field is None,
    )


def _own_title(spot: FormSpot, around: Surroundings) -> str:
    """Name the scenario by its title, and a part that has no name of its own by the one around it."""
    if not spot.steps:
        return around.text.written("name") or tr("Scenario")
    return (
        f"{spot.steps[-2]} · {key_title(str(spot.steps[-1]))}" if len(spot.steps) > 1 else key_title(str(spot.steps[0]))
    )


def _of_profile(spot: FormSpot, around: Surroundings) -> Inspection:
    """Show one bought part by itself: a link, a battery, a board."""
    row = row_of(spot, around)
    numbers = (part_numbers(around.registry, row.part, row.text),) if row.part is not None and row.text else ()
    about = tr(spot.field.about) if spot.field is not None else ""
    sections = [Section(spot.path.rpartition(".")[0], "", "", (row,), is_set=row.is_set)]
    return Inspection(spot.path, row.text or key_title(str(spot.steps[-1])), row.title, about, tuple(sections), numbers)


def _of_value(spot: FormSpot, around: Surroundings) -> Inspection:
    """Show a value with a name of the file's own by itself: a model, a budget."""
    section, key = str(spot.steps[0]), str(spot.steps[1])
    above = look_up(around.root, (section,))
    noun = above.kind.noun if above is not None and isinstance(above.kind, Named) else section
    row = row_of(spot, around, kind_title(noun))
    title = _value_title((section,), key)
    about = tr(above.field.about) if above is not None and above.field is not None else ""
    if section == "budgets" and key.rpartition("/")[2] in BUDGET_KEYS:
        about = tr(BUDGET_KEYS[key.rpartition("/")[2]].about)
    rows = (Section(section, "", "", (row,), is_set=True),)
    is_name = section == "models"
    return Inspection(
        spot.path, title, kind_title(noun), about, rows, can_rename=is_name, can_remove=True, can_duplicate=is_name
    )


def _sections(spot: FormSpot, around: Surroundings) -> Iterator[Section]:
    """Give the values of the part itself, then what lies below it."""
    table = spot.table
    assert table is not None  # noqa: S101 - inspect asks before
    own: list[Row] = []
    below: list[Section] = []
    for one in _fields(spot, table):
        inner = look_up(around.root, (*spot.steps, one))
        if inner is not None:
            rows, section = _parts(inner, around)
            own.extend(rows)
            below.extend(section)
    yield Section(spot.path, "", "", tuple(own), is_set=True)
    yield from below


def _fields(spot: FormSpot, table: Table) -> list[str]:
    """Give the keys that matter: of a placement, the options its strategy takes."""
    names = [one.name for one in table.fields]
    if isinstance(spot.kind, PlacementForm):
        written = spot.node.get("strategy") if spot.node is not None else None
        own = written.value if written is not None else spot.node.value if spot.node is not None else None
        strategy = own if isinstance(own, str) else str(spot.steps[-1])
        taken = OPTIONS.get(strategy, tuple(_OPTION_NAMES))
        given = spot.node.value if spot.node is not None and isinstance(spot.node.value, dict) else {}
        return [name for name in names if name not in _OPTION_NAMES or name in taken or name in given]
    keys = set(spot.node.value) if spot.node is not None and isinstance(spot.node.value, dict) else set()
    return [name for name in names if name in keys - _FIXED or not _is_hidden(name, table, keys)]


def _is_hidden(name: str, table: Table, given: set[str]) -> bool:
    """Tell whether a key left out would only be in the way: what cannot be changed, or is said by another key."""
    if name in _FIXED:
        return not (name == "kind" and table.name == "front end")
    if name in SPREAD_ALIASES and table.name == "spread":
        return True
    for rivals in _RIVALS.get(table.name, ()):
        if name in rivals:
            return bool(given & rivals) or name == "route"
    return table.name == "source" and "replay" not in given and name in _REPLAY_ONLY


def _parts(spot: FormSpot, around: Surroundings) -> tuple[list[Row], list[Section]]:
    """Make the row of a value, or the section of a map or a list."""
    kind = spot.kind
    table = spot.table
    if isinstance(kind, Nested) and table is not None:
        return [], list(_nested(spot, table, around))
    if isinstance(kind, Named) and not _holds_parts(kind.kind):
        return [], [_named_values(spot, kind, around)]
    if isinstance(kind, Named | ListOf) and _holds_parts(kind.kind):
        noun = kind.noun if isinstance(kind, Named) else _noun(kind.kind)
        return [], [_links(spot, noun, around)]
    return [row_of(spot, around)], []


def _holds_parts(kind: Kind) -> bool:
    return isinstance(kind, Nested | PlacementForm | Variant)


def _noun(kind: Kind) -> str:
    return kind.noun if isinstance(kind, Variant) else kind.table.name if isinstance(kind, Nested) else ""


def _nested(spot: FormSpot, table: Table, around: Surroundings) -> Iterator[Section]:
    """Give a map below the part as a section of its own, and what lies below that."""
    rows: list[Row] = []
    below: list[Section] = []
    for name in _fields(spot, table):
        inner = look_up(around.root, (*spot.steps, name))
        if inner is not None:
            more, sections = _parts(inner, around)
            rows.extend(more)
            below.extend(sections)
    about = tr(spot.field.about) if spot.field is not None else tr(table.about)
    yield Section(spot.path, _section_title(spot), about, tuple(rows), is_set=spot.node is not None)
    if spot.node is not None:
        yield from below


def _section_title(spot: FormSpot) -> str:
    return key_title(str(spot.steps[-1]))


def _named_values(spot: FormSpot, kind: Named, around: Surroundings) -> Section:
    """Give a map of single values by names of the file's own, such as models and budgets."""
    rows = []
    for key in spot.node.value if spot.node is not None and isinstance(spot.node.value, dict) else ():
        inner = look_up(around.root, (*spot.steps, key))
        if inner is not None:
            rows.append(row_of(inner, around, _value_title(spot.steps, key)))
    about = tr(spot.field.about) if spot.field is not None else ""
    return Section(spot.path, _section_title(spot), about, tuple(rows), is_set=bool(rows), adds=kind_title(kind.noun))


def _value_title(steps: tuple[Step, ...], key: str) -> str:
    if steps[0] == "presentation":
        return ".".join(key.split(".")[-2:])  # the end of the path tells more, and all of it stands in the tooltip
    if steps != ("budgets",):
        return key
    group, slash, name = key.rpartition("/")
    known = BUDGET_KEYS.get(name)
    return f"{kpi_label(known.name) if known else name}{f', {group}' if slash else ''}"


def _links(spot: FormSpot, noun: str, around: Surroundings) -> Section:
    node = spot.node
    keys: list[Step] = []
    if node is not None and isinstance(node.value, dict):
        keys = list(node.value)
    elif node is not None and isinstance(node.value, list):
        keys = list(range(len(node.value)))
    links = []
    for key in keys:
        steps = (*spot.steps, key)
        path = join(steps)
        wrong = any(one == path or one.startswith((f"{path}.", f"{path}[")) for one in around.problems)
        child = node.get(key) if node is not None else None
        links.append(Link(path, entry_title(steps), _detail(child), wrong))
    about = tr(spot.field.about) if spot.field is not None else ""
    return Section(spot.path, _section_title(spot), about, (), tuple(links), bool(links), kind_title(noun))


def _detail(node: Node | None) -> str:
    """Say in a few words what a part is: its first values."""
    if node is None or not isinstance(node.value, dict):
        return "" if node is None or node.value is None else str(node.value)
    words = []
    for key in (
        "count",
        "profile",
        "kind",
        "strategy",
        "model",
        "at",
        "target",
        "rate",
        "snr",
        "link",
        "to",
        "path",
        "title",
    ):
        child = node.value.get(key)
        if child is not None and isinstance(child.value, str | int | float):
            words.append(f"{child.value} ×" if key == "count" else str(child.value))
    return " ".join(words[:3]).replace("× ", "× ", 1)


def _numbers(spot: FormSpot, around: Surroundings) -> Iterator[PartNumbers]:
    """Give the numbers of every bought part that is named in the part or in a map of its own."""
    table = spot.table
    for one in table.fields if table is not None else ():
        inner = look_up(around.root, (*spot.steps, one.name))
        if inner is None or inner.node is None:
            continue
        if isinstance(inner.kind, Profile):
            row = row_of(inner, around)
            if row.text:
                yield part_numbers(around.registry, inner.kind.part, row.text)
        elif isinstance(inner.kind, Nested) and inner.kind.table.name != "stream":
            yield from _numbers(inner, around)
