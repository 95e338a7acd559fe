"""Two results, KPI by KPI."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.scenario.kpi import BUDGET_KEYS, KPIS

FEASIBLE = "feasible"


@dataclass(frozen=True, slots=True)
class Difference:
    """One KPI of one placement and seed in both results.

    Parameters
    ----------
    placement : str
        The placement.
    seed : int
        Seed of the run in the first result.
    kpi : str
        Full name, ``group/name`` for a group's, ``name.part`` for a part of a breakdown; or ``feasible`` (1 or 0, NaN
        when that result has no such run).
    a, b : float
        What the two results say. [SI]
    relative : float
        (b − a) / |a|; 0 when equal, inf when only a is 0, NaN when one of them does not apply. [-]
    tolerance : float | None
        Largest relative difference allowed; None when it is only shown. [-]
    ok : bool
        Whether it is within the tolerance, or not gated.
    """

    placement: str
    seed: int
    kpi: str
    a: float
    b: float
    relative: float
    tolerance: float | None
    ok: bool


def compare(a: ScenarioResult, b: ScenarioResult, tolerances: Mapping[str, float]) -> tuple[Difference, ...]:
    """Compare two results of the same scenario.

    Runs are paired by placement and seed; a placement that both ran once is paired whatever the seeds. Without any
    tolerance every KPI must be equal; with some, only those KPIs are gated and the others are shown. Whether a run
    exists and is feasible is always gated.

    Parameters
    ----------
    a, b : ScenarioResult
        The results; ``a`` is what is compared with.
    tolerances : Mapping[str, float]
        Largest relative difference by KPI: as in budgets or in full, for a group's with ``group/`` before it. A
        breakdown's holds for each of its parts. [-]

    Returns
    -------
    tuple[Difference, ...]
        By run in the order of ``a``, then by KPI.

    Raises
    ------
    UsageError
        If a tolerance names no KPI or group of the results, or is negative.
    """
    full = {_full_name(key): tolerance for key, tolerance in tolerances.items()}
    _check(full, a, b)
    differences: list[Difference] = []
    for first, second in _pairs(a, b):
        run = first or second
        assert run is not None  # noqa: S101 - a pair has at least one
        values_a, values_b = _values(first), _values(second)
        for kpi in dict.fromkeys([*values_a, *values_b]):
            tolerance = 0.0 if kpi == FEASIBLE or not full else full.get(kpi.partition(".")[0])
            pair = (values_a.get(kpi, math.nan), values_b.get(kpi, math.nan))
            differences.append(_difference(run, kpi, pair, tolerance))
    return tuple(differences)


def _full_name(key: str) -> str:
    group, slash, name = key.rpartition("/")
    if name in BUDGET_KEYS:
        name = BUDGET_KEYS[name].name
    breakdown = next((kpi.name for kpi in KPIS.values() if kpi.is_breakdown and kpi.budget_key == name), name)
    return f"{group}{slash}{breakdown}"


def _check(tolerances: Mapping[str, float], a: ScenarioResult, b: ScenarioResult) -> None:
    groups = {group for result in (a, b) for run in result.runs for group in run.by_group}
    for key, tolerance in tolerances.items():
        group, _, name = key.rpartition("/")
        if name not in KPIS:
            hint = did_you_mean(name, [*BUDGET_KEYS, *KPIS])
            raise UsageError(f"--tol: there is no KPI {name!r}" + (f" ({hint})" if hint else ""))
        if group and group not in groups:
            hint = did_you_mean(group, groups)
            raise UsageError(f"--tol: no run has a group {group!r}" + (f" ({hint})" if hint else ""))
        if not tolerance >= 0:
            raise UsageError(f"--tol: the tolerance of {key} must not be negative")


def _pairs(a: ScenarioResult, b: ScenarioResult) -> Iterator[tuple[PlacementResult | None, PlacementResult | None]]:
    for placement in dict.fromkeys(run.placement for run in (*a.runs, *b.runs)):
        first = [run for run in a.runs if run.placement == placement]
        second = [run for run in b.runs if run.placement == placement]
        if len(first) == len(second) == 1:
            yield first[0], second[0]
            continue
        by_seed = {run.seed: run for run in second}
        for run in first:
            yield run, by_seed.pop(run.seed, None)
        for run in by_seed.values():
            yield None, run


def _values(run: PlacementResult | None) -> dict[str, float]:
    """Flatten a run's KPIs; those of groups only where there is more than one."""
    if run is None:
        return {}
    values = {FEASIBLE: float(run.feasible), **run.kpis}
    if len(run.by_group) > 1:
        values |= {f"{group}/{kpi}": value for group, kpis in run.by_group.items() for kpi, value in kpis.items()}
    for key, parts in run.breakdowns.items():
        if "/" not in key or len(run.by_group) > 1:
            values |= {f"{key}.{part}": value for part, value in parts.items()}
    return values


def _difference(run: PlacementResult, kpi: str, pair: tuple[float, float], tolerance: float | None) -> Difference:
    a, b = pair
    relative = _relative(a, b)
    ok = tolerance is None or abs(relative) <= tolerance
    return Difference(run.placement, run.seed, kpi, a, b, relative, tolerance, ok)


def _relative(a: float, b: float) -> float:
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    if math.isnan(a) or math.isnan(b):
        return math.nan
    if a == 0 or math.isinf(a) or math.isinf(b):
        return math.copysign(math.inf, b - a)
    return (b - a) / abs(a)
