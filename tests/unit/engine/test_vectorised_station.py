"""A station set in chunks of any length, against its instances served one visit after the other in one go."""

from itertools import pairwise

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simgui.engine.vectorised.scalar_loop import DROPPED, NEVER_NS, ScalarStation
from simgui.engine.vectorised.station import Arrivals, VectorStation
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.verdicts import Int64Array
from simgui.scenario.site import Dispatch

END_NS = 10_000
Visit = tuple[int, int, int, int]
"""Arrival, instance, service and sender."""


@st.composite
def station_sets(draw: st.DrawFn) -> StationSet:
    limit = st.one_of(st.none(), st.integers(0, 3))
    edges = draw(st.one_of(st.just(set()), st.sets(st.integers(0, 40), max_size=4)))
    return StationSet(
        "cell",
        StationKind.GATEWAY_CPU,
        draw(st.integers(1, 3)),
        workers=draw(st.integers(1, 3)),
        dispatch=draw(st.sampled_from(list(Dispatch))),
        queue_limit=draw(limit),
        sender_limit=draw(limit),
        outages=tuple(StationOutage(None, *span) for span in list(pairwise(sorted(edges)))[::2]),
    )


visits_of_three = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 2), st.integers(0, 4), st.integers(0, 2)), max_size=25
)


def one_by_one(plan: StationSet, visits: list[Visit]) -> tuple[Int64Array, Int64Array, Int64Array]:
    """Give start, finish and fate of every visit."""
    found = np.zeros((3, len(visits)), dtype=np.int64)
    for instance in range(plan.count):
        mine = [index for index, visit in enumerate(visits) if visit[1] == instance]
        station = ScalarStation(plan, plan.outages_of(instance), [0] * plan.workers, 0, (), END_NS)
        arrival, service, sender = ([visits[index][column] for index in mine] for column in (0, 2, 3))
        done = station.serve(arrival, service, sender, [NEVER_NS] * len(mine), [END_NS] * len(mine))
        found[:, mine] = done.start_ns, done.finish_ns, done.fate
    return found[0], found[1], found[2]


def in_chunks(plan: StationSet, visits: list[Visit], edges: set[int], seed: int) -> tuple[Int64Array, ...]:
    """Give the same, chunk by chunk; the visits of each come in any order."""
    vector = VectorStation(plan, END_NS, END_NS)
    state = vector.fresh()
    found = np.zeros((3, len(visits)), dtype=np.int64)
    rng = np.random.default_rng(seed)
    arrival = np.array([visit[0] for visit in visits], dtype=np.int64)
    for since, until in pairwise([0, *sorted(edges - {0}), END_NS]):
        mine = rng.permutation(np.flatnonzero((since <= arrival) & (arrival < until)))
        if not len(mine):
            continue
        columns = np.array([visits[index] for index in mine], dtype=np.int64).T
        given_in_order = mine.copy()
        service, state = vector.serve(
            Arrivals(
                instance=columns[1],
                arrival_ns=columns[0],
                service_ns=columns[2],
                sender=columns[3],
                death_ns=None,
                lost_until_ns=None,
                ties=lambda places, keys=given_in_order: (keys[places],),  # type: ignore[misc]
            ),
            state,
            until,
        )
        fate = np.zeros(len(mine)) if service.fate is None else service.fate
        found[:, mine] = service.start_ns, service.finish_ns, fate
    return found[0], found[1], found[2]


@settings(max_examples=500, deadline=None)
@given(
    plan=station_sets(),
    visits=visits_of_three,
    edges=st.one_of(st.just(set(range(26))), st.sets(st.integers(0, 25), max_size=8)),
    seed=st.integers(0, 99),
)
# Who starts behind a service without length, in a chunk after it, still waits when the first of the instant start.
@example(
    plan=StationSet("region", StationKind.CLOUD_CPU, 1, queue_limit=2),
    visits=[(5, 0, 4, 0), (7, 0, 0, 0), (8, 0, 3, 0), (9, 0, 1, 0), (9, 0, 1, 0)],
    edges={8, 9},
    seed=0,
)
def test_that_chunks_change_nothing(plan: StationSet, visits: list[Visit], edges: set[int], seed: int) -> None:
    known = sorted((arrival, instance % plan.count, service, sender) for arrival, instance, service, sender in visits)
    start, finish, fate = one_by_one(plan, known)
    found_start, found_finish, found_fate = in_chunks(plan, known, edges, seed)
    np.testing.assert_array_equal(found_fate, fate)
    served = fate != DROPPED
    np.testing.assert_array_equal(found_start[served], start[served])
    np.testing.assert_array_equal(found_finish[served], finish[served])
