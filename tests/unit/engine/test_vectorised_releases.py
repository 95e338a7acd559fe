"""Releases between two instants, against a list of all of them."""

from itertools import pairwise

import numpy as np
from builders.plans import stage, task
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.engine.vectorised.releases import Releases
from simgui.plan.plan import TaskPlan
from simgui.plan.stages import Stage


@st.composite
def tasks(draw: st.DrawFn) -> TaskPlan:
    """Phases shorter or longer than the period, equal or not, and different numbers of jobs."""
    devices = draw(st.integers(1, 9))
    period = draw(st.integers(1, 30))
    phase = draw(st.lists(st.integers(0, 3 * period), min_size=devices, max_size=devices))
    few = st.lists(st.integers(0, 6), min_size=devices, max_size=devices)
    jobs = draw(st.one_of(few, st.integers(0, 6).map(lambda n: [n] * devices)))
    return task(
        [stage(Stage.INFER, 0, 1, devices=devices)], devices=devices, period_ns=period, jobs=jobs, phase_ns=phase
    )


@settings(max_examples=200, deadline=None)
@given(plan=tasks(), edges=st.lists(st.integers(0, 300), min_size=1, max_size=6), part=st.sets(st.integers(0, 8)))
def test_that_every_release_comes_once_and_in_time(plan: TaskPlan, edges: list[int], part: set[int]) -> None:
    """Of all devices, or of some."""
    some = sorted(part & set(range(len(plan.jobs))))
    releases = Releases(plan, np.array(some, dtype=np.int64)) if part else Releases(plan)
    everything = sorted(
        (int(plan.phase_ns[d]) + k * plan.period_ns, d, k)
        for d in (some if part else range(len(plan.jobs)))
        for k in range(plan.jobs[d])
    )
    bounds = [0, *sorted(edges), 10**6]
    for since, until in pairwise(bounds):
        device, job, time = releases.between(since, until)
        found = list(zip(time.tolist(), device.tolist(), job.tolist(), strict=True))
        assert sorted(found) == [one for one in everything if since <= one[0] < until]
        assert (np.diff(time) >= 0).all()
        assert device.dtype == np.int32
