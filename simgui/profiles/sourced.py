"""A number with the evidence it rests on."""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """How well a number is known."""

    MEASURED = "measured"
    DERIVED = "derived"
    GUESS = "guess"

    @property
    def glyph(self) -> str:
        """The one sign that says it everywhere: ● measured, ◐ derived, ○ guess."""
        return {Basis.MEASURED: "●", Basis.DERIVED: "◐", Basis.GUESS: "○"}[self]


@dataclass(frozen=True, slots=True)
class Sourced:
    """A profile number, its source and how far it may be off.

    Parameters
    ----------
    value : float
        The number in SI units (the field that holds it names the unit).
    text : str
        The number as the profile file writes it, unit included.
    source : str
        Document, table and page, or the measurement it was derived from.
    tolerance : float
        Relative half-width of our ignorance. [-]
    basis : Basis
        Measured (data sheets count), derived from a measurement, or a guess.
    conditions : str
        Under which conditions the number holds.
    """

    value: float
    text: str
    source: str
    tolerance: float
    basis: Basis
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class SourcedTable:
    """Numbers that depend on one or two others, with the evidence they rest on.

    Parameters
    ----------
    points : tuple[tuple[float, ...], ...]
        Rows in SI units, ascending: what the number depends on, and last the number (the field that holds them
        names the columns). A table of two variables has a row for each pair of their values.
    source : str
        Document, table and page, or why the numbers are estimated so.
    tolerance : float
        Relative half-width of our ignorance of the last column. [-]
    basis : Basis
        Measured (data sheets count), derived from a measurement, or a guess.
    conditions : str
        Under which conditions the numbers hold.
    """

    points: tuple[tuple[float, ...], ...]
    source: str
    tolerance: float
    basis: Basis
    conditions: str = ""
