"""How new values are written into a scenario file: scalars, quotes, flow and block style."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import TypeAlias

from simgui.core.yaml_node import Scalar
from simgui.core.yaml_scalar import resolve

Value: TypeAlias = "Scalar | Mapping[str, Value] | list[Value]"
"""What can be written: text stays text, numbers are numbers."""


class Raw(str):
    """A number, a boolean or nothing, as a user typed it: it is written as it stands."""

    __slots__ = ()


WIDTH = 110
"""Columns that a line of our own may take. [character]"""

_SMALL = 3  # a map of so many scalars goes on one line
_FIRST_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]|[-?:](?=[^\s,\[\]{}])")
_NEVER_PLAIN = re.compile(r":(\s|$)|\s#|[\n\t]|^(---|\.\.\.)|\s$")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def is_text(written: str) -> bool:
    """Tell whether an unquoted scalar is a text, and not a number, a boolean or nothing."""
    try:
        return isinstance(resolve(written), str)
    except ValueError:
        return True


def scalar(value: Scalar, *, in_flow: bool = False, quote: str = "") -> str:
    """Write a scalar so that it is read as the same value.

    Parameters
    ----------
    value : str | int | float | bool | None
        What to write.
    in_flow : bool
        Whether it stands inside braces or brackets.
    quote : str
        The quote it had before, which a text keeps.
    """
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, str):
        return _text(value, in_flow, quote)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else repr(value)


def _text(value: str, in_flow: bool, quote: str) -> str:
    """Write a text plainly where that is read as the same, and in quotes otherwise."""
    if not quote and _is_plain(value, in_flow):
        return value
    is_single = quote == "'" or (not quote and '"' in value)
    if is_single and not re.search(r"[\n\t\r]", value):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(one, one) for one in value) + '"'


def _is_plain(text: str, in_flow: bool) -> bool:
    if not _FIRST_PLAIN.match(text) or _NEVER_PLAIN.search(text) or not is_text(text) or text == "<<":
        return False
    return not (in_flow and _NOT_IN_FLOW.search(text))


def typed(text: str) -> str:
    """Give what a user typed as a value: a number stays as typed, all else is a text.

    Parameters
    ----------
    text : str
        As typed, such as ``10 µA``, ``3m30s``, ``0.5`` or ``>= 3 y``.
    """
    text = text.strip()
    return text if is_text(text) else Raw(text)


def folded(text: str, indent: int) -> str:
    """Write a long text as a folded block, or quoted where folding would change it.

    Parameters
    ----------
    text : str
        The text.
    indent : int
        Of its lines. [character]
    """
    body = text.removesuffix("\n")
    if not body or re.search(r"(^|\n)\s|\s(\n|$)|  |\t", body) or is_flush(body):
        return scalar(text, quote='"')
    room = max(40, WIDTH - indent)
    paragraphs = [
        "\n".join(textwrap.wrap(one, room, break_long_words=False, break_on_hyphens=False)) for one in body.split("\n")
    ]
    header = ">" if text.endswith("\n") else ">-"
    return header + "\n" + textwrap.indent("\n\n".join(paragraphs), " " * indent)


def is_flush(body: str) -> bool:
    """Tell whether wrapping could bring a word to the start of a line that YAML would read as something else."""
    return any(word.startswith("#") for word in body.split())


def flow(value: Value) -> str:
    """Write a value on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{scalar(key, in_flow=True)}: {flow(one)}" for key, one in value.items())
        return "{" + inner + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return scalar(value, in_flow=True)


def entry(key: str, value: Value, indent: int, *, wants_flow: bool = False) -> str:
    """Write a key and its value for a block map, without the indent of the first line and a last line feed.

    Parameters
    ----------
    key : str
        The key.
    value : Value
        Its value.
    indent : int
        Column of the key. [character]
    wants_flow : bool
        Whether a map goes on one line even if it is large, as its siblings do.
    """
    name = scalar(key)
    if not isinstance(value, Mapping | list):
        return f"{name}: {scalar(value)}"
    line = f"{name}: {flow(value)}"
    if not value or (indent + len(line) <= WIDTH and (wants_flow or _is_small(value))):
        return line
    return f"{name}:\n" + block(value, indent + 2)


def block(value: Value, indent: int) -> str:
    """Write a map or a list over several lines, each with its indent.

    Parameters
    ----------
    value : Value
        A map or a list that is not empty.
    indent : int
        Column of its keys or dashes. [character]
    """
    pad = " " * indent
    if isinstance(value, Mapping):
        return "\n".join(pad + entry(key, one, indent) for key, one in value.items())
    assert isinstance(value, list)  # noqa: S101 - the callers ask before
    return "\n".join(f"{pad}- {item(one, indent + 2)}" for one in value)


def item(value: Value, indent: int) -> str:
    """Write an entry of a block list, without dash and indent of its first line."""
    line = flow(value) if isinstance(value, Mapping | list) else scalar(value)
    if not isinstance(value, Mapping | list) or not value or indent + len(line) <= WIDTH:
        return line
    return block(value, indent).lstrip()


def _is_small(value: Mapping[str, Value] | list[Value]) -> bool:
    inner = list(value.values()) if isinstance(value, Mapping) else value
    return len(inner) <= _SMALL and not any(isinstance(one, Mapping | list) for one in inner)
