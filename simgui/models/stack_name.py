"""Find the kernel library somebody means by a name and a version."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError

_MICRO = r"tflm|tf-?lite-micro|tensorflow-lite-(?:for-)?micro(?:controllers)?|litert-micro"
_LIBRARIES: tuple[tuple[str, str], ...] = (
    (r"stm32cube[.-]?ai|x-cube-ai|^cube[.-]ai|^xcubeai", "x-cube-ai"),
    (r"st-?edge-?ai", "st-edge-ai"),
    (r"plumerai", "plumerai"),
    (r"hale", "hale"),
    (r"onnc", "onnc-cmsis-nn"),
    (r"renesas", "renesas-tflm"),
    (r"tvm.*cmsis", "microtvm-cmsis-nn"),
    (r"tvm", "microtvm"),
    (r"tiny-?engine", "tinyengine"),
    (r"esp-nn-off|without-esp-nn", "tflm-reference"),
    (r"esp-nn", "esp-nn"),
    (rf"({_MICRO}).*(reference|ansi|no-cmsis)", "tflm-reference"),
    (r"cmsis", "tflm-cmsis-nn"),
    (_MICRO, "tflm"),
    (r"xnnpack|tensorflow-lite|tflite|litert|x-linux-ai", "tflite-xnnpack"),
    (r"edge-?tpu|coral", "edgetpu-runtime"),
    (r"hailo", "hailort"),
    (r"tensorrt|trt", "tensorrt"),
)
"""How people write the names of libraries, the more telling first."""
_VERSION = re.compile(r"(?:^|-|(?<=[a-z]))v?(\d+(?:\.\d+)*)\.?(?=-|$)")
_WITH_VERSIONS = frozenset({"x-cube-ai", "st-edge-ai", "plumerai"})
_SIBLINGS = {"st-edge-ai": "x-cube-ai", "x-cube-ai": "st-edge-ai"}
"""Two names of one code generator: ST Edge AI 2.0 is X-CUBE-AI 10.0."""
_DROPPING = {"x-cube-ai": (8, 1), "st-edge-ai": (), "plumerai": (2023,), "onnc-cmsis-nn": ()}


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
        One of `known`: the very name if it is known; else the same library (else one whose name contains the
        given one, or lies in it), and of its versions the named one, else the newest that is not newer, else
        the oldest; without a version the newest.

    Raises
    ------
    UsageError
        If no known library has that name.

    Examples
    --------
    >>> choose_stack("X-CUBE-AI 10.2", ["tflm-cmsis-nn", "x-cube-ai-7", "x-cube-ai-9"])
    'x-cube-ai-9'
    >>> choose_stack("X-CUBE-AI 8.0", ["x-cube-ai-7", "x-cube-ai-8.1"])
    'x-cube-ai-7'
    """
    folded = _fold(text)
    if folded in known:
        return folded
    library, version = split_stack(text)
    parts = {name: split_stack(name) for name in known}
    same = (
        [name for name in known if parts[name][0] == library]
        or [name for name in known if library and parts[name][0].startswith(library)]
        or [name for name in known if library and library in parts[name][0]]
        or [name for name in known if parts[name][0] and parts[name][0] in library]
    )
    if not same and library in _SIBLINGS:
        same = [name for name in known if parts[name][0] == _SIBLINGS[library]]
        version = ()
    if not same:
        hint = did_you_mean(text, known)
        listed = ", ".join(known) or "none"
        raise UsageError(f"there is no kernel library {text!r} here ({hint + '; ' if hint else ''}known: {listed})")
    newest_first = sorted(same, key=lambda name: parts[name][1], reverse=True)
    if not version:
        return newest_first[0]
    not_newer = [name for name in newest_first if parts[name][1] <= version]
    return not_newer[0] if not_newer else newest_first[-1]


def split_stack(text: str) -> tuple[str, tuple[int, ...]]:
    """Take a name apart into library and version, both spelt one way.

    Parameters
    ----------
    text : str
        A library as somebody writes it.

    Returns
    -------
    tuple[str, tuple[int, ...]]
        The library, and its version; empty where none is told or where its versions are not told apart.

    Examples
    --------
    >>> split_stack("X-CUBE-AI 10.2.0")
    ('x-cube-ai', (10, 2))
    >>> split_stack("TFLM 2.3.1 (reference, no CMSIS-NN opt.)")
    ('tflm-reference', ())
    """
    folded = _fold(text)
    for pattern, library in _LIBRARIES:
        found = re.search(pattern, folded)
        if found:
            return library, _numbers(folded[found.end() :]) if library in _WITH_VERSIONS else ()
    number = _VERSION.search(folded)
    rest = folded[: number.start()] + folded[number.end() :] if number else folded
    return rest.replace(".", "-").strip("-"), _numbers(folded)


def drops_dead_channels(stack: str) -> bool:
    """Tell whether a library leaves out channels whose weights are all zero.

    Parameters
    ----------
    stack : str
        A library with its version.

    Returns
    -------
    bool
        X-CUBE-AI does since 8.1, Plumerai since 2023, ONNC always.

    References
    ----------
    MLPerf Tiny v1.1 results: visual wake words twice as fast as the version before, the other tasks not.
    """
    library, version = split_stack(stack)
    return library in _DROPPING and version >= _DROPPING[library]


def _fold(text: str) -> str:
    """Spell a name one way."""
    return re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-")


def _numbers(text: str) -> tuple[int, ...]:
    """Read the first version in a text; zeros at its end do not count."""
    found = _VERSION.search(text)
    numbers = tuple(int(part) for part in found[1].split(".")) if found else ()
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers
