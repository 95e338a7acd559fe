"""Results as JSON, and back; as JUnit XML too."""

import json
import math
from collections.abc import Collection, Mapping
from typing import Any

from simgui.core.errors import UsageError
from simgui.results.junit import to_junit
from simgui.results.result import BudgetVerdict, ClaimVerdict, Judgement, PlacementResult, ScenarioResult
from simgui.results.why.driver import read_driver

__all__ = ["SCHEMA", "from_document", "from_json", "to_document", "to_json", "to_junit"]

SCHEMA = "simgui.results/1"

_OK = {Judgement.PASS: True, Judgement.FAIL: False, Judgement.UNDECIDED: None}


def to_json(result: ScenarioResult, *, explain: Collection[str] = ()) -> str:
    """Write a result as JSON text; see `to_document`."""
    return json.dumps(to_document(result, explain=explain), indent=2, ensure_ascii=False, allow_nan=False)


def to_document(result: ScenarioResult, *, explain: Collection[str] = ()) -> dict[str, Any]:
    """Turn a result into plain dicts and lists that JSON can hold.

    Numbers JSON has no word for: NaN (does not apply) becomes null, infinity (never, unbounded) the text ``"inf"``
    or ``"-inf"``. A budget's ``ok`` is null while it is undecided.

    Parameters
    ----------
    result : ScenarioResult
        What to write.
    explain : Collection[str]
        KPIs whose trees are written too, under ``why`` of each run.
    """
    return {
        "schema": SCHEMA,
        "scenario": result.scenario,
        "file": result.file,
        "digest": result.digest,
        "version": result.version,
        "runs": [_run(run) | _why(run, explain) for run in result.runs],
        "pareto": list(result.pareto),
        "recommended": result.recommended,
        "recommended_because": result.recommended_because,
        "flips_if": list(result.flips_if),
    }


def _run(run: PlacementResult) -> dict[str, Any]:
    return {
        "placement": run.placement,
        "seed": run.seed,
        "engine": run.engine,
        "engine_reason": run.engine_reason,
        "kpis": _numbers(run.kpis) | _breakdowns(run, None),
        "by_group": {group: _numbers(kpis) | _breakdowns(run, group) for group, kpis in run.by_group.items()},
        "intervals": {kpi: [_number(low), _number(high)] for kpi, (low, high) in run.intervals.items()},
        "p_meets_budgets": run.p_meets_budgets,
        "basis": {kpi: run.basis_of(kpi).value for kpi in run.kpis} if run.drivers else {},
        "drivers": {kpi: [driver.to_document() for driver in drivers] for kpi, drivers in run.drivers.items()},
        "budgets": [_budget(verdict) for verdict in run.budgets],
        "claims": [{"says": claim.says} | _budget(claim.verdict) for claim in run.claims],
        "feasible": run.feasible,
        "infeasible_reason": run.infeasible_reason or None,
        "remedies": list(run.remedies),
        "notes": dict(run.notes),
        "battery_worst": _worst(run.battery_worst),
        "real_inferences": run.real_inferences,
        "trace_hash": run.trace_hash,
        "wall_s": _number(run.wall_s),
    }


def _why(run: PlacementResult, explain: Collection[str]) -> dict[str, Any]:
    trees = {kpi: run.why[kpi].to_document() for kpi in explain if kpi in run.why}
    return {"why": trees} if explain else {}


def _breakdowns(run: PlacementResult, group: str | None) -> dict[str, Any]:
    """Give the KPIs that are mappings, of the fleet or of a group."""
    if group is None:
        return {key: _numbers(parts) for key, parts in run.breakdowns.items() if "/" not in key}
    prefix = f"{group}/"
    return {k.removeprefix(prefix): _numbers(v) for k, v in run.breakdowns.items() if k.startswith(prefix)}


def _budget(verdict: BudgetVerdict) -> dict[str, Any]:
    return {
        "key": verdict.key,
        "kpi": verdict.kpi,
        "group": verdict.group,
        "limit": verdict.limit,
        "limit_value": _number(verdict.limit_value),
        "value": _number(verdict.value),
        "ok": _OK[verdict.judgement],
        "judgement": verdict.judgement.value,
        "margin": _number(verdict.margin),
    }


