"""The reference of the scenario file, made from the tables that read it, so that the two cannot differ."""

from collections.abc import Iterator

from simgui.scenario.kpi import BUDGET_KEYS, KPIS, Direction
from simgui.scenario.schema.file import SCENARIO
from simgui.scenario.schema.kinds import Kind, Word
from simgui.scenario.schema.placement import PlacementForm
from simgui.scenario.schema.supply import SERIES, Varying
from simgui.scenario.schema.table import REQUIRED, Field, ListOf, Named, Nested, Table, Variant

_PREAMBLE = """# The scenario file

Made by `make docs` from the tables that read the file: what stands here is what is read.

A quantity carries its unit: `50 ms`, `3m30s`, `10 kHz`, `512 KiB`, `-5 degC`; counts and ratios may do without.
A key that is not listed is an error, and so is a value out of its range; all problems of a file are reported at once.
A value can be changed from the command line by its path: `--set fleet.motors.count=50`."""
_BETTER = {Direction.LOWER: "lower", Direction.HIGHER: "higher", Direction.NEITHER: "–"}


def tables() -> tuple[Table, ...]:
    """List every table of the form, each after the one that first names it."""
    found: dict[str, Table] = {}
    waiting = [SCENARIO]
    while waiting:
        table = waiting.pop(0)
        if table.name not in found:
            found[table.name] = table
            waiting.extend(inner for one in table.fields for inner in _inside(one.kind))
    return tuple(found.values())


def reference_markdown() -> str:
    """Write the reference: every key with what it takes, its default and its meaning, and the KPIs of budgets.

    Returns
    -------
    str
        Markdown, one section a table.
    """
    sections = [_PREAMBLE, *(_section(table) for table in tables()), _kpis()]
    return "\n\n".join(sections) + "\n"


def _inside(kind: Kind) -> Iterator[Table]:
    """Give the tables that a kind leads to."""
    match kind:
        case Nested(table=table) | PlacementForm(table=table):
            yield table
        case Named(kind=inner) | ListOf(kind=inner) | Word(other=inner):
            yield from _inside(inner)
        case Varying():
            yield SERIES
        case Variant(tables=variants):
            yield from variants.values()
        case _:
            return


def _section(table: Table) -> str:
    rows = "\n".join(_row(one) for one in table.fields)
    return f"## {table.name}\n\n{table.about}\n\n| key | takes | default | meaning |\n|---|---|---|---|\n{rows}"


def _row(one: Field) -> str:
    default = "required" if one.default is REQUIRED else "–" if one.default is None else f"`{one.default}`"
    takes = one.kind.described.replace("|", "\\|")
    return f"| `{one.name}` | {takes} | {default} | {one.about} |"


def _kpis() -> str:
    rows = "\n".join(
        f"| `{kpi.name}` | {f'`{kpi.budget_key}`' if kpi.budget_key in BUDGET_KEYS else '–'} "
        f"| {kpi.dimension.value.replace('_', ' ')} | {_BETTER[kpi.direction]} | {kpi.about} |"
        for kpi in KPIS.values()
    )
    about = "Results are in SI units, as the names say; budgets leave the unit out and write it with the limit."
    head = "| in results | in budgets | takes | better | meaning |\n|---|---|---|---|---|"
    return f"## KPIs\n\n{about}\n\n{head}\n{rows}"
