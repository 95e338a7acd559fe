"""Two runs in one chart over simulated time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from simgui.core.units import Dimension
from simgui.results.fleet_record import FleetRecord
from simgui.ui.presenters.live_curves import (
    Curve,
    Curves,
    Values,
    battery_band,
    latency_curves,
    power_curves,
    queue_curves,
)
from simgui.ui.translation import later, tr


@dataclass(frozen=True, slots=True)
class OverlayKind:
    """What is drawn of both runs: its title, its kind of quantity, and one value for each part of time."""

    title: str
    dimension: Dimension
    values: Callable[[FleetRecord], Values]


def _latency(record: FleetRecord) -> Values:
    return latency_curves(record, "").curves[1].values


def _power(record: FleetRecord) -> Values:
    shown = power_curves(record, "")
    return np.sum([curve.values for curve in shown.curves], axis=0) if shown.curves else _nothing(record)


def _waiting(record: FleetRecord) -> Values:
    shown = queue_curves(record)
    return shown.curves[0].values if shown.curves else _nothing(record)


def _charge(record: FleetRecord) -> Values:
    band = battery_band(record, "")
    if len(band.middle) < 2:
        return _nothing(record)
    values = _nothing(record)
    values[: len(band.middle) - 1] = band.middle[1:]
    return values


def _nothing(record: FleetRecord) -> Values:
    return np.full(len(record.layout.edges_s()) - 1, np.nan)


KINDS: Mapping[str, OverlayKind] = MappingProxyType(
    {
        "latency": OverlayKind(later("Latency p95 over time"), Dimension.TIME, _latency),
        "power": OverlayKind(later("Power of a device over time"), Dimension.POWER, _power),
        "waiting": OverlayKind(later("Waiting at the busiest station"), Dimension.COUNT, _waiting),
        "charge": OverlayKind(later("State of charge, median"), Dimension.RATIO, _charge),
    }
)


def overlay(kind: str, base: FleetRecord | None, other: FleetRecord | None, titles: tuple[str, str]) -> Curves:
    """Put a curve of two runs onto the time axis of the longer one.

    Parameters
    ----------
    kind : str
        Key of `KINDS`.
    base, other : FleetRecord | None
        Histories of the baseline and of the run beside it; None where none was kept.
    titles : tuple[str, str]
        What they are called.
    """
    found = [(one, title) for one, title in zip((base, other), titles, strict=True) if one is not None]
    if not found:
        return Curves(np.array([0.0, 1.0]), (), tr("No history was kept of these runs."))
    edges_s = max((record.layout.edges_s() for record, _ in found), key=lambda edges: float(edges[-1]))
    curves = tuple(
        Curve(title, _onto(edges_s, record, KINDS[kind].values(record)), place, place)
        for place, (record, title) in enumerate(found)
    )
    remark = "" if any(np.isfinite(curve.values).any() for curve in curves) else tr("Nothing of this kind happened.")
    return Curves(edges_s, curves, remark)


def _onto(edges_s: Values, record: FleetRecord, values: Values) -> Values:
    """Take the values that hold in the middle of each part of another time axis."""
    own_s = record.layout.edges_s()
    if np.array_equal(own_s, edges_s):
        return values
    middle_s = (edges_s[:-1] + edges_s[1:]) / 2
    places = np.searchsorted(own_s, middle_s, side="right") - 1
    inside = (places >= 0) & (places < len(values))
    return np.where(inside, values[np.clip(places, 0, len(values) - 1)], np.nan)
