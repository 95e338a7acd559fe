"""Cost and fit of networks: laws of the model, and how near it comes to published latencies."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders.models import dense, device, kernel, network, sourced, tensor
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.errors import UsageError
from simgui.models.cost_model import CostError, at_clock, fit, memory_need, predict, predict_core
from simgui.models.graph import Quantisation
from simgui.models.stack_name import choose_stack
from simgui.models.tflite_file import read_model
from simgui.profiles.part import DeviceKind
from simgui.profiles.registry import Registry


def test_that_latency_is_overhead_plus_cycles_over_clock() -> None:
    model = dense(width=8, depth=2)
    units = sum(model.work.values())
    found = predict(model, device(clock_hz=1e6, overhead_s=0.001), kernel(cycles=3.0))
    assert found.latency_s == pytest.approx(0.001 + 3 * units / 1e6)


@given(st.floats(1e3, 1e10), st.floats(1.1, 10))
def test_that_a_faster_clock_divides_the_time(clock_hz: float, factor: float) -> None:
    slow, fast = (predict_core(dense(), kernel(), hz).latency_s for hz in (clock_hz, clock_hz * factor))
    assert slow == pytest.approx(fast * factor)


def test_that_operators_add_up_to_the_whole() -> None:
    found = predict(dense(depth=5), device(overhead_s=0.25), kernel())
    assert math.fsum(cost.seconds for cost in found.by_operator) + 0.25 == pytest.approx(found.latency_s)
    assert [cost.index for cost in found.by_operator] == list(range(5))


def test_that_energy_is_active_power_times_latency() -> None:
    board = device()
    found = predict(dense(), board, kernel())
    assert found.energy_j == pytest.approx(board.active_power_w.value * found.latency_s)


def test_that_the_interval_is_the_spread_of_the_kernel_profile() -> None:
    found = predict(dense(), device(), kernel())
    assert found.latency_high_s == pytest.approx(1.25 * found.latency_s)
    assert found.latency_low_s == pytest.approx(found.latency_s / 1.25)


def test_that_a_float_network_costs_the_float_factor() -> None:
    small = predict_core(dense(), kernel(float_factor=4.0), 1e6)
    whole = predict_core(dense(quantisation=Quantisation.FP32), kernel(float_factor=4.0), 1e6)
    assert whole.latency_s == pytest.approx(4 * small.latency_s)


def test_that_an_npu_waits_for_its_weights_once_per_buffer() -> None:
    model = dense(width=100, depth=3)
    slow = predict(model, device(streaming_byte_per_s=1e3), kernel())
    none = predict(model, device(), kernel())
    assert slow.latency_s - none.latency_s == pytest.approx(100 * 100 / 1e3)  # the three share buffer 0


def test_that_dead_channels_are_free_only_where_the_library_drops_them(truth: Path) -> None:
    model = read_model(truth / "models" / "mlperf_vww_96_int8.tflite")
    drops, keeps = (predict_core(model, kernel(stack), 1e6).latency_s for stack in ("x-cube-ai-9", "x-cube-ai-7"))
    assert keeps / drops == pytest.approx(2.0, abs=0.2)


def test_that_a_missing_price_is_an_error_not_a_zero() -> None:
    profile = kernel()
    cheap = {unit: cost for unit, cost in profile.cycles_per.items() if unit != "fully_connected_mac"}
    object.__setattr__(profile, "cycles_per", cheap)
    with pytest.raises(CostError, match="fully_connected_mac"):
        predict_core(dense(), profile, 1e6)


@pytest.mark.parametrize("clock_hz", [0.0, -1.0, math.inf, math.nan])
def test_that_an_impossible_clock_is_refused(clock_hz: float) -> None:
    with pytest.raises(CostError):
        predict_core(dense(), kernel(), clock_hz)
    with pytest.raises(CostError):
        at_clock(device(), clock_hz)


def test_that_a_core_without_board_has_no_energy_but_a_time() -> None:
    found = predict_core(dense(), kernel(), 1e6)
    assert math.isnan(found.energy_j)
    assert found.latency_s > 0
    assert found.fits


def test_that_nine_tenths_of_the_power_follow_the_clock() -> None:
    board = device(clock_hz=1e6)
    doubled = at_clock(board, 2e6)
    assert doubled.active_power_w.value == pytest.approx((0.1 + 0.9 * 2) * board.active_power_w.value)


def test_that_a_misfit_states_bytes_needed_and_available() -> None:
    tensors = [tensor(1, 40_000), tensor(1, 40_000)]
    model = network(tensors, [("RELU", (0,), (1,))])
    verdict = fit(model, device("small", ram_byte=50_000.0), kernel("hale", ram_byte=4_000.0))
    assert verdict.problems == ("needs 84 kB of RAM (arena 80 kB + runtime 4 kB), small has 50 kB",)


def test_that_a_float_network_is_told_whether_int8_would_fit() -> None:
    model = dense(width=64, depth=2, quantisation=Quantisation.FP32)
    board = device(flash_byte=16_000.0)
    verdict = fit(model, board, kernel())
    assert any("int8" in remedy and "which fits" in remedy for remedy in verdict.remedies)


def test_that_devices_that_would_fit_are_named_cheapest_first() -> None:
    others = [
        (device("dear", price_usd=9.0, flash_byte=1e9, ram_byte=1e9), kernel()),
        (device("cheap", price_usd=1.0, flash_byte=1e9, ram_byte=1e9), kernel()),
        (device("tiny", price_usd=0.1, flash_byte=10.0), kernel()),
    ]
    verdict = fit(dense(width=64), device(flash_byte=100.0), kernel(), candidates=others)
    assert "use a device it fits: cheap, dear" in verdict.remedies


@given(
    st.floats(10, 1e5),
    st.floats(10, 1e5),
    st.sampled_from([Quantisation.INT8, Quantisation.FP32]),
    st.sampled_from([(), ("FULLY_CONNECTED",)]),
)
def test_that_whatever_does_not_fit_comes_with_two_remedies(
    ram_byte: float, flash_byte: float, quantisation: Quantisation, unsupported: tuple[str, ...]
) -> None:
    model = dense(width=64, quantisation=quantisation)
    board = device(ram_byte=ram_byte, flash_byte=flash_byte)
    verdict = fit(model, board, kernel(unsupported=unsupported))
    assert verdict.fits == (not verdict.problems)
    assert len(verdict.remedies) >= 2 * (not verdict.fits)


def test_that_an_accelerators_driver_takes_none_of_its_memory() -> None:
    board = replace(device(ram_byte=100.0, flash_byte=5000.0), kind=DeviceKind.ACCELERATOR)
    verdict = fit(dense(), board, kernel("driver", ram_byte=1e7, flash_byte=1e7))
    assert verdict.fits
    assert verdict.need.runtime_ram_byte == 0


def test_that_unsupported_operators_are_named() -> None:
    model = network([tensor(1, 8), tensor(1, 8)], [("Mystery", (0,), (1,))])
    found = predict_core(model, kernel(), 1e6)
    assert not found.fits
    assert "Mystery" in found.problems[0]
    assert len(found.remedies) >= 2


def test_that_reserved_memory_is_not_given_away() -> None:
    model, profile = dense(), kernel()
    exact = memory_need(model, profile).ram_byte
    board = device(ram_byte=float(exact))
    assert fit(model, board, profile).fits
    verdict = fit(model, board, profile, reserve_ram_byte=1)
    assert "reserved 1 B" in verdict.problems[0]


def test_that_generated_code_takes_the_in_place_arena_and_interpreters_the_whole_file() -> None:
    model = network([tensor(1, 160)] * 3, [("RELU", (0,), (1,)), ("RELU", (1,), (2,))])
    generated, interpreted = memory_need(model, kernel("x-cube-ai-9")), memory_need(model, kernel())
    assert generated.arena_byte < interpreted.arena_byte
    assert (generated.weight_byte, interpreted.weight_byte) == (model.weight_byte, model.file_byte)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("X-CUBE-AI 9.0", "x-cube-ai-9"),
        ("x-cube-ai 9.1.0", "x-cube-ai-9"),
        ("X-CUBE-AI 8.1", "x-cube-ai-7"),
        ("X-CUBE-AI 6", "x-cube-ai-7"),
        ("STM32Cube.AI v10", "x-cube-ai-9"),
        ("x-cube-ai", "x-cube-ai-9"),
        ("CMSIS-NN", "tflm-cmsis-nn"),
        ("TFLM reference", "tflm-reference"),
        ("tflm-cmsis-nn", "tflm-cmsis-nn"),
        ("X-CUBE-AI9.0", "x-cube-ai-9"),
        ("TFLM 2.3.1 + CMSIS-NN", "tflm-cmsis-nn"),
        ("TFLM + reference kernels", "tflm-reference"),
    ],
)
def test_that_a_kernel_library_is_found_by_name_and_version(text: str, chosen: str) -> None:
    assert choose_stack(text, ["tflm-cmsis-nn", "tflm-reference", "x-cube-ai-7", "x-cube-ai-9"]) == chosen


@pytest.mark.parametrize("text", ["TensorRT", "", "9.0"])
def test_that_an_unknown_kernel_library_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(UsageError, match="x-cube-ai-9"):
        choose_stack(text, ["x-cube-ai-9"])


def test_that_published_latencies_are_met_in_the_median(truth: Path) -> None:
    """MLPerf Tiny, X-CUBE-AI on the cores we ship: median error below 10 %, nine in ten below 30 %."""
    names = {
        "AD": "ad01_int8",
        "KWS": "kws_ref_model",
        "IC": "pretrainedResnet_quant",
        "VWW": "vww_96_int8",
    }
    models = {task: read_model(truth / "models" / f"mlperf_{name}.tflite") for task, name in names.items()}
    registry = Registry()
    errors = []
    with (truth / "mlperf_tiny_results.csv").open() as file:
        for row in csv.DictReader(file):
            if row["task"] not in models or not row["stack"].startswith("X-CUBE-AI") or row["precision"] != "int8":
                continue
            core = row["core"].lower()
            profile = registry.kernel(core, choose_stack(row["stack"], registry.stacks(core)))
            found = predict_core(models[row["task"]], profile, float(row["clock_mhz"]) * 1e6)
            errors.append(abs(found.latency_s / (float(row["latency_ms"]) / 1e3) - 1))
    assert len(errors) > 40
    assert np.median(errors) < 0.10
    assert np.quantile(errors, 0.9) < 0.30


def test_that_x_cube_ai_memory_is_near_the_published_reports(truth: Path) -> None:
    """ST model zoo, B-U585I-IOT02A, X-CUBE-AI 10.0: total RAM and flash of four networks. [KiB]"""
    published = {
        "miniresnet_1stacks": (65.27, 180.5),
        "miniresnet_2stacks": (68.26, 494.9),
        "miniresnetv2_1stacks": (66.98, 185.55),
        "miniresnetv2_2stacks": (71.17, 501.84),
    }
    profile = Registry().kernel("cortex-m33", "x-cube-ai-9")
    for name, (ram_kib, flash_kib) in published.items():
        need = memory_need(read_model(truth / "models" / f"stzoo_{name}_64x50_tl_int8_esc10.tflite"), profile)
        assert need.ram_byte == pytest.approx(ram_kib * 1024, rel=0.05), name
        assert need.flash_byte == pytest.approx(flash_kib * 1024, rel=0.05), name


def test_that_spreads_of_zero_give_a_point() -> None:
    profile = kernel()
    object.__setattr__(profile, "latency_spread", sourced(0.0))
    found = predict_core(dense(), profile, 1e6)
    assert found.latency_low_s == found.latency_s == found.latency_high_s
