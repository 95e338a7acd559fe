"""Carries the tolerances of profile numbers through to the KPIs of a run, without running it again.

Every number is drawn from its tolerance by a Latin hypercube, the same draws for every placement; the placement is
compiled anew with each draw, and a `Surrogate` estimates the KPIs. Then each number alone goes to both ends of its
tolerance, which gives the swings of a tornado chart.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from simgui.core.random_numbers import Purpose, stable_hash, uniform
from simgui.models.graph import Model
from simgui.placement.strategies import compile_placement
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Infeasible, Plan
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, Part
from simgui.profiles.sourced import Sourced
from simgui.results.kpis import Kpis
from simgui.results.score_interval import LEVEL
from simgui.results.why.driver import Driver
from simgui.results.why.explanation import explain
from simgui.results.why.facts import Facts
from simgui.results.why.node import Node
from simgui.results.why.observation import Observation
from simgui.results.why.surrogate import Surrogate, combined
from simgui.results.why.thinning import thinned, unheard
from simgui.results.why.tolerance import LATENCY, drawn_numbers, factor, latency_factor, scaled_part
from simgui.results.why.varied_registry import VariedRegistry
from simgui.scenario.scenario import PlacementSpec, Scenario

_MOST_DRIVERS = 12
_SUSPECTS = 10
_FEWEST_TO_SCREEN = 30
_LEAST_MOVE = 1e-4
_LEAST_SHARE = 0.001
_UNIFORM_VARIANCE = 1 / 3
_Z_80 = NormalDist().inv_cdf(0.9)
_Z_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What the tolerances do to the KPIs of one placement.

    Parameters
    ----------
    intervals : Mapping[str, tuple[float, float]]
        `LEVEL` intervals by ``kpi`` or ``group/kpi``. [SI]
    drivers : Mapping[str, tuple[Driver, ...]]
        The numbers that move a KPI of the fleet, the largest share first.
    p_meets_budgets : float | None
        Share of the draws in which every budget that applies is kept; None without budgets. [-]
    why : Mapping[str, Node]
        What each KPI of the fleet is made of.
    """

    intervals: Mapping[str, tuple[float, float]]
    drivers: Mapping[str, tuple[Driver, ...]]
    p_meets_budgets: float | None = None
    why: Mapping[str, Node] = field(default_factory=dict)


CERTAIN = Uncertainty({}, {})
"""Stands for an uncertainty that was not worked out."""


