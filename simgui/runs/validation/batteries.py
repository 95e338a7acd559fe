"""Batteries against data sheets: charge by rate and cold, the books, and a burst that browns a coin cell out."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from simgui.models.validation.comparison import Check, Finding, Point, Section
from simgui.placement.airtime import longest_burst_s
from simgui.placement.cell import Buffer, Cell, capacitor_needed_f
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind

_MAH = 3.6
_BANDS: tuple[tuple[str, float, float, float, float, str], ...] = (
    ("cr2032", 0.19e-3, 20.0, 220, 235, "data sheets of Sanyo, Energizer and Panasonic at 15 kΩ"),
    ("cr2032", 0.19e-3, -20.0, 135, 169, "60 to 75 % in the cold: from memory, no data sheet at hand"),
    ("er14505", 2e-3, 20.0, 2392, 2808, "Saft LS14500 data sheet: 2.6 Ah at 2 mA, 8 % as the profile has it"),
    ("er14505", 2e-3, -20.0, 1430, 1690, "55 to 65 % in the cold: from memory"),
    ("er34615", 4e-3, 25.0, 17480, 20520, "Linden's Handbook, fig. 14.17: 19 Ah at 4 mA, 8 %"),
    ("18650-2600", 0.52, 20.0, 2550, 2650, "Samsung ICR18650-26F specification: 2550 to 2600 mAh at 0.2 C to 2.75 V"),
    ("18650-2600", 2.0, 20.0, 2327, 2573, "ICR18650-26J measured at 23 °C, endless-sphere.com 100928: 2450 mAh, 5 %"),
    ("18650-2600", 5.0, 20.0, 2327, 2573, "ICR18650-26J measured at 23 °C, endless-sphere.com 100928: 2450 mAh, 5 %"),
    ("18650-2600", 0.52, -20.0, 1560, 1820, "60 to 70 % in the cold: from memory"),
)
"""Cell, current [A], temperature [degC], least and most charge [mAh], where the band is from."""
_STEPS = 2000
_COIN, _MODEM, _WORN = "cr2032", "lte-m", 0.5


def battery_section(truth: Path) -> Section:
    """Compare discharges with what data sheets allow; the published tables give no rows of batteries.

    Parameters
    ----------
    truth : Path
        Not read: the bands are of data sheets, as `radio_power.md` beside the tables sums them up.

    Returns
    -------
    Section
        The part of the report.
    """
    del truth
    registry = Registry()
    found = [(band, _drawn_mah(registry, *band[:3])) for band in _BANDS]
    points = tuple(Point(band[0], _label(band), (band[3] + band[4]) / 2, drawn) for band, drawn in found)
    checks = [
        Check(
            _label(band),
            1,
            f"{drawn:.0f} mAh",
            f"{band[3]:.0f} to {band[4]:.0f} mAh",
            band[3] <= drawn <= band[4],
            band[5],
        )
        for band, drawn in found
    ]
    finding = Finding("charge delivered, against the middle of the band", points)
    text = (
        "Second rates of the coin cell and of the lithium thionyl chloride cell, and temperatures above 25 °C, have no "
        "source here: they follow the profiles' tables, which say what is a guess.",
    )
    return Section("Batteries", "mAh", (finding,), text, (*checks, _books(registry), *_burst(registry)))


def _label(band: tuple[str, float, float, float, float, str]) -> str:
    return f"{band[0]} at {band[1] * 1e3:g} mA and {band[2]:g} °C"


def _drawn_mah(registry: Registry, name: str, current_a: float, temperature_c: float) -> float:
    """Discharge a fresh cell to its cut-off."""
    cell = Cell.of(registry.battery(name), temperature_c)
    after, _ = cell.discharge(cell.full(), current_a, math.inf)
    return after.drawn_c / _MAH


def _books(registry: Registry) -> Check:
    """Discharge every cell by random pieces and add up where its charge went."""
    rng, worst, names = np.random.default_rng(1), 0.0, registry.names(Kind.BATTERY)
    for name in names:
        cell = Cell.of(registry.battery(name), float(rng.uniform(-20, 50)))
        charge = cell.full()
        for _ in range(_STEPS):
            current_a = float(rng.uniform(0, 1)) * cell.pulse_current_a
            charge, _ = cell.discharge(charge, current_a, float(rng.exponential(10.0)))
        total_c = charge.left_c + charge.drawn_c + charge.stranded_c + charge.self_discharged_c + charge.wasted_c
        worst = max(worst, abs(total_c - charge.put_in_c - cell.rated_c) / cell.rated_c)
    target = f"off by at most 1e-9 in {_STEPS} pieces"
    return Check("charge is conserved", len(names), f"{worst:.1e}", target, worst <= 1e-9)


def _burst(registry: Registry) -> list[Check]:
    """Send the longest message of a cellular modem from a half-empty coin cell, without and with a capacitor."""
    link, cell = registry.link(_MODEM), Cell.of(registry.battery(_COIN), 20.0)
    burst_a, burst_s = link.burst_current_a.value, longest_burst_s(link)
    source = Buffer(cell.ocv_v(_WORN), cell.resistance_ohm(_WORN), 0.0)
    drop_v = min(source.source_v - cell.cutoff_v, cell.pulse_current_a * source.source_ohm)
    needed_f = capacitor_needed_f(source.source_ohm, burst_a, burst_s, drop_v)
    alone_v = source.lowest_v(burst_a, burst_s)
    helped_v = Buffer(source.source_v, source.source_ohm, needed_f).lowest_v(burst_a, burst_s)
    burst = f"{burst_a * 1e3:.0f} mA for {burst_s * 1e3:.0f} ms at {_WORN:.0%} of its charge"
    return [
        Check(
            f"an {_MODEM} burst on a {_COIN}",
            1,
            f"falls to {max(alone_v, 0.0):.2f} V",
            f"browns out below {cell.cutoff_v:g} V",
            alone_v < cell.cutoff_v,
            burst,
        ),
        Check(
            f"the same beside {needed_f * 1e3:.0f} mF",
            1,
            f"falls to {helped_v:.2f} V",
            f"stays above {cell.cutoff_v:g} V",
            helped_v >= cell.cutoff_v - 1e-9,
            burst,
        ),
    ]
