"""When a battery can no longer carry what its device draws: voltage under load at the end of life."""

from collections.abc import Sequence
from dataclasses import dataclass

from simgui.core.units import Dimension, format_quantity
from simgui.placement.cell import FULL, Buffer, Cell
from simgui.placement.hop_timing import awake_ns
from simgui.plan.plan import NS_PER_S, EnergyPlan, TaskPlan
from simgui.plan.stages import State
from simgui.profiles.part import BatteryProfile, LinkProfile
from simgui.scenario.group import Group

_STEPS = 20
_HALVINGS = 30


@dataclass(frozen=True, slots=True)
class Load:
    """A burst that comes again and again.

    Parameters
    ----------
    name : str
        What draws it: transmit, compute or sense.
    current_a, length_s, every_s : float
        Current at the battery, length of a burst, and from one to the next. [A], [s], [s]
    between_a : float
        What is drawn in between. [A]
    """

    name: str
    current_a: float
    length_s: float
    every_s: float
    between_a: float

    def lowest_v(self, cell: Cell, soc: float, capacitor_f: float) -> float:
        """Give the voltage at the end of a burst, a capacitor beside the cell. [-], [F] → [V]"""
        open_v, ohm = cell.source(soc)
        buffer = Buffer(open_v, ohm, capacitor_f)
        if self.every_s <= self.length_s:
            return buffer.settled_v(self.current_a)
        return buffer.lowest_v(self.current_a, self.length_s, every_s=self.every_s, between_a=self.between_a)


def loads_of(energy: EnergyPlan, tasks: Sequence[TaskPlan], link: LinkProfile, nominal_v: float) -> tuple[Load, ...]:
    """List the bursts of a group's devices, those of the hungriest device for all.

    Parameters
    ----------
    energy : EnergyPlan
        What the devices draw.
    tasks : Sequence[TaskPlan]
        What they do.
    link : LinkProfile
        Its peak current, not the mean of a transmission, is what the battery must carry.
    nominal_v : float
        Voltage that turns power into current. [V]
    """
    between_a = float(energy.total_base_power_w().max()) / nominal_v
    loads: dict[State, Load] = {}
    for task in tasks:
        every_s = task.period_ns / NS_PER_S
        lengths = {State.SENSE: task.sense_ns / NS_PER_S}
        for stage in task.stages:
            if stage.state in (State.COMPUTE, State.TRANSMIT):
                longest_s = float(awake_ns(stage).max(initial=0)) / NS_PER_S
                lengths[stage.state] = max(lengths.get(stage.state, 0.0), longest_s)
        for state, length_s in lengths.items():
            if length_s <= 0:
                continue
            current_a = between_a + float(energy.state_power_w[state].max(initial=0.0)) / nominal_v
            if state is State.TRANSMIT:
                current_a = max(current_a, link.burst_current_a.value)
            known = loads.get(state)
            if known is None or length_s / every_s > known.length_s / known.every_s:
                loads[state] = Load(state.label, current_a, length_s, every_s, between_a)
    return tuple(loads.values())


@dataclass(frozen=True, slots=True)
class EndOfLife:
    """The state of charge at which a battery counts as empty, and why there. [-]"""

    soc: float
    cause: str


def end_of_life(group: Group, battery: BatteryProfile, cell: Cell, loads: Sequence[Load]) -> EndOfLife:
    """Find where a falling charge first fails to carry a load.

    Parameters
    ----------
    group : Group
        Its capacitor buffers the bursts.
    battery : BatteryProfile
        The cell; what it cannot be emptied of at any load is out of reach too.
    cell : Cell
        The same at a temperature, all cells together.
    loads : Sequence[Load]
        What it must carry.

    Notes
    -----
    Brown-out is OCV(SoC) - I · R(SoC, T) < cut-off, the capacitor counted in; voltage falls with the charge, so one
    state of charge parts what can be carried from what cannot.
    """
    left = 1.0 - battery.usable_fraction.value
    worst = EndOfLife(left, f"{battery.usable_fraction.value:.0%} of the rated charge are usable")
    for load in loads:
        soc = _failing_soc(cell, group.capacitor_f, load)
        if soc > worst.soc:
            amount = format_quantity(load.current_a, Dimension.CURRENT, 3)
            length = format_quantity(load.length_s, Dimension.TIME, 3)
            cause = f"{load.name}: {amount} for {length} fall below {cell.cutoff_v:g} V at {soc:.0%} of the charge"
            worst = EndOfLife(soc, cause)
    return worst


def _failing_soc(cell: Cell, capacitor_f: float, load: Load) -> float:
    def is_carried(soc: float) -> bool:
        return load.lowest_v(cell, soc, capacitor_f) >= cell.cutoff_v

    carried = FULL
    if not is_carried(FULL):
        return FULL
    for step in range(_STEPS - 1, -1, -1):
        if not is_carried(step / _STEPS):
            break
        carried = step / _STEPS
    else:
        return 0.0
    failed = carried - 1 / _STEPS
    for _ in range(_HALVINGS):
        middle = (carried + failed) / 2
        carried, failed = (middle, failed) if is_carried(middle) else (carried, middle)
    return carried
