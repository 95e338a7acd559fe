"""Where every key and value of a YAML text begins and ends, so that one of them can be changed and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError
from simgui.core.yaml_node import Step


class Shape(StrEnum):
    """What a value is."""

    SCALAR = "scalar"
    MAP = "map"
    LIST = "list"
    ALIAS = "alias"


@dataclass(slots=True)
class Span:
    """A value and its place in the text.

    Parameters
    ----------
    shape : Shape
        What it is.
    start, end : int
        Offsets of its first character and behind its last one; a value left out is empty. [character]
    column : int
        Where it starts in its line, counted from 0. [character]
    style : str
        For a scalar ``'``, ``"``, ``|``, ``>`` or nothing; for a map or a list ``{`` when in flow style.
    value : str
        For a scalar, what it says.
    entries : list[Entry]
        What a map or a list holds.
    """

    shape: Shape
    start: int
    end: int
    column: int
    style: str = ""
    value: str = ""
    entries: list[Entry] = field(default_factory=list)

    @property
    def is_flow(self) -> bool:
        """Whether it is a map or a list in braces or brackets."""
        return self.style == "{"

    @property
    def is_empty_scalar(self) -> bool:
        """Whether nothing is written for it."""
        return self.shape is Shape.SCALAR and self.start == self.end

    def entry(self, step: Step) -> Entry | None:
        """Give the entry of a key or an index, the first if a key is repeated."""
        if isinstance(step, int):
            is_there = self.shape is Shape.LIST and 0 <= step < len(self.entries)
            return self.entries[step] if is_there else None
        return next((one for one in self.entries if one.key == step), None) if self.shape is Shape.MAP else None


@dataclass(slots=True)
class Entry:
    """A value with its key, or with its dash in a list.

    Parameters
    ----------
    key : str | int
        The key, or the index in a list.
    start, key_end : int
        Offset of the key or the dash, and behind it; in a flow list both are those of the value. [character]
    value : Span
        The value.
    """

    key: Step
    start: int
    key_end: int
    value: Span

    @property
    def end(self) -> int:
        """Offset behind the last character. [character]"""
        return max(self.key_end, self.value.end)


@dataclass(frozen=True, slots=True)
class SpanTree:
    """All spans of a text."""

    text: str
    root: Span

    def find(self, steps: Sequence[Step]) -> Entry | None:
        """Give the entry at a path, or None where there is none; an alias is not followed."""
        span, found = self.root, None
        for step in steps:
            found = span.entry(step)
            if found is None:
                return None
            span = found.value
        return found

    def span(self, steps: Sequence[Step]) -> Span | None:
        """Give the value at a path; the whole file for no steps."""
        found = self.find(steps)
        return self.root if not steps else found.value if found else None

    def steps_at(self, offset: int) -> tuple[Step, ...]:
        """Give the path of the innermost entry around an offset, with the rest of its last line.

        Parameters
        ----------
        offset : int
            Into the text. [character]

        Returns
        -------
        tuple[str | int, ...]
            Empty where no entry is.
        """
        steps: list[Step] = []
        span: Span | None = self.root
        while span is not None:
            inner = next((one for one in reversed(span.entries) if self._holds(one, offset, span)), None)
            if inner is not None:
                steps.append(inner.key)
            span = inner.value if inner is not None else None
        return tuple(steps)

    def _holds(self, entry: Entry, offset: int, around: Span) -> bool:
        if around.is_flow:
            return entry.start <= offset <= entry.end
        return line_start(self.text, entry.start) <= offset <= line_end(self.text, entry.end)


def line_start(text: str, offset: int) -> int:
    """Give the offset of the line that holds an offset."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Give the offset of the end of the line that holds an offset, before its line feed."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def read_spans(text: str, file_name: str = "text") -> SpanTree:
    """Find where everything stands.

    Parameters
    ----------
    text : str
        YAML with line feeds as line ends and without a byte order mark.
    file_name : str
        What to call it in problems.

    Returns
    -------
    SpanTree
        An empty map for a text without values.

    Raises
    ------
    InputError
        If the text is no YAML, or its top level is no map.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - takes 20 ms to import
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    for pure in (False, True):
        try:
            root = _build(iter(YAML(typ="safe", pure=pure).parse(text)), text)
        except (YAMLError, ValueError, OverflowError, RecursionError):
            continue
        if root is None or root.is_empty_scalar:
            root = Span(Shape.MAP, len(text), len(text), 0)
        if root.shape is not Shape.MAP:
            raise _refusal(file_name, "the file must be a map (key: value) to be edited by its parts")
        return SpanTree(text, root)
    raise _refusal(file_name, "the text is not YAML at the moment; correct it first")


def _refusal(file_name: str, message: str) -> InputError:
    return InputError((Diagnostic(Location(file_name, 1, 1), "", message),))


def _build(events: Iterator[Any], text: str) -> Span | None:
    """Build the spans from the events of a parser."""
    for event in events:
        if type(event).__name__ in {"ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"}:
            root = _span(event, events, text, 0)
            for _ in events:  # the rest must be YAML too
                pass
            return root
    return None


def _span(event: Any, events: Iterator[Any], text: str, after: int) -> Span:  # noqa: ANN401 - of two parsers
    """Build the span that begins with an event; ``after`` is where one left out would stand."""
    start, end, column = event.start_mark.index, event.end_mark.index, event.start_mark.column
    match type(event).__name__:
        case "AliasEvent":
            return Span(Shape.ALIAS, start, end, column)
        case "ScalarEvent":
            if start == end:
                return Span(Shape.SCALAR, after, after, column)
            return Span(Shape.SCALAR, start, _scalar_end(text, start, end, event.style), column, event.style or "",
                        str(event.value))  # fmt: skip
        case "MappingStartEvent":
            span = Span(Shape.MAP, start, end, column, "{" if event.flow_style else "")
            _fill_map(span, events, text)
        case _:
            span = Span(Shape.LIST, start, end, column, "{" if event.flow_style else "")
            _fill_list(span, events, text)
    return span


def _scalar_end(text: str, start: int, end: int, style: str | None) -> int:
    """Leave out the line feeds behind a block scalar, unless it keeps them (``|+``)."""
    if style not in {"|", ">"}:
        return end
    header = text[start : line_end(text, start)].partition("#")[0]
    if "+" in header:
        return end - 1 if text[end - 1 : end] == "\n" else end
    return start + len(text[start:end].rstrip())


def _fill_map(span: Span, events: Iterator[Any], text: str) -> None:
    for event in events:
        if type(event).__name__ == "MappingEndEvent":
            _close(span, event)
            return
        key = _span(event, events, text, event.start_mark.index)
        colon = text.find(":", key.end)
        value_event = next(events)
        is_bare = value_event.start_mark.index == value_event.end_mark.index and colon > value_event.start_mark.index
        after = key.end if is_bare or colon < 0 else colon + 1
        value = _span(value_event, events, text, after)
        span.entries.append(Entry(key.value, key.start, key.end, value))


def _fill_list(span: Span, events: Iterator[Any], text: str) -> None:
    previous = span.start
    for event in events:
        if type(event).__name__ == "SequenceEndEvent":
            _close(span, event)
            return
        dash = event.start_mark.index if span.is_flow else _dash(text, previous, event.start_mark.index, span)
        value = _span(event, events, text, event.start_mark.index if span.is_flow else dash + 1)
        span.entries.append(Entry(len(span.entries), dash, value.start if span.is_flow else dash + 1, value))
        previous = span.entries[-1].end


def _dash(text: str, lowest: int, start: int, span: Span) -> int:
    """Find the dash of an entry of a block list: the last one above its start in the column of the list."""
    if text[span.start : span.start + 1] != "-":  # an anchor comes first
        span.start = text.find("-", line_end(text, span.start))
        span.column = span.start - line_start(text, span.start)
    at = min(start, len(text) - 1)
    while at >= lowest:
        dash = line_start(text, at) + span.column
        if text[dash : dash + 1] == "-" and lowest <= dash <= start:
            return dash
        at = line_start(text, at) - 1
    return lowest


def _close(span: Span, event: Any) -> None:  # noqa: ANN401
    if span.is_flow:
        span.end = event.end_mark.index
    else:
        span.end = max((one.end for one in span.entries), default=span.start)
