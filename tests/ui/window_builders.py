"""Scenarios, results and runs for tests of the window."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from simgui.core.diagnostics import Location
from simgui.core.units import Dimension, parse_comparison
from simgui.results.result import BudgetVerdict, Judgement, PlacementResult, ScenarioResult
from simgui.runs.messages import PlacementFinished, RunFinished, RunMessage, RunProgress
from simgui.runs.options import RunOptions
from simgui.scenario.scenario import Budget, PlacementSpec, Scenario

_HERE = Location("motors.yaml", 1, 1)


def a_scenario(file: Path = Path("motors.yaml"), placements: Sequence[str] = ("edge", "fog", "cloud")) -> Scenario:
    return Scenario(
        file=file,
        digest="d" * 64,
        name="Bearing wear on 500 motors",
        story="A plant listens to 500 motors at 10 kHz. Which tier should classify?",
        seed=7,
        duration_s=3600.0,
        models={},
        sites={},
        clouds={},
        groups={},
        placements={name: PlacementSpec(name, name, {}, {}, {}, _HERE) for name in placements},
        budgets=(
            Budget(
                "latency_p99", "latency_p99_s", None, parse_comparison("<= 100 ms", Dimension.TIME), "<= 100 ms", _HERE
            ),
        ),
        outages=(),
        gate=(),
    )


def a_budget(
    kpi: str = "latency_p99_s",
    limit: str = "<= 100 ms",
    limit_value: float = 0.1,
    value: float = 0.05,
    judgement: Judgement = Judgement.PASS,
    group: str | None = None,
) -> BudgetVerdict:
    margin = (limit_value - value) / limit_value if limit_value else math.nan
    return BudgetVerdict(kpi, kpi, group, limit, limit_value, value, judgement, margin if "<" in limit else -margin)


def a_run(
    placement: str = "edge",
    kpis: dict[str, float] | None = None,
    *,
    seed: int = 7,
    budgets: tuple[BudgetVerdict, ...] = (),
    stages: dict[str, float] | None = None,
    causes: dict[str, float] | None = None,
    intervals: dict[str, tuple[float, float]] | None = None,
    by_group: dict[str, dict[str, float]] | None = None,
) -> PlacementResult:
    return PlacementResult(
        placement=placement,
        seed=seed,
        engine="vectorised",
        engine_reason="the plan is eligible",
        kpis=kpis if kpis is not None else {"latency_p99_s": 0.05, "device_power_w": 1e-3},
        by_group=by_group or {},
        intervals=intervals or {},
        breakdowns={"latency_by_stage_s": stages or {}, "energy_by_cause_j": causes or {}},
        notes={"accuracy_kind": "synthetic"},
        budgets=budgets,
        feasible=True,
        infeasible_reason="",
        remedies=(),
        real_inferences=8192,
        trace_hash="258-9f3a61c0ffee0123-41c8437b3044a58d",
        wall_s=0.4,
    )


def an_infeasible_run(placement: str = "split") -> PlacementResult:
    run = a_run(placement, {})
    changes = {
        "feasible": False,
        "infeasible_reason": "the first part needs 312 kB of RAM, the device has 256 kB",
        "remedies": ("cut the model after layer 3", "take a board with 512 kB"),
        "breakdowns": {},
        "trace_hash": "",
    }
    return PlacementResult(**({name: getattr(run, name) for name in run.__slots__} | changes))


def a_result(runs: Sequence[PlacementResult], recommended: str | None = "edge") -> ScenarioResult:
    return ScenarioResult(
        scenario="Bearing wear on 500 motors",
        file="motors.yaml",
        digest="d" * 64,
        version="0.1.0",
        runs=tuple(runs),
        pareto=("edge",),
        recommended=recommended,
        recommended_because="It keeps all 4 budgets and no other placement needs less power.",
        flips_if=("the battery may be changed every year",),
    )


def a_progress(placement: str = "edge", fraction: float = 0.25, **changes: float) -> RunProgress:
    values: dict[str, float] = {"time_s": 900.0, "end_s": 3600.0, "jobs_per_s": 1.2e6, "eta_s": 41.0} | changes
    return RunProgress(
        placement=placement, step=1, steps=3, activity="simulate", fraction=fraction, jobs=40_000, **values
    )


def a_run_of(runs: Sequence[PlacementResult], *, cancelled: bool = False) -> list[list[RunMessage]]:
    """What a run tells, one list per poll."""
    batches: list[list[RunMessage]] = []
    for number, run in enumerate(runs):
        batches.append([a_progress(run.placement, number / len(runs))])
        batches.append([PlacementFinished(run)])
    batches.append([RunFinished(a_result(runs), cancelled, "")])
    return batches


@dataclass
class StubRun:
    """A run that says what it was told to say, one batch per poll; cancelled, it ends with what it has said."""

    batches: list[list[RunMessage]]
    is_endless: bool = False
    started_with: list[tuple[str, tuple[str, ...], RunOptions]] = field(default_factory=list)
    cancelled: bool = False
    closed: bool = False
    said: list[PlacementResult] = field(default_factory=list)

    def start(self, scenario: str, overrides: tuple[str, ...], options: RunOptions) -> StubRun:
        self.started_with.append((scenario, overrides, options))
        return self

    def poll(self) -> Sequence[RunMessage]:
        if self.cancelled:
            return [RunFinished(a_result(self.said, None), cancelled=True, folder="")]
        if not self.batches:
            return [] if self.is_endless else [RunFinished(a_result(self.said), cancelled=False, folder="")]
        batch = self.batches.pop(0)
        self.said += [message.result for message in batch if isinstance(message, PlacementFinished)]
        return batch

    def cancel(self) -> None:
        self.cancelled = True

    def has_left(self) -> bool:
        return True

    def close(self) -> None:
        self.closed = True


def five_placements() -> list[PlacementResult]:
    """A plausible outcome of the motors' story, with every case a picture should show."""

    names = (
        "latency_p50_s", "latency_p99_s", "deadline_miss_ratio", "battery_life_s", "device_power_w",
        "energy_per_job_j", "uplink_bytes_per_device_day", "raw_bytes_leaving_device",
        "accuracy", "recall", "false_alarms_per_device_day", "cost_usd_per_device_month", "bom_usd_per_device",
    )  # fmt: skip
    day, year = 86400.0, 31557600.0
    cnn, rms, bom = (0.9912, 0.9731, 0.0123), (0.871, 0.62, 0.41), 31.4
    table = {
        "edge": (0.0141, 0.0142, 0, 4.1 * year, 4.1e-4, 4.1e-3, 214, 0, *cnn, 0.0, bom),
        "fog": (0.0215, 0.0641, 0.0002, 2.2 * year, 7.7e-4, 7.7e-3, 1.9e7, 3.1e8, *cnn, 0.11, bom),
        "cloud": (0.1032, 0.1413, 0.62, 2.2 * year, 7.7e-4, 7.7e-3, 1.9e7, 3.1e8, *cnn, 0.84, bom),
        "cloud_stream": (0.31, math.inf, 1.0, 61 * day, 1.02e-2, 0.102, 1.7e9, 7.2e10, *cnn, 9.31, bom),
        "threshold": (0.0006, 0.0006, 0, 4.9 * year, 3.6e-4, 3.6e-3, 2210, 0, *rms, 0.0, bom),
    }
    stages = {
        "edge": {"infer": 0.0141},
        "fog": {"uplink": 0.0139, "gateway": 0.0033, "downlink": 0.0043},
        "cloud": {"uplink": 0.0139, "backhaul": 0.0412, "cloud": 0.0031, "downhaul": 0.0405, "downlink": 0.0045},
        "cloud_stream": {"uplink": 0.21, "backhaul": 0.0412, "cloud": 0.0031, "downhaul": 0.0405, "downlink": 0.0045},
        "threshold": {"infer": 0.0006},
    }
    causes = {
        "edge": {"sleep": 0.02, "sensor": 0.7, "sense": 0.31, "compute": 0.41, "transmit": 0.01},
        "fog": {"sleep": 0.02, "sensor": 0.7, "sense": 0.31, "transmit": 1.6, "receive": 0.2},
        "cloud": {"sleep": 0.02, "sensor": 0.7, "sense": 0.31, "transmit": 1.6, "receive": 0.22},
        "cloud_stream": {"sleep": 0.02, "sensor": 0.7, "sense": 6.3, "transmit": 29.0, "receive": 0.7},
        "threshold": {"sleep": 0.02, "sensor": 0.7, "sense": 0.31, "compute": 0.02, "transmit": 0.05},
    }
    runs = []
    for name, figures in table.items():
        values = dict(zip(names, figures, strict=True))
        life_s, up = values["battery_life_s"], values["uplink_bytes_per_device_day"]
        judge = {True: Judgement.PASS, False: Judgement.FAIL}
        budgets = (
            a_budget(value=values["latency_p99_s"], judgement=judge[values["latency_p99_s"] <= 0.1]),
            a_budget("battery_life_s", ">= 3 y", 3 * year, life_s, judge[life_s >= 3 * year]),
            a_budget("uplink_bytes_per_device_day", "<= 10 kB", 1e4, up, judge[up <= 1e4], "motors"),
            a_budget("raw_bytes_leaving_device", "== 0 B", 0.0, values["raw_bytes_leaving_device"],
                     judge[values["raw_bytes_leaving_device"] == 0]),
            a_budget("accuracy", ">= 99 %", 0.99, values["accuracy"],
                     Judgement.UNDECIDED if name != "threshold" else Judgement.FAIL),
        )  # fmt: skip
        intervals = {"accuracy": (values["accuracy"] - 0.004, values["accuracy"] + 0.004)}
        run = a_run(name, values, budgets=budgets, stages=stages[name], causes=causes[name], intervals=intervals)
        runs.append(replace(run, by_group={"motors": {}}))
    return runs
