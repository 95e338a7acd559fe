"""Find the board or the processor core somebody means by the name they write.

Notes
-----
A name that says more than a known one (an accelerator, another chip, another variant of a board) is refused: the
coefficients of a core say nothing of what stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError

_CORTEX = re.compile(r"\b(?:arm ?)?(?:cortex)?[ -]?([amr]\d{1,3})(\+| ?plus)?f?\b")
_CORES: tuple[tuple[str, str], ...] = (
    (r"\b(?:st )?neural ?art\b.*", "st-neural-art"),
    (r"\b(?:coral )?(?:google )?edge ?tpu\b.*", "edge-tpu"),
    (r"(?:\brisc v )?\bgap9\b.*|\bne16\b.*", "gap9-ne16"),
    (r"\bxtensa\b.*\blx7\b|\blx7\b|\besp32 ?s3\b", "xtensa-lx7"),
    (r"\bhailo ?8\b(?! ?[lr]\b)", "hailo-8"),
    (r"\bethos ?u55 ?256\b.*", "ethos-u55-256"),
    (r"\bvip ?8000\b.*", "vip8000"),
    (r"\bverisilicon npu gpu\b.*|\bvivante\b.*\bgc8000\b.*", "vivante-gc8000"),
    (r"\bjetson orin nano\b.*", "jetson-orin-ampere"),
)
"""How people write cores that are no Cortex; what follows an accelerator is its host."""
_SAYS_NOTHING = re.compile(
    r"\b(?:arm|st|32 ?bit|64 ?bit|risc|core|cores|cpu|mcu|processor|based|with|and|the|fpu|dsp|helium|mve|neon|simd|"
    r"pie|single|dual|quad|host|x ?\d|\d ?x|[sd]pfpu|mhz|ghz|\d+(?: \d+)? ?[mg]hz|fp|sp|dp|trustzone)\b"
)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A known part that stands for a name somebody wrote.

    Parameters
    ----------
    name : str
        The known one.
    note : str
        Why it stands for the other; empty where they are two spellings of one name.
    """

    name: str
    note: str = ""


def choose_core(text: str, known: Sequence[str]) -> NameMatch:
    """Choose the known processor core that is meant.

    Parameters
    ----------
    text : str
        A core as somebody writes it, such as ``ARM Cortex-M4 with FPU``.
    known : Sequence[str]
        Names of known cores, such as ``cortex-m4``.

    Returns
    -------
    NameMatch
        One of `known`.

    Raises
    ------
    UsageError
        If nothing is known about the core, or the name says that something works beside it.

    Examples
    --------
    >>> choose_core("Cortex-M4F", ["cortex-m4", "cortex-m7"]).name
    'cortex-m4'
    """
    folded = re.sub(r"[^a-z0-9+]+", " ", text.casefold()).strip()
    spelt = folded.replace(" ", "-").replace("+", "plus")
    if spelt in known:
        return NameMatch(spelt)
    for pattern, name in _CORES:
        rest, found = re.subn(pattern, " ", folded.replace("+", " "))
        if found and name in known and not _leftover(rest):
            return NameMatch(name)
    cortex = _CORTEX.search(folded)
    if cortex:
        name = f"cortex-{cortex[1]}{'plus' if cortex[2] else ''}"
        rest = _leftover(f"{folded[: cortex.start()]} {folded[cortex.end() :]}".replace("+", " "))
        if name in known and not rest:
            return NameMatch(name)
        if name in known:
            raise UsageError(
                f"{text!r} says more than {name}: {rest!r}, of which nothing is known; --core {name} tells what the "
                "core takes alone"
            )
    prefixed = [name for name in known if name.startswith(f"{spelt}-")]
    if len(prefixed) == 1:
        return NameMatch(prefixed[0], f"{text!r} is taken for {prefixed[0]}, the only one known")
    hint = did_you_mean(spelt, known) if not cortex else ""
    raise UsageError(
        f"nothing is known about the core {text!r} ({hint + '; ' if hint else ''}known: {', '.join(known)}); "
        "an unmeasured core cannot be predicted"
    )


def choose_device(text: str, names: Sequence[str], titles: Callable[[], Mapping[str, str]]) -> NameMatch:
    """Choose the device profile that is meant.

    Parameters
    ----------
    text : str
        A board or chip as somebody writes it, such as ``NUCLEO-H7A3ZI-Q`` or ``STM32H7A3``.
    names : Sequence[str]
        Names of known devices.
    titles : Callable[[], Mapping[str, str]]
        Gives their titles by name; only called where no name is the one written.

    Returns
    -------
    NameMatch
        One of `names`; a chip stands for its only board.

    Raises
    ------
    UsageError
        If there is no such device, or several that the name may mean.
    """
    wanted = _squeeze(text)
    for name in names:
        if wanted and wanted == _squeeze(name):
            return NameMatch(name)
    found = {name: title for name, title in titles().items() if wanted and wanted in _phrases(title)}
    if len(found) == 1:
        name, title = next(iter(found.items()))
        return NameMatch(name, f"{text!r} is taken for {name} ({title})")
    if found:
        raise UsageError(f"{text!r} may be any of these devices: {', '.join(found)}")
    near = _same_chip(wanted, names) or did_you_mean(text.casefold().replace(" ", "-"), names)
    raise UsageError(
        f"there is no device called {text!r} ({near + '; ' if near else ''}known: {', '.join(names)}); for another "
        "board give its core and clock: --core CORE --clock CLOCK"
    )


def _leftover(text: str) -> str:
    """Give what of a core's name is not understood."""
    return re.sub(r"[^a-z0-9]+", " ", _SAYS_NOTHING.sub(" ", f" {text} ")).strip()


def _squeeze(text: str) -> str:
    """Spell a name one way."""
    spelt = re.sub(r"[^a-z0-9+]+", "", text.casefold())
    return re.sub(r"^rpi(?=\d)", "raspberrypi", spelt)


def _phrases(title: str) -> frozenset[str]:
    """Give every run of words of a title, without what stands in parentheses."""
    found = set()
    for part in re.sub(r"\([^)]*\)", "", title).split(","):
        words = [_squeeze(word) for word in part.split() if word.casefold() != "model"]
        runs = range(len(words))
        found |= {"".join(words[start : end + 1]) for start in runs for end in runs[start:]}
    return frozenset(run for run in found if len(run) > 3)


def _same_chip(wanted: str, names: Iterable[str]) -> str:
    """Suggest the device whose name starts as the wanted one does."""
    shared = {name: len(_shared(wanted, _squeeze(name))) for name in names}
    best = max(shared, key=lambda name: shared[name], default="")
    return f"did you mean {best!r}?" if best and shared[best] >= 7 else ""


def _shared(one: str, other: str) -> str:
    """Give the start two words share."""
    count = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    return one[: min(len(one), len(other))] if count is None else one[:count]
