"""Inference as the rest of simgui sees it: number formats, refusals, and results remembered on disk."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from builders.models import FIXTURES, network, tensor
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from simgui.models import runtime
from simgui.models.graph import TensorInfo
from simgui.models.interpreter import InferenceError
from simgui.models.runtime import BATCH, InferenceCache, dequantise, infer, infer_raw, quantise
from simgui.models.tflite_file import read_model

CNN = read_model(FIXTURES / "tiny_cnn_int8.tflite")
FLOAT = read_model(FIXTURES / "tiny_cnn_fp32.tflite")


def windows(count: int, seed: int = 1) -> NDArray[np.float32]:
    return np.random.RandomState(seed).normal(size=(count, 16, 4, 1)).astype(np.float32)


def scaled(scale: float, zero_point: int, dtype: str = "int8") -> TensorInfo:
    return TensorInfo("t", (1, 4), dtype, 4, is_constant=False, scale=scale, zero_point=zero_point)


def test_that_quantising_rounds_ties_to_even_and_saturates() -> None:
    values = np.array([0.5, 1.5, -0.5, 2.4, 500.0, -500.0, np.inf, -np.inf], dtype=np.float32)
    assert quantise(values, scaled(1.0, 0)).tolist() == [0, 2, 0, 2, 127, -128, 127, -128]
    assert quantise(values, scaled(1.0, 128, "uint8")).tolist() == [128, 130, 128, 130, 255, 0, 255, 0]


@given(st.floats(2**-9, 8, width=32), st.integers(-128, 127), st.integers(-128, 127))
def test_that_every_integer_survives_the_way_there_and_back(scale: float, zero_point: int, value: int) -> None:
    given_tensor = scaled(scale, zero_point)
    there = dequantise(np.array([value], dtype=np.int8), given_tensor)
    assert quantise(there, given_tensor).tolist() == [value]


@given(st.floats(-100, 100, width=32))
def test_that_quantising_errs_by_half_a_step_at_most(value: float) -> None:
    given_tensor = scaled(1.0, 0)
    back = dequantise(quantise(np.array([value], dtype=np.float32), given_tensor), given_tensor)
    assert abs(float(back[0]) - value) <= 0.5


def test_that_a_missing_value_is_refused() -> None:
    with pytest.raises(InferenceError, match="NaN"):
        quantise(np.array([np.nan], dtype=np.float32), scaled(1.0, 0))


def test_that_int8_and_float_versions_of_a_network_agree() -> None:
    given_windows = windows(30)
    np.testing.assert_allclose(infer(CNN, given_windows), infer(FLOAT, given_windows), atol=0.05)


def test_that_probabilities_add_up_to_one() -> None:
    np.testing.assert_allclose(infer(FLOAT, windows(3)).sum(axis=1), 1.0, rtol=1e-5)


def test_that_raw_inference_is_inference_between_the_number_formats() -> None:
    given_windows = windows(9)
    raw = infer_raw(CNN, quantise(given_windows, CNN.input_tensors[0]))
    np.testing.assert_array_equal(dequantise(raw, CNN.output_tensors[0]), infer(CNN, given_windows))


@pytest.mark.parametrize("count", [0, 1, BATCH - 1, BATCH, 2 * BATCH + 3])
def test_that_any_number_of_windows_gives_as_many_rows(count: int) -> None:
    assert infer(CNN, windows(count)).shape == (count, 3)


def test_that_a_graph_which_forbids_batches_falls_back_to_single_windows() -> None:
    model = read_model(FIXTURES / "tiny_fixed_batch_int8.tflite")
    given_windows = np.random.RandomState(2).normal(size=(BATCH + 1, 6, 2, 1)).astype(np.float32)
    alone = np.concatenate([infer(model, window[np.newaxis]) for window in given_windows])
    np.testing.assert_array_equal(infer(model, given_windows), alone)


def test_that_windows_of_another_shape_or_type_are_refused() -> None:
    with pytest.raises(InferenceError, match="shape"):
        infer(CNN, np.zeros((2, 4, 16, 1), dtype=np.float32))
    with pytest.raises(InferenceError, match="int8, not float32"):
        infer_raw(CNN, windows(2))


def test_that_a_network_with_two_inputs_is_refused() -> None:
    tensors = [tensor(1, 4), tensor(1, 4), tensor(1, 4)]
    model = network(tensors, [("ADD", (0, 1), (2,))], inputs=(0, 1))
    with pytest.raises(InferenceError, match="2 inputs"):
        infer(model, np.zeros((1, 4), dtype=np.float32))


def test_that_an_exchanged_file_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "net.tflite"
    shutil.copy(CNN.file, file)
    model = read_model(file)
    shutil.copy(FLOAT.file, file)
    with pytest.raises(InferenceError, match="has changed"):
        infer(model, windows(1))
    file.unlink()
    with pytest.raises(InferenceError, match="cannot be read"):
        infer(model, windows(1))


def test_that_int8_state_of_svdf_is_refused_before_it_crashes_the_runtime(truth: Path) -> None:
    model = read_model(truth / "models" / "tflm_keyword_scrambled_8bit.tflite")
    with pytest.raises(InferenceError, match="SVDF"):
        infer(model, np.zeros((1, 96), dtype=np.float32))


def test_that_a_result_is_inferred_once_and_recalled_afterwards(tmp_path: Path) -> None:
    cache = InferenceCache(tmp_path / "cache")
    first, again = (cache.infer(CNN, windows(5)) for _ in range(2))
    assert (cache.executed, cache.recalled) == (5, 5)
    assert first.tobytes() == again.tobytes() == infer(CNN, windows(5)).tobytes()


def test_that_other_windows_or_networks_are_inferred_anew(tmp_path: Path) -> None:
    cache = InferenceCache(tmp_path)
    cache.infer(CNN, windows(5))
    cache.infer(CNN, windows(5, seed=2))
    cache.infer(FLOAT, windows(5))
    assert (cache.executed, cache.recalled) == (15, 0)


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"x" * 200])
def test_that_a_damaged_result_is_inferred_anew_and_replaced(tmp_path: Path, damage: bytes) -> None:
    cache = InferenceCache(tmp_path)
    good = cache.infer(CNN, windows(5))
    (file,) = tmp_path.glob("*.npy")
    file.write_bytes(damage)
    assert cache.infer(CNN, windows(5)).tobytes() == good.tobytes()
    assert cache.executed == 10
    cache.infer(CNN, windows(5))
    assert cache.recalled == 5


def test_that_a_single_flipped_bit_is_noticed(tmp_path: Path) -> None:
    cache = InferenceCache(tmp_path)
    good = cache.infer(CNN, windows(5))
    (file,) = tmp_path.glob("*.npy")
    content = bytearray(file.read_bytes())
    content[140] ^= 1
    file.write_bytes(content)
    assert cache.infer(CNN, windows(5)).tobytes() == good.tobytes()
    assert cache.executed == 10


def test_that_the_cache_keeps_within_its_limit_and_drops_the_oldest(tmp_path: Path) -> None:
    cache = InferenceCache(tmp_path, limit_byte=600)
    for seed in range(6):
        cache.infer(CNN, windows(2, seed=seed))
    files = list(tmp_path.glob("*"))
    assert files
    assert sum(file.stat().st_size for file in files) <= 600
    cache.infer(CNN, windows(2, seed=5))
    assert cache.recalled == 2


def test_that_a_folder_which_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    cache = InferenceCache(blocked / "cache")
    assert cache.infer(CNN, windows(2)).shape == (2, 3)


def test_that_the_runtime_is_part_of_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = InferenceCache(tmp_path)
    cache.infer(CNN, windows(2))
    monkeypatch.setattr(runtime, "runtime_name", lambda: "another 1.0")
    cache.infer(CNN, windows(2))
    assert cache.executed == 4
