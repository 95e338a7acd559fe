"""Verdicts of any jobs at once, against those of one device after the other."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.plan.verdicts import Events, TaskVerdicts, VerdictPool

JOBS = 40


@st.composite
def verdicts(draw: st.DrawFn) -> TaskVerdicts:
    """Events that touch, share windows, hold none, or lie behind the last job; fault bins that begin together."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    devices, states, bins = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    shape = (draw(st.integers(1, 3)), states, bins, draw(st.integers(1, 9)))
    label, truth = (rng.random((2, *shape)) < 0.5).astype(np.int8)
    counts = rng.integers(0, 5, devices) if states > 1 else np.zeros(devices, dtype=np.int64)
    device = np.repeat(np.arange(devices), counts)
    first, last = np.zeros((2, len(device)), dtype=np.int64)
    for one in range(devices):
        mine = device == one
        first[mine] = np.sort(rng.integers(0, JOBS + 5, counts[one]))
        last[mine] = np.maximum.accumulate(first[mine] + rng.integers(0, 9, counts[one]))
    state = rng.integers(1, max(states, 2), len(device))
    later = np.sort(rng.integers(0, JOBS, (devices, bins - 1)), axis=1)
    return TaskVerdicts(
        pool=VerdictPool(label, label.astype(np.float32), truth, label.size, recorded=True),
        stream=rng.integers(0, shape[0], devices).astype(np.int32),
        offset=rng.integers(0, 30, devices),
        events=Events(device.astype(np.int32), first, last, state.astype(np.int8)),
        first_job=first,
        last_job=last,
        bin_first_job=np.concatenate([np.zeros((devices, 1), dtype=np.int64), later], axis=1),
    )


@settings(max_examples=300, deadline=None)
@given(drawn=verdicts(), seed=st.integers(0, 999))
def test_that_any_jobs_hear_what_their_devices_hear(drawn: TaskVerdicts, seed: int) -> None:
    rng = np.random.default_rng(seed)
    devices = len(drawn.stream)
    device, job = rng.integers(0, devices, 100).astype(np.int32), rng.integers(0, JOBS, 100)
    truth, label = drawn.at(device, job)
    known = [drawn.of_device(one, JOBS) for one in range(devices)]
    assert truth.tolist() == [int(known[d][0][k]) for d, k in zip(device, job, strict=True)]
    assert label.tolist() == [int(known[d][1][k]) for d, k in zip(device, job, strict=True)]
    assert truth.dtype == label.dtype == np.dtype(np.int8)
    nobody = drawn.at(device[:0], job[:0])
    assert [len(one) for one in nobody] == [0, 0]