@dataclass(slots=True)
class Propagation:
    """Works out the uncertainty of the placements of one scenario, with the same draws for all.

    Parameters
    ----------
    scenario : Scenario
        What is simulated.
    models : Mapping[str, Model]
        By their keys in the scenario.
    registry : Registry
        Its parts as written.
    draws : int
        How many. [-]
    """

    scenario: Scenario
    models: Mapping[str, Model]
    registry: Registry
    draws: int
    _thin: Scenario = field(init=False)
    _unheard: Mapping[tuple[str, str], Perceived] = field(init=False)
    _drawn: list[Registry] = field(init=False)
    _factors: dict[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    _swung: dict[tuple[str, int], Registry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare a scenario with few devices, and a registry for every draw."""
        self._thin = thinned(self.scenario)
        self._unheard = unheard(self._thin)
        self._drawn = [VariedRegistry(self.registry, self._drawing(draw)) for draw in range(self.draws)]

    def of(
        self,
        placement: PlacementSpec,
        seen: Observation,
        kpis: Kpis,
    ) -> Uncertainty:
        """Work out the uncertainty of a placement that was run.

        Parameters
        ----------
        placement : PlacementSpec
            Which one.
        seen : Observation
            What the run left behind.
        kpis : Kpis
            What came out.
        """
        groups = kpis.by_group.items()
        values = {**kpis.fleet, **{f"{name}/{kpi}": value for name, own in groups for kpi, value in own.items()}}
        asked = VariedRegistry(self.registry, lambda _kind, _name, part: part)
        base = self._compiled(placement, asked, seen.plan.seed)
        if not isinstance(base, Plan):
            return CERTAIN
        estimator = _Estimator(Surrogate(seen, base), values)
        estimator.reference(base)
        rows = [
            self._estimate(placement, registry, seen.plan.seed, estimator, luck)
            for registry, luck in zip(self._drawn, self._luck(), strict=True)
        ]
        drivers = self._drivers(placement, self._suspects(asked, rows), seen.plan.seed, estimator)
        facts = Facts(self.scenario, placement, self.registry, self.models, seen, kpis)
        return Uncertainty(_intervals(rows), drivers, self._p_meets(rows, values, kpis.intervals), explain(facts))

    def _compiled(self, placement: PlacementSpec, registry: Registry, seed: int) -> Plan | Infeasible:
        return compile_placement(self._thin, placement, self._unheard, self.models, registry, seed=seed)

    def _estimate(
        self,
        placement: PlacementSpec,
        registry: Registry,
        seed: int,
        estimator: "_Estimator",
        luck: tuple[float | None, float] = (None, 0.0),
    ) -> dict[str, float] | None:
        """Give the KPIs with the parts of a registry; None where they cannot be built."""
        plan = self._compiled(placement, registry, seed)
        return estimator(plan, luck) if isinstance(plan, Plan) else None

    def _luck(self) -> list[tuple[float, float]]:
        """Give two standard normal numbers for each draw: for the rank of a quantile, and for retries."""
        pairs = zip(*(self._normal(key) for key in ("rank of a quantile", "retries")), strict=True)
        return [(rank, tries) for rank, tries in pairs]

    def _normal(self, key: str) -> list[float]:
        """Give a standard normal number for each draw, one from each stratum."""
        return [NormalDist().inv_cdf(min(max(float(share), 1e-9), 1 - 1e-9)) for share in self._shares(key)]

    def _other_streams(self, kpi: str, value: float, interval: tuple[float, float]) -> list[float]:
        """Draw what a KPI would be with other streams."""
        low, high = interval
        return [value + z / _Z_95 * (high - value if z > 0 else value - low) for z in self._normal(kpi)]

    def _shares(self, key: str) -> npt.NDArray[np.float64]:
        """Give a uniform number for each draw: each of as many strata as there are draws is hit once."""
        seed, index = self.scenario.seed, np.arange(self.draws)
        stratum = np.argsort(uniform(seed, Purpose.TOLERANCE, stable_hash(key), index, 1), kind="stable")
        return np.asarray((stratum + uniform(seed, Purpose.TOLERANCE, stable_hash(key), index, 2)) / self.draws)

    def _drawing(self, draw: int) -> Callable[[Kind, str, Part], Part]:
        def alter(kind: Kind, name: str, part: Part) -> Part:
            numbers = drawn_numbers(kind, name, part)
            return scaled_part(kind, name, part, {key: self._factor(key, numbers[key], draw) for key in numbers})

        return alter

    def _factor(self, key: str, number: Sourced, draw: int) -> float:
        """Give a number's factor in a draw."""
        if key not in self._factors:
            law = latency_factor if key.endswith(f".{LATENCY}") else factor
            self._factors[key] = np.array([law(number.tolerance, float(share)) for share in self._shares(key)])
        return float(self._factors[key][draw])

    def _suspects(self, asked: VariedRegistry, rows: Sequence[Mapping[str, float] | None]) -> dict[str, Sourced]:
        """List the numbers that may drive a KPI: for each, those that go along best with it over the draws."""
        numbers: dict[str, Sourced] = {}
        for kind, name in asked.used:
            numbers |= drawn_numbers(kind, name, self.registry.get(kind, name))
        built = [draw for draw, row in enumerate(rows) if row is not None]
        if len(built) < _FEWEST_TO_SCREEN:
            return numbers
        keys = [key for key in numbers if key in self._factors]
        factors = np.array([self._factors[key][built] for key in keys])
        first = rows[built[0]]
        assert first is not None  # noqa: S101 - it was built
        kpis = [kpi for kpi in first if "/" not in kpi]
        values = np.array([[row[kpi] for row in rows if row is not None] for kpi in kpis])
        return {keys[i]: numbers[keys[i]] for i in _correlated(factors, values)}

    def _drivers(
        self, placement: PlacementSpec, suspects: Mapping[str, Sourced], seed: int, estimator: "_Estimator"
    ) -> dict[str, tuple[Driver, ...]]:
        """Move each number alone to both ends of its tolerance."""
        swings: dict[str, list[tuple[Driver, float]]] = {}
        for key, number in suspects.items():
            high = self._estimate(placement, self._swing(key, number, 1), seed, estimator)
            if high is None or not estimator.is_moved(high):
                continue
            low = self._estimate(placement, self._swing(key, number, 0), seed, estimator)
            if low is not None:
                _note_swings(swings, key, number, (low, high))
        return {kpi: _ranked(found) for kpi, found in swings.items()}

    def _swing(self, key: str, number: Sourced, end: int) -> Registry:
        """Give a registry in which one number is at an end of its tolerance."""
        if (key, end) not in self._swung:
            scale = swing_factor(key, number.tolerance, end)
            self._swung[key, end] = VariedRegistry(self.registry, _scaling({key: scale}))
        return self._swung[key, end]

    def _p_meets(
        self,
        rows: Sequence[Mapping[str, float] | None],
        values: Mapping[str, float],
        scattered: Mapping[str, tuple[float, float]],
    ) -> float | None:
        """Count the draws in which no budget is missed; one that cannot be built misses.

        What other streams would give is drawn too, from a normal distribution with a half for each side.
        """
        if not self.scenario.budgets or not rows:
            return None
        kept = 0
        keys = [(b, b.kpi if b.group is None else f"{b.group}/{b.kpi}") for b in self.scenario.budgets]
        others = {key: self._other_streams(key, values[key], scattered[key]) for _, key in keys if key in scattered}
        for draw, row in enumerate(rows):
            if row is None:
                continue
            found = {**values, **row, **{key: drawn[draw] for key, drawn in others.items()}}
            known = [(budget, found.get(key, math.nan)) for budget, key in keys]
            kept += all(math.isnan(value) or budget.comparison.holds(value) for budget, value in known)
        return kept / len(rows)


def swing_factor(key: str, tolerance: float, end: int) -> float:
    """Give the factor of a number at the lower (0) or upper (1) end of its tolerance. [-]"""
    if key.endswith(f".{LATENCY}"):
        return float((1 + tolerance) ** (2 * end - 1))
    return factor(tolerance, float(end))


def _scaling(factors: Mapping[str, float]) -> Callable[[Kind, str, Part], Part]:
    def alter(kind: Kind, name: str, part: Part) -> Part:
        prefix = f"{kind.folder}/{name}."
        return scaled_part(kind, name, part, factors) if any(key.startswith(prefix) for key in factors) else part

    return alter


class _Estimator:
    """Turns plans into KPIs that are anchored to what the run gave."""

    def __init__(self, surrogate: Surrogate, values: Mapping[str, float]) -> None:
        self._surrogate = surrogate
        self._values = values
        self._then: dict[str, float] = {}

    def reference(self, base: Plan) -> None:
        self._then = self._surrogate.estimate(base)

    def __call__(self, plan: Plan, luck: tuple[float | None, float]) -> dict[str, float]:
        now = self._surrogate.estimate(plan, luck=luck[0], tries=luck[1])
        return {
            key: combined(key.rpartition("/")[2], self._values[key], self._then.get(key, math.nan), value)
            for key, value in now.items()
            if not math.isnan(self._values.get(key, math.nan))
        }

    def is_moved(self, row: Mapping[str, float]) -> bool:
        """Tell whether any KPI is other than the run gave it."""
        moved = (abs(value - self._values[kpi]) > _LEAST_MOVE * abs(self._values[kpi]) for kpi, value in row.items())
        return any(moved)


def _correlated(factors: npt.NDArray[np.float64], values: npt.NDArray[np.float64]) -> list[int]:
    """Give the indices of the rows of factors that correlate best with any row of values, ascending."""
    # A quantile of latency may be infinite: the range of such a row has no value.
    known = values[np.isfinite(values).all(axis=1)]
    known = known[np.ptp(known, axis=1) > 0]
    if not len(known):
        return []
    x = factors - factors.mean(axis=1, keepdims=True)
    y = known - known.mean(axis=1, keepdims=True)
    size = np.linalg.norm(x, axis=1)[:, None] * np.linalg.norm(y, axis=1)[None, :]
    share = (np.divide(x @ y.T, size, out=np.zeros_like(size), where=size > 0)) ** 2
    best = np.argsort(-share, axis=0, kind="stable")[:_SUSPECTS]
    return sorted({int(index) for index in best.ravel()})


def _intervals(rows: Sequence[Mapping[str, float] | None]) -> dict[str, tuple[float, float]]:
    """Give the quantiles over the draws that can be built, interpolated."""
    built = [row for row in rows if row is not None]
    if len(built) < 2:
        return {}
    tail = (1 - LEVEL) / 2
    found = {}
    for key in built[0]:
        ordered = np.sort(np.array([row[key] for row in built]))
        low, high = _quantile(ordered, tail), _quantile(ordered, 1 - tail)
        found[key] = (low, high)
    return found


def _quantile(ordered: npt.NDArray[np.float64], share: float) -> float:
    """Interpolate a quantile below which a further draw lies with that chance; beside infinity the nearer counts."""
    place = min(max(share * (len(ordered) + 1) - 1, 0.0), len(ordered) - 1.0)
    below, above = float(ordered[math.floor(place)]), float(ordered[math.ceil(place)])
    if not (math.isfinite(below) and math.isfinite(above)):
        return below if place - math.floor(place) < 0.5 else above
    return below + (above - below) * (place - math.floor(place))


def _note_swings(
    swings: dict[str, list[tuple[Driver, float]]],
    key: str,
    number: Sourced,
    ends: tuple[Mapping[str, float], Mapping[str, float]],
) -> None:
    """Keep what a number alone does to each KPI of the fleet, with its variance."""
    unit = 1 / _Z_80**2 if key.endswith(f".{LATENCY}") else _UNIFORM_VARIANCE
    for kpi, low in ends[0].items():
        high = ends[1].get(kpi, math.nan)
        if "/" in kpi or not (math.isfinite(low) and math.isfinite(high)) or low == high:
            continue
        driver = Driver(key, number.text, number.tolerance, number.basis, number.source, low, high, 0.0)
        swings.setdefault(kpi, []).append((driver, unit * ((high - low) / 2) ** 2))


def _ranked(found: Sequence[tuple[Driver, float]]) -> tuple[Driver, ...]:
    total = sum(variance for _, variance in found)
    if total <= 0:
        return ()
    shared = [replace(driver, share=variance / total) for driver, variance in found]
    ranked = sorted(shared, key=lambda one: (-one.share, one.number))
    return tuple(one for one in ranked[:_MOST_DRIVERS] if one.share >= _LEAST_SHARE)
