"""Find the kernel library somebody means by a name and a version."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError

_ALIASES = {
    "stm32cube-ai": "x-cube-ai",
    "cube-ai": "x-cube-ai",
    "stedgeai": "st-edge-ai",
    "tensorflow-lite-micro": "tflm",
    "tensorflow-lite-for-microcontrollers": "tflm",
    "tf-lite-micro": "tflm",
    "litert-micro": "tflm",
    "tensorflow-lite": "tflite",
    "litert": "tflite",
}
_VERSION = re.compile(r"(?:^|-|(?<=[a-z]))v?(\d+(?:\.\d+)*)\.?(?=-|$)")


def choose_stack(text: str, known: Sequence[str]) -> str:
    """Choose the known kernel library nearest to the one that was named.

    Parameters
    ----------
    text : str
        A library with or without version, such as ``X-CUBE-AI 9.0``.
    known : Sequence[str]
        Names of known libraries, such as ``x-cube-ai-9``.

    Returns
    -------
    str
        One of `known`: the same library (else one whose name contains the given one, or lies in it), and of
        its versions the named one, else the newest that is not newer, else the oldest; without a version
        the newest.

    Raises
    ------
    UsageError
        If no known library has that name.

    Examples
    --------
    >>> choose_stack("X-CUBE-AI 9.0", ["tflm-cmsis-nn", "x-cube-ai-7", "x-cube-ai-9"])
    'x-cube-ai-9'
    >>> choose_stack("X-CUBE-AI 8.1", ["x-cube-ai-7", "x-cube-ai-9"])
    'x-cube-ai-7'
    """
    library, version = _split(text)
    parts = {name: _split(name) for name in known}
    same = (
        [name for name in known if parts[name][0] == library]
        or [name for name in known if library and library in parts[name][0]]
        or [name for name in known if parts[name][0] and parts[name][0] in library]
    )
    if not same:
        hint = did_you_mean(text, known)
        listed = ", ".join(known) or "none"
        raise UsageError(f"there is no kernel library {text!r} here ({hint + '; ' if hint else ''}known: {listed})")
    newest_first = sorted(same, key=lambda name: parts[name][1], reverse=True)
    if not version:
        return newest_first[0]
    not_newer = [name for name in newest_first if parts[name][1] <= version]
    return not_newer[0] if not_newer else newest_first[-1]


def _split(text: str) -> tuple[str, tuple[int, ...]]:
    """Take a name apart into library and version, both spelt one way."""
    folded = re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-")
    found = _VERSION.search(folded)
    rest = folded[: found.start()] + folded[found.end() :] if found else folded
    library = rest.replace(".", "-").strip("-")
    numbers = tuple(int(part) for part in found[1].split(".")) if found else ()
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return _ALIASES.get(library, library), numbers
