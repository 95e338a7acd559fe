"""Shows how two results differ, as a table for people or JSON for machines."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from simgui.cli.border import say
from simgui.core.errors import UsageError
from simgui.core.units import Dimension, parse_quantity
from simgui.results.compare import FEASIBLE, Difference
from simgui.results.result import ScenarioResult
from simgui.results.wording import shown

SCHEMA = "simgui.comparison/1"

Pair = tuple[ScenarioResult, ScenarioResult]


def parse_tolerances(texts: Sequence[str]) -> dict[str, float]:
    """Read ``KPI=2%``, several times.

    Raises
    ------
    UsageError
        If there is no KPI or no equals sign.
    UnitError
        If the tolerance is no ratio.

    Examples
    --------
    >>> parse_tolerances(["battery_life=2%", "motors/latency_p99_s=0.01"])
    {'battery_life': 0.02, 'motors/latency_p99_s': 0.01}
    """
    tolerances = {}
    for text in texts:
        kpi, equals, tolerance = text.partition("=")
        if not (equals and kpi.strip()):
            raise UsageError(f"--tol: {text!r} is not KPI=tolerance, such as battery_life=2%")
        tolerances[kpi.strip()] = parse_quantity(tolerance.strip(), Dimension.RATIO)
    return tolerances


def print_json(pair: Pair, differences: Iterable[Difference]) -> None:
    """Print every difference; null stands for a value that does not apply, ``"inf"`` for an unbounded one."""
    rows = [
        {
            "placement": one.placement,
            "seed": one.seed,
            "kpi": one.kpi,
            "a": _number(one.a),
            "b": _number(one.b),
            "relative": _number(one.relative),
            "tolerance": one.tolerance,
            "ok": one.ok,
        }
        for one in differences
    ]
    document = {
        "schema": SCHEMA,
        "scenarios": [result.scenario for result in pair],
        "ok": all(row["ok"] for row in rows),
        "differences": rows,
    }
    print(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def print_differences(pair: Pair, differences: Sequence[Difference]) -> None:
    """Print a table of what differs or is outside its tolerance; what is equal is only counted."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if pair[0].scenario != pair[1].scenario:
        say(f"warning: these are two scenarios: {pair[0].scenario} and {pair[1].scenario}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("", overflow="fold")
    for name in ("A", "B", "change"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    telling = [one for one in differences if one.relative != 0 or not one.ok]
    several = len({one.seed for one in differences}) > 1
    headed = ""
    for one in telling:
        head = f"{one.placement} (seed {one.seed})" if several else one.placement
        if head != headed:
            table.add_row(Text(head, "bold"))
            headed = head
        cells = (f"  {one.kpi}", _value(one, one.a), _value(one, one.b), _change(one.relative))
        table.add_row(*map(Text, cells), Text(_verdict(one), "green" if one.ok else "bold red"))
    if telling:
        Console(highlight=False).print(table)
    outside = sum(not one.ok for one in differences)
    equal = len(differences) - len(telling)
    print(f"{len(differences)} KPIs: {outside} outside the tolerance, {len(telling)} different, {equal} equal")


def _value(one: Difference, value: float) -> str:
    if one.kpi == FEASIBLE:
        return {1.0: "yes", 0.0: "no"}.get(value, "not run")
    return shown(one.kpi.rpartition("/")[2].partition(".")[0], value, digits=4).removesuffix(" USD")


def _change(relative: float) -> str:
    if math.isnan(relative):
        return "–"
    return f"{relative * 100:+.3g} %" if math.isfinite(relative) else shown("", relative)


def _verdict(one: Difference) -> str:
    if one.tolerance is None:
        return ""
    return f"{'✓' if one.ok else '✗'} ±{one.tolerance * 100:g} %"


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else str(value)
