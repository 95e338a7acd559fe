"""A baseline and other runs beside it: every KPI with its change, and how the scenarios differ."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from simgui.core.errors import SimguiError
from simgui.core.located_yaml import load_yaml, parse_yaml
from simgui.core.yaml_node import Node
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.scenario.difference import differences, overrides_between
from simgui.scenario.kpi import KPIS, Direction
from simgui.scenario.overrides import apply_overrides, parse_override
from simgui.ui.presenters.wording import NONE, kpi_about, kpi_label, kpi_text, signals_label
from simgui.ui.translation import later, tr

USUAL_TOLERANCE = 0.01
_QUOTED = re.compile(r'"([\w .,%°/+-]+)"')
"""Quoted words that a reader needs no quotes around."""


class Verdict(StrEnum):
    """What a change means."""

    SAME = "same"
    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"


_WORDS = {Verdict.BETTER: later("better"), Verdict.WORSE: later("worse")}


@dataclass(frozen=True, slots=True)
class Side:
    """One column: a placement of a run.

    Parameters
    ----------
    title : str
        What stands above it.
    run : PlacementResult
        What came out.
    """

    title: str
    run: PlacementResult


@dataclass(frozen=True, slots=True)
class Cell:
    """A KPI of one side; ``change`` is empty for the baseline."""

    text: str
    change: str
    verdict: Verdict
    about: str


@dataclass(frozen=True, slots=True)
class Row:
    """A KPI of all sides."""

    kpi: str
    label: str
    about: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether any side is beyond the tolerance."""
        return any(cell.verdict is not Verdict.SAME for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table; the first side is the baseline."""

    titles: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    summary: str = ""


def sides_of(result: ScenarioResult, title: str, placement: str = "") -> tuple[Side, ...]:
    """Give the feasible placements of a run as columns, each placement once.

    Parameters
    ----------
    result : ScenarioResult
        A run.
    title : str
        What the run is called.
    placement : str
        Only this one; "" gives all.
    """
    first = {run.placement: run for run in reversed(result.runs) if run.feasible}
    names = dict.fromkeys(run.placement for run in result.runs if run.placement in first)
    return tuple(Side(f"{title} · {name}", first[name]) for name in names if placement in {"", name})


def comparison(sides: Sequence[Side], tolerance: float = USUAL_TOLERANCE) -> Comparison:
    """Compare runs with the first of them.

    Parameters
    ----------
    sides : Sequence[Side]
        The baseline, then the others.
    tolerance : float
        Relative difference up to which two values are the same. [-]
    """
    if not sides:
        return Comparison()
    names = [name for name, kpi in KPIS.items() if not kpi.is_breakdown and any(name in s.run.kpis for s in sides)]
    rows = tuple(_row(name, sides, tolerance) for name in names)
    rows = tuple(row for row in rows if any(cell.text != NONE for cell in row.cells))
    differing = sum(row.differs for row in rows)
    summary = tr("{count} of {total} figures differ by more than {tolerance}", count=differing, total=len(rows),
                 tolerance=f"{100 * tolerance:g} %")  # fmt: skip
    return Comparison(tuple(side.title for side in sides), rows, summary)


def relative_change(before: float, after: float) -> float:
    """Give (after − before) / |before|; 0 for equal ones, infinite where only the first is 0, NaN where one is. [-]"""
    if before == after or (math.isnan(before) and math.isnan(after)):
        return 0.0
    if math.isnan(before) or math.isnan(after):
        return math.nan
    if before == 0 or math.isinf(before) or math.isinf(after):
        return math.copysign(math.inf, after - before)
    return (after - before) / abs(before)


def scenario_lines(before: Node, after: Node) -> tuple[str, ...]:
    """Write how two scenarios differ, a line each; empty when they do not."""
    return tuple(_QUOTED.sub(r"\1", str(one)) for one in differences(before, after))


def scenario_node(source: str, text: str, overrides: Sequence[str]) -> Node | None:
    """Give a run's scenario as read; None where neither its text nor its file can be read any more.

    Parameters
    ----------
    source : str
        The file.
    text : str
        As it was when the run began, or "".
    overrides : Sequence[str]
        ``path=value`` each.
    """
    try:
        root = parse_yaml(text, source) if text else load_yaml(Path(source))
        return apply_overrides(root, tuple(map(parse_override, overrides)))
    except SimguiError:
        return None


def run_changes(source: str, text: str, overrides: Sequence[str]) -> tuple[str, ...]:
    """Give the overrides that make a run's scenario from its file as it is now: edits that were not saved included.

    Parameters
    ----------
    source : str
        The file.
    text : str
        As it was when the run began, or "".
    overrides : Sequence[str]
        ``path=value`` each.
    """
    before, after = scenario_node(source, "", ()), scenario_node(source, text, overrides)
    if before is None or after is None:
        return tuple(overrides)
    try:
        return tuple(f"{one.path}={one.value}" for one in overrides_between(before, after))
    except ValueError:  # a whole section was taken out, which only the saved file can say
        return tuple(overrides)


def run_command(source: str, overrides: Sequence[str], placements: Sequence[str] = ()) -> str:
    """Write the command that reproduces a run in a terminal."""
    words = ["simgui", "run", source]
    words += [word for name in placements for word in ("--placement", name)]
    words += [word for change in overrides for word in ("--set", change)]
    return shlex.join(words)


def run_script(source: str, overrides: Sequence[str]) -> str:
    """Write the Python program that reproduces a run."""
    changes = "".join(f"    {change!r},\n" for change in overrides)
    return (
        "from simgui.runs.options import RunOptions\n"
        "from simgui.runs.runner import run_scenario\n"
        "from simgui.scenario.load import load_scenario\n"
        "from simgui.scenario.overrides import parse_override\n\n"
        f"changes = [\n{changes}]\n"
        f"scenario = load_scenario({source!r}, overrides=[parse_override(change) for change in changes])\n"
        "result = run_scenario(scenario, RunOptions())\n"
        "for run in result.runs:\n"
        '    print(run.placement, run.kpis.get("latency_p99_s"), run.kpis.get("battery_life_s"))\n'
    )


def _row(kpi: str, sides: Sequence[Side], tolerance: float) -> Row:
    base = sides[0].run.kpis.get(kpi, math.nan)
    cells = [_cell(kpi, base, side, tolerance, is_baseline=index == 0) for index, side in enumerate(sides)]
    label = kpi_label(kpi) + signals_label(kpi, (side.run.notes.get("accuracy_kind", "") for side in sides))
    return Row(kpi, label, tr(kpi_about(kpi)), tuple(cells))


def _cell(kpi: str, base: float, side: Side, tolerance: float, *, is_baseline: bool) -> Cell:
    value = side.run.kpis.get(kpi, math.nan)
    text = kpi_text(kpi, value, side.run.intervals.get(kpi))
    if is_baseline:
        return Cell(text, "", Verdict.SAME, f"{side.title}: {text}")
    change = relative_change(base, value)
    verdict = _verdict(kpi, change, tolerance)
    shown = _shown(change, verdict)
    return Cell(text, shown, verdict, f"{side.title}: {text}\n{tr('baseline')}: {kpi_text(kpi, base)} ({shown})")


def _shown(change: float, verdict: Verdict) -> str:
    if verdict is Verdict.SAME:
        return "="
    if verdict is Verdict.OTHER:
        return f"≠ {_percent(change)}".rstrip()
    return f"{_percent(change)} {tr(_WORDS[verdict])}"


def _verdict(kpi: str, change: float, tolerance: float) -> Verdict:
    if not math.isnan(change) and abs(change) <= tolerance:
        return Verdict.SAME
    direction = KPIS[kpi].direction
    if math.isnan(change) or direction is Direction.NEITHER:
        return Verdict.OTHER
    return Verdict.BETTER if (change > 0) is (direction is Direction.HIGHER) else Verdict.WORSE


def _percent(change: float) -> str:
    if math.isnan(change):
        return ""
    if math.isinf(change):
        return "∞" if change > 0 else "−∞"
    if change > 9:
        return f"×{change + 1:.3g}"
    return f"{100 * change:+.{1 if abs(change) < 0.1 else 0}f} %".replace("-", "−")
