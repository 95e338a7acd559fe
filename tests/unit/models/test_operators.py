"""Work by operator, against hand counts and published counts."""

import csv
from pathlib import Path

import pytest
from builders.models import tensor
from hypothesis import given
from hypothesis import strategies as st

from simgui.models.operators import OperatorOptions, count_work, is_known, macs_of
from simgui.models.tflite_file import read_model

size = st.integers(1, 12)


@given(size, size, size, size, size)
def test_that_a_convolution_multiplies_every_weight_for_every_pixel(
    high: int, wide: int, kernel: int, given_channels: int, made_channels: int
) -> None:
    work = count_work(
        "CONV_2D",
        [
            tensor(1, 40, 40, given_channels),
            tensor(made_channels, kernel, kernel, given_channels, constant=True),
            tensor(made_channels, dtype="int32", constant=True),
        ],
        [tensor(1, high, wide, made_channels)],
    )
    assert macs_of(work) == high * wide * made_channels * kernel * kernel * given_channels
    assert work["requantised_output"] == high * wide * made_channels


@pytest.mark.parametrize(
    ("given_channels", "kernel", "unit"),
    [(3, 3, "first_conv_mac"), (4, 1, "first_conv_mac"), (5, 3, "conv_mac"), (5, 1, "pointwise_mac")],
)
def test_that_convolutions_are_charged_by_the_loop_they_run_in(given_channels: int, kernel: int, unit: str) -> None:
    weights = tensor(6, kernel, kernel, given_channels, constant=True)
    work = count_work("CONV_2D", [tensor(1, 9, 9, given_channels), weights, None], [tensor(1, 9, 9, 6)])
    assert set(work) == {unit, "requantised_output", "operator"}


def test_that_a_depth_multiplier_multiplies_outputs_not_weights_per_output() -> None:
    work = count_work(
        "DEPTHWISE_CONV_2D", [tensor(1, 5, 5, 8), tensor(1, 3, 3, 16, constant=True)], [tensor(1, 5, 5, 16)]
    )
    assert work == {"depthwise_mac": 5 * 5 * 16 * 9, "requantised_output": 400, "operator": 1}


def test_that_a_grouped_convolution_counts_its_own_channels_only() -> None:
    work = count_work("CONV_2D", [tensor(1, 4, 4, 16), tensor(8, 3, 3, 4, constant=True)], [tensor(1, 4, 4, 8)])
    assert macs_of(work) == 4 * 4 * 8 * 3 * 3 * 4


def test_that_a_transposed_convolution_counts_input_pixels() -> None:
    work = count_work(
        "TRANSPOSE_CONV",
        [tensor(4, dtype="int32", constant=True), tensor(2, 3, 3, 8, constant=True), tensor(1, 5, 5, 8)],
        [tensor(1, 10, 10, 2)],
    )
    assert work["conv_mac"] == 5 * 5 * 3 * 3 * 8 * 2


@pytest.mark.parametrize(("transposed", "first"), [(False, (2, 3, 5)), (True, (2, 5, 3))])
def test_that_a_matrix_product_counts_its_shared_axis(transposed: bool, first: tuple[int, ...]) -> None:
    options = OperatorOptions(transposes_first=transposed)
    work = count_work("BATCH_MATMUL", [tensor(*first), tensor(2, 5, 7)], [tensor(2, 3, 7)], options)
    assert macs_of(work) == 2 * 3 * 5 * 7


def test_that_a_recurrent_layer_repeats_its_matrices_every_step() -> None:
    gates = [tensor(20, 28, constant=True)] * 4 + [tensor(20, 20, constant=True)] * 4
    state = tensor(1, 20, variable=True)
    work = count_work("UNIDIRECTIONAL_SEQUENCE_LSTM", [tensor(1, 28, 28), *gates, None, state], [tensor(1, 28, 20)])
    assert macs_of(work) == 28 * 4 * (20 * 28 + 20 * 20)


