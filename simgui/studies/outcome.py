"""What a study gave, and its JSON.

Schema ``simgui.study/1``; numbers JSON has no word for are written as in ``simgui.results/1`` (null, ``"inf"``)::

    schema, scenario, file, digest, version      as in simgui.results/1
    complete                                     false when it was cancelled
    design      vary {path: [values]}, placements, seeds, sample, monte_carlo, engine
    points      one per run: values {path: text}, placement, seed, draw (null: numbers as written), status (done,
                infeasible, failed), feasible, reason, engine, kpis, by_group, intervals, budgets, trace_hash, wall_s
    summary     one per variant and placement: values, placement, runs, failed, infeasible, kpis, by_group, intervals,
                interval_kind, p_meets_budgets, missed {budget: runs}, spread {kpi: [{number, share, basis}]},
                pareto (bool), reason
    pareto      indices into summary;  pareto_kpis  what they were compared by
    break_even  null, or placements, path, unit, objective, value, interval [low, high], interval_kind, crossings
                [{low, high, below, above}], tried [[value, state]], without, replicates, note
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simgui import __version__
from simgui.scenario.kpi import Kpi
from simgui.studies.break_even import BreakEven
from simgui.studies.limit import Limit
from simgui.studies.pareto import front
from simgui.studies.point import PointRow
from simgui.studies.replicate import Interval
from simgui.studies.row_file import row_document
from simgui.studies.search import Crossing
from simgui.studies.study import Study
from simgui.studies.summary import SummaryLine, summarise

SCHEMA = "simgui.study/1"
SOLVE_SCHEMA = "simgui.solve/1"

_OF_RUN = ("engine", "kpis", "by_group", "intervals", "budgets", "trace_hash", "wall_s")


@dataclass(frozen=True, slots=True)
class StudyOutcome:
    """Everything a study gave.

    Parameters
    ----------
    study : Study
        What was run.
    rows : tuple[PointRow, ...]
        In the order of the design.
    lines : tuple[SummaryLine, ...]
        A line per variant and placement.
    objectives : tuple[Kpi, ...]
        What the Pareto front is over.
    pareto : tuple[int, ...]
        Lines that no other one beats.
    break_even : BreakEven | None
        If one was asked for.
    complete : bool
        False when it was cancelled.
    """

    study: Study
    rows: tuple[PointRow, ...]
    lines: tuple[SummaryLine, ...]
    objectives: tuple[Kpi, ...]
    pareto: tuple[int, ...]
    break_even: BreakEven | None
    complete: bool


def conclude(
    study: Study,
    rows: Sequence[PointRow],
    objectives: Sequence[Kpi],
    *,
    break_even: BreakEven | None = None,
    complete: bool = True,
) -> StudyOutcome:
    """Sum a study up.

    Parameters
    ----------
    study : Study
        What was run.
    rows : Sequence[PointRow]
        In the order of the design.
    objectives : Sequence[Kpi]
        What the Pareto front is over.
    break_even : BreakEven | None
        If one was asked for.
    complete : bool
        False when it was cancelled.
    """
    numbers = study.toleranced() if study.design.draws else None
    lines = summarise(rows, numbers, seed=study.scenario.seed)
    compared = [[line.kpis.get(kpi.name, math.nan) for kpi in objectives] if line.kpis else None for line in lines]
    pareto = front(compared, objectives)
    return StudyOutcome(study, tuple(rows), tuple(lines), tuple(objectives), tuple(pareto), break_even, complete)


def to_document(outcome: StudyOutcome) -> dict[str, Any]:
    """Turn a study into plain dicts and lists; see the module for the schema."""
    design, request = outcome.study.design, outcome.study.request
    return {
        **_head(outcome.study, SCHEMA, complete=outcome.complete),
        "design": {
            "vary": {a.path: list(a.values) if a.span is None else _span_text(a) for a in design.axes},
            "placements": list(design.placements),
            "seeds": list(design.seeds),
            "sample": design.samples,
            "monte_carlo": design.draws,
            "engine": request.engine,
        },
        "points": [_point(row) for row in outcome.rows],
        "summary": [_line(line, is_front=i in outcome.pareto) for i, line in enumerate(outcome.lines)],
        "pareto": list(outcome.pareto),
        "pareto_kpis": [kpi.name for kpi in outcome.objectives],
        "break_even": None if outcome.break_even is None else _break_even(outcome.break_even),
    }


def solve_document(study: Study, limits: Sequence[Limit]) -> dict[str, Any]:
    """Turn the answers of ``simgui solve`` into plain dicts and lists."""
    return {
        **_head(study, SOLVE_SCHEMA, complete=True),
        "limits": [
            {
                "placement": limit.placement,
                "path": limit.path,
                "unit": limit.unit,
                "until": list(limit.targets),
                "side": limit.side,
                "value": _number(limit.value),
                **_search(limit.interval, limit.crossings, limit.tried),
                "without": limit.without,
                "replicates": limit.replicates,
                "note": limit.note,
            }
            for limit in limits
        ],
    }


def to_text(document: Mapping[str, Any]) -> str:
    """Write a document as JSON text."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _head(study: Study, schema: str, *, complete: bool) -> dict[str, Any]:
    scenario = study.scenario
    return {
        "schema": schema,
        "scenario": scenario.name,
        "file": str(scenario.file),
        "digest": study.identity["base"],
        "version": __version__,
        "complete": complete,
    }


def _span_text(axis: Any) -> str:  # noqa: ANN401
    return f"{axis.span.text(axis.span.low)}..{axis.span.text(axis.span.high)}"


def _point(row: PointRow) -> dict[str, Any]:
    document = row_document(row)
    run = document.pop("run") or {}
    document["feasible"] = bool(run.get("feasible", False))
    return document | {name: run.get(name) for name in _OF_RUN}


def _line(line: SummaryLine, *, is_front: bool) -> dict[str, Any]:
    return {
        "values": dict(line.values),
        "placement": line.placement,
        "runs": line.runs,
        "failed": line.failed,
        "infeasible": line.infeasible,
        "kpis": {name: _number(value) for name, value in line.kpis.items()},
        "by_group": {g: {name: _number(value) for name, value in kpis.items()} for g, kpis in line.by_group.items()},
        "intervals": {name: [_number(low), _number(high)] for name, (low, high) in line.intervals.items()},
        "interval_kind": line.interval_kind,
        "p_meets_budgets": _number(line.p_meets_budgets),
        "missed": dict(line.missed),
        "spread": {
            kpi: [{"number": one.number, "share": one.share, "basis": one.basis.value} for one in shares]
            for kpi, shares in line.spread.items()
        },
        "pareto": is_front,
        "reason": line.reason or None,
    }


def _break_even(found: BreakEven) -> dict[str, Any]:
    return {
        "placements": list(found.placements),
        "path": found.path,
        "unit": found.unit,
        "objective": found.objective,
        "value": _number(found.value),
        **_search(found.interval, found.crossings, found.tried),
        "without": found.without,
        "replicates": found.replicates,
        "note": found.note,
    }


def _search(
    interval: Interval | None, crossings: Sequence[Crossing], tried: Sequence[tuple[float, str]]
) -> dict[str, Any]:
    return {
        "interval": None if interval is None else [_number(interval.low), _number(interval.high)],
        "interval_kind": None if interval is None else interval.kind,
        "crossings": [{"low": c.low, "high": c.high, "below": c.below, "above": c.above} for c in crossings],
        "tried": [[value, state] for value, state in tried],
    }


def _number(value: float | None) -> float | str | None:
    if value is None or math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value
