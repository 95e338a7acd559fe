"""One station visit by visit, against the reference's station; in one go and in two."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from builders.executed import execute
from builders.plans import group, plan, stage, task
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.engine.vectorised.scalar_loop import DROPPED, NEVER_NS, SERVED, ScalarStation
from simgui.plan.stages import Outcome, Stage
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.verdicts import Int64Array
from simgui.scenario.site import Dispatch

END_NS = 10_000


@dataclass(frozen=True)
class Station:
    """A station set of one, and the jobs of some devices."""

    plan: StationSet
    period_ns: int
    phase_ns: list[int]
    service_ns: list[int]
    jobs: list[int]


@st.composite
def stations(draw: st.DrawFn) -> Station:
    """Draw workers, limits, outages and arrivals on a grid so coarse that most are tied."""
    limit = st.one_of(st.none(), st.integers(0, 3))
    edges = sorted(draw(st.sets(st.integers(0, 40), max_size=6)))
    gaps = draw(st.booleans())
    outages = zip(edges[::2], edges[1::2], strict=False) if gaps else pairwise(edges)
    plan = StationSet(
        "radio",
        StationKind.CHANNEL,
        1,
        workers=draw(st.integers(1, 3)),
        dispatch=draw(st.sampled_from(list(Dispatch))),
        queue_limit=draw(limit),
        sender_limit=draw(limit),
        outages=tuple(StationOutage(None, *span) for span in outages),
    )
    devices = draw(st.integers(1, 5))

    def of_each(most: int) -> list[int]:
        return draw(st.lists(st.integers(0, most), min_size=devices, max_size=devices))

    return Station(
        plan,
        draw(st.integers(1, 8)),
        of_each(12),
        of_each(12),
        of_each(6),
    )


def reference(drawn: Station) -> tuple[Int64Array, ...]:
    """Device, arrival, start, finish, outcome, attempts and lost time of every job, in the order of the law."""
    devices = len(drawn.jobs)
    way = [stage(Stage.UPLINK, 0, drawn.service_ns, devices=devices)]
    one = task(way, devices=devices, period_ns=drawn.period_ns, phase_ns=drawn.phase_ns, jobs=drawn.jobs)
    whole = plan([drawn.plan], [group([one], devices=devices)], duration_ns=END_NS)
    (rows,) = execute(whole).tables.values()
    order = np.lexsort((rows.job, rows.device, rows.release_ns))
    columns = rows.device.astype(np.int64), rows.release_ns, rows.start_ns[0], rows.finish_ns[0]
    rest = rows.outcome.astype(np.int64), rows.attempts[0].astype(np.int64), rows.lost_ns[0]
    return tuple(column[order] for column in (*columns, *rest))


@settings(max_examples=400, deadline=None)
@given(drawn=stations(), cut_ns=st.integers(0, 60))
def test_that_the_loop_does_as_the_reference(drawn: Station, cut_ns: int) -> None:
    if not any(drawn.jobs):
        return
    device, arrival, start, finish, outcome, attempts, lost = reference(drawn)
    service = np.asarray(drawn.service_ns)[device]
    first = arrival < cut_ns
    station = ScalarStation(drawn.plan, drawn.plan.outages, [0] * drawn.plan.workers, 0, (), END_NS)
    parts = []
    for mine in (first, ~first):
        count = int(mine.sum())
        columns = arrival[mine].tolist(), service[mine].tolist(), device[mine].tolist()
        done = station.serve(*columns, [NEVER_NS] * count, [END_NS] * count)
        parts.append((done.start_ns, done.finish_ns, done.fate, done.interruptions, done.lost_ns))
        free, waiting = station.free, station.waiting()
        station = ScalarStation(drawn.plan, drawn.plan.outages, free, int(first.sum()), waiting, END_NS)
    started, ended, fate, interruptions, lost_time = (np.array(a + b) for a, b in zip(*parts, strict=True))
    np.testing.assert_array_equal(fate, np.where(outcome == Outcome.DROPPED, DROPPED, SERVED))
    np.testing.assert_array_equal(started, start)
    np.testing.assert_array_equal(ended, finish)
    np.testing.assert_array_equal(interruptions + (fate == SERVED), attempts)
    np.testing.assert_array_equal(lost_time, lost)
