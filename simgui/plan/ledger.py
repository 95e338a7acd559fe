"""Where the energy of every device went, in integer nanoseconds by state."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simgui.plan.plan import NS_PER_S, EnergyPlan, Float64Array
from simgui.plan.stages import State
from simgui.plan.verdicts import Int64Array


@dataclass(frozen=True, slots=True)
class GroupLedger:
    """The energy books of a group.

    Parameters
    ----------
    energy : EnergyPlan
        Powers the times are multiplied with.
    alive_ns : int64 array (devices,)
        From the start to the end of the run, or to death. [ns]
    state_ns : int64 array (states, devices)
        Time in each `State`. [ns]
    death_ns : int64 array (devices,)
        When the battery was empty; -1 where it was not. [ns]
    """

    energy: EnergyPlan
    alive_ns: Int64Array
    state_ns: Int64Array
    death_ns: Int64Array

    def energy_by_cause_j(self) -> Mapping[str, Float64Array]:
        """Energy of each device by cause: continuous draws first, then the states. [J]"""
        alive_s = self.alive_ns / NS_PER_S
        causes = {cause: power_w * alive_s for cause, power_w in self.energy.base_power_w.items()}
        for state in State:
            causes[state.label] = self.energy.state_power_w[state] * (self.state_ns[state] / NS_PER_S)
        return causes

    def energy_j(self) -> Float64Array:
        """Energy of each device. [J]"""
        return np.asarray(sum(self.energy_by_cause_j().values()))
