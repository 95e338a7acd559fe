"""Float networks on accelerators of integer operators: their host's price, or none where the compiler refuses."""

import json
import math
from dataclasses import replace

import pytest
from builders.models import dense, device, kernel, sourced

from simgui.__main__ import main
from simgui.core.paths import bundled
from simgui.models.cost_model import predict, predict_core
from simgui.models.float_host import executing, is_float_network, needs_int8
from simgui.models.graph import Quantisation
from simgui.models.tflite_file import read_model
from simgui.placement.inference import device_inference_s
from simgui.placement.misfit import MisfitError
from simgui.profiles.part import DeviceProfile, FloatSupport, KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind

REGISTRY = Registry()
BOARDS = [REGISTRY.device(name) for name in REGISTRY.names(Kind.DEVICE)]
KERNELS = {board.name: REGISTRY.kernel(board.core, board.stack) for board in BOARDS}
HOSTED = [board for board in BOARDS if KERNELS[board.name].host is not None]
REFUSING = [board for board in BOARDS if KERNELS[board.name].float_support is FloatSupport.REFUSED]
ACCELERATED = [board for board in BOARDS if "activation_byte" in KERNELS[board.name].cycles_per] + REFUSING + HOSTED
MODELS = bundled("assets") / "models"
NETWORKS = ("fall-cnn", "bearing-cnn", "valve-mlp")


def accelerator(support: FloatSupport) -> KernelProfile:
    """An accelerator of a tenth of a cycle a unit whose host takes seven, at half the clock."""
    if support is not FloatSupport.HOST:
        return replace(kernel("npu", cycles=0.1), float_support=support)
    half = replace(sourced(1.0), value=0.5)
    host = kernel("host", cycles=7.0, float_factor=3.0)
    return replace(kernel("npu", cycles=0.1), float_support=support, host=host, host_clock_ratio=half)


def test_that_the_shipped_accelerators_say_what_becomes_of_floats() -> None:
    assert {board.core for board in HOSTED} == {"ethos-u55-256", "st-neural-art", "vip8000"}
    assert {board.core for board in REFUSING} == {"edge-tpu", "hailo-8", "max78000-cnn"}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("board", HOSTED, ids=lambda one: one.name)
def test_that_a_float_network_is_never_faster_than_on_the_host_alone(name: str, board: DeviceProfile) -> None:
    npu, model = KERNELS[board.name], read_model(MODELS / f"{name}-fp32.tflite")
    assert npu.host is not None
    assert npu.host_clock_ratio is not None
    alone = predict_core(model, npu.host, board.clock_hz.value * npu.host_clock_ratio.value)
    found = predict(model, board, npu)
    assert found.latency_s >= alone.latency_s > 0
    assert found.host == npu.host.name
    assert predict_core(model, npu, board.clock_hz.value).latency_s == pytest.approx(alone.latency_s)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("board", {one.name: one for one in ACCELERATED}.values(), ids=lambda one: one.name)
def test_that_every_accelerator_answers_for_both_kinds_of_network(name: str, board: DeviceProfile) -> None:
    npu = KERNELS[board.name]
    quantised = predict(read_model(MODELS / f"{name}-int8.tflite"), board, npu)
    whole = predict(read_model(MODELS / f"{name}-fp32.tflite"), board, npu)
    assert 0 < quantised.latency_low_s < quantised.latency_s < quantised.latency_high_s
    assert quantised.host == ""
    if board in REFUSING:
        assert math.isnan(whole.latency_s)
        assert not whole.fits
        assert any("needs an int8 model" in problem for problem in whole.problems)
        assert any("int8" in remedy for remedy in whole.remedies)
    elif npu.host is not None:  # a tiny network may be slower on the accelerator, whose every call costs
        assert npu.host_clock_ratio is not None
        host_hz = board.clock_hz.value * npu.host_clock_ratio.value
        assert whole.latency_s > predict_core(read_model(MODELS / f"{name}-int8.tflite"), npu.host, host_hz).latency_s
    else:
        assert whole.latency_s > quantised.latency_s


def test_that_a_scenario_cannot_put_a_float_network_on_a_refusing_accelerator() -> None:
    model = read_model(MODELS / "fall-cnn-fp32.tflite")
    with pytest.raises(MisfitError, match="coral-usb needs an int8 model") as caught:
        device_inference_s(model, REGISTRY.device("coral-usb"), REGISTRY)
    assert "int8" in caught.value.remedies[0]


def test_that_the_host_takes_its_own_cycles_at_its_own_clock() -> None:
    model = dense(quantisation=Quantisation.FP32)
    units = sum(model.work.values())
    found = predict(model, device(clock_hz=1e6), accelerator(FloatSupport.HOST))
    assert found.latency_s == pytest.approx(units * 7 * 3 / 0.5e6)
    quantised = predict(dense(), device(clock_hz=1e6), accelerator(FloatSupport.HOST))
    assert quantised.latency_s == pytest.approx(units * 0.1 / 1e6)


@pytest.mark.parametrize(
    ("quantisation", "is_refused"),
    [(Quantisation.FP32, True), (Quantisation.DYNAMIC, True), (Quantisation.MIXED, True), (Quantisation.INT8, False)],
)
def test_that_a_compiler_of_integers_refuses_all_else(quantisation: Quantisation, is_refused: bool) -> None:
    model, npu = dense(quantisation=quantisation), accelerator(FloatSupport.REFUSED)
    assert needs_int8(model, npu) is is_refused
    assert predict(model, device(), npu).fits is not is_refused
    assert executing(model, npu) is npu


def test_that_float_is_told_by_arithmetic() -> None:
    assert is_float_network(dense(quantisation=Quantisation.FP32))
    assert not is_float_network(dense())


def test_that_a_refused_network_keeps_the_keys_of_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    answers = []
    for kind in ("int8", "fp32"):
        assert main(["models", "predict", f"fall-cnn-{kind}", "--device", "coral-usb", "--json"]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert list(answers[0]) == list(answers[1])
    assert (answers[1]["latency_s"], answers[1]["interval"], answers[1]["fits"]) == (None, [None, None], False)
    assert main(["models", "predict", "fall-cnn-fp32", "--device", "coral-usb"]) == 0
    assert "needs an int8 model" in capsys.readouterr().out
