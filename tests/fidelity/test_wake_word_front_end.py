"""A wake-word stream as a placement charges it: log-mel front end and network, against published duty cycles.

The price of the front end comes from the same three streams, each with its share of the audio path: what is tested is
that a placement charges it, once for every new frame, beside a network predicted from other measurements.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from simgui.core.paths import bundled
from simgui.models.cost_model import predict_core
from simgui.models.tflite_file import read_model
from simgui.placement.inference import front_end_s
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario
from simgui.scenario.task import FrontEnd, FrontEndKind

PERIOD_S = 0.032
STREAMS = [("cortex-m33", 160e6, 0.363), ("cortex-m7", 280e6, 0.133), ("cortex-m4", 70e6, 0.959)]
"""Core, clock and duty cycle: MLPerf Tiny v1.3, STMicroelectronics, streaming wake word."""


@pytest.mark.parametrize(("core", "clock_hz", "duty"), STREAMS)
def test_that_a_frame_and_its_inference_take_the_published_share(
    truth: Path, core: str, clock_hz: float, duty: float
) -> None:
    registry = Registry()
    kernel = registry.kernel(core, "x-cube-ai-9")
    some = load_scenario(bundled("scenarios") / "motor_control.yaml", registry=registry).groups["preempted"].tasks[0]
    front = FrontEnd(FrontEndKind.LOG_MEL, 0.064, PERIOD_S, bands=40)
    task = replace(some, front_end=front, window_s=0.96, every_s=PERIOD_S)
    network = read_model(truth / "models" / "mlperf_sww_str_ww_ref_model.tflite")
    busy_s = front_end_s(task, 16_000.0, 1, kernel, clock_hz) + predict_core(network, kernel, clock_hz).latency_s
    assert busy_s / PERIOD_S == pytest.approx(duty, rel=0.1)
