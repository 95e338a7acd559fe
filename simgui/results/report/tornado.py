"""Tornado charts: how far a KPI moves when one profile number alone goes to the ends of its tolerance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from simgui.core.units import format_quantity
from simgui.profiles.sourced import Basis
from simgui.results.kpi_names import kpi_dimension, kpi_name
from simgui.results.report.svg import Axis, line, picture, text, text_width_px
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.results.why.driver import Driver, in_a_sentence

_WIDTH = 760.0
_BAR_PX, _ROW_PX, _TOP_PX = 15.0, 22.0, 6.0
_MOST = 7
_LEAST_SHARE = 0.005
_COLOURS = {Basis.MEASURED: "var(--s0)", Basis.DERIVED: "var(--s2)", Basis.GUESS: "var(--s1)"}
_USUAL = ("latency_p99_s", "battery_life_s", "device_power_w", "cost_usd_per_device_month")


@dataclass(frozen=True, slots=True)
class Tornado:
    """A chart with its title, and what it says in a sentence."""

    title: str
    svg: str
    sentence: str


def tornados(result: ScenarioResult) -> tuple[str, tuple[Tornado, ...]]:
    """Draw the charts of the recommended placement, or of the first feasible one.

    Parameters
    ----------
    result : ScenarioResult
        What came out.

    Returns
    -------
    tuple[str, tuple[Tornado, ...]]
        The placement, and a chart for each KPI with a budget and for a few usual ones; none where the run worked out
        no intervals.
    """
    feasible = [run for run in result.runs if run.feasible and run.drivers]
    chosen = [run for run in feasible if run.placement == result.recommended] or feasible
    if not chosen:
        return "", ()
    run = chosen[0]
    asked = [budget.kpi for budget in run.budgets if budget.group is None]
    charts = [_tornado(run, kpi) for kpi in dict.fromkeys((*asked, *_USUAL)) if run.drivers.get(kpi)]
    return run.placement, tuple(charts)


def _tornado(run: PlacementResult, kpi: str) -> Tornado:
    drivers = [one for one in run.drivers[kpi][:_MOST] if one.share >= _LEAST_SHARE]
    return Tornado(kpi_name(kpi).full, tornado_picture(drivers, kpi, run.kpis[kpi]), f"{in_a_sentence(drivers)}.")


def tornado_picture(drivers: Sequence[Driver], kpi: str, value: float) -> str:
    """Draw a bar for each number, from the KPI at one end of its tolerance to the KPI at the other.

    Parameters
    ----------
    drivers : Sequence[Driver]
        The largest share first.
    kpi : str
        Full name of the KPI.
    value : float
        The KPI with all numbers as written: the line in the middle. [SI]

    Returns
    -------
    str
        The SVG; empty without drivers or a finite value.
    """
    if not drivers or not math.isfinite(value):
        return ""
    dimension = kpi_dimension(kpi)
    labels = [f"{one.basis.glyph} {one.name} ± {100 * one.tolerance:.3g} %" for one in drivers]
    left = 12 + max(text_width_px(label) for label in labels)
    ends = [value, *(end for one in drivers for end in (one.low, one.high))]
    room = 0.04 * (max(ends) - min(ends)) or abs(value) or 1.0
    axis = Axis(min(ends) - room, max(ends) + room, left, _WIDTH - 56, dimension)
    bottom = _TOP_PX + _ROW_PX * len(drivers)
    drawn = []
    for tick, label in axis.ticks():
        drawn += [line((tick, _TOP_PX), (tick, bottom), "stroke:var(--grid)")]
        drawn += [text(tick, bottom + 15, label, "fill:var(--muted)", "middle")]
    for row, (one, label) in enumerate(zip(drivers, labels, strict=True)):
        y = _TOP_PX + _ROW_PX * row + 3
        start, end = sorted((axis.px(one.low), axis.px(one.high)))
        about = " … ".join(format_quantity(each, dimension) for each in sorted((one.low, one.high)))
        place = f'x="{start:.1f}" y="{y:.1f}" width="{max(end - start, 1.0):.1f}" height="{_BAR_PX:.0f}"'
        drawn.append(f'<rect {place} style="fill:{_COLOURS[one.basis]}"><title>{escape(about)}</title></rect>')
        drawn.append(text(left - 8, y + 12, label, anchor="end"))
        drawn.append(text(_WIDTH - 4, y + 12, f"{100 * one.share:.0f} %", "fill:var(--muted)", "end"))
    middle = axis.px(value)
    drawn.append(line((middle, _TOP_PX), (middle, bottom), "stroke:var(--text);stroke-width:1.5"))
    return picture(_WIDTH, bottom + 22, f"What drives {kpi_name(kpi).full}", drawn)
