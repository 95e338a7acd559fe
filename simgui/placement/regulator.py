"""What a voltage converter makes of the loads behind it."""

from collections.abc import Mapping

import numpy as np

from simgui.plan.plan import Float64Array
from simgui.plan.stages import State
from simgui.profiles.part import RegulatorProfile


def through_regulator(
    regulator: RegulatorProfile | None,
    supply_v: float,
    base_w: Mapping[str, Float64Array],
    state_w: Mapping[State, Float64Array],
) -> tuple[dict[str, Float64Array], dict[State, Float64Array]]:
    """Give what the battery sees of the loads behind a regulator.

    Parameters
    ----------
    regulator : RegulatorProfile | None
        None feeds the parts directly.
    supply_v : float
        Its output voltage. [V]
    base_w : Mapping[str, float64 array (devices,)]
        Continuous loads by cause. [W]
    state_w : Mapping[State, float64 array (devices,)]
        Loads above those while in a state. [W]

    Returns
    -------
    tuple[dict, dict]
        The same at the battery, the regulator's own draw among the continuous ones. [W]

    Notes
    -----
    With a table, the efficiency is that of the current of the moment: a state costs what the whole load takes in it
    beyond what the continuous one takes alone. States that overlap are taken one by one.
    """
    if regulator is None:
        return dict(base_w), dict(state_w)
    ones = np.ones_like(next(iter(base_w.values())))
    table = regulator.efficiency_by_current
    if table is None:
        efficiency = regulator.efficiency.value
        base = {cause: load_w / efficiency for cause, load_w in base_w.items()}
        base["regulator"] = ones * regulator.quiescent_power_w.value
        return base, {state: load_w / efficiency for state, load_w in state_w.items()}
    currents, shares = zip(*table.points, strict=True)

    def taken_w(load_w: Float64Array) -> Float64Array:
        # Efficiencies are drawn over the logarithm of the current.
        amount_a = np.maximum(load_w / supply_v, currents[0] / 1e3)
        share = np.interp(np.log(amount_a), np.log(currents), shares)
        # Below the table, the loss stays what it is at its first point.
        lost_w = currents[0] * supply_v * (1 / shares[0] - 1)
        return np.asarray(np.where(amount_a < currents[0], load_w + lost_w, load_w / share))

    total_w = ones * 0.0
    for load_w in base_w.values():
        total_w = total_w + load_w
    base = dict(base_w)
    base["regulator"] = taken_w(total_w) - total_w
    return base, {state: taken_w(total_w + load_w) - taken_w(total_w) for state, load_w in state_w.items()}