def test_that_pooling_counts_the_window_and_a_mean_what_it_reads() -> None:
    pool = count_work("MAX_POOL_2D", [tensor(1, 6, 6, 4)], [tensor(1, 3, 3, 4)], OperatorOptions(window=4))
    mean = count_work("MEAN", [tensor(1, 6, 6, 4), tensor(2, dtype="int32", constant=True)], [tensor(1, 4)])
    assert (pool["pool"], mean["pool"]) == (3 * 3 * 4 * 4, 6 * 6 * 4)


def test_that_moves_count_bytes_and_reshapes_are_free() -> None:
    assert count_work("PAD", [tensor(1, 4)], [tensor(1, 6, dtype="float32")])["moved_byte"] == 24
    assert count_work("SPLIT", [tensor(1, 6)], [tensor(1, 3), tensor(1, 3)])["moved_byte"] == 6
    assert count_work("RESHAPE", [tensor(1, 6)], [tensor(6)]) == {}


def test_that_an_unknown_operator_counts_as_elementwise_and_is_not_known() -> None:
    assert not is_known("Mystery")
    work = count_work("Mystery", [tensor(1, 6), tensor(50, constant=True)], [tensor(1, 2)])
    assert work == {"elementwise": 6, "operator": 1}


@pytest.mark.parametrize("kind", ["CONV_2D", "FULLY_CONNECTED", "SVDF", "TRANSPOSE_CONV", "CONV_3D"])
def test_that_missing_weights_are_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=r"missing|weights"):
        count_work(kind, [tensor(1, 4, 4, 8)], [tensor(1, 4, 4, 8)])


def test_that_macs_are_those_published_for_every_model(truth: Path) -> None:
    with (truth / "models" / "MODELS.csv").open() as file:
        rows = list(csv.DictReader(file))
    ours = {row["file"]: read_model(truth / "models" / row["file"]).macs for row in rows}
    assert ours == {row["file"]: int(row["macs"]) for row in rows}


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("mlperf_ad01_int8", "mlperf:AD"),
        ("mlperf_kws_ref_model", "mlperf:KWS"),
        ("mlperf_pretrainedResnet_quant", "mlperf:IC"),
        ("mlperf_vww_96_int8", "mlperf:VWW"),
        ("mlperf_sww_str_ww_ref_model", "mlperf:SWW"),
        ("tflm_person_detect", "person_detect"),
        ("stzoo_miniresnetv2_1stacks_64x50_tl_int8_esc10", "miniresnetv2_1stacks_64x50_tl_int8.tflite"),
    ],
)
def test_that_work_by_unit_is_what_the_kernel_profiles_were_fitted_to(truth: Path, file: str, key: str) -> None:
    with (truth / "op_features.csv").open() as table:
        row = next(row for row in csv.DictReader(table) if row["model_key"].endswith(key))
    published = {
        "first_conv_mac": row["conv_rgb"],
        "conv_mac": row["conv"],
        "pointwise_mac": row["pw"],
        "depthwise_mac": row["dw"],
        "fully_connected_mac": row["fc"],
        "requantised_output": float(row["rq_conv"]) + float(row["rq_dw"]),
        "elementwise": row["elt"],
        "pool": row["pool"],
        "moved_byte": row["move"],
        "operator": row["n_ops"],
    }
    work = read_model(truth / "models" / f"{file}.tflite").work
    assert work == {unit: int(amount) for unit, amount in published.items() if int(amount)}


def test_that_dead_channels_of_visual_wake_words_are_found(truth: Path) -> None:
    model = read_model(truth / "models" / "mlperf_vww_96_int8.tflite")
    live = {unit: sum(o.live_work.get(unit, 0) for o in model.operators) for unit in model.work}
    assert live["pointwise_mac"] == 2_605_860
    assert live["depthwise_mac"] == 638_523
    assert live["first_conv_mac"] == model.work["first_conv_mac"]
