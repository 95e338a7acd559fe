"""Front ends: what is computed before a network is charged where the network runs, frame by frame."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders.models import kernel, sourced

from simgui.core.errors import InputError
from simgui.core.paths import bundled
from simgui.models.signal_cost import fft_flops, log_mel_flops, signal_s, spectrum_s, statistics_flops
from simgui.placement.inference import front_end_s
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario
from simgui.scenario.task import FrontEnd, FrontEndKind, Task

M4 = Registry().kernel("cortex-m4", "x-cube-ai-9")
HZ = 100e6


def some_task(front: FrontEnd | None, window_s: float = 1.0, every_s: float = 1.0) -> Task:
    scenario = load_scenario(bundled("scenarios") / "motor_control.yaml", registry=Registry())
    return replace(scenario.groups["preempted"].tasks[0], front_end=front, window_s=window_s, every_s=every_s)


def spent_s(front: FrontEnd | None, window_s: float = 1.0, every_s: float = 1.0, channels: int = 1) -> float:
    return front_end_s(some_task(front, window_s, every_s), 16_000.0, channels, M4, HZ)


def test_that_a_transform_takes_what_was_measured_on_this_core() -> None:
    # arm_cfft_f32 of 1,024 points took 1,073 µs at 120 MHz; a real transform is half a complex one.
    half_s = spectrum_s(1024, replace(M4, cycles_per={**M4.cycles_per, "magnitude": sourced(0.0)}), 120e6)
    assert half_s == pytest.approx(1073e-6 / 2, rel=0.02)
    lines_s = spectrum_s(1024, M4, 120e6) - half_s
    assert lines_s == pytest.approx(1730e-6 / 1024 * 513, rel=0.02)


def test_that_a_core_without_prices_of_transforms_takes_those_of_features() -> None:
    plain = kernel(cycles=4.0)
    assert spectrum_s(64, plain, 1e6) == pytest.approx(signal_s(fft_flops(64) + 3 * 33, plain, 1e6))


def test_that_no_front_end_costs_nothing() -> None:
    assert spent_s(None) == 0.0


@pytest.mark.parametrize(
    ("kind", "each_s"),
    [
        (FrontEndKind.FFT, spectrum_s(1024, M4, HZ)),
        (FrontEndKind.LOG_MEL, signal_s(log_mel_flops(1024, 40), M4, HZ)),
        (FrontEndKind.STATISTICS, signal_s(statistics_flops(1024), M4, HZ)),
    ],
)
def test_that_every_frame_of_every_channel_is_charged(kind: FrontEndKind, each_s: float) -> None:
    assert spent_s(FrontEnd(kind, 0.064, 0.032), window_s=1.024, channels=3) == pytest.approx(3 * 31 * each_s)


def test_that_overlapping_windows_compute_their_new_frames_only() -> None:
    front = FrontEnd(FrontEndKind.FFT, 0.064, 0.032)
    one_s = spectrum_s(1024, M4, HZ)
    assert spent_s(front, window_s=1.024, every_s=0.032) == pytest.approx(one_s)
    assert spent_s(front, window_s=1.024, every_s=0.1) == pytest.approx(4 * one_s)


def test_that_a_scenario_may_name_one(tmp_path: Path) -> None:
    text = (bundled("scenarios") / "motor_control.yaml").read_text(encoding="utf-8")
    mel = "wear: {model: detector, front_end: {kind: log_mel, frame: 25.6 ms, step: 12.8 ms, bands: 32}, "
    file = tmp_path / "motor.yaml"
    file.write_text(text.replace("wear: {model: detector, ", mel), encoding="utf-8")
    task = load_scenario(file, registry=Registry()).groups["preempted"].tasks[0]
    assert task.front_end == FrontEnd(FrontEndKind.LOG_MEL, 0.0256, 0.0128, 32)
    file.write_text(text.replace("wear: {model: detector, ", "wear: {model: detector, front_end: fft, "), "utf-8")
    task = load_scenario(file, registry=Registry()).groups["preempted"].tasks[0]
    assert task.front_end == FrontEnd(FrontEndKind.FFT, 0.1024, 0.1024)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{kind: fft, frame: 1 s}", "is longer than the window"),
        ("{kind: fft, frame: 100 µs}", "holds 1 samples"),
        ("{kind: fft, bands: 20}", "means something for log_mel only"),
        ("{kind: wavelet}", "must be one of statistics, fft, log_mel"),
    ],
)
def test_that_a_front_end_that_cannot_be_is_refused(tmp_path: Path, written: str, told: str) -> None:
    text = (bundled("scenarios") / "motor_control.yaml").read_text(encoding="utf-8")
    file = tmp_path / "motor.yaml"
    changed_text = text.replace("wear: {model: detector, ", f"wear: {{model: detector, front_end: {written}, ")
    file.write_text(changed_text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(file, registry=Registry())
    assert any(told in str(one) for one in caught.value.diagnostics)
