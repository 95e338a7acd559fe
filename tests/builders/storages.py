"""Plans of devices whose batteries sun and temperature change, for tests of engines and results."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from builders.plans import NOTHING_DRAWN, S, energy
from simgui.plan.plan import EnergyPlan
from simgui.plan.storage import Ageing, Float64Array, StoragePlan


def storage(
    devices: int = 1,
    *,
    step_s: float = 3600.0,
    harvest_w: Sequence[float] = (0.0,),
    share: float | Sequence[float] = 1.0,
    leak_per_s: float | Sequence[float] = 0.0,
    floor: float | Sequence[float] = 0.0,
    full_j: float | Sequence[float] = 100.0,
    start: float = 1.0,
    restart: float | None = 0.1,
    ageing: Ageing | None = None,
) -> StoragePlan:
    """A storage of as many steps as its harvest has."""
    steps = len(harvest_w)

    def each(value: float | Sequence[float]) -> Float64Array:
        return np.broadcast_to(np.asarray(value, dtype=float), (steps,)).copy()

    return StoragePlan(
        step_ns=round(step_s * S),
        share=each(share),
        self_discharge_per_s=each(leak_per_s),
        harvest_w=each(harvest_w),
        floor_soc=each(floor),
        full_j=np.broadcast_to(np.asarray(full_j, dtype=float), (devices,)).copy(),
        start_soc=start,
        restart_soc=restart,
        ageing=ageing,
    )


def stored(plan: StoragePlan, base_w: float = 0.0, state_w: Sequence[float] = NOTHING_DRAWN) -> EnergyPlan:
    """Draws from such a storage."""
    devices = len(plan.full_j)
    made = energy(devices, base_w, state_w, plan.full_j.tolist())
    leak_w = plan.full_j * float((plan.share * plan.self_discharge_per_s).mean())
    return replace(made, base_power_w={**made.base_power_w, "self_discharge": leak_w}, storage=plan)
