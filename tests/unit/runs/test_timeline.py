"""Tests of the truth timelines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from run_builders import a_group, a_stream, a_task

from simgui.plan.verdicts import Events
from simgui.runs.timeline import (
    EventProcess,
    TimelineError,
    bin_first_jobs,
    draw_events,
    fault_bins,
    job_counts,
    jobs_of_events,
    phase_ns,
)
from simgui.scenario.stream import Fault, Phase

HOUR_S = 3600.0


def one_event(onset_ns: int, end_ns: int) -> Events:
    return Events(np.array([0], dtype=np.int32), np.array([onset_ns]), np.array([end_ns]), np.array([1], dtype=np.int8))


@given(seed=st.integers(0, 2**63), devices=st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_that_one_device_more_changes_no_event_and_no_phase_of_the_others(seed: int, devices: int) -> None:
    process = EventProcess(rate_per_s=5 / HOUR_S, duration_s=60.0, states=4)
    few = draw_events(process, seed=seed, group="motors", devices=devices, duration_s=HOUR_S)
    more = draw_events(process, seed=seed, group="motors", devices=devices + 1, duration_s=HOUR_S)
    old = more.device < devices
    for column in ("device", "onset_ns", "end_ns", "state"):
        np.testing.assert_array_equal(getattr(few, column), getattr(more, column)[old])
    np.testing.assert_array_equal(
        phase_ns(a_group(count=devices), a_task(), seed=seed),
        phase_ns(a_group(count=devices + 1), a_task(), seed=seed)[:devices],
    )


@given(seed=st.integers(0, 2**63), share=st.floats(0.001, 0.95), duration_s=st.floats(1.0, 900.0))
@settings(max_examples=40, deadline=None)
def test_that_events_of_a_device_are_sorted_disjoint_and_inside_the_run(
    seed: int, share: float, duration_s: float
) -> None:
    process = EventProcess(rate_per_s=share / duration_s, duration_s=duration_s, states=3)
    events = draw_events(process, seed=seed, group="g", devices=9, duration_s=HOUR_S)
    assert np.all(np.diff(events.device) >= 0)
    same = np.diff(events.device) == 0
    assert np.all(events.onset_ns[1:][same] >= events.end_ns[:-1][same])
    assert np.all((events.onset_ns >= 0) & (events.onset_ns < HOUR_S * 1e9))
    assert set(np.unique(events.state)) <= {1, 2}


@pytest.mark.parametrize("busy", [0.0, 0.3, 0.8])
def test_that_the_rate_of_onsets_is_the_one_asked_for(busy: float) -> None:
    rate_per_s, devices = 2 / HOUR_S, 20_000
    process = EventProcess(rate_per_s=rate_per_s, duration_s=busy / rate_per_s, states=2)
    events = draw_events(process, seed=11, group="g", devices=devices, duration_s=HOUR_S)
    expected = 2.0 * devices
    assert abs(len(events) - expected) < 4 * np.sqrt(expected)  # 4 sigma of a Poisson count


def test_that_onsets_are_spread_evenly_over_the_run() -> None:
    process = EventProcess(rate_per_s=3 / HOUR_S, duration_s=600.0, states=2)
    events = draw_events(process, seed=5, group="g", devices=20_000, duration_s=HOUR_S)
    counts = np.histogram(events.onset_ns, bins=12, range=(0, HOUR_S * 1e9))[0]
    assert np.all(np.abs(counts - counts.mean()) < 5 * np.sqrt(counts.mean()))


def test_that_every_event_state_is_drawn_equally_often() -> None:
    process = EventProcess(rate_per_s=10 / HOUR_S, duration_s=1.0, states=5)
    states = draw_events(process, seed=5, group="g", devices=4_000, duration_s=HOUR_S).state
    counts = np.bincount(states)[1:]
    assert len(counts) == 4
    assert np.all(np.abs(counts - len(states) / 4) < 4 * np.sqrt(len(states) / 4))


def test_that_no_rate_means_no_events() -> None:
    assert len(draw_events(EventProcess(0.0, 60.0, 3), seed=1, group="g", devices=9, duration_s=HOUR_S)) == 0


def test_that_overlapping_events_are_refused() -> None:
    with pytest.raises(TimelineError, match="would overlap"):
        draw_events(EventProcess(1 / 60, 60.0, 3), seed=1, group="g", devices=9, duration_s=HOUR_S)


def test_that_events_without_an_event_state_are_refused() -> None:
    with pytest.raises(TimelineError, match="no event state"):
        draw_events(EventProcess(1 / 600, 60.0, 1), seed=1, group="g", devices=9, duration_s=HOUR_S)


def test_that_phases_lie_in_one_period_and_are_zero_when_aligned() -> None:
    task = a_task(every_s=10.0)
    random = phase_ns(a_group(count=5_000), task, seed=3)
    assert random.min() >= 0
    assert random.max() < 10_000_000_000
    assert random.mean() == pytest.approx(5e9, rel=0.03)
    assert not np.any(phase_ns(a_group(stream=a_stream(phase=Phase.ALIGNED)), task, seed=3))


def test_that_two_tasks_have_phases_of_their_own() -> None:
    group = a_group()
    assert np.all(phase_ns(group, a_task(name="a"), seed=3) != phase_ns(group, a_task(name="b"), seed=3))


def test_that_jobs_are_the_windows_that_end_before_the_run_does() -> None:
    phases = np.array([0, 1, 9, 10, 25])
    np.testing.assert_array_equal(job_counts(phases, every_ns=10, duration_ns=20), [2, 2, 2, 1, 0])


@given(
    onset=st.integers(0, 3000),
    length=st.integers(1, 800),
    window=st.integers(2, 300),
    every=st.integers(1, 400),
    phase=st.integers(0, 399),
)
@settings(max_examples=300, deadline=None)
def test_that_a_window_holds_an_event_when_they_share_half_of_the_shorter(
    onset: int, length: int, window: int, every: int, phase: int
) -> None:
    jobs = np.array([40])
    first, last = jobs_of_events(
        one_event(onset, onset + length), np.array([phase % every]), jobs, window_ns=window, every_ns=every
    )
    ends = phase % every + every * np.arange(40)
    overlap = np.minimum(ends, onset + length) - np.maximum(ends - window, onset)
    holding = np.flatnonzero(2 * overlap >= min(window, length))
    assert list(range(first[0], last[0])) == holding.tolist()


def test_that_a_window_between_two_events_holds_both() -> None:
    events = Events(
        np.zeros(2, dtype=np.int32), np.array([0, 100]), np.array([100, 200]), np.array([1, 2], dtype=np.int8)
    )
    first, last = jobs_of_events(events, np.array([50]), np.array([9]), window_ns=100, every_ns=100)
    # Windows end at 50, 150, 250: each holds exactly half of an event on either side.
    np.testing.assert_array_equal(first, [0, 1])
    np.testing.assert_array_equal(last, [2, 3])


def test_that_a_growing_fault_is_cut_into_eight_parts_and_a_constant_one_is_not() -> None:
    drift = Fault("drift", from_s=2.0, for_s=8.0, parameters={})
    noise = Fault("noise", from_s=1.0, for_s=None, parameters={})
    bins = fault_bins([drift, noise], duration_s=20.0)
    assert (bins.start_ns / 1e9).tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert bins.mid_s[-1] == pytest.approx(15.0)


def test_that_a_fault_behind_the_end_of_the_run_makes_no_part() -> None:
    assert len(fault_bins([Fault("noise", 30.0, None, {})], duration_s=20.0)) == 1
    assert fault_bins([], duration_s=20.0).mid_s == (10.0,)


@given(phase=st.integers(0, 99), window=st.integers(2, 50))
@settings(deadline=None)
def test_that_a_job_is_in_the_fault_bin_that_its_windows_middle_is_in(phase: int, window: int) -> None:
    bins = fault_bins([Fault("noise", 400e-9, 300e-9, {})], duration_s=1000e-9)
    first = bin_first_jobs(bins, np.array([phase]), window_ns=window, every_ns=100)
    jobs = np.arange(10)
    middles = phase + 100 * jobs - window // 2
    expected = np.searchsorted(bins.start_ns, np.maximum(middles, 0), side="right")
    np.testing.assert_array_equal(np.searchsorted(first[0], jobs, side="right"), expected)
