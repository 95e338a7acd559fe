"""What a plain YAML scalar means: the core schema of YAML 1.2, less what no file of ours can mean.

References
----------
YAML Ain't Markup Language, version 1.2.2 (2021), section 10.3.2, tag resolution of the core schema.
"""

from __future__ import annotations

import math
import re

from simgui.core.yaml_node import Scalar

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, lone surrogates, and line separators that editors do not count as lines."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_MOST_DIGITS = 300


def resolve(text: str) -> Scalar:
    """Give the value of an unquoted scalar.

    Parameters
    ----------
    text : str
        The scalar as it stands in the file.

    Returns
    -------
    str | int | float | bool | None
        Only ``true`` and ``false`` (in three cases) are booleans: ``yes``, ``on``, ``12:30`` and dates are text.

    Raises
    ------
    ValueError
        If the scalar is a number that cannot be computed with: infinite, undefined or too large.
    """
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("a number must be finite")
    return _number(text)


def _number(text: str) -> Scalar:
    """Give the number a scalar spells, or the text again."""
    based = _OCTAL_OR_HEX.fullmatch(text)
    if not (based or _INT.fullmatch(text) or _FLOAT.fullmatch(text)):
        return text
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"a number may have at most {_MOST_DIGITS} digits")
    if based:
        return int(based[1], 8) if based[1] else int(based[2], 16)
    if _INT.fullmatch(text):
        return int(text)
    if not math.isfinite(float(text)):
        raise ValueError("the number is too large to compute with")
    return float(text)
