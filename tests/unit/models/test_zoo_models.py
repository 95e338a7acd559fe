import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from simgui.core.paths import bundled
from simgui.models.card import ModelCard, Scores, find_card, load_card
from simgui.models.graph import Quantisation
from simgui.models.memory import plan_arena
from simgui.models.tflite_file import read_model
from simgui.models.zoo.task import MODELS
from simgui.runs.zoo_build import measure, renew
from simgui.streams.synthetic.registry import source

FOLDER = bundled("assets") / "models"
NAMES = [f"{model.stem}-{kind}" for model in MODELS for kind in (("fp32", "int8") if model.float_file else ("int8",))]
MCU_OPERATORS = {
    *("ADD", "AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"),
    *("MAX_POOL_2D", "MEAN", "RESHAPE", "SOFTMAX"),
}
RP2040_RAM_BYTE = 264 * 1024
"""SRAM of the RP2040, RP2040 datasheet, section 2.6.2."""


def _card(name: str) -> ModelCard:
    return load_card(FOLDER / f"{name}.yaml")


def _as_tuple(scores: Scores) -> tuple[float, ...]:
    return (scores.accuracy, scores.precision, scores.recall, scores.f1)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_card_tells_the_truth_about_its_file(name: str) -> None:
    file = FOLDER / f"{name}.tflite"
    card = _card(name)
    model = read_model(file)
    assert find_card(file) == FOLDER / f"{name}.yaml"
    assert (card.name, card.file) == (name, file.name)
    assert card.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert [tensor.shape for tensor in model.input_tensors] == [card.input.shape]
    assert [tensor.shape for tensor in model.output_tensors] == [(1, len(card.labels))]
    assert card.licence == "Apache-2.0"
    assert card.limits
    assert card.intended_use


@pytest.mark.parametrize("name", NAMES)
def test_that_a_card_fits_its_source(name: str) -> None:
    card = _card(name)
    assert card.test is not None
    signal = source(card.test.source)
    assert card.labels == signal.states
    assert card.positive_labels == signal.states[1:], "all states but the first are events"
    assert (card.input.rate_hz, card.input.channels) == (signal.nominal_rate_hz, signal.channels)
    assert card.input.unit == signal.unit
    assert card.training["split"] != card.test.split


@pytest.mark.parametrize("name", NAMES)
def test_that_a_model_holds_only_operators_of_microcontrollers(name: str) -> None:
    model = read_model(FOLDER / f"{name}.tflite")
    assert {operator.kind for operator in model.operators} <= MCU_OPERATORS
    int8 = name.endswith("int8")
    assert model.quantisation is (Quantisation.INT8 if int8 else Quantisation.FP32)
    ends = {tensor.dtype for tensor in (*model.input_tensors, *model.output_tensors)}
    assert ends == {"int8" if int8 else "float32"}


@pytest.mark.parametrize("name", NAMES)
def test_that_the_stated_metrics_come_out_again(name: str) -> None:
    card = _card(name)
    assert card.metrics is not None
    again = measure(card, FOLDER / f"{name}.tflite")
    pairs = ((card.metrics.clean, again.clean), (card.metrics.field_noise.scores, again.field_noise.scores))
    for stated, found in pairs:
        if name.endswith("int8"):
            assert found == stated
        else:
            assert _as_tuple(found) == pytest.approx(_as_tuple(stated), abs=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_task_is_neither_trivial_nor_hopeless(name: str) -> None:
    metrics = _card(name).metrics
    assert metrics is not None
    assert 0.92 <= metrics.clean.f1 <= 0.995
    assert 0.6 <= metrics.field_noise.scores.f1 < metrics.clean.f1, "the field must cost something"


@pytest.mark.parametrize("stem", ["bearing-cnn", "fall-cnn"])
def test_that_a_verifier_beats_the_detector(stem: str) -> None:
    small, large = _card(f"{stem}-int8").metrics, _card(f"{stem}-large-int8").metrics
    assert small is not None
    assert large is not None
    assert large.clean.accuracy > small.clean.accuracy
    assert large.clean.f1 > small.clean.f1


@pytest.mark.parametrize("stem", ["bearing-cnn", "fall-cnn", "valve-mlp"])
def test_that_quantisation_shrinks_the_file_and_costs_little(stem: str) -> None:
    float_card, int8_card = _card(f"{stem}-fp32").metrics, _card(f"{stem}-int8").metrics
    assert float_card is not None
    assert int8_card is not None
    assert int8_card.clean.accuracy == pytest.approx(float_card.clean.accuracy, abs=0.015)
    sizes = {kind: (FOLDER / f"{stem}-{kind}.tflite").stat().st_size for kind in ("fp32", "int8")}
    assert sizes["int8"] < 0.6 * sizes["fp32"]


def test_that_the_detectors_fit_an_rp2040_and_the_bearing_verifier_does_not() -> None:
    arenas = {name: plan_arena(read_model(FOLDER / f"{name}.tflite")).arena_byte for name in NAMES}
    assert arenas["bearing-cnn-int8"] < 30_000
    assert arenas["fall-cnn-int8"] < 30_000
    assert arenas["valve-mlp-int8"] < 4_000
    assert arenas["bearing-cnn-large-int8"] > 350_000 > RP2040_RAM_BYTE
    assert (FOLDER / "bearing-cnn-large-int8.tflite").stat().st_size < 1_500_000


def test_that_measuring_again_writes_the_same_card(tmp_path: Path) -> None:
    valve = next(model for model in MODELS if model.stem == "valve-mlp")
    for name in ("valve-mlp-fp32", "valve-mlp-int8"):
        for ending in ("tflite", "yaml"):
            (tmp_path / f"{name}.{ending}").write_bytes((FOLDER / f"{name}.{ending}").read_bytes())
    cards = renew(valve, tmp_path)
    assert [card.name for card in cards] == ["valve-mlp-fp32", "valve-mlp-int8"]
    assert replace(load_card(tmp_path / "valve-mlp-int8.yaml"), metrics=None) == replace(
        _card("valve-mlp-int8"), metrics=None
    )


def test_that_a_card_without_test_data_cannot_be_measured() -> None:
    name = "valve-mlp-int8"
    with pytest.raises(ValueError, match="states no test data"):
        measure(replace(_card(name), test=None), FOLDER / f"{name}.tflite")
