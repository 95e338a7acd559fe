"""The Pareto front over any KPIs."""

import math
from collections.abc import Sequence

import numpy as np

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError
from simgui.scenario.kpi import BUDGET_KEYS, KPIS, Direction, Kpi

DEFAULT = ("latency_p99_s", "device_power_w")
"""KPIs that placements are compared by when none are named."""


def find_kpi(name: str, option: str) -> Kpi:
    """Find a KPI by its full name or as budgets name it.

    Parameters
    ----------
    name : str
        Such as ``latency_p99_s`` or ``latency_p99``.
    option : str
        The option that named it, for the message.

    Raises
    ------
    UsageError
        If there is none.
    """
    kpi = KPIS.get(name) or BUDGET_KEYS.get(name)
    if kpi is None or kpi.is_breakdown:
        hint = did_you_mean(name, BUDGET_KEYS) or f"KPIs: {', '.join(BUDGET_KEYS)}"
        raise UsageError(f"{option}: there is no KPI {name[:60]!r} to compare by ({hint})")
    return kpi


def parse_objectives(text: str | None) -> tuple[Kpi, ...]:
    """Read ``--pareto kpi,kpi``; nothing given is latency and device power.

    Raises
    ------
    UsageError
        If a KPI does not exist, is named twice, or has no better side.
    """
    names = DEFAULT if text is None else tuple(word.strip() for word in text.split(","))
    kpis = tuple(find_kpi(name, "--pareto") for name in names)
    for kpi in kpis:
        if kpi.direction is Direction.NEITHER:
            raise UsageError(f"--pareto: neither more nor less of {kpi.budget_key} is better")
    if len({kpi.name for kpi in kpis}) < len(kpis):
        raise UsageError(f"--pareto: {text!r} names a KPI twice")
    return kpis


def front(rows: Sequence[Sequence[float] | None], kpis: Sequence[Kpi]) -> list[int]:
    """Find the rows that no other one beats: at least as good in all KPIs, and better in one.

    Parameters
    ----------
    rows : Sequence
        The KPIs of each candidate; None for one that is out of the question, and NaN counts as the worst. [SI]
    kpis : Sequence[Kpi]
        What the numbers are, and which way is better.

    Returns
    -------
    list[int]
        Indices in ascending order; equals are all there.
    """
    chosen = [index for index, row in enumerate(rows) if row is not None]
    if not chosen:
        return []
    signs = np.array([-1.0 if kpi.direction is Direction.HIGHER else 1.0 for kpi in kpis])
    costs = np.array([rows[index] for index in chosen], dtype=np.float64) * signs
    costs[np.isnan(costs)] = math.inf
    alive = [not bool(np.any(np.all(costs <= one, axis=1) & np.any(costs < one, axis=1))) for one in costs]
    return [index for index, is_alive in zip(chosen, alive, strict=True) if is_alive]
