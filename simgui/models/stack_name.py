"""Find the kernel library somebody means by a name and a version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError

_MICRO = r"tflm|tf-?lite-(?:for-)?micro|tensorflow-lite-(?:for-)?micro(?:controllers)?|litert-(?:for-)?micro"
_LIBRARIES: tuple[tuple[str, str], ...] = (
    (r"edge-?tpu|coral", "edgetpu-runtime"),
    (r"stm32cube[.-]?ai|x-cube-ai|^cube[.-]ai|^xcubeai", "x-cube-ai"),
    (r"st-?edge-?ai", "st-edge-ai"),
    (r"plumerai", "plumerai"),
    (r"(?:^|-)hale(?:-|$)", "hale"),
    (r"onnc", "onnc-cmsis-nn"),
    (rf"renesas.*(?:{_MICRO})|(?:{_MICRO}).*renesas", "renesas-tflm"),
    (r"tvm.*cmsis", "microtvm-cmsis-nn"),
    (r"tvm", "microtvm"),
    (r"tiny-?engine", "tinyengine"),
    (r"esp-nn-(?:off|disabled)|(?:without|w-o|no|non)-esp-nn|^ansi-c(?:-|$)", "tflm-reference"),
    (r"esp-nn", "esp-nn"),
    (
        rf"(?:{_MICRO}).*(?:reference|ansi|(?:ref|generic|default|portable)-kernel)|(?:without|w-o|no|non)-cmsis|cmsis-nn-(?:off|disabled)",
        "tflm-reference",
    ),
    (r"cmsis", "tflm-cmsis-nn"),
    (rf"(?:{_MICRO}).*andes|andes-nn", "andes-nn"),
    (_MICRO, "tflm"),
    (r"openvx", "openvx"),
    (r"vela", "vela"),
    (r"gap-?flow|gap-?sdk", "gapflow"),
    (r"tengine", "tengine"),
    (r"xnnpack|tensorflow-lite|tflite|litert|x-linux-ai", "tflite-xnnpack"),
    (r"hailo", "hailort"),
    (r"tensorrt|trt", "tensorrt"),
)
"""How people write the names of libraries, the more telling first."""
_VERSION = re.compile(r"(?:^|-|(?<=[a-z]))v?(\d+(?:\.\d+)*)\.?(?=-|$)")
_WITH_VERSIONS = frozenset({"x-cube-ai", "st-edge-ai", "plumerai"})
_HELPERS = re.compile(r"(?:^|-)(hsp|mvp|npu|ethos(?:-u\d+)?|co-?processor|accelerator|ne16|fpga|gpu)(?=-|$)")
"""What a library may use beside the core it runs on, so that its prices on the core alone would be wrong."""
_FOR_HELPERS = frozenset(
    {"edgetpu-runtime", "vela", "openvx", "gapflow", "hailort", "tensorrt", "tengine", "st-edge-ai", "ai8x"}
)
_AS_NINE = (10, 1)
"""From this X-CUBE-AI on, times are those of 9.0 again: MLPerf Tiny v1.3 (10.2) against v1.2, while the model zoo's
10.0 was run with the setting ``balanced``. A 10.2 with that setting was not measured."""
_TFLM_KERNELS = ("tflm-cmsis-nn", "esp-nn", "tflm-reference")
_SHORT = 3
"""Letters that do not tell a library."""
_SIBLINGS = {"st-edge-ai": "x-cube-ai", "x-cube-ai": "st-edge-ai"}
"""Two names of one code generator: ST Edge AI 2.0 is X-CUBE-AI 10.0."""
_DROPPING = {"x-cube-ai": (8, 1), "st-edge-ai": (), "plumerai": (2023,), "onnc-cmsis-nn": ()}


@dataclass(frozen=True, slots=True)
class StackMatch:
    """A known kernel library that stands for one somebody named.

    Parameters
    ----------
    name : str
        The known one.
    note : str
        Why it stands for the other; empty where they are one.
    """

    name: str
    note: str = ""


def choose_stack(text: str, known: Sequence[str]) -> str:
    """Choose the known kernel library nearest to the one that was named; see `match_stack`.

    Examples
    --------
    >>> choose_stack("X-CUBE-AI 10.2", ["tflm-cmsis-nn", "x-cube-ai-7", "x-cube-ai-9"])
    'x-cube-ai-9'
    >>> choose_stack("X-CUBE-AI 8.0", ["x-cube-ai-7", "x-cube-ai-8.1"])
    'x-cube-ai-7'
    """
    return match_stack(text, known).name


def match_stack(text: str, known: Sequence[str]) -> StackMatch:
    """Choose the known kernel library nearest to the one that was named, and say how near it is.

    Parameters
    ----------
    text : str
        A library with or without version, such as ``X-CUBE-AI 9.0``.
    known : Sequence[str]
        Names of known libraries, such as ``x-cube-ai-9``.

    Returns
    -------
    StackMatch
        One of `known`: the very name if it is known; else the same library (else one whose name begins with the
        given one, or that is a part of it), and of its versions the named one, else the newest that is not newer,
        else the oldest; without a version the newest.

    Raises
    ------
    UsageError
        If no known library has that name, or an accelerator is named that none of them uses.

    Examples
    --------
    >>> match_stack("TFLM", ["tflm-cmsis-nn", "tflm-reference"]).note
    "'TFLM' leaves open which kernels: tflm-cmsis-nn is assumed, not tflm-reference"
    """
    folded = _fold(text)
    if folded in known:
        return StackMatch(folded)
    library, version = split_stack(text)
    parts = {name: split_stack(name) for name in known}
    helper = "" if _FOR_HELPERS & {one for one, _ in parts.values()} else _helper(folded)
    same = [] if helper else _same_library(library, parts)
    if not same and not helper and library in _SIBLINGS:
        same = [name for name in known if parts[name][0] == _SIBLINGS[library]]
        version = ()
    if not same:
        raise UsageError(_refusal(text, known, helper))
    if library == "x-cube-ai" and version >= _AS_NINE and any(parts[name][1] == (9,) for name in same):
        version = (9,)
    newest_first = sorted(same, key=lambda name: parts[name][1], reverse=True)
    not_newer = [name for name in newest_first if parts[name][1] <= version]
    name = (not_newer or newest_first[-1:])[0] if version else newest_first[0]
    return StackMatch(name, _note(text, name, same, parts))


def _helper(folded: str) -> str:
    """Name what helps the core; empty where nothing does."""
    found = _HELPERS.search(folded)
    return found[1] if found else ""


def _same_library(library: str, parts: dict[str, tuple[str, tuple[int, ...]]]) -> list[str]:
    """List the known names of a library, in whatever way it is known."""
    if library == "tflm":  # its kernels for the core unless told otherwise, as its builds for boards have it
        return sorted((name for name in parts if name in _TFLM_KERNELS), key=_TFLM_KERNELS.index)
    return (
        [name for name in parts if parts[name][0] == library]
        or [name for name in parts if len(library) > _SHORT and parts[name][0].startswith(f"{library}-")]
        or [name for name in parts if parts[name][0] and f"-{parts[name][0]}-" in f"-{library}-"]
    )


def _note(text: str, name: str, same: Sequence[str], parts: dict[str, tuple[str, tuple[int, ...]]]) -> str:
    """Say how near a known library is to the one that was named; nothing where it is the same."""
    library, version = split_stack(text)
    known_library, known_version = parts[name]
    others = [other for other in same if parts[other][0] != known_library]
    if others:
        return f"{text!r} leaves open which kernels: {name} is assumed, not {', '.join(others)}"
    if library != known_library or (version and known_version and version[: len(known_version)] != known_version):
        return f"{text!r} is priced as {name}, the nearest known"
    if not version and len(same) > 1 and library in _WITH_VERSIONS and known_version:
        return f"{text!r} names no version: {name} is assumed"
    return ""


def _refusal(text: str, known: Sequence[str], helper: str) -> str:
    """Say why none of the known libraries will do."""
    listed = ", ".join(known) or "none"
    if helper:
        return f"{text!r} says that something helps the core ({helper}), which no library known here uses ({listed})"
    hint = did_you_mean(text, known)
    return f"there is no kernel library {text!r} here ({hint + '; ' if hint else ''}known: {listed})"


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
