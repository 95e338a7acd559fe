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
_ML2032 = "72 to 82 % at -20 °C, 88 to 94 % at 0 °C, 96 to 99 % at 60 °C: ML2032, its maker (zufek.com)"
_15L = "Samsung INR18650-15L specification 7.5, a sister cell, at 10 A: 60 % at -20 °C, 80 % at 0 °C, as the least"
_BANDS: tuple[tuple[str, float, float, float, float, str], ...] = (
    ("cr2032", 0.19e-3, 20.0, 220, 235, "data sheets of Sanyo, Energizer and Panasonic at 15 kΩ"),
    ("cr2032", 0.19e-3, -20.0, 135, 185, "60 to 75 % quoted for CR2032; " + _ML2032),
    ("cr2032", 0.19e-3, 0.0, 198, 212, _ML2032),
    ("cr2032", 0.19e-3, 60.0, 216, 223, _ML2032),
    ("cr2032", 1.4e-3, 20.0, 191, 214, "90 % of a smaller cell (Malak, 30 mAh: 70 h at 7.5 kΩ), current by area"),
    ("er14505", 2e-3, 20.0, 2392, 2808, "Saft LS14500 data sheet: 2.6 Ah at 2 mA, 8 % as the profile has it"),
    ("er14505", 2.4e-3, 25.0, 2400, 2600, "Linden's Handbook, p. 14.30: AA rated 2.4 Ah at 1000 h; Saft 2.6 Ah"),
    ("er34615", 4e-3, 25.0, 17480, 20520, "Linden's Handbook, fig. 14.17: 19 Ah at 4 mA, 8 %"),
    ("er34615", 20e-3, 25.0, 12420, 14580, "Linden's Handbook, fig. 14.17: 13.5 Ah at 20 mA, 8 %"),
    ("18650-2600", 0.52, 25.0, 2550, 2650, "Samsung ICR18650-26F specification: 2550 to 2600 mAh at 0.2 C to 2.75 V"),
    (
        "18650-2600",
        2.6,
        25.0,
        2450,
        2662,
        "ICR18650-26J, endless-sphere.com 100928: 2450; -26F, tomobattery.com: 2662 mAh",
    ),
    ("18650-2600", 5.0, 20.0, 2327, 2573, "ICR18650-26J measured at 23 °C, endless-sphere.com 100928: 2450 mAh, 5 %"),
    ("18650-2600", 2.6, 0.0, 1990, 2490, _15L),
    ("18650-2600", 2.6, -20.0, 1420, 1820, "57 and 73 % of two cells at 1 C (lifeplay2019/Battery_coldtemperature)"),
    ("18650-2600", 0.52, 0.0, 2080, 2600, _15L),
    ("18650-2600", 0.52, -20.0, 1560, 2600, _15L),
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
        "Without a source, so not compared: the coin cell in the cold at the second rate, and the lithium thionyl "
        "chloride cells at any temperature but 25 °C. Their data sheets give curves and no numbers that could be read "
        "here; the profiles mark those tables as guesses. The coin cell's cold rests on a rechargeable cell of the "
        "same cathode, its second rate on a smaller cell, the lithium-ion cell's cold on three sister cells. The "
        "profiles rest on these sources too: the bands show that a discharge gives back what was put in, not more.",
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