def _worst(worst: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give the device whose battery lasts shortest; null on mains."""
    plain = {key: _number(value) if isinstance(value, float) else value for key, value in worst.items()}
    return plain or None


def _numbers(values: Mapping[str, float]) -> dict[str, float | str | None]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def from_json(text: str, source: str) -> ScenarioResult:
    """Read a result that `to_json` wrote.

    Parameters
    ----------
    text : str
        The JSON text.
    source : str
        Where it came from, for the message.

    Raises
    ------
    UsageError
        If it is no JSON, or not a result of this schema.
    """
    try:
        return from_document(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{source} is not a result that simgui wrote ({SCHEMA}): {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


def from_document(document: Mapping[str, Any]) -> ScenarioResult:
    """Read a result from plain dicts and lists.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError
        If it has another schema or shape.
    """
    schema = document["schema"]
    if schema != SCHEMA:
        raise ValueError(f"its schema is {schema!r}")
    return ScenarioResult(
        scenario=str(document["scenario"]),
        file=str(document.get("file", "")),
        digest=str(document.get("digest", "")),
        version=str(document["version"]),
        runs=tuple(_read_run(run) for run in document["runs"]),
        pareto=tuple(map(str, document["pareto"])),
        recommended=document["recommended"],
        recommended_because=str(document["recommended_because"]),
        flips_if=tuple(map(str, document["flips_if"])),
    )


def _read_run(run: Mapping[str, Any]) -> PlacementResult:
    breakdowns = {kpi: _read_numbers(value) for kpi, value in run["kpis"].items() if isinstance(value, Mapping)}
    for group, kpis in run["by_group"].items():
        parts = {k: v for k, v in kpis.items() if isinstance(v, Mapping)}
        breakdowns |= {f"{group}/{kpi}": _read_numbers(value) for kpi, value in parts.items()}
    return PlacementResult(
        placement=str(run["placement"]),
        seed=int(run["seed"]),
        engine=str(run["engine"]),
        engine_reason=str(run["engine_reason"]),
        kpis=_read_numbers(run["kpis"]),
        by_group={str(group): _read_numbers(kpis) for group, kpis in run["by_group"].items()},
        intervals={kpi: (_read(low), _read(high)) for kpi, (low, high) in run["intervals"].items()},
        breakdowns=breakdowns,
        notes={str(key): str(note) for key, note in run.get("notes", {}).items()},
        budgets=tuple(_read_budget(budget) for budget in run["budgets"]),
        feasible=bool(run["feasible"]),
        infeasible_reason=str(run["infeasible_reason"] or ""),
        remedies=tuple(map(str, run.get("remedies", ()))),
        real_inferences=int(run["real_inferences"]),
        trace_hash=str(run["trace_hash"]),
        wall_s=_read(run.get("wall_s")),
        p_meets_budgets=run.get("p_meets_budgets"),
        drivers={str(kpi): tuple(map(read_driver, found)) for kpi, found in run.get("drivers", {}).items()},
        battery_worst={key: _read(value) if key.endswith("_s") else value for key, value in _found(run).items()},
        claims=tuple(ClaimVerdict(str(one["says"]), _read_budget(one)) for one in run.get("claims", ())),
    )


def _found(run: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the device whose battery lasts shortest; empty in files of older versions and on mains."""
    return run.get("battery_worst") or {}


def _read_budget(budget: Mapping[str, Any]) -> BudgetVerdict:
    return BudgetVerdict(
        key=str(budget["key"]),
        kpi=str(budget["kpi"]),
        group=budget["group"],
        limit=str(budget["limit"]),
        limit_value=_read(budget["limit_value"]),
        value=_read(budget["value"]),
        judgement=Judgement(budget["judgement"]),
        margin=_read(budget["margin"]),
    )


def _read_numbers(values: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): _read(value) for name, value in values.items() if not isinstance(value, Mapping)}


def _read(value: float | str | None) -> float:
    return math.nan if value is None else float(value)
