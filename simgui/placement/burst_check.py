"""Whether a battery carries the bursts of a link at all, and what would help."""

import math
from dataclasses import dataclass

from simgui.core.phrase import Phrase, and_list
from simgui.core.units import Dimension, format_quantity
from simgui.placement.airtime import longest_burst_s
from simgui.placement.cell import Buffer, Cell, capacitor_needed_f
from simgui.placement.misfit import MisfitError
from simgui.placement.supply import Parts
from simgui.profiles.part import BatteryProfile, LinkProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.scenario.group import Group

REMEDY_SOC = 0.1
"""State of charge at which what is offered as a remedy still carries a burst. [-]"""
REFUSAL_SOC = 0.5
"""A battery that fails under a burst with so much of its charge left is refused; later, it ends its life. [-]"""


@dataclass(frozen=True, slots=True)
class Burst:
    """What a link's longest burst does to a battery.

    Parameters
    ----------
    needed_a, length_s : float
        Current and length of the burst. [A], [s]
    lowest_v, cutoff_v : float
        Voltage reached and voltage needed; never below 0. [V]
    cell_a, pulse_current_a : float
        Current the cells give at its end, and the largest pulse they stand. [A]
    capacitor_needed_f : float
        Buffer capacitor with which both limits hold; infinite if none would do. [F]
    recharge_s : float
        Five time constants of that capacitor through the cells' resistance. [s]
    """

    needed_a: float
    length_s: float
    lowest_v: float
    cutoff_v: float
    cell_a: float
    pulse_current_a: float
    capacitor_needed_f: float
    recharge_s: float

    @property
    def is_fed(self) -> bool:
        """Whether the battery carries it."""
        return self.lowest_v >= self.cutoff_v and self.cell_a <= self.pulse_current_a


def burst_of(group: Group, link: LinkProfile, battery: BatteryProfile, soc: float) -> Burst:
    """Work out the longest message of a link on a battery, after a rest.

    Parameters
    ----------
    group : Group
        Gives the number of cells, their temperature and the buffer capacitor.
    link : LinkProfile
        What draws the burst, at its peak current all the time.
    battery : BatteryProfile
        The cell.
    soc : float
        Its state of charge. [-]

    Notes
    -----
    The current is that of the link's profile, taken at the battery: a converter's efficiency and the modem's own
    least voltage are left out, as are the tail after a message and bursts so close that the capacitor does not
    recover (`Buffer.lowest_v` knows those).
    """
    cell = Cell.of(battery, group.temperature_c, count=group.battery_count)
    buffer = Buffer(cell.ocv_v(soc), cell.resistance_ohm(soc), group.capacitor_f)
    needed_a, length_s = link.burst_current_a.value, longest_burst_s(link)
    lowest_v = buffer.lowest_v(needed_a, length_s)
    drop_v = min(buffer.source_v - cell.cutoff_v, cell.pulse_current_a * buffer.source_ohm)
    capacitor_f = capacitor_needed_f(buffer.source_ohm, needed_a, length_s, drop_v)
    return Burst(
        needed_a=needed_a,
        length_s=length_s,
        lowest_v=max(lowest_v, 0.0),
        cutoff_v=cell.cutoff_v,
        cell_a=needed_a if group.capacitor_f == 0 else (buffer.source_v - lowest_v) / buffer.source_ohm,
        pulse_current_a=cell.pulse_current_a,
        capacitor_needed_f=capacitor_f,
        recharge_s=5 * buffer.source_ohm * capacitor_f,
    )


def check_burst(group: Group, parts: Parts, registry: Registry) -> None:
    """Refuse a link whose burst the battery cannot deliver for most of its life.

    Raises
    ------
    MisfitError
        With the currents needed and available, the voltage reached and the cut-off.
    """
    if parts.battery is None:
        return
    burst = burst_of(group, parts.link, parts.battery, REFUSAL_SOC)
    late = burst_of(group, parts.link, parts.battery, REMEDY_SOC)
    if burst.lowest_v >= burst.cutoff_v and late.cell_a <= late.pulse_current_a:
        return
    cells = {name: registry.battery(name) for name in registry.names(Kind.BATTERY)}
    able = [name for name, cell in cells.items() if burst_of(group, parts.link, cell, REMEDY_SOC).is_fed]
    length = format_quantity(burst.length_s, Dimension.TIME, 3)
    raise MisfitError(
        Phrase(
            "{group}: a burst of {link} draws {current} for {length}, but {shortfall}",
            group=group.name,
            link=parts.link.name,
            current=f"{burst.needed_a * 1e3:.3g} mA",
            length=length,
            shortfall=_shortfall(group, parts.battery, burst, late),
        ),
        (
            Phrase("choose a battery that can: {names}", names=", ".join(able) or Phrase("none is known")),
            _capacitor_remedy(late),
            Phrase("choose a link with smaller bursts, such as ble-2m"),
        ),
    )


def _shortfall(group: Group, battery: BatteryProfile, burst: Burst, late: Burst) -> Phrase:
    """Say which of the two limits a burst breaks: the voltage for most of the life, or the pulses towards its end."""
    cells: str = f"{group.battery_count} × {battery.name}"
    broken = []
    if group.capacitor_f:
        size = format_quantity(group.capacitor_f, Dimension.CAPACITANCE, 3)
        cells = Phrase("{cells} with {capacitor}", cells=cells, capacitor=size)
    if late.cell_a > late.pulse_current_a:
        most, drawn = f"{late.pulse_current_a * 1e3:.3g} mA", f"{late.cell_a * 1e3:.3g} mA"
        if group.capacitor_f:
            shared = "stands pulses of at most {most} and would give {drawn} of it"
            broken.append(Phrase(shared, most=most, drawn=drawn))
        else:
            broken.append(Phrase("stands pulses of at most {most}", most=most))
    if burst.lowest_v < burst.cutoff_v:
        broken.append(
            Phrase(
                "falls to {voltage} (cut-off {cutoff}) with {charge} of its charge at {temperature}",
                voltage=f"{burst.lowest_v:.2f} V",
                cutoff=f"{burst.cutoff_v:g} V",
                charge=f"{REFUSAL_SOC:.0%}",
                temperature=f"{group.temperature_c:g} °C",
            )
        )
    return Phrase("{cells} {broken}", cells=cells, broken=and_list(broken))


def _capacitor_remedy(burst: Burst) -> Phrase:
    if math.isinf(burst.capacitor_needed_f):
        return Phrase("a capacitor does not help: the almost empty cell is below the cut-off without any load")
    step_f = 10.0 ** (math.floor(math.log10(burst.capacitor_needed_f)) - 1)
    enough_f = math.ceil(burst.capacitor_needed_f / step_f) * step_f
    enough, recharge = (
        format_quantity(enough_f, Dimension.CAPACITANCE, 2),
        format_quantity(burst.recharge_s, Dimension.TIME, 2),
    )
    return Phrase(
        "give the group a capacitor of {enough} or more; it recharges within {recharge}",
        enough=enough,
        recharge=recharge,
    )
