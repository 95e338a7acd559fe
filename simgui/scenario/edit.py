"""Changes a scenario file part by part: comments, order, quotes and indents stay as they are everywhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import InputError, SimguiError
from simgui.core.located_yaml import parse_yaml
from simgui.core.yaml_node import Node, Step
from simgui.scenario.form import look_up
from simgui.scenario.path import join, parse_path
from simgui.scenario.schema.kinds import Text
from simgui.scenario.yaml_span import Entry, Shape, Span, SpanTree, line_end, line_start, read_spans
from simgui.scenario.yaml_writing import WIDTH, Raw, Value, block, entry, flow, folded, is_text, item, scalar, typed


class EditError(SimguiError):
    """An edit that leads nowhere, or that the text does not allow."""


@dataclass(frozen=True)
class ScenarioText:
    r"""The text of a scenario file, and what becomes of it when a part is changed.

    Every method that changes something gives the new text and leaves this one alone.

    Parameters
    ----------
    text : str
        With line feeds as line ends; it need not be a valid scenario, but it must be YAML.
    known_root : Node | None
        The same text as read, where that was done already.

    Examples
    --------
    >>> ScenarioText("duration: 1 d  # long enough\n").set_value("duration", "3 d")
    'duration: 3 d  # long enough\n'
    """

    text: str
    known_root: Node | None = field(default=None, repr=False, compare=False)

    @cached_property
    def tree(self) -> SpanTree:
        """Where everything stands; raises `InputError` while the text is no YAML."""
        return read_spans(self.text)

    @cached_property
    def root(self) -> Node | None:
        """The file as read, None while it is refused."""
        if self.known_root is not None:
            return self.known_root
        with suppress(InputError):
            return parse_yaml(self.text, "text")
        return None

    def written(self, path: str) -> str | None:
        """Give what is written at a path: a scalar without its quotes, anything else as it stands; None for nothing."""
        span = self.tree.span(parse_path(path))
        if span is None or span.is_empty_scalar:
            return None
        return span.value if span.shape is Shape.SCALAR else self.text[span.start : span.end]

    def set_value(self, path: str, text: str) -> str:
        """Write what a user typed, in place of what is there or as a new key.

        Parameters
        ----------
        path : str
            Of the value, e.g. ``fleet.motors.count``; maps on the way are made.
        text : str
            As typed: ``10 µA``, ``300``, ``>= 3 y``, or a map or list in flow style.

        Returns
        -------
        str
            The new text.

        Raises
        ------
        EditError
            If the path leads nowhere.
        InputError
            If the text at hand, or the map or list typed, is no YAML.
        """
        steps = parse_path(path)
        spot = look_up(self.root, steps)
        if spot is not None and isinstance(spot.kind, Text):
            return self._put(steps, text)
        if text.strip()[:1] in {"{", "["}:
            node = parse_yaml(f"value: {text}", "the value").get("value")
            return self._put(steps, node.plain() if node is not None else text)
        return self._put(steps, typed(text))

    def put(self, path: str, value: Value) -> str:
        """Write a value, in place of what is there or as a new key; like `set_value`, but nothing is guessed."""
        return self._put(parse_path(path), value)

    def insert(self, path: str, value: Value) -> str:
        """Add an entry: a new key of a map, or an entry of a list in front of that index.

        Raises
        ------
        EditError
            If the key exists, or the path leads nowhere.
        """
        steps = parse_path(path)
        if isinstance(steps[-1], str) and self.tree.find(steps) is not None:
            raise EditError(f"there is already {path!r}")
        return self._insert(steps, value)

    def remove(self, path: str) -> str:
        """Take an entry out, with the comment on its last line; a map or list that loses its last one is left empty.

        Raises
        ------
        EditError
            If there is nothing at the path.
        """
        steps = parse_path(path)
        entry_at, around = self._found(steps), self._around(steps)
        if len(around.entries) == 1 and len(steps) > 1:
            return self._emptied(steps[:-1], "[]" if around.shape is Shape.LIST else "{}")
        if around.is_flow:
            return self._without_flow(entry_at, around)
        start, end = line_start(self.text, entry_at.start), line_end(self.text, entry_at.end) + 1
        if self.text[start : entry_at.start].strip():  # behind the dash of a list
            following = around.entries[around.entries.index(entry_at) + 1]
            return self.text[: entry_at.start] + self.text[following.start :]
        return self.text[:start] + self.text[end:]

    def rename_key(self, path: str, name: str) -> str:
        """Give a key another name, and leave alone what refers to it; see `simgui.scenario.renaming`.

        Raises
        ------
        EditError
            If there is no such key, or the name is taken.
        """
        steps = parse_path(path)
        found, around = self._found(steps), self._around(steps)
        if isinstance(found.key, int):
            raise EditError(f"{path!r} is an entry of a list and has no name")
        if name != found.key and around.entry(name) is not None:
            raise EditError(f"there is already a {name!r}")
        return self.text[: found.start] + scalar(name, in_flow=around.is_flow) + self.text[found.key_end :]

    def duplicate(self, path: str, name: str = "") -> str:
        """Copy an entry with its comments and put the copy behind it.

        Parameters
        ----------
        path : str
            What to copy.
        name : str
            Key of the copy; an entry of a list needs none.

        Raises
        ------
        EditError
            If there is nothing at the path, or the name is missing or taken.
        """
        steps = parse_path(path)
        found, around = self._found(steps), self._around(steps)
        is_keyed = isinstance(found.key, str)
        if is_keyed and (not name or around.entry(name) is not None):
            raise EditError(f"there is already a {name!r}" if name else "the copy needs a name")
        key = scalar(name, in_flow=around.is_flow) if is_keyed else self.text[found.start : found.key_end]
        if around.is_flow:
            copy = key + self.text[found.key_end : found.end] if is_keyed else self.text[found.start : found.end]
            return self.text[: found.end] + ", " + copy + self.text[found.end :]
        end = line_end(self.text, found.end)
        copy = " " * (found.start - line_start(self.text, found.start)) + key + self.text[found.key_end : end]
        return self.text[:end] + "\n" + copy + self.text[end:]

    def _put(self, steps: Sequence[Step], value: Value) -> str:
        """Replace a value or add it."""
        self._refuse_alias(steps[:-1])
        span = self.tree.span(steps)
        if span is None:
            return self._put(steps[:-1], value) if self._is_short(steps) else self._insert(steps, value)
        parent = self._around(steps)
        if isinstance(value, str) and not isinstance(value, Raw):
            new = self._text_token(span, value, parent)
        elif isinstance(value, Mapping | list):
            new = self._collection_token(steps, span, value, parent)
        else:
            new = scalar(value)
        return self._replaced(steps, span, new)

    def _is_short(self, steps: Sequence[Step]) -> bool:
        """Tell whether one value in the place of the map around says it, as it is commonly written."""
        spot, around = look_up(self.root, steps[:-1]), self.tree.span(steps[:-1])
        is_free = around is None or around.shape is Shape.SCALAR
        return spot is not None and bool(spot.shorthand) and spot.shorthand == steps[-1] and is_free

    def _text_token(self, span: Span, value: str, parent: Span) -> str:
        """Write a text in the style it has; a long one is folded."""
        is_block = span.style in {"|", ">"} or ("\n" in value and not parent.is_flow)
        if is_block or (not parent.is_flow and len(value) > WIDTH):
            return folded(value, self._indent_of_block(span, parent))
        return scalar(value, in_flow=parent.is_flow, quote=span.style if span.style in {"'", '"'} else "")

    def _indent_of_block(self, span: Span, parent: Span) -> int:
        if span.style in {"|", ">"}:
            rest = self.text[line_end(self.text, span.start) + 1 : span.end]
            if rest.strip():
                return len(rest) - len(rest.lstrip(" "))
        return parent.column + 2

    def _collection_token(self, steps: Sequence[Step], span: Span, value: Value, parent: Span) -> str:
        if not value or parent.is_flow or span.is_flow or isinstance(steps[-1], int):
            return flow(value)
        return entry(str(steps[-1]), value, parent.column)[len(scalar(str(steps[-1]))) + 1 :].lstrip(" ")

    def _replaced(self, steps: Sequence[Step], span: Span, new: str) -> str:
        """Put a token in the place of a value; one that starts with a line feed goes below the key."""
        text, head = self.text, self._head(self._found(steps))
        is_block = span.shape in {Shape.MAP, Shape.LIST} and not span.is_flow
        if is_block and "\n" in text[head : span.start]:  # what stands behind the key, such as a comment, stays
            above = text[head : line_start(text, span.start) - 1]
            first = new if not new.startswith("\n") else ""
            rest = new if new.startswith("\n") else ""
            return text[:head] + (f" {first}" if first else "") + above + rest + text[line_end(text, span.end) :]
        if new.startswith("\n"):
            end = line_end(text, span.end)
            return text[:head] + text[span.end : end] + new + text[end:]
        if span.is_empty_scalar:
            return text[: span.start] + (f" {new}" if span.start == head else new) + text[span.end :]
        return text[: span.start] + self._anchor(span) + new + text[span.end :]

    def _head(self, found: Entry) -> int:
        """Give the offset behind the colon of a key, or behind a dash."""
        if isinstance(found.key, int):
            return found.key_end
        colon = self.text.find(":", found.key_end)
        return found.key_end if colon < 0 or colon > found.end else colon + 1

    def _anchor(self, span: Span) -> str:
        written = self.text[span.start : span.end]
        return written.partition(" ")[0] + " " if written.startswith("&") else ""

    def _insert(self, steps: Sequence[Step], value: Value) -> str:
        """Add an entry, with the maps that are missing on the way."""
        self._refuse_alias(steps[:-1])
        around = self.tree.span(steps[:-1])
        if around is None:
            return self._insert(steps[:-1], [value] if isinstance(steps[-1], int) else {steps[-1]: value})
        if around.shape is Shape.SCALAR:
            return self._grown(steps, around, value)
        if not around.entries:
            whole: Value = [value] if around.shape is Shape.LIST else {str(steps[-1]): value}
            if len(steps) == 1:
                return self.text + ("" if self.text.endswith("\n") or not self.text else "\n") + block(whole, 0) + "\n"
            return self._replaced(steps[:-1], around, self._opened(steps[:-1], whole))
        if around.shape is Shape.LIST:
            return self._insert_item(around, steps[-1], value)
        return self._insert_key(steps, around, value)

    def _opened(self, steps: Sequence[Step], whole: Value) -> str:
        """Write the first entry of an empty map or list: over several lines where there is room for that."""
        parent = self._around(steps)
        if parent.is_flow:
            return flow(whole)
        if isinstance(whole, Mapping):
            return "\n" + block(whole, self._column_inside(parent) + 2)
        return "\n" + block(whole, parent.column + 2)

    def _column_inside(self, parent: Span) -> int:
        return parent.column + (2 if parent.shape is Shape.LIST else 0)

    def _grown(self, steps: Sequence[Step], around: Span, value: Value) -> str:
        """Make a map or a list of a single value: of nothing, or of a shorthand."""
        spot = look_up(self.root, steps[:-1])
        last = steps[-1]
        if around.is_empty_scalar or self.text[around.start : around.end] in {"~", "null"}:
            whole: Value = [value] if isinstance(last, int) else {last: value}
            return self._replaced(steps[:-1], around, self._opened(steps[:-1], whole))
        if spot is None or not spot.shorthand or isinstance(last, int):
            raise EditError(f"there is no {last!r} inside {join(steps[:-1])!r}: that is a single value")
        kept = around.value if around.style or is_text(around.value) else Raw(around.value)
        grown = {spot.shorthand: kept, last: value}
        return self._replaced(steps[:-1], around, flow(grown))

    def _insert_item(self, around: Span, index: Step, value: Value) -> str:
        at = min(index, len(around.entries)) if isinstance(index, int) else len(around.entries)
        if around.is_flow:
            return self._insert_flow(around, at, flow(value))
        pad = " " * (around.column)
        line = pad + "- " + item(value, around.column + 2)
        return self._insert_line(around, at, line)

    def _insert_key(self, steps: Sequence[Step], around: Span, value: Value) -> str:
        key = str(steps[-1])
        at = self._place_in_order(steps, around, key)
        if around.is_flow:
            return self._insert_flow(around, at, f"{scalar(key, in_flow=True)}: {flow(value)}")
        siblings = [one.value for one in around.entries if one.value.shape in {Shape.MAP, Shape.LIST}]
        wants_flow = bool(siblings) and all(one.is_flow for one in siblings)
        column = around.entries[0].start - line_start(self.text, around.entries[0].start)
        line = " " * column + entry(key, value, column, wants_flow=wants_flow)
        return self._insert_line(around, at, line)

    def _place_in_order(self, steps: Sequence[Step], around: Span, key: str) -> int:
        """Give the index that keeps the order of the schema; names of the file's own go to the end."""
        spot = look_up(self.root, steps[:-1])
        table = spot.table if spot is not None else None
        order = [one.name for one in table.fields] if table is not None else []
        if key not in order:
            return len(around.entries)
        before = set(order[: order.index(key)])
        return max((at + 1 for at, one in enumerate(around.entries) if one.key in before), default=0)

    def _insert_flow(self, around: Span, at: int, written: str) -> str:
        if at < len(around.entries):
            start = around.entries[at].start
            return self.text[:start] + written + ", " + self.text[start:]
        end = around.entries[-1].end
        return self.text[:end] + ", " + written + self.text[end:]

    def _insert_line(self, around: Span, at: int, line: str) -> str:
        if at:
            end = line_end(self.text, around.entries[at - 1].end)
            return self.text[:end] + "\n" + line + self.text[end:]
        start = around.entries[0].start
        indent = " " * (start - line_start(self.text, start))
        return self.text[:start] + line.lstrip(" ") + "\n" + indent + self.text[start:]

    def _emptied(self, steps: Sequence[Step], empty: str) -> str:
        span = self.tree.span(steps)
        assert span is not None  # noqa: S101 - it has an entry
        return self._replaced(steps, span, empty)

    def _without_flow(self, found: Entry, around: Span) -> str:
        at = around.entries.index(found)
        if at + 1 < len(around.entries):
            return self.text[: found.start] + self.text[around.entries[at + 1].start :]
        before = around.entries[at - 1].end
        between = self.text[before : found.start]
        kept = between.replace(",", "", 1).rstrip(" ") if "#" in between else ""
        return self.text[:before] + kept + self.text[found.end :]

    def _found(self, steps: Sequence[Step]) -> Entry:
        self._refuse_alias(steps[:-1])
        found = self.tree.find(steps)
        if found is None:
            raise EditError(f"there is no {join(steps)!r}{self._nearest(steps)}")
        return found

    def _nearest(self, steps: Sequence[Step]) -> str:
        around = self.tree.span(steps[:-1])
        names = [one.key for one in around.entries if isinstance(one.key, str)] if around is not None else []
        hint = did_you_mean(str(steps[-1]), names) if steps else ""
        return f" ({hint})" if hint else ""

    def _around(self, steps: Sequence[Step]) -> Span:
        around = self.tree.span(steps[:-1])
        assert around is not None  # noqa: S101 - asked for entries that were found
        return around

    def _refuse_alias(self, steps: Sequence[Step]) -> None:
        """Refuse to write into a value that is repeated from elsewhere, for it would change there too."""
        for depth in range(1, len(steps) + 1):
            span = self.tree.span(steps[:depth])
            if span is not None and span.shape is Shape.ALIAS:
                raise EditError(f"{join(steps[:depth])!r} repeats another value (*alias); change it in the text")
