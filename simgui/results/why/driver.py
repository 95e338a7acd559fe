"""What drives a KPI: one profile number each, with how far it alone moves the KPI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simgui.core.phrase import Phrase, and_list
from simgui.profiles.sourced import Basis

_MOST_NAMED = 2
_LEAST_NAMED = 0.3
_WORDS = {
    Basis.GUESS: (Phrase("a guess"), Phrase("guesses")),
    Basis.DERIVED: (Phrase("a derived number"), Phrase("derived numbers")),
    Basis.MEASURED: (Phrase("a measured number"), Phrase("measured numbers")),
}
_UNITS = frozenset({"w", "s", "a", "v", "c", "j", "hz", "byte", "ohm", "usd", "db", "dbm"})
_RATES = {"_bit_per_s": "_rate", "_byte_per_s": "_rate", "_per_s": ""}


def field_words(field: str) -> str:
    """Name a field of a profile without its unit.

    Examples
    --------
    >>> field_words("sleep_power_w"), field_words("uplink_bit_per_s"), field_words("usd_per_byte")
    ('sleep power', 'uplink rate', 'usd per byte')
    """
    for ending, instead in _RATES.items():
        if field.endswith(ending):
            field = field.removesuffix(ending) + instead
    words = field.split("_")
    if len(words) > 1 and words[-1] in _UNITS and "per" not in words:
        words = words[:-1]
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Driver:
    """A profile number and what its tolerance does to a KPI.

    Parameters
    ----------
    number : str
        Its path, ``folder/part.field``; ``kernels/….latency`` stands for all cycle counts of a library together.
    text : str
        The number as the profile writes it.
    tolerance : float
        Relative half-width of our ignorance. [-]
    basis : Basis
        How well it is known.
    source : str
        What it rests on.
    low, high : float
        The KPI with the number at the lower and at the upper end of its tolerance, all others as written. [SI]
    share : float
        Its part of the KPI's variance, as far as numbers move it independently of each other. [-]
    """

    number: str
    text: str
    tolerance: float
    basis: Basis
    source: str
    low: float
    high: float
    share: float

    @property
    def name(self) -> Phrase:
        """The number in words: ``sleep power of nrf5340-dk``.

        Examples
        --------
        >>> Driver("links/ble-2m.setup_s", "1 ms", 0.5, Basis.GUESS, "an estimate", 1.0, 2.0, 0.1).name
        'setup of ble-2m'
        """
        part, _, field = self.number.partition("/")[2].rpartition(".")
        kind = self.number.partition("/")[0]
        number = "cycles" if kind == "kernels" and field == "latency" else field_words(field)
        return Phrase("{number} of {part}", number=Phrase(number), part=part)

    def to_document(self) -> dict[str, Any]:
        """Give it as JSON holds it."""
        return {
            "number": self.number,
            "text": self.text,
            "tolerance": self.tolerance,
            "basis": self.basis.value,
            "source": self.source,
            "low": self.low,
            "high": self.high,
            "share": self.share,
        }


def read_driver(document: Mapping[str, Any]) -> Driver:
    """Read what `Driver.to_document` gave.

    Raises
    ------
    KeyError, ValueError, TypeError
        If it has another shape.
    """
    return Driver(
        number=str(document["number"]),
        text=str(document["text"]),
        tolerance=float(document["tolerance"]),
        basis=Basis(document["basis"]),
        source=str(document["source"]),
        low=float(document["low"]),
        high=float(document["high"]),
        share=float(document["share"]),
    )


def dominating_basis(drivers: Sequence[Driver]) -> Basis:
    """Give the basis that most of a spread rests on; derived where no number moves the KPI: it was simulated."""
    totals: dict[Basis, float] = {}
    for driver in drivers:
        totals[driver.basis] = totals.get(driver.basis, 0.0) + driver.share
    return max(totals, key=lambda basis: totals[basis]) if totals else Basis.DERIVED


def in_a_sentence(drivers: Sequence[Driver]) -> str:
    """Say what most of a spread comes from: ``62 % of the spread comes from a guess: sleep power of nrf5340-dk``.

    Parameters
    ----------
    drivers : Sequence[Driver]
        The largest first.

    Returns
    -------
    str
        Numbers of the basis that most of the spread rests on, at most two of them; empty when nothing drives it.
    """
    if not drivers or drivers[0].share <= 0:
        return ""
    basis = dominating_basis(drivers)
    named = [one for one in drivers if one.basis is basis]
    named = [one for one in named[:_MOST_NAMED] if one.share >= _LEAST_NAMED * named[0].share]
    one, several = _WORDS[basis]
    numbers = [
        Phrase("{name} (± {tolerance})", name=driver.name, tolerance=f"{100 * driver.tolerance:.3g} %")
        for driver in named
    ]
    return Phrase(
        "{share} of the spread comes from {basis}: {numbers}",
        share=f"{100 * sum(driver.share for driver in named):.0f} %",
        basis=one if len(named) == 1 else several,
        numbers=and_list(numbers),
    )
