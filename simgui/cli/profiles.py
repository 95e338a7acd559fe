"""``simgui profiles``: the parts a scenario can name, and each of their numbers with its source."""

from __future__ import annotations

import json as json_format
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError
from simgui.core.units import format_quantity
from simgui.profiles.load import fields_of
from simgui.profiles.registry import Registry
from simgui.profiles.schema import FieldRule, Kind, Part, Shape, rules_of
from simgui.profiles.sourced import Basis, Sourced, SourcedTable

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)

_SCHEMA = "simgui.profiles/1"
_LEGEND = " · ".join(f"{basis.glyph} {basis}" for basis in Basis)
_NARROWEST = 100  # a table with sources reads badly in less, also in a pipe


@app.command("list")
def list_profiles(
    kind: Annotated[
        str | None, typer.Argument(help="Only parts of this kind, such as device.", metavar="[KIND]")
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the parts by kind."""
    registry = Registry()
    kinds = tuple(Kind) if kind is None else (_kind(kind),)
    titles = {kind: {name: _title(registry.get(kind, name)) for name in registry.names(kind)} for kind in kinds}
    if json:
        groups = {
            kind.value: [{"name": name, "title": title} for name, title in parts.items()]
            for kind, parts in titles.items()
        }
        _print_json({"schema": _SCHEMA, "profiles": groups})
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("kind", "name", "what it is"):
        table.add_column(heading, no_wrap=heading != "what it is")
    for kind_, parts in titles.items():
        for row, (name, title) in enumerate(parts.items()):
            table.add_row("" if row else Text(kind_.value, "bold"), Text(name), Text(title))
    _console().print(table)


@app.command("show")
def show_profile(
    name: Annotated[str, typer.Argument(help="A part's name, or kind/name where two kinds share it.", metavar="NAME")],
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON with SI values.")] = False,
) -> None:
    """Show a part, each number with its tolerance and source; a name two kinds share shows both."""
    registry = Registry()
    found = find(registry, name)
    if json:
        _print_json({"schema": _SCHEMA, "profiles": [as_json(registry, kind, part) for kind, part in found]})
        return
    console = _console()
    for kind, part in found:
        console.print(Text(f"{kind} {part.name} · {_title(part)}", "bold"))
        console.print(_table(kind, part))
        console.print()
    console.print(Text(_LEGEND, "dim"))


def find(registry: Registry, name: str) -> list[tuple[Kind, Part]]:
    """Find the parts a user may mean.

    Parameters
    ----------
    registry : Registry
        Where to look.
    name : str
        ``name``, ``kind/name`` or ``folder/name``.

    Returns
    -------
    list[tuple[Kind, Part]]
        At least one; several when kinds share the name.

    Raises
    ------
    UsageError
        If there is no such part or no such kind.
    InputError
        If its file is wrong.
    """
    prefix, slash, stem = name.rpartition("/")
    kinds = (_kind(prefix),) if slash else tuple(Kind)
    found = [kind for kind in kinds if stem in registry.names(kind)]
    if not found:
        what = f"no {kinds[0]}" if slash else "no part"
        hint = did_you_mean(stem, (known for kind in kinds for known in registry.names(kind)))
        advice = hint or "see simgui profiles list"
        raise UsageError(f"simgui profiles: there is {what} called {stem!r} ({advice})")
    return [(kind, registry.get(kind, stem)) for kind in found]


def as_json(registry: Registry, kind: Kind, part: Part) -> dict[str, Any]:
    """Give a part as JSON objects: SI values beside the text of the file.

    Parameters
    ----------
    registry : Registry
        Where the part came from; its file's digest goes along.
    kind : Kind
        What kind of part it is.
    part : Part
        The record.

    Returns
    -------
    dict[str, Any]
        ``kind``, ``name``, ``sha256`` and ``fields``, in which a number has ``value``, ``unit``, ``text``,
        ``tolerance``, ``basis``, ``source`` and ``conditions``.
    """
    rules = rules_of(kind)
    entries = {f.name: _plain(getattr(part, f.name), rules[f.name]) for f in fields(part) if f.name in rules}
    return {"kind": kind.value, "name": part.name, "sha256": registry.digest(kind, part.name), "fields": entries}


def _plain(value: object, rule: FieldRule) -> Any:  # noqa: ANN401
    if isinstance(value, Sourced):
        return {
            "value": value.value,
            "unit": rule.unit,
            "text": value.text,
            "tolerance": value.tolerance,
            "basis": value.basis.value,
            "source": value.source,
            "conditions": value.conditions,
        }
    if isinstance(value, SourcedTable):
        return {**asdict(value), "unit": rule.unit, "basis": value.basis.value}
    if isinstance(value, Mapping):
        return {key: _plain(number, rule) for key, number in value.items()}
    return value


def _kind(word: str) -> Kind:
    """Read a kind by its own name or that of its folder."""
    for kind in Kind:
        if word in {kind.value, kind.folder}:
            return kind
    hint = did_you_mean(word, map(str, Kind)) or f"one of {', '.join(Kind)}"
    raise UsageError(f"simgui profiles: there is no kind of part called {word!r} ({hint})")


def _title(part: Part) -> str:
    title = getattr(part, "title", "")
    return title or f"kernels of {getattr(part, 'stack', '')} on {getattr(part, 'core', '')}"


def _table(kind: Kind, part: Part) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("field", no_wrap=True)
    table.add_column("value", no_wrap=True)
    table.add_column("±", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("source, conditions", overflow="fold")
    rules = rules_of(kind)
    sourced = dict(fields_of(part))
    for name, rule in rules.items():
        numbers = {path: number for path, number in sourced.items() if path.partition(".")[0] == name}
        rows = getattr(part, name)
        if isinstance(rows, SourcedTable):
            evidence = f"{rows.source}; {rows.conditions}" if rows.conditions else rows.source
            points = "\n".join(_row(point, rule) for point in rows.points)
            table.add_row(Text(name), Text(points), f"{rows.tolerance * 100:.0f} %", rows.basis.glyph, Text(evidence))
            continue
        for path, number in numbers.items():
            evidence = f"{number.source}; {number.conditions}" if number.conditions else number.source
            tolerance = f"{number.tolerance * 100:.0f} %"
            table.add_row(Text(path), Text(_shown(number, rule)), tolerance, number.basis.glyph, Text(evidence))
        if not numbers and name != "title":
            meaning = "" if rule.shape is Shape.TEXT else rule.meaning
            table.add_row(Text(name), Text(_words(getattr(part, name), rule)), "", "", Text(meaning, "dim"))
    return table


def _shown(number: Sourced, rule: FieldRule) -> str:
    """Give a number as its file has it; a current at a voltage also as the power it makes."""
    if " at " in number.text:
        return f"{format_quantity(number.value, rule.dimension)} ({number.text})"
    return number.text


def _words(value: object, rule: FieldRule) -> str:
    if isinstance(value, tuple):
        return "\n".join(_point(item) for item in value) or "–"
    if not value:
        return "–"
    return format_quantity(value, rule.dimension) if isinstance(value, float) else str(value)


def _row(point: Sequence[float], rule: FieldRule) -> str:
    """Give a row of a table: what the number depends on, and the number."""
    texts = [format_quantity(value, column) for value, column in zip(point, rule.columns, strict=True)]
    return f"{', '.join(texts[:-1])}: {texts[-1]}"


def _point(item: object) -> str:
    if isinstance(item, Sequence) and not isinstance(item, str):
        return f"{item[0]:g} °C: {item[1] * 100:g} %"
    return str(item)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(console.width, _NARROWEST))


def _print_json(document: Mapping[str, Any]) -> None:
    print(json_format.dumps(document, ensure_ascii=False, indent=2))
