"""Histories of small runs for tests of the live views."""

from __future__ import annotations

import numpy as np
from builders.plans import MS, S, Unwatched, energy, group, plan, stage, task

from simgui.engine.reference.engine import ReferenceEngine
from simgui.plan.plan import Plan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.trace import FanOut
from simgui.results.accumulator import KpiAccumulator
from simgui.results.fleet_record import FleetRecord
from simgui.results.fleet_series import FleetSeries
from simgui.results.moments import Moment, outage_moments
from simgui.results.series_layout import layout_of
from simgui.runs.messages import RunSeries

SECONDS = 20


def a_plan(placement: str = "test", devices: int = 6, *, battery: bool = True) -> Plan:
    """A shared channel that is out from 5 s to 8 s; one window in three is an alarm."""
    outage = StationOutage(None, 5 * S, 8 * S)
    stations = [
        StationSet("fleet.valves.cpu", StationKind.DEVICE_CPU, devices),
        StationSet("site.cell.channel", StationKind.CHANNEL, 1, outages=(outage,)),
    ]
    infer = stage(Stage.INFER, 0, 20 * MS, devices=devices, instance=np.arange(devices), state=State.COMPUTE)
    uplink = stage(Stage.UPLINK, 1, 5 * MS, devices=devices, after=0, state=State.TRANSMIT)
    burst = task([infer, uplink], devices=devices, period_ns=S, jobs=SECONDS, phase_ns=np.arange(devices) * 30 * MS,
                 labels=(0, 0, 0, 0, 1), sense_ns=10 * MS, deadline_ns=S, name="burst")  # fmt: skip
    books = energy(devices, 1e-3, (2e-3, 10e-3, 50e-3, 20e-3, 5e-3), capacity_j=0.5 if battery else None)
    made = plan(stations, [group([burst], devices=devices, name="valves", books=books)], duration_ns=SECONDS * S,
                drain_ns=10 * S)  # fmt: skip
    return Plan(placement, made.seed, made.duration_ns, made.drain_ns, made.stations, made.groups)


def messages_of(placement: str = "test", *, battery: bool = True) -> list[RunSeries]:
    """Run it, and tell it in two parts: the first ten seconds, and all of it."""
    what = a_plan(placement, battery=battery)
    series = FleetSeries(what, layout_of(what, time_bins=SECONDS))
    ReferenceEngine().run(what, FanOut([series, KpiAccumulator(what)]), Unwatched())
    whole = series.grown(float(SECONDS))
    first = type(whole)(10.0, whole.rows, whole.arrays)
    moments: tuple[Moment, ...] = outage_moments(what)
    return [
        RunSeries(placement, what.seed, series.layout, first, moments),
        RunSeries(placement, what.seed, None, whole, (), is_complete=True),
    ]


def a_record(*, battery: bool = True) -> FleetRecord:
    """The whole history."""
    messages = messages_of(battery=battery)
    layout = messages[0].layout
    assert layout is not None
    record = FleetRecord(layout)
    for message in messages:
        record.take(message.part)
        record.note(message.moments)
    record.is_complete = True
    return record
