"""Faults do exactly what their parameters say, only while they are present, and the same for the same seed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from simgui.scenario.stream import Fault
from simgui.streams.faults import FAULT_KINDS, FaultError, apply_faults
from simgui.streams.windows import Windows

RATE_HZ = 1000.0
EXAMPLES = {
    "noise": {"snr_db": 10.0},
    "drift": {"rate_per_s": 0.1, "gain_rate_per_s": 0.0},
    "spikes": {"rate_hz": 20.0, "size": 10.0},
    "dropout": {"share": 0.2, "gap_s": 0.01, "fill_zero": 0.0},
    "stuck": {"value": 3.0},
    "clock_jitter": {"deviation_s": 2e-4},
}


def fault(kind: str, *, from_s: float = 0.0, for_s: float | None = None, **parameters: float) -> Fault:
    return Fault(kind, from_s, for_s, {**EXAMPLES[kind], **parameters})


def sines(count: int = 200, samples: int = 500, offset: float = 0.0) -> Windows:
    time_s = np.arange(count * samples) / RATE_HZ
    both = np.stack([np.sin(2 * np.pi * 10 * time_s), 3 * np.cos(2 * np.pi * 7 * time_s)], axis=1) + offset
    return np.asarray(both.reshape(count, samples, 2), dtype=np.float32)


def with_fault(windows: Windows, one: Fault, at_s: float = 0.0, seed: int = 1) -> Windows:
    return apply_faults(windows, [one], at_s, RATE_HZ, np.random.default_rng(seed))


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_that_a_fault_is_a_pure_function_of_windows_and_seed(kind: str) -> None:
    clean = sines(20)
    before = clean.copy()
    first, second = with_fault(clean, fault(kind), 5.0), with_fault(clean, fault(kind), 5.0)
    assert_array_equal(first, second)
    assert_array_equal(clean, before)
    assert first.dtype == np.float32
    assert first.shape == clean.shape
    assert np.isfinite(first).all()
    assert np.any(first != clean)


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_that_a_fault_touches_only_windows_of_its_time(kind: str) -> None:
    clean = sines(5)
    at_s = np.array([0.0, 9.999, 10.0, 19.999, 20.0])
    one = fault(kind, from_s=10.0, for_s=10.0, share=1.0, rate_hz=1000.0)
    faulty = apply_faults(clean, [one], at_s, RATE_HZ, np.random.default_rng(1))
    assert [bool(np.any(faulty[i] != clean[i])) for i in (0, 1, 3, 4)] == [False, False, True, False]
    assert np.any(faulty[2] != clean[2])


def test_that_windows_without_a_present_fault_come_back_as_they_are() -> None:
    clean = sines(2)
    assert with_fault(clean, fault("noise", from_s=10.0)) is clean


@pytest.mark.parametrize("snr_db", [-6.0, 0.0, 20.0])
@pytest.mark.parametrize("offset", [0.0, 9.81])
def test_that_noise_has_the_asked_signal_to_noise_ratio_on_each_channel(snr_db: float, offset: float) -> None:
    clean = sines(offset=offset)
    noise = with_fault(clean, fault("noise", snr_db=snr_db)).astype(np.float64) - clean
    ratio = clean.astype(np.float64).var(axis=(0, 1)) / noise.var(axis=(0, 1))
    assert_allclose(ratio, 10 ** (snr_db / 10), rtol=0.05)
    assert_allclose(noise.mean(axis=(0, 1)), 0.0, atol=0.02 * noise.std())


def test_that_drift_grows_with_exactly_its_slope() -> None:
    clean = sines(3)
    at_s = np.array([2.0, 100.0, 1000.0])
    faulty = apply_faults(clean, [fault("drift", from_s=2.0, rate_per_s=0.01)], at_s, RATE_HZ, np.random.default_rng(1))
    rms = np.sqrt(np.mean(clean.astype(np.float64) ** 2, axis=(0, 1)))
    since_s = (at_s - 2.0)[:, None] + np.arange(clean.shape[1]) / RATE_HZ
    assert_allclose(faulty - clean, 0.01 * since_s[:, :, None] * rms, rtol=1e-4, atol=1e-5)


def test_that_a_drifting_gain_scales_and_stops_at_zero() -> None:
    clean = sines(2)
    one = fault("drift", rate_per_s=0.0, gain_rate_per_s=-0.1)
    faulty = apply_faults(clean, [one], np.array([5.0, 50.0]), RATE_HZ, np.random.default_rng(1))
    assert_allclose(faulty[0, 0], clean[0, 0] * 0.5, rtol=1e-5, atol=1e-6)
    assert not faulty[1].any()


def test_that_spikes_have_the_asked_rate_height_and_either_sign() -> None:
    clean = sines(400)
    spikes = with_fault(clean, fault("spikes", rate_hz=20.0, size=5.0)).astype(np.float64) - clean
    hit = np.abs(spikes) > 1e-3
    assert_allclose(hit.mean(axis=(0, 1)), 20.0 / RATE_HZ, rtol=0.05)
    rms = np.sqrt(np.mean(clean.astype(np.float64) ** 2, axis=(0, 1)))
    for channel in (0, 1):
        heights = spikes[:, :, channel][hit[:, :, channel]]
        assert_allclose(np.abs(heights), 5.0 * rms[channel], rtol=1e-4)
        assert np.mean(heights > 0) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("share", "gap_s"), [(0.05, 0.0), (0.2, 0.01), (0.6, 0.005)])
def test_that_dropout_takes_the_asked_share_in_gaps_of_the_asked_length(share: float, gap_s: float) -> None:
    clean = sines(1000) + np.float32(10.0)
    missing = (with_fault(clean, fault("dropout", share=share, gap_s=gap_s, fill_zero=1.0)) == 0).all(axis=2)
    assert missing.mean() == pytest.approx(share, rel=0.05)
    begins = np.sum(missing[:, 1:] & ~missing[:, :-1]) / missing[:, 1:].size
    expected = max(1.0, gap_s * RATE_HZ, share / (1 - share))
    assert missing.mean() / begins == pytest.approx(expected, rel=0.06)


def test_that_held_gaps_repeat_the_last_value_that_came() -> None:
    clean = np.arange(1, 2001, dtype=np.float32).reshape(4, 500, 1)
    held = with_fault(clean, fault("dropout", share=0.5, gap_s=0.005))
    zeroed = with_fault(clean, fault("dropout", share=0.5, gap_s=0.005, fill_zero=1.0))
    missing = zeroed == 0
    assert_array_equal(held[~missing], clean[~missing])
    inner = missing[:, 1:] & (np.maximum.accumulate(~missing, axis=1)[:, :-1])
    assert_array_equal(held[:, 1:][inner], held[:, :-1][inner])
    assert set(held.ravel()) <= set(clean.ravel())


def test_that_a_window_of_which_nothing_arrives_is_zero() -> None:
    assert not with_fault(sines(3), fault("dropout", share=1.0)).any()


def test_that_a_stuck_sensor_gives_its_value() -> None:
    assert np.unique(with_fault(sines(2), fault("stuck", value=-1.5))).tolist() == [-1.5]


def test_that_jitter_on_a_ramp_has_the_asked_deviation() -> None:
    ramp = np.broadcast_to((np.arange(1000) / RATE_HZ).astype(np.float32)[None, :, None], (100, 1000, 1))
    moved = with_fault(np.ascontiguousarray(ramp), fault("clock_jitter", deviation_s=3e-3)).astype(np.float64) - ramp
    assert moved[:, 50:-50].std() == pytest.approx(3e-3, rel=0.05)


def test_that_jitter_of_nothing_changes_nothing() -> None:
    assert_allclose(with_fault(sines(3), fault("clock_jitter", deviation_s=0.0)), sines(3), rtol=0, atol=1e-6)


def test_that_faults_are_applied_in_turn() -> None:
    both = [fault("stuck", value=2.0), fault("drift", rate_per_s=0.5)]
    faulty = apply_faults(sines(1), both, 4.0, RATE_HZ, np.random.default_rng(1))
    assert faulty[0, 0] == pytest.approx([6.0, 6.0])


def test_that_an_unknown_fault_or_a_missing_number_is_an_error() -> None:
    with pytest.raises(FaultError, match="there is no fault 'rust'"):
        with_fault(sines(1), Fault("rust", 0.0, None, {}))
    with pytest.raises(FaultError, match="lacks its parameter 'snr_db'"):
        with_fault(sines(1), Fault("noise", 0.0, None, {}))
