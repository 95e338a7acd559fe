"""Which characters of a line of YAML are keys, values, quantities, texts and comments, for colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Ink(StrEnum):
    """What a piece of a line is; its value is the colour of the palette it gets."""

    KEY = "accent"
    NUMBER = "good"
    TEXT = "unsure"
    SIGN = "muted"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line, and what they are."""

    start: int
    length: int
    ink: Ink


_PIECE = re.compile(
    r"""(?P<comment>(?:^|(?<=\s))\#.*$)
    |(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')
    |(?P<key>[A-Za-z_][\w/.-]*(?=\s*:(?:\s|$)))
    |(?P<number>(?<![\w.-])[-+]?[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?(?:\s?[%‰µA-Za-zΩ°/]+[0-9^]*)?(?=$|[\s,}\]]))
    |(?P<sign>[{}\[\],:|>-](?=\s|$)|[{}\[\],:])
    """,
    re.VERBOSE,
)
_INKS = {
    "comment": Ink.COMMENT,
    "quoted": Ink.TEXT,
    "key": Ink.KEY,
    "number": Ink.NUMBER,
    "sign": Ink.SIGN,
}


def pieces(line: str) -> Iterator[Piece]:
    """Give the pieces of a line that have a colour, from left to right.

    Parameters
    ----------
    line : str
        Without its line feed; lines inside a folded text are best left out.

    Yields
    ------
    Piece
        What is not given is plain text.
    """
    for match in _PIECE.finditer(line):
        yield Piece(match.start(), match.end() - match.start(), _INKS[match.lastgroup or "sign"])


def opens_block(line: str) -> bool:
    """Tell whether the lines below a line, as far as they are indented more, are a folded or literal text."""
    return re.search(r":\s+[|>][-+0-9]*\s*(#.*)?$", line) is not None


def indent_of(line: str) -> int:
    """Count the spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))
