"""Random timing of a stage: what links do to attempts, and control tasks to processors."""

from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from simgui.plan.dark import Dark
from simgui.plan.pace import Pace
from simgui.plan.plan import StagePlan
from simgui.plan.preemption import Preemption
from simgui.plan.rate_spread import RateSpread
from simgui.plan.stages import Stage
from simgui.plan.stations import StationSet
from simgui.plan.timing import Collision, Jitter, JitterLaw, Slot, Wake
from simgui.profiles.link_part import RateSpreadLaw

ON_LINKS = (Stage.UPLINK, Stage.BACKHAUL, Stage.DOWNHAUL, Stage.DOWNLINK)


class Whole(Protocol):
    """What is the same for all groups of a plan."""

    tick_ns: int
    fine: bool
    period_ticks: int
    duration_ns: int
    devices: list[int]
    stations: list[StationSet]

    def has(self, feature: str, chance: float = 0.5) -> bool:
        """Draw whether something is there, if it may be."""

    def ticks(self, count: float) -> int:
        """Give a duration of about so many ticks. [ns]"""

    def law(self) -> tuple[float | None, int | None]:
        """Give capture and demodulators of the gateways."""


class RandomTiming:
    """Draws the timing of a group's stages."""

    b: Whole
    rng: np.random.Generator
    devices: int
    own: npt.NDArray[np.int64]
    cell: npt.NDArray[np.int64]
    preemption: Preemption | None
    dark: Dark | None

    def timed(self, plan: StagePlan, kind: Stage) -> StagePlan:
        """Add what links, blackouts and control tasks do to the time of a stage."""
        if self.dark is not None and kind in (Stage.INFER, Stage.UPLINK, Stage.DOWNLINK) and self.rng.random() < 0.8:
            plan = replace(plan, dark=self.dark)
        return self._timed(plan, kind)

    def _timed(self, plan: StagePlan, kind: Stage) -> StagePlan:
        radio = kind in (Stage.UPLINK, Stage.DOWNLINK)
        one_worker = self.b.stations[plan.station_set].workers == 1
        if kind in (Stage.INFER, Stage.GATEWAY) and self.b.has("paces", 0.4):
            plan = replace(plan, pace=self._pace())
        if kind is Stage.INFER and self.preemption is not None:
            return replace(plan, preemption=self.preemption)
        if kind is Stage.UPLINK and self.b.has("collisions", 0.5):
            plan = self._on_air(plan)
        if self.b.has("holds", 0.4 if radio else 0.1):
            plan = replace(plan, hold_ns=self.rng.integers(0, 4, self.devices) * self.b.tick_ns)
        if radio and self.b.has("slots", 0.4):
            plan = replace(plan, slot=self._slot())
        if (
            one_worker
            and kind is not Stage.CLOUD
            and plan.collision is None
            and self.b.has("wakes", 0.3 if radio else 0.1)
        ):
            after_ns = self.b.ticks(self.rng.uniform(0, self.b.period_ticks))
            grid = 1 if self.b.fine else self.b.tick_ns
            plan = replace(plan, wake=Wake(after_ns, self.rng.integers(0, 6, self.devices) * grid))
        if self.b.has("jitter", 0.3):
            law = list(JitterLaw)[int(self.rng.integers(3))]
            scale_ns = self.b.ticks(self.rng.uniform(0, 6))
            plan = replace(
                plan,
                jitter=Jitter(law, scale_ns, float(self.rng.uniform(0, 1.5)), on_delay=bool(self.rng.random() < 0.7)),
            )
        if kind in ON_LINKS and plan.collision is None and self.b.has("rates", 0.4):
            plan = replace(plan, rate_spread=self._rate_spread(plan.service_ns))
        return plan

    def _rate_spread(self, service_ns: npt.NDArray[np.int64]) -> RateSpread:
        """Let the rate vary for all of the services, a part of each, or some devices' only."""
        law = list(RateSpreadLaw)[int(self.rng.integers(2))]
        most = 0.95 if law is RateSpreadLaw.UNIFORM else 1.5
        fixed = service_ns * self.rng.choice([0.0, 0.3, 1.0], self.devices, p=[0.6, 0.3, 0.1])
        return RateSpread(law, float(self.rng.uniform(0.05, most)), fixed.astype(np.int64))

    def _pace(self) -> Pace:
        """Draw courses of the clock, some slower and slower, some up and down."""
        spells, courses = int(self.rng.integers(1, 5)), int(self.rng.integers(1, 4))
        last = self.b.duration_ns // self.b.tick_ns
        edges = np.unique(np.append(self.rng.integers(0, last + 1, spells - 1), 0)) * self.b.tick_ns
        clock = self.rng.choice([1.0, 0.8, 0.5, float(self.rng.uniform(0.2, 1.0))], (courses, len(edges)))
        return Pace(
            from_ns=edges.astype(np.int64),
            until_ns=self.b.duration_ns,
            clock=clock,
            power=np.minimum(clock ** float(self.rng.choice([0.5, 1.0, 2.0])), 1.0),
            course=self.rng.integers(0, courses, self.devices).astype(np.int32),
        )

    def _on_air(self, plan: StagePlan) -> StagePlan:
        """Let a stage share the air with all others of the plan; services must last longer than their lock."""
        shared = self.b.law()
        plan = replace(plan, service_ns=np.maximum(plan.service_ns, 1))
        return replace(
            plan,
            collision=Collision(
                domain="lora",
                cell=(self.cell if self.rng.random() < 0.7 else self.own % 2).astype(np.int32),
                spreading_factor=self.rng.integers(7, 9, self.devices),
                power_dbm=self.rng.choice([-120.0, -117.0, -100.0, -94.0], self.devices),
                lock_ns=(plan.service_ns * self.rng.choice([0.0, 0.2, 0.7], self.devices)).astype(np.int64),
                channels=int(self.rng.integers(1, 4)),
                capture_db=shared[0],
                demodulators=shared[1],
            ),
            max_attempts=int(self.rng.choice([plan.max_attempts, 1, 2, 4])),
        )

    def _slot(self) -> Slot:
        ticks = int(self.rng.integers(2, max(3, self.b.period_ticks // 2)))
        interval_ns = ticks * self.b.tick_ns
        phase_ns = self.rng.integers(-interval_ns, 2 * interval_ns, self.devices) if self.rng.random() < 0.6 else None
        offsets = np.unique(self.rng.integers(0, ticks, int(self.rng.integers(1, 4)))) * self.b.tick_ns
        awake_ns = self.b.ticks(self.rng.uniform(0, self.b.period_ticks)) if self.rng.random() < 0.4 else 0
        return Slot(interval_ns, phase_ns, tuple(offsets.tolist()), awake_ns)

    def drawn_dark(self) -> Dark:
        """Draw up to three spells, some without a time in which messages are lost, or in which they wait."""
        spells = int(self.rng.integers(1, 4))
        last = self.b.duration_ns // self.b.tick_ns
        edges = np.sort(self.rng.integers(0, last + 1, (3 * spells, self.devices)), axis=0) * self.b.tick_ns
        return Dark(edges[0::3], edges[1::3], edges[2::3] + int(self.rng.integers(2)))

    def drawn_preemption(self) -> Preemption:
        """Draw a schedule that leaves some time."""
        ticks = int(self.rng.integers(3, max(4, self.b.period_ticks)))
        edges = np.unique(self.rng.integers(0, ticks + 1, 2 * int(self.rng.integers(1, 5))))
        edges = edges[: len(edges) // 2 * 2]
        if len(edges) == 2 and edges[1] - edges[0] == ticks:
            edges = edges - np.array([0, 1])
        period_ns = ticks * self.b.tick_ns
        phase_ns = self.rng.integers(0, 2 * period_ns, self.devices)
        return Preemption(period_ns, edges * self.b.tick_ns, phase_ns)
