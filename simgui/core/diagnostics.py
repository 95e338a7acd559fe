"""Problems in input files: where, what, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simgui.core.errors import InputError

_LONGEST_WORD = 80  # longer words are no typing slips, and comparing them is slow


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a text file.

    Parameters
    ----------
    file : str
        The file's name as the user gave it.
    line : int
        Line, counted from 1. [-]
    column : int
        Column in characters, counted from 1. [-]
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Give the place the way compilers do, so that editors can jump to it."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem at one place.

    Parameters
    ----------
    location : Location
        Where the problem is.
    path : str
        Dotted path of the value, such as ``fleet.motors.count``; empty when no value is concerned.
    message : str
        What is wrong.
    hint : str
        What to do about it; may be empty.

    Examples
    --------
    >>> print(Diagnostic(Location("farm.yaml", 9, 7), "fleet.probe.voltge", "unknown key",
    ...                  did_you_mean("voltge", ["voltage", "current"])))
    farm.yaml:9:7: fleet.probe.voltge: unknown key (did you mean 'voltage'?)
    """

    location: Location
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Give ``file:line:col: path: message (hint)``, leaving out what is empty."""
        path = f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.location}: {path}{self.message}{hint}"


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Suggest the known name that is nearest to a mistyped one.

    Parameters
    ----------
    word : str
        What the user wrote.
    candidates : Iterable[str]
        The names that exist.

    Returns
    -------
    str
        ``did you mean 'x'?``, or an empty string when nothing comes near.
    """
    names = sorted(set(candidates) - {word})
    if not word or len(word) > _LONGEST_WORD:
        return ""
    near = [name for name in names if _fold(name) == _fold(word)]
    near.sort(key=lambda name: -sum(map(str.__eq__, name, word)))  # 'mw' is nearer to mW than to MW
    if not near:
        from difflib import get_close_matches  # noqa: PLC0415 - only needed once something is wrong

        near = get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""


def _fold(name: str) -> str:
    """Make two spellings of one name equal."""
    return name.casefold().replace("-", "_").replace(" ", "_")


class DiagnosticCollector:
    """Gathers problems so that all of them can be reported in one pass."""

    def __init__(self) -> None:
        self._diagnostics: list[Diagnostic] = []

    def add(self, location: Location, path: str, message: str, hint: str = "") -> None:
        """Note one problem; the parameters are those of `Diagnostic`."""
        self._diagnostics.append(Diagnostic(location, path, message, hint))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over problems that were found elsewhere."""
        self._diagnostics.extend(diagnostics)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The problems so far, ordered by file, line and column."""
        return tuple(sorted(self._diagnostics, key=lambda diagnostic: diagnostic.location))

    def raise_if_any(self) -> None:
        """Report everything that was noted.

        Raises
        ------
        InputError
            If at least one problem was noted.
        """
        if self._diagnostics:
            raise InputError(self.diagnostics)
