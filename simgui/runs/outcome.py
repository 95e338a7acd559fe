"""From a plan to a judged result: the engine runs, KPIs and trace hash listen, budgets and advice conclude."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui import __version__
from simgui.core.phrase import Phrase
from simgui.engine.control import Control, Engine, EngineReport
from simgui.plan.plan import Infeasible, Plan
from simgui.plan.trace import FanOut, TraceHash, TraceSink
from simgui.results.accumulator import KpiAccumulator
from simgui.results.advice import Advice, advise
from simgui.results.budgets import judge, judge_claims
from simgui.results.fleet_record import FleetRecord
from simgui.results.kpis import Kpis
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.results.score_interval import widened
from simgui.results.stream_intervals import SHARES
from simgui.results.trace_store import TraceWriter
from simgui.results.why.observation import Observation
from simgui.results.why.propagation import CERTAIN, Uncertainty
from simgui.runs.telling_series import TellingSeries
from simgui.scenario.scenario import Scenario

_NO_ADVICE = Advice((), None, Phrase("The run was cancelled, so the placements cannot be compared."), ())


@dataclass(frozen=True, slots=True)
class Simulation:
    """What an engine's run gave; ``seen`` is what its uncertainty is worked out from, ``record`` its history if any."""

    report: EngineReport
    kpis: Kpis
    trace_hash: str
    seen: Observation
    record: FleetRecord | None = None


def simulate(
    plan: Plan,
    engine: Engine,
    control: Control,
    writer: TraceWriter | None,
    telling: TellingSeries | None = None,
) -> Simulation:
    """Execute a plan and gather its KPIs.

    Parameters
    ----------
    plan : Plan
        What to run.
    engine : Engine
        On what.
    control : Control
        Hears the progress, and may cancel.
    writer : TraceWriter | None
        Keeps the trace, and quantiles of the latency are exact; None keeps none.
    telling : TellingSeries | None
        Gathers and tells the history, and passes progress on to the control; None gathers none.

    Raises
    ------
    RunCancelled
        When the control asks to stop.
    """
    accumulator, digest = KpiAccumulator(plan, is_exact=writer is not None), TraceHash(plan)
    sinks: tuple[TraceSink, ...] = (accumulator, digest)
    if writer is not None:
        sinks = (*sinks, writer)
    if telling is not None:
        sinks = (*sinks, telling.series)
    report = engine.run(plan, FanOut(sinks), telling or control)
    if writer is not None:
        writer.close()
    record = None if telling is None else telling.finish(report.ledgers, accumulator)
    seen = Observation.of(plan, accumulator.tallies, report.ledgers)
    return Simulation(report, accumulator.finish(report.ledgers), digest.hexdigest(), seen, record)


def judged(
    scenario: Scenario,
    plan: Plan,
    run: Simulation,
    *,
    notes: Sequence[str],
    wall_s: float,
    doubt: Uncertainty = CERTAIN,
) -> PlacementResult:
    """Judge the budgets of a simulated placement.

    Parameters
    ----------
    scenario : Scenario
        Holds the budgets.
    plan : Plan
        What was run.
    run : Simulation
        What came out.
    notes : Sequence[str]
        What a reader must know about the detectors.
    wall_s : float
        Time it took. [s]
    doubt : Uncertainty
        What the tolerances of the profile numbers do to the KPIs; `CERTAIN` when that was not worked out.
    """
    kpis = run.kpis
    intervals = {**doubt.intervals, **kpis.intervals}
    for key in doubt.intervals.keys() & kpis.intervals.keys():
        most = 1.0 if key.rpartition("/")[2] in SHARES else math.inf
        intervals[key] = widened(kpis.intervals[key], doubt.intervals[key], _value(kpis, key), most)
    tasks = [task for group in plan.groups for task in group.tasks if task.verdicts is not None and task.is_job]
    inferences = sum(task.verdicts.pool.real_inferences for task in tasks if task.verdicts is not None)
    return PlacementResult(
        placement=plan.placement,
        seed=plan.seed,
        engine=run.report.engine,
        engine_reason=run.report.reason,
        kpis=kpis.fleet,
        by_group=kpis.by_group,
        intervals=intervals,
        breakdowns=kpis.breakdowns,
        notes={**kpis.notes, **_about_detectors(notes), **_reuse(sum(int(t.jobs.sum()) for t in tasks), inferences)},
        budgets=judge(scenario.budgets, kpis.fleet, kpis.by_group, intervals),
        feasible=True,
        infeasible_reason="",
        remedies=(),
        real_inferences=inferences,
        trace_hash=run.trace_hash,
        battery_worst=kpis.battery_worst,
        wall_s=wall_s,
        p_meets_budgets=doubt.p_meets_budgets,
        drivers=doubt.drivers,
        why=doubt.why,
        claims=judge_claims(scenario.claims, kpis.fleet, kpis.by_group, intervals),
    )


def _value(kpis: Kpis, key: str) -> float:
    group, _, kpi = key.rpartition("/")
    return kpis.by_group[group][kpi] if group else kpis.fleet[kpi]


def infeasible(plan: Infeasible, seed: int, *, notes: Sequence[str], wall_s: float) -> PlacementResult:
    """Give the result of a placement that cannot be built.

    Parameters
    ----------
    plan : Infeasible
        Why.
    seed : int
        Seed of the run.
    notes : Sequence[str]
        What a reader must know about the detectors.
    wall_s : float
        Time it took to find out. [s]
    """
    return PlacementResult(
        placement=plan.placement,
        seed=seed,
        engine="",
        engine_reason="",
        kpis={},
        by_group={},
        intervals={},
        breakdowns={},
        notes=_about_detectors(notes),
        budgets=(),
        feasible=False,
        infeasible_reason=plan.reason,
        remedies=plan.remedies,
        real_inferences=0,
        trace_hash="",
        wall_s=wall_s,
    )


def conclude(scenario: Scenario, runs: Sequence[PlacementResult], *, complete: bool) -> ScenarioResult:
    """Put the runs of a scenario together, with advice when they are complete.

    Parameters
    ----------
    scenario : Scenario
        What was simulated.
    runs : Sequence[PlacementResult]
        By placement, then by seed.
    complete : bool
        Whether every placement and seed is there.
    """
    advice = advise(runs) if complete else _NO_ADVICE
    return ScenarioResult(
        scenario=scenario.name,
        file=str(scenario.file),
        digest=scenario.digest,
        version=__version__,
        runs=tuple(runs),
        pareto=advice.pareto,
        recommended=advice.recommended,
        recommended_because=advice.recommended_because,
        flips_if=advice.flips_if,
    )


def _about_detectors(notes: Sequence[str]) -> dict[str, str]:
    return {"detectors": "; ".join(notes)} if notes else {}


def _reuse(jobs: int, inferences: int) -> dict[str, str]:
    """Say how often each real inference stands for a job."""
    if not inferences:
        return {}
    return {"verdict_reuse": f"{inferences} real inferences serve {jobs} jobs, {jobs / inferences:.3g} jobs each"}
