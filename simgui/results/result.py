"""The outcome of a scenario: what the table, the JSON, the report and the window show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from simgui.profiles.sourced import Basis
from simgui.results.why.driver import Driver, dominating_basis
from simgui.results.why.node import Node


class Judgement(StrEnum):
    """Whether a budget holds; ``undecided`` when the KPI's interval contains the limit."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class BudgetVerdict:
    """A budget, judged.

    Parameters
    ----------
    key, kpi : str
        As written in the scenario, and the full KPI name.
    group : str | None
        The group it is about.
    limit : str
        As written, e.g. ``<= 50 ms``.
    limit_value : float
        The limit in SI units.
    value : float
        What came out, in SI units.
    judgement : Judgement
        Pass, fail or undecided.
    margin : float
        Relative distance to the limit, positive inside. [-]
    """

    key: str
    kpi: str
    group: str | None
    limit: str
    limit_value: float
    value: float
    judgement: Judgement
    margin: float


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """A promise, ``says`` in the words of whoever makes it, and whether this run bears it out."""

    says: str
    verdict: BudgetVerdict


@dataclass(frozen=True, slots=True)
class PlacementResult:
    """One placement with one seed.

    Parameters
    ----------
    placement : str
        Its name in the scenario.
    seed : int
        Seed it ran with.
    engine, engine_reason : str
        Which engine ran, and why.
    kpis : Mapping[str, float]
        By the names of the design; NaN where a KPI does not apply, inf where it is unbounded. [SI]
    by_group : Mapping[str, Mapping[str, float]]
        The same for each group.
    intervals : Mapping[str, tuple[float, float]]
        95 % intervals of those KPIs that have one. [SI]
    breakdowns : Mapping[str, Mapping[str, float]]
        KPIs that are mappings: ``latency_by_stage_s``, ``energy_by_cause_j``. [SI]
    notes : Mapping[str, str]
        Facts beside numbers: ``accuracy_kind`` (synthetic or recorded), ``first_death`` (device and cause) …
    budgets : tuple[BudgetVerdict, ...]
        The scenario's budgets, judged.
    feasible : bool
        False when it could not be built; then there are no KPIs.
    infeasible_reason : str
        Why.
    remedies : tuple[str, ...]
        What would help.
    real_inferences : int
        Windows that went through the real model.
    trace_hash : str
        Order-free hash of the trace.
    wall_s : float
        Time the run took. [s]
    p_meets_budgets : float | None
        Share of the draws from the tolerances of the profile numbers in which no budget is missed; None where
        that was not worked out. [-]
    drivers : Mapping[str, tuple[Driver, ...]]
        By KPI of the fleet: the profile numbers its interval comes from, the largest share first.
    why : Mapping[str, Node]
        By KPI of the fleet: what it is made of, down to profile numbers. Not kept in files.
    battery_worst : Mapping[str, Any]
        The device whose battery lasts shortest, its causes, and how it differs; empty on mains.
    claims : tuple[ClaimVerdict, ...]
        What the scenario's claims come to; they decide nothing.
    """

    placement: str
    seed: int
    engine: str
    engine_reason: str
    kpis: Mapping[str, float]
    by_group: Mapping[str, Mapping[str, float]]
    intervals: Mapping[str, tuple[float, float]]
    breakdowns: Mapping[str, Mapping[str, float]]
    notes: Mapping[str, str]
    budgets: tuple[BudgetVerdict, ...]
    feasible: bool
    infeasible_reason: str
    remedies: tuple[str, ...]
    real_inferences: int
    trace_hash: str
    wall_s: float
    p_meets_budgets: float | None = None
    drivers: Mapping[str, tuple[Driver, ...]] = field(default_factory=dict)
    why: Mapping[str, Node] = field(default_factory=dict)
    battery_worst: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[ClaimVerdict, ...] = ()

    def basis_of(self, kpi: str) -> Basis:
        """Say what a KPI's interval rests on most: measured, derived or guessed numbers."""
        return dominating_basis(self.drivers.get(kpi, ()))


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """All runs of a scenario, and the advice.

    Parameters
    ----------
    scenario : str
        Its name.
    file : str
        Where it came from.
    digest : str
        SHA-256 of the scenario.
    version : str
        simgui's version.
    runs : tuple[PlacementResult, ...]
        In the scenario's order of placements, then by seed.
    pareto : tuple[str, ...]
        Placements no other one beats in both latency and device power (or the given KPIs).
    recommended : str | None
        The placement to take; None when none is feasible.
    recommended_because : str
        The reason in a sentence.
    flips_if : tuple[str, ...]
        What would change the advice, a sentence each.
    """

    scenario: str
    file: str
    digest: str
    version: str
    runs: tuple[PlacementResult, ...]
    pareto: tuple[str, ...]
    recommended: str | None
    recommended_because: str
    flips_if: tuple[str, ...]
