"""The texts of the window in the user's language; the keys are the English texts themselves.

Texts are looked up when they are shown, so `tr` belongs into functions; a text in a module's constant is marked
with `later` and given to `tr` when it is used. The German texts lie in ``translations/de*.yaml``, one file for
each area of the window or one for all.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from simgui.core.phrase import Phrase

_FOLDER = Path(__file__).parent / "translations"


class Language(StrEnum):
    """A language the window speaks."""

    ENGLISH = "en"
    GERMAN = "de"


class _Chosen:
    """The language in use; one for the process, as in every translated program."""

    language = Language.ENGLISH


def tr(text: str, **values: object) -> str:
    """Give a text in the language in use.

    Parameters
    ----------
    text : str
        The English text; with values, its ``{name}`` fields are filled in after the look-up. A phrase of the engine
        is said with the values it has.
    values : object
        By the names of the fields; phrases are translated.

    Examples
    --------
    >>> tr("{count} runs", count=3)
    '3 runs'
    """
    if isinstance(text, Phrase):
        return text if _Chosen.language is Language.ENGLISH else text.said_by(_found)
    found = text if _Chosen.language is Language.ENGLISH else catalogue(_Chosen.language).get(text, text)
    if not values:
        return found
    return found.format(**{name: tr(value) if isinstance(value, Phrase) else value for name, value in values.items()})


def counted(number: float, places: int = 0) -> str:
    """Write a count with its thousands set apart: by a comma in English, where German has a thin space.

    Numbers keep the decimal point of the scenario files in every language, as a value on the screen can be typed into
    a file and back; but a comma between thousands would be read as a decimal comma in German.

    Examples
    --------
    >>> counted(10000)
    '10,000'
    """
    text = f"{number:,.{places}f}"
    return text if _Chosen.language is Language.ENGLISH else text.replace(",", "\u202f")


def _found(text: str) -> str | None:
    """Find a text, also where the catalogue has it with a capital: what stands alone in the window begins with one."""
    texts = catalogue(_Chosen.language)
    return texts.get(text) or texts.get(text[:1].upper() + text[1:])


def later(text: str) -> str:
    """Mark a text that `tr` gets later, so that the test of translations finds it."""
    return text


def language() -> Language:
    """Give the language in use."""
    return _Chosen.language


def choose_language(choice: Language) -> None:
    """Take another language; what is on the screen keeps its texts until it is made again."""
    _Chosen.language = choice


def preferred_language(remembered: str, system: str) -> Language:
    """Choose the language to start in.

    Parameters
    ----------
    remembered : str
        What the user chose in the menu, or "".
    system : str
        Locale of the desktop, e.g. ``de_AT``.

    Returns
    -------
    Language
        By ``SIMGUI_LANG`` if it is set, then as remembered, then as the desktop, then English.
    """
    for name in (os.environ.get("SIMGUI_LANG", ""), remembered, system):
        short = name.replace("-", "_").partition("_")[0].partition(".")[0].lower()
        if short in set(Language):
            return Language(short)
    return Language.ENGLISH


@cache
def catalogue(choice: Language) -> Mapping[str, str]:
    """Give the texts of a language by their English ones."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - only for other languages than English

    texts: dict[str, str] = {}
    for file in sorted(_FOLDER.glob(f"{choice.value}*.yaml")):
        texts |= YAML(typ="safe").load(file.read_text(encoding="utf-8")) or {}
    return texts
