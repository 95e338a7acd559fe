"""Builds located nodes from the events of a YAML parser, without recursion and within limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

from simgui.core.diagnostics import DiagnosticCollector, Location
from simgui.core.yaml_node import Node, Scalar, Step
from simgui.core.yaml_scalar import FORBIDDEN, resolve

MAX_DEPTH = 50
MAX_NODES = 100_000
MAX_PROBLEMS = 100


@dataclass(slots=True)
class _Open:
    """A map or a list whose end has not been seen."""

    node: Node
    anchor: str | None
    nodes_before: int
    key: str | None = None
    key_is_due: bool = True
    duplicate: bool = False
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A node that aliases may repeat, with what each repetition costs."""

    node: Node
    nodes: int
    height: int


@dataclass(slots=True)
class TreeBuilder:
    """Takes parser events one by one; `root` is the finished document, `last_place` where the last one began.

    Parameters
    ----------
    file_name : str
        For the places of nodes and problems.
    """

    file_name: str
    problems: DiagnosticCollector = field(default_factory=DiagnosticCollector)
    root: Node | None = None
    last_place: Location = field(init=False)
    _stack: list[_Open] = field(default_factory=list)
    _anchors: dict[str, _Anchored] = field(default_factory=dict)
    _nodes: int = 0
    _documents: int = 0
    _noted: int = 0

    def __post_init__(self) -> None:
        self.last_place = Location(self.file_name, 1, 1)

    def take(self, event: Any) -> None:  # noqa: ANN401 - ruamel.yaml's events come from two parsers
        """Use one event of the parser.

        Raises
        ------
        InputError
            If the document breaks a limit or has a structure that makes reading on pointless.
        """
        place = self.last_place = self.place(event.start_mark)
        match type(event).__name__:
            case "DocumentStartEvent":
                self._documents += 1
                if self._documents > 1:
                    self.refuse(place, "a second document starts here", "one file holds one document")
            case "ScalarEvent":
                self._scalar(event, place)
            case "AliasEvent":
                self._alias(event.anchor, place)
            case "MappingStartEvent":
                self._open(event, Node({}, place))
            case "SequenceStartEvent":
                self._open(event, Node([], place))
            case "MappingEndEvent" | "SequenceEndEvent":
                self._close()
            case _:
                pass

    def place(self, mark: Any) -> Location:  # noqa: ANN401 - ruamel.yaml's marks come from two parsers
        """Turn a parser's mark, counted from 0, into a location."""
        return Location(self.file_name, mark.line + 1, mark.column + 1)

    def refuse(self, place: Location, message: str, hint: str = "") -> NoReturn:
        """Give up at a place, and report it with everything noted before.

        Raises
        ------
        InputError
            Always.
        """
        self._note(place, message, hint)
        self.problems.raise_if_any()
        raise AssertionError("a problem was just noted")

    def refuse_syntax(self, place: Location, message: str, hint: str) -> NoReturn:
        """Give up at a place whose path is unknown because the parser could not go on.

        Raises
        ------
        InputError
            Always.
        """
        self._stack.clear()
        self.refuse(place, message, hint)

    def _note(self, place: Location, message: str, hint: str = "") -> None:
        self.problems.add(place, self._path(), message, hint)
        self._noted += 1
        if self._noted >= MAX_PROBLEMS:  # no one reads more, and reporting them takes memory
            self.problems.raise_if_any()

    def _path(self) -> str:
        """Give the dotted path of the value that comes next."""
        steps: list[Step] = []
        for opened in self._stack:
            if isinstance(opened.node.value, list):
                steps.append(len(opened.node.value))
            elif opened.key is not None and not opened.key_is_due:
                steps.append(opened.key)
        return ".".join(map(str, steps))

    def _scalar(self, event: Any, place: Location) -> None:  # noqa: ANN401
        if self._key_is_due():
            self._take_key(event, place)
            return
        self._refuse_tag(event, place)
        node = Node(self._value(event, place), place)
        self._count(1, place)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(node, 1, 0)
        self._attach(node)

    def _value(self, event: Any, place: Location) -> Scalar:  # noqa: ANN401
        bad = FORBIDDEN.search(event.value)
        if bad:
            self._note(place, f"the text contains the control character U+{ord(bad[0]):04X}")
            return None
        if not event.implicit[0]:
            return str(event.value)
        try:
            return resolve(event.value)
        except ValueError as error:
            self._note(place, str(error))
            return None

    def _refuse_tag(self, event: Any, place: Location) -> None:  # noqa: ANN401
        if event.tag is not None:
            shown = str(event.tag).replace("tag:yaml.org,2002:", "!!")[:60]
            self._note(place, f"the tag {shown!r} is not allowed", "remove it; quote what must stay text")

    def _key_is_due(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].node.value, dict) and self._stack[-1].key_is_due

    def _take_key(self, event: Any, place: Location) -> None:  # noqa: ANN401
        """Remember a key until its value comes; a bad or repeated one is noted and its value dropped."""
        opened = self._stack[-1]
        key = str(event.value)
        first = opened.node.key_locations.get(key)
        self._refuse_tag(event, place)
        opened.key, opened.key_is_due, opened.duplicate = key, False, first is not None
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(Node(key, place), 1, 0)
        if event.implicit[0] and not _is_text(key):
            self._note(place, f"the key {key[:40]!r} is not text", f'write it in quotes: "{key[:40]}"')
        elif event.implicit[0] and key == "<<":
            self._note(place, "merge keys (<<) are not supported", "repeat the keys, or alias the whole value")
        elif FORBIDDEN.search(key):
            self._note(place, "the key contains a control character")
        elif first is not None:
            self._note(place, "the key is given twice", f"first on line {first.line}")
        else:
            opened.node.key_locations[key] = place

    def _open(self, event: Any, node: Node) -> None:  # noqa: ANN401
        if self._key_is_due():
            self.refuse(node.location, "a key must be text, not a map or a list")
        self._refuse_tag(event, node.location)
        if len(self._stack) >= MAX_DEPTH:
            self._refuse_depth(node.location)
        self._count(1, node.location)
        self._stack.append(_Open(node, event.anchor, self._nodes - 1))

    def _close(self) -> None:
        closed = self._stack.pop()
        if closed.anchor:
            nodes = self._nodes - closed.nodes_before
            self._anchors[closed.anchor] = _Anchored(closed.node, nodes, closed.height)
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, closed.height + 1)
        self._attach(closed.node)

    def _alias(self, name: str, place: Location) -> None:
        if self._key_is_due():
            self.refuse(place, "a key must be text, not an alias")
        if any(opened.anchor == name for opened in self._stack):
            self.refuse(place, f"the alias *{name} stands inside the very value it repeats")
        anchored = self._anchors.get(name)
        if anchored is None:
            self.refuse(place, f"the alias *{name} has no anchor &{name} before it")
        if len(self._stack) + anchored.height > MAX_DEPTH:
            self._refuse_depth(place)
        self._count(anchored.nodes, place)
        self._stack[-1].height = max(self._stack[-1].height, anchored.height + 1)
        self._attach(anchored.node)

    def _refuse_depth(self, place: Location) -> NoReturn:
        self._stack = self._stack[:1]  # a path of 50 steps helps nobody
        self.refuse(place, f"the document is nested more than {MAX_DEPTH} levels deep")

    def _count(self, nodes: int, place: Location) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            message = f"the document has more than {MAX_NODES} values once its aliases are expanded"
            self.refuse(place, message)

    def _attach(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        if not self._stack:
            self.root = node
            return
        opened = self._stack[-1]
        if isinstance(opened.node.value, list):
            opened.node.value.append(node)
        elif isinstance(opened.node.value, dict):
            if opened.key is not None and not opened.duplicate:
                opened.node.value[opened.key] = node
            opened.key_is_due = True


def _is_text(key: str) -> bool:
    try:
        return isinstance(resolve(key), str)
    except ValueError:
        return False
