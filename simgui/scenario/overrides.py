"""Changes to a scenario from the command line: ``--set fleet.motors.count=100``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simgui.core.diagnostics import Diagnostic, Location, did_you_mean
from simgui.core.errors import InputError, UsageError
from simgui.core.located_yaml import parse_yaml
from simgui.core.yaml_node import Node, Step
from simgui.core.yaml_scalar import resolve
from simgui.scenario.path import parse_path

_PREFIX = "--set "
_NAMED = frozenset({"fleet", "sites", "clouds", "placements", "tasks", "gateways", "by_group", "by_task"})


@dataclass(frozen=True, slots=True)
class Override:
    """A value that replaces what the file says.

    Parameters
    ----------
    path : str
        Where, in the path grammar, e.g. ``clouds.region.rtt``.
    value : str
        As one would write it in the file, e.g. ``200 ms``.
    """

    path: str
    value: str

    @property
    def place(self) -> "OverridePlace":
        """What problems with it point to."""
        return OverridePlace(f"{_PREFIX}{self.path}", 1, 1)


class OverridePlace(Location):
    """A place on the command line; it has no line and sorts after every file."""

    __slots__ = ()

    def __str__(self) -> str:
        """Give the option as the user wrote it."""
        return self.file

    @property
    def path(self) -> str:
        """The path the option names."""
        return self.file.removeprefix(_PREFIX)

    def __lt__(self, other: object) -> bool:
        return isinstance(other, OverridePlace) and self.file < other.file

    def __gt__(self, other: object) -> bool:
        return not isinstance(other, OverridePlace) or self.file > other.file


def parse_override(text: str) -> Override:
    """Read ``path=value``.

    Parameters
    ----------
    text : str
        As given to ``--set``.

    Returns
    -------
    Override
        Path and value, neither of them checked.

    Raises
    ------
    UsageError
        If there is no equals sign, no path or no value.

    Examples
    --------
    >>> parse_override("budgets.latency_p99=<= 1 s")
    Override(path='budgets.latency_p99', value='<= 1 s')
    """
    path, equals, value = text.partition("=")
    if not (path.strip() and equals and value.strip()):
        raise UsageError(f"--set {text[:80]!r}: write path=value, as in --set 'fleet.motors.count=100'")
    return Override(path.strip(), value.strip())


def apply_overrides(root: Node, overrides: Sequence[Override]) -> Node:
    """Give the tree with every override in it; the given tree is left alone.

    Parameters
    ----------
    root : Node
        A scenario file as read.
    overrides : Sequence[Override]
        Applied in turn, so the last one wins.

    Returns
    -------
    Node
        A tree whose overridden values are placed on the command line.

    Raises
    ------
    InputError
        With every override whose path or value cannot be read, or leads nowhere.
    """
    problems: list[Diagnostic] = []
    for override in overrides:
        try:
            root = _applied(root, parse_path(override.path), _value(override), override)
        except UsageError as error:
            problems.append(Diagnostic(override.place, "", str(error)))
        except InputError as error:
            problems.extend(error.diagnostics)
    if problems:
        raise InputError(problems)
    return root


def _value(override: Override) -> Node:
    """Read the value as the file would; maps and lists in flow style are YAML, all else is a scalar."""
    text, place = override.value, override.place
    if text[:1] in {"{", "["}:
        try:
            node = parse_yaml(f"value: {text}", place.file).get("value")
        except InputError as error:
            first = error.diagnostics[0]
            raise InputError((Diagnostic(place, "", first.message, first.hint),)) from None
        if node is not None:
            return _placed(node, place)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return Node(text[1:-1], place)
    try:
        return Node(resolve(text), place)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _placed(node: Node, place: Location) -> Node:
    """Copy a node with everything in it moved to one place."""
    if isinstance(node.value, dict):
        children = {key: _placed(child, place) for key, child in node.value.items()}
        return Node(children, place, dict.fromkeys(children, place))
    if isinstance(node.value, list):
        return Node([_placed(child, place) for child in node.value], place)
    return Node(node.value, place)


def _applied(node: Node, steps: Sequence[Step], new: Node, override: Override, above: Step = "") -> Node:
    """Copy a node with the value at the steps replaced."""
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    if isinstance(node.value, list):
        return _in_list(node, steps, new, override)
    if isinstance(step, int):
        raise UsageError(f"there is no entry [{step}] in {above!r}: that is no list")
    if not isinstance(node.value, dict | None):
        raise UsageError(f"there is no {step!r} inside {above!r}: that is a single value")
    children: dict[str, Any] = dict(node.value or {})
    child = children.get(step)
    if child is None:
        if rest and above in _NAMED:
            hint = did_you_mean(step, children) or f"there are {', '.join(children)}"
            raise InputError((Diagnostic(override.place, "", f"there is no {step!r} in {above}", hint),))
        child = Node({} if rest else None, override.place)
    children[step] = _applied(child, rest, new, override, step)
    keys = {**node.key_locations}
    if step not in keys or not rest:
        keys[step] = override.place
    return Node(children, node.location, keys)


def _in_list(node: Node, steps: Sequence[Step], new: Node, override: Override) -> Node:
    """Copy a list with one entry replaced; an index may also be written as a step of its own."""
    entries: list[Node] = list(node.value) if isinstance(node.value, list) else []
    step = steps[0]
    index = int(step) if isinstance(step, int) or step.isdecimal() else -1
    if not 0 <= index < len(entries):
        raise UsageError(f"there is no entry {step!r} in a list of {len(entries)}; the first is [0]")
    entries[index] = _applied(entries[index], steps[1:], new, override, str(step))
    return Node(entries, node.location, node.key_locations)
