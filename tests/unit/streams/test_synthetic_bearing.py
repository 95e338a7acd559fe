import dataclasses
import itertools

import numpy as np
import pytest

from simgui.streams.synthetic import bearing_vibration
from simgui.streams.synthetic.bearing_geometry import BEARINGS, BearingGeometry
from simgui.streams.synthetic.bearing_vibration import BearingVibration, Machine
from simgui.streams.synthetic.signal import FloatWindows, Split

RATE_HZ = 10_000.0
OUTER, INNER = 1, 2


def _quiet(machine: Machine) -> Machine:
    """Return the machine with wear that drowns everything else."""
    silent = dataclasses.replace(machine, imbalance=0.0, misalignment=0.0, gear=0.0, hum=0.0, looseness=0.0)
    return dataclasses.replace(silent, knock_rate_hz=0.0, noise=0.1, rumble=0.1, wear=30.0)


def _long_windows(monkeypatch: pytest.MonkeyPatch, stream: int, state: int) -> tuple[Machine, FloatWindows]:
    source = BearingVibration()
    machine = _quiet(source.machine(seed=1, split=Split.TEST, stream=stream))
    monkeypatch.setattr(BearingVibration, "machine", lambda *_, **__: machine)
    windows = source.windows(
        seed=1, split=Split.TEST, stream=stream, state=state, count=4, window_s=2.0, rate_hz=RATE_HZ
    )
    return machine, windows


def _envelope_peak_hz(windows: FloatWindows, low_hz: float, high_hz: float) -> float:
    """Return where the mean spectrum of the squared high-passed signal peaks."""
    samples = windows.shape[1]
    frequency_hz = np.fft.rfftfreq(samples, 1 / RATE_HZ)
    spectrum = np.fft.rfft(windows[:, :, 0], axis=1)
    spectrum[:, frequency_hz < 1_500.0] = 0.0
    envelope = np.fft.irfft(spectrum, samples, axis=1) ** 2
    power = np.mean(np.abs(np.fft.rfft(envelope, axis=1)) ** 2, axis=0)
    inside = (frequency_hz >= low_hz) & (frequency_hz <= high_hz)
    return float(frequency_hz[inside][np.argmax(power[inside])])


@pytest.mark.parametrize(
    ("bearing", "outer", "inner"),
    [
        # Multipliers that Case Western Reserve University publishes for its drive-end and fan-end bearings.
        (BearingGeometry("6205-2RS JEM SKF", 9, 0.3126, 1.537), 3.5848, 5.4152),
        (BearingGeometry("6203-2RS JEM SKF", 8, 0.2656, 1.122), 3.0530, 4.9469),
    ],
)
def test_that_defect_rates_match_published_multipliers(bearing: BearingGeometry, outer: float, inner: float) -> None:
    assert bearing.outer_race_hz(1.0) == pytest.approx(outer, abs=2e-4)
    assert bearing.inner_race_hz(1.0) == pytest.approx(inner, abs=2e-4)


@pytest.mark.parametrize("bearing", [*itertools.chain(*BEARINGS.values())], ids=lambda bearing: bearing.name)
def test_that_every_roller_passes_both_races_once_per_turn(bearing: BearingGeometry) -> None:
    assert bearing.outer_race_hz(25.0) + bearing.inner_race_hz(25.0) == pytest.approx(bearing.rollers * 25.0)
    assert bearing.outer_race_hz(25.0) < bearing.inner_race_hz(25.0)


@pytest.mark.parametrize("stream", [0, 1, 2])
def test_that_the_envelope_of_outer_race_wear_peaks_at_bpfo(monkeypatch: pytest.MonkeyPatch, stream: int) -> None:
    machine, windows = _long_windows(monkeypatch, stream, OUTER)
    bpfo_hz = machine.bearing.outer_race_hz(machine.shaft_hz)
    # Load (1 %), window to window (0.5 %) and slow speed changes move and smear the line.
    assert _envelope_peak_hz(windows, 0.6 * bpfo_hz, 1.6 * bpfo_hz) == pytest.approx(bpfo_hz, rel=0.03)


