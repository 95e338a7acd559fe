"""Tests of recordings as streams."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from run_builders import a_stream

from simgui.runs.recording import RecordedPool, RecordedWindows, RecordingError, cut_recording, recorded_events
from simgui.runs.signals import FaultySensor
from simgui.runs.timeline import FaultBins
from simgui.streams.replay import Recording

RATE_HZ = 10.0
Ints = npt.NDArray[np.int64]


def a_recording(labels: str, every_s: float = 1.0, window_s: float = 1.0) -> RecordedWindows:
    samples = np.arange(len(labels), dtype=np.float32)[:, None]
    return cut_recording(
        Recording(samples, RATE_HZ, tuple(labels)), rate_hz=RATE_HZ, window_s=window_s, every_s=every_s
    )


def test_that_windows_follow_each_other_every_so_often() -> None:
    windows = a_recording("0" * 35, every_s=1.0, window_s=1.2)
    np.testing.assert_array_equal(windows.start, [0, 10, 20])
    np.testing.assert_array_equal(windows.cut()[1, :, 0], np.arange(10, 22))


def test_that_a_window_is_true_when_it_shares_half_of_the_event_or_of_itself() -> None:
    #                       |         |         |         |
    assert a_recording("0000000000000011111111100000000000000000").truth().tolist() == [0, 1, 0, 0]
    assert a_recording("0000011111000000000000111111111111110000").truth().tolist() == [1, 0, 1, 1]
    assert a_recording("0000000000001100000000000000000000000000").truth().tolist() == [0, 1, 0, 0]


def test_that_a_recording_shorter_than_a_window_is_refused() -> None:
    with pytest.raises(RecordingError, match="shorter than one window"):
        a_recording("0" * 9)


def test_that_another_rate_than_the_recordings_is_refused() -> None:
    with pytest.raises(RecordingError, match="write rate: 10 Hz"):
        cut_recording(Recording(np.zeros((99, 1), dtype=np.float32), 10.0), rate_hz=20.0, window_s=1.0, every_s=1.0)


@given(
    labels=st.lists(st.sampled_from("00001"), min_size=25, max_size=80),
    phases=st.lists(st.integers(0, 999), min_size=1, max_size=4),
    offsets=st.lists(st.integers(0, 10), min_size=4, max_size=4),
    every_s=st.sampled_from([1.0, 0.5, 1.5]),
)
@settings(max_examples=80, deadline=None)
def test_that_a_device_meets_an_event_in_just_the_windows_that_are_true(
    labels: list[str], phases: list[int], offsets: list[int], every_s: float
) -> None:
    recording = a_recording("".join(labels), every_s=every_s)
    phases_ns = np.array(phases) * 1_000_000
    offset = np.array(offsets[: len(phases)]) % len(recording)
    jobs = np.full(len(phases), 30)
    events, first, last = recorded_events(
        recording,
        phases_ns=phases_ns,
        jobs=jobs,
        offset=offset,
        every_ns=round(every_s * 1e9),
        duration_ns=round(31 * every_s * 1e9) + 1_000_000_000,  # behind the last window of all
    )
    truth = recording.truth()
    for device in range(len(phases)):
        met = np.zeros(30, dtype=np.int8)
        for event in np.flatnonzero(events.device == device):
            met[first[event] : last[event]] = 1
        np.testing.assert_array_equal(met, truth[(offset[device] + np.arange(30)) % len(recording)])
    same = np.diff(events.device) == 0
    assert np.all(events.onset_ns[1:][same] >= events.end_ns[:-1][same])
    assert np.all(events.state == 0)


def test_that_an_event_happens_when_the_recording_is_there() -> None:
    recording = a_recording("0" * 12 + "1" * 10 + "0" * 18)
    events, first, last = recorded_events(
        recording,
        phases_ns=np.array([1_000_000_000]),
        jobs=np.array([8]),
        offset=np.array([0]),
        every_ns=1_000_000_000,
        duration_ns=9_000_000_000,
    )
    # The first window begins at 0 s; the recording lasts 4 s and is played twice.
    np.testing.assert_array_equal(events.onset_ns, [1_200_000_000, 5_200_000_000])
    np.testing.assert_array_equal(events.end_ns, [2_200_000_000, 6_200_000_000])
    np.testing.assert_array_equal(first, [1, 5])
    np.testing.assert_array_equal(last, [2, 6])


def test_that_an_event_between_two_windows_is_still_an_event() -> None:
    recording = a_recording("0" * 12 + "1" * 5 + "0" * 23, every_s=2.0)
    events, first, last = recorded_events(
        recording,
        phases_ns=np.array([0]),
        jobs=np.array([2]),
        offset=np.array([0]),
        every_ns=2_000_000_000,
        duration_ns=4_000_000_000,
    )
    assert len(events) == 1
    assert first[0] == last[0]


def test_that_a_recording_goes_on_where_it_was_when_the_faults_change() -> None:
    recording = a_recording("0" * 50)
    bins = FaultBins(np.array([0, 3_000_000_000]), (1.5, 6.0))
    sensor = FaultySensor("g", a_stream(rate_hz=RATE_HZ), 1)
    pool = RecordedPool(recording, bins, first_job=(0, 3), faulty=sensor, labelled=True)
    seen = pool.windows(0)[:, 0, 0].reshape(2, 5)
    offset = 4
    heard = [seen[0, (offset + k) % 5] for k in range(3)] + [seen[1, (offset + k - 3) % 5] for k in range(3, 8)]
    assert heard == [10.0 * ((offset + k) % 5) for k in range(8)]


def test_that_a_recording_without_labels_says_that_its_accuracy_means_nothing() -> None:
    pool = RecordedPool(
        a_recording("0" * 50), FaultBins(np.array([0]), (1.0,)), (0,), FaultySensor("g", a_stream(), 1), labelled=False
    )
    assert "no label column" in pool.notes[0]
