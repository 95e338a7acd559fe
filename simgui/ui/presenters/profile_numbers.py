"""The numbers of a part with the evidence they rest on, as rows of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from simgui.core.errors import InputError
from simgui.core.units import format_quantity
from simgui.profiles.load import fields_of
from simgui.profiles.registry import Registry
from simgui.profiles.schema import FieldRule, Kind, Part, Shape, rules_of
from simgui.profiles.sourced import Basis, Sourced, SourcedTable
from simgui.ui.translation import later, tr

BASIS_WORDS: Mapping[Basis, str] = {
    Basis.MEASURED: later("measured"),
    Basis.DERIVED: later("derived"),
    Basis.GUESS: later("guess"),
}


def basis_legend() -> str:
    """Explain the signs: ``● measured ◐ derived ○ guess``."""
    return " ".join(f"{basis.glyph} {tr(word)}" for basis, word in BASIS_WORDS.items())


_TITLES: Mapping[str, str] = {
    "usd_per_device_month": later("Subscription"),
    "usd_per_byte": later("Traffic"),
    "usd_per_egress_byte": later("Traffic out"),
    "usd_per_server_s": later("Rent"),
    "usd_per_message": later("Per message"),
    "ocv_v": later("Open-circuit voltage"),
}
_MOST_POINTS = 6
_SUFFIXES = (
    *("_bit_per_s", "_byte_per_s", "_per_s", "_usd", "_byte", "_hz", "_ohm"),
    *("_w", "_s", "_v", "_a", "_c", "_j", "_db", "_m", "_dbm"),
)


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number of a part.

    Parameters
    ----------
    title, about : str
        What it is, shortly and in a sentence.
    value : str
        With its unit.
    basis : Basis | None
        How well it is known; None for what is no number with a source.
    tolerance : str
        Such as ``± 20 %``.
    source : str
        Document and page, and the conditions.
    """

    title: str
    about: str
    value: str
    basis: Basis | None
    tolerance: str
    source: str

    @property
    def chip(self) -> str:
        """Glyph, word and tolerance in a few characters; the glyph never stands alone."""
        if self.basis is None:
            return ""
        return f"{self.basis.glyph} {tr(BASIS_WORDS[self.basis])} {self.tolerance}".rstrip()

    @property
    def short_chip(self) -> str:
        """The same without the word, for a table that explains the signs above itself."""
        return f"{self.basis.glyph} {self.tolerance}".rstrip() if self.basis is not None else ""


@dataclass(frozen=True, slots=True)
class PartNumbers:
    """A part and its numbers.

    Parameters
    ----------
    kind, name, title : str
        What it is, its name in scenarios, and its full name.
    rows : tuple[NumberRow, ...]
        Its numbers.
    problem : str
        Why it cannot be read, or "".
    """

    kind: str
    name: str
    title: str
    rows: tuple[NumberRow, ...]
    problem: str = ""

    @property
    def short_evidence(self) -> str:
        """The same in signs alone, for a heading whose content says it in words."""
        counts = {basis: sum(row.basis is basis for row in self.rows) for basis in Basis}
        return " ".join(f"{basis.glyph}{count}" for basis, count in counts.items() if count)

    @property
    def evidence(self) -> str:
        """How many numbers are measured, derived and guessed."""
        counts = {basis: sum(row.basis is basis for row in self.rows) for basis in Basis}
        return "  ".join(f"{basis.glyph} {count} {tr(BASIS_WORDS[basis])}" for basis, count in counts.items() if count)


def part_numbers(registry: Registry, kind: Kind, name: str) -> PartNumbers:
    """List the numbers of a part.

    Parameters
    ----------
    registry : Registry
        Where it is looked up.
    kind : Kind
        What kind of part.
    name : str
        Its name.

    Returns
    -------
    PartNumbers
        With a problem in place of numbers when the part is unknown or its file is wrong.
    """
    try:
        part = registry.get(kind, name)
    except InputError as error:
        first = error.diagnostics[0]
        return PartNumbers(str(kind), name, name, (), first.message + (f" ({first.hint})" if first.hint else ""))
    rules = rules_of(kind)
    sourced = dict(fields_of(part))
    rows: list[NumberRow] = []
    for field in fields(part):
        if field.name in rules and field.name != "title":
            rows.extend(_rows(part, field.name, rules[field.name], sourced))
    return PartNumbers(str(kind), name, str(getattr(part, "title", name)), tuple(rows))


def _rows(part: Part, name: str, rule: FieldRule, sourced: Mapping[str, Sourced]) -> list[NumberRow]:
    value = getattr(part, name)
    if isinstance(value, SourcedTable):
        points = [_point(point, rule) for point in value.points]
        shown = points if len(points) <= _MOST_POINTS else [*points[:3], tr("… {count} more", count=len(points) - 3)]
        row = _row(name, rule, "\n".join(shown), value)
        return [replace(row, about="\n".join([row.about, *points]) if len(shown) < len(points) else row.about)]
    numbers = {path: number for path, number in sourced.items() if path.partition(".")[0] == name}
    if numbers:
        return [_row(path, rule, _shown(number, rule), number) for path, number in numbers.items()]
    text = _words(value, rule)
    return [NumberRow(_title(name), rule.meaning, text, None, "", "")] if text else []


def _row(name: str, rule: FieldRule, value: str, evidence: Sourced | SourcedTable) -> NumberRow:
    source = "; ".join(part for part in (evidence.source, evidence.conditions) if part)
    tolerance = f"± {evidence.tolerance * 100:.2g} %" if evidence.tolerance else ""
    return NumberRow(_title(name), rule.meaning, value, evidence.basis, tolerance, source)


def _title(name: str) -> str:
    if name in _TITLES:
        return tr(_TITLES[name])
    last = name.rpartition(".")[2]
    suffix = next((one for one in _SUFFIXES if last.endswith(one)), "")
    return tr(last.removesuffix(suffix).replace("_", " ").capitalize())


def _shown(number: Sourced, rule: FieldRule) -> str:
    """Give a number as its file has it; a current at a voltage as the power it makes."""
    if " at " in number.text:
        return f"{format_quantity(number.value, rule.dimension)} ({number.text})"
    return number.text


def _point(point: Sequence[float], rule: FieldRule) -> str:
    texts = [format_quantity(value, column) for value, column in zip(point, rule.columns, strict=True)]
    return f"{', '.join(texts[:-1])}: {texts[-1]}"


def _words(value: object, rule: FieldRule) -> str:
    if value is None or value in ("", (), 0):
        return ""
    if isinstance(value, float):
        return format_quantity(value, rule.dimension)
    if isinstance(value, tuple):
        texts = [f"{one[0]:g} °C: {one[1] * 100:g} %" if isinstance(one, tuple) else str(one) for one in value]
        return ("\n" if rule.shape is Shape.CURVE else ", ").join(texts)
    return str(value) if isinstance(value, str | int) else ""