def test_that_inner_race_wear_is_modulated_by_the_shaft(monkeypatch: pytest.MonkeyPatch) -> None:
    machine, windows = _long_windows(monkeypatch, 0, INNER)
    peak_hz = _envelope_peak_hz(windows, 0.5 * machine.shaft_hz, 1.5 * machine.shaft_hz)
    assert peak_hz == pytest.approx(machine.shaft_hz, rel=0.05)


def test_that_wear_adds_impacts_but_does_not_give_itself_away_by_level() -> None:
    source = BearingVibration()

    def levels(state: int) -> list[float]:
        return [
            float(window.std())
            for stream in range(12)
            for window in source.windows(
                seed=1, split=Split.TEST, stream=stream, state=state, count=4, window_s=0.1024, rate_hz=RATE_HZ
            )
        ]

    healthy, worn = np.array(levels(0)), np.array(levels(OUTER))
    assert worn.mean() > healthy.mean()
    best = max(
        float(np.mean(worn > limit) + np.mean(healthy <= limit)) / 2 for limit in np.concatenate([healthy, worn])
    )
    assert best < 0.8


def test_that_no_bearing_or_speed_is_in_two_splits() -> None:
    names = [bearing.name for bearings in BEARINGS.values() for bearing in bearings]
    assert len(set(names)) == len(names)
    ratios = [{(b.rollers, round(b.outer_race_hz(1.0), 6)) for b in bearings} for bearings in BEARINGS.values()]
    assert not any(left & right for left, right in itertools.combinations(ratios, 2))
    source = BearingVibration()
    width_hz = 2_000.0 / 60 / 24
    slots = {
        split: {
            int((source.machine(seed=1, split=split, stream=stream).shaft_hz - 1_000.0 / 60) / width_hz)
            for stream in range(100)
        }
        for split in Split
    }
    assert not any(left & right for left, right in itertools.combinations(slots.values(), 2))


def test_that_a_stream_is_one_machine_in_every_state() -> None:
    source = BearingVibration()
    one = source.machine(seed=1, split=Split.TEST, stream=4)
    assert one == source.machine(seed=1, split=Split.TEST, stream=4)
    assert one != source.machine(seed=1, split=Split.TEST, stream=5)
    assert 1_000.0 / 60 <= one.shaft_hz <= 3_000.0 / 60
    assert one.second_resonance_hz < RATE_HZ / 2


def test_that_ringing_starts_at_the_impact_and_decays(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = _quiet(BearingVibration().machine(seed=1, split=Split.TEST, stream=0))
    signal = np.zeros(400)
    ringing = bearing_vibration._ringing(machine, RATE_HZ)
    bearing_vibration._ring(signal, machine, np.array([0.01]), np.array([5.0]), RATE_HZ, ringing)
    assert not signal[:100].any()
    assert np.abs(signal[100:130]).max() > 2.0
    assert np.abs(signal[300:]).max() < 0.5 * np.abs(signal[100:130]).max()


def test_that_a_strike_between_two_samples_rings_with_the_right_phase() -> None:
    machine = BearingVibration().machine(seed=1, split=Split.TEST, stream=0)
    start_s = 0.01003
    signal = np.zeros(400)
    ringing = bearing_vibration._ringing(machine, RATE_HZ)
    bearing_vibration._ring(signal, machine, np.array([start_s]), np.array([5.0]), RATE_HZ, ringing)
    since_s = np.arange(101, 130) / RATE_HZ - start_s
    tone = np.sin(2 * np.pi * machine.resonance_hz * since_s)
    tone += 0.5 * np.sin(2 * np.pi * machine.second_resonance_hz * since_s)
    expected = 5.0 * np.exp(-2 * np.pi * machine.damping * machine.resonance_hz * since_s) * tone
    np.testing.assert_allclose(signal[101:130], expected, atol=1e-9)
