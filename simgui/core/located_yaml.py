"""Reads YAML safely, and remembers where everything stands.

Scenarios and profiles come from strangers: a file can be refused, but it can neither run code nor exhaust
memory or the stack.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError
from simgui.core.yaml_node import Node, Scalar, Step
from simgui.core.yaml_scalar import FORBIDDEN
from simgui.core.yaml_tree import TreeBuilder

__all__ = ["MAX_BYTE", "Node", "Scalar", "Step", "load_yaml", "parse_yaml"]

MAX_BYTE = 1_000_000
_BYTE_ORDER_MARK = "\ufeff"
_HINTS = (
    ("'\\t'", "indent with spaces, not with tabs"),
    ("mapping values are not allowed", "quote a text that contains ': ', and check the indentation"),
    ("<block end>", "check the indentation"),
    ("expected ':'", "a key is followed by a colon and a space"),
    ("cannot start any token", "put the text in quotes"),
    ("expected alphabetic or numeric", "put the text in quotes"),
)


def load_yaml(file: Path) -> Node:
    """Read a YAML file whose top level is a map.

    Parameters
    ----------
    file : Path
        The file.

    Returns
    -------
    Node
        The map, with the place of each key and value.

    Raises
    ------
    InputError
        If the file cannot be read, is larger than 1 MB, is not UTF-8, or is refused by `parse_yaml`.
    """
    name = str(file)
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(Location(name, 1, 1), f"the file cannot be read: {reason}") from None
    if len(content) > MAX_BYTE:
        raise _refusal(Location(name, 1, 1), "the file is larger than the limit of 1 MB")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(content[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK), name)
        message = f"the byte 0x{content[error.start]:02x} is not valid UTF-8"
        raise _refusal(place, message, "save the file as UTF-8") from None
    return parse_yaml(text, name)


def parse_yaml(text: str, file_name: str) -> Node:
    """Read YAML 1.2 text whose top level is a map.

    Parameters
    ----------
    text : str
        The document.
    file_name : str
        What to call it in problems.

    Returns
    -------
    Node
        The map, with the place of each key and value. A repeated value (alias) has the place of its anchor.

    Raises
    ------
    InputError
        If the text is larger than 1 MB, empty, not YAML or not a map; if it holds control characters,
        more than one document, more than 50 levels, more than 100,000 values, tags, merge keys, keys that
        are repeated or not text, or numbers that are not finite.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTE:
        raise _refusal(Location(file_name, 1, 1), "the text is larger than the limit of 1 MB")
    text = text.removeprefix(_BYTE_ORDER_MARK)
    bad = FORBIDDEN.search(text)
    if bad:
        message = f"the control character U+{ord(bad[0]):04X} is not allowed"
        raise _refusal(_place(text[: bad.start()], file_name), message)
    builder = _read(text, file_name)
    root = builder.root
    if root is None or (root.value is None and not builder.problems.diagnostics):
        raise _refusal(Location(file_name, 1, 1), "the file is empty")
    builder.problems.raise_if_any()
    if not isinstance(root.value, dict):
        what = "a list" if isinstance(root.value, list) else "a single value"
        raise _refusal(root.location, f"the file holds {what}; a map (key: value) is needed")
    return root


def _read(text: str, file_name: str) -> TreeBuilder:
    """Build the tree, with the C parser where it is installed.

    That parser knows YAML 1.1 only and explains less, so the Python parser has the last word on a refusal.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - takes 20 ms to import
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    builder = TreeBuilder(file_name)
    with suppress(YAMLError, ValueError, OverflowError):
        return _fed(builder, YAML(typ="safe").parse(text))
    builder = TreeBuilder(file_name)
    try:
        return _fed(builder, YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = builder.place(mark) if mark else builder.last_place
        return builder.refuse_syntax(place, *_explained(error))
    except YAMLError as error:
        return builder.refuse_syntax(builder.last_place, f"this is not YAML: {error}", "")
    except (ValueError, OverflowError):
        return builder.refuse_syntax(builder.last_place, "an escape after this place stands for no character", "")


def _fed(builder: TreeBuilder, events: Iterable[object]) -> TreeBuilder:
    for event in events:
        builder.take(event)
    return builder


def _explained(error: object) -> tuple[str, str]:
    """Give a parser's complaint as message and hint."""
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    context = getattr(error, "context", None)
    hint = next((hint for part, hint in _HINTS if part in problem), "")
    return f"this is not YAML: {problem}{f' {context}' if context else ''}", hint


def _place(before: str, file_name: str) -> Location:
    """Give the place right after some text."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Location(file_name, len(lines), len(lines[-1]) + 1)


def _refusal(place: Location, message: str, hint: str = "") -> InputError:
    return InputError((Diagnostic(place, "", message, hint),))
