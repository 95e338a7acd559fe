"""Weights as an entropy coder leaves them."""

from dataclasses import replace

import numpy as np
import pytest
from builders.models import FIXTURES, dense, kernel, sourced
from numpy.typing import NDArray

from simgui.models.cost_model import predict_core
from simgui.models.flatbuffer import RawModel
from simgui.models.graph import TensorInfo
from simgui.models.tflite_file import read_model
from simgui.models.weight_coding import coded_weight_byte


def raw(values: NDArray[np.int64], *, dtype: str = "int8", buffers: tuple[int, ...] = (1,)) -> RawModel:
    """Give a network of constant tensors alone."""
    content = values.astype(np.uint8)
    tensors = tuple(
        replace(TensorInfo("weights", (len(content),), dtype, len(content), is_constant=True), buffer=buffer)
        for buffer in buffers
    )
    return RawModel(tensors, (), (), (), dict.fromkeys(range(len(tensors)), content), len(content), 1)


def test_that_one_value_takes_nothing_and_all_values_take_all() -> None:
    assert coded_weight_byte(raw(np.zeros(4096, dtype=np.int64))) == 0
    assert coded_weight_byte(raw(np.arange(4096) % 256)) == 4096


def test_that_half_zeros_and_half_ones_take_a_bit_each() -> None:
    assert coded_weight_byte(raw(np.arange(4096) % 2)) == 512


def test_that_wide_values_stay_and_shared_ones_count_once() -> None:
    assert coded_weight_byte(raw(np.zeros(4096, dtype=np.int64), dtype="int32")) == 4096
    assert coded_weight_byte(raw(np.arange(256), buffers=(1, 1))) == 256
    assert coded_weight_byte(raw(np.arange(256), buffers=(1, 2))) == 512


def test_that_a_network_never_grows() -> None:
    model = read_model(FIXTURES / "tiny_cnn_int8.tflite")
    assert 0 < model.coded_weight_byte <= model.weight_byte


def test_that_a_profile_may_charge_coded_weights() -> None:
    model = replace(dense(), coded_weight_byte=1000)
    plain = kernel()
    fetching = replace(plain, cycles_per={**plain.cycles_per, "coded_weight_byte": sourced(2.0)})
    more_s = predict_core(model, fetching, 1e6).latency_s - predict_core(model, plain, 1e6).latency_s
    assert more_s == pytest.approx(2e-3)
