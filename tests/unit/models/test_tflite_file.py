"""Reading .tflite files, good and bad."""

import hashlib
from pathlib import Path

import pytest
from builders.models import FIXTURES
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.errors import InputError
from simgui.models import tflite_file
from simgui.models.graph import Quantisation
from simgui.models.tflite_file import parse_model, read_model

TINY = FIXTURES / "tiny_cnn_int8.tflite"
CONTENT = TINY.read_bytes()


def test_that_a_network_is_read_with_its_sizes() -> None:
    model = read_model(TINY)
    conv, depthwise, pointwise, wide = 8 * 2 * 8 * 9, 8 * 2 * 8 * 9, 8 * 2 * 8 * 8, 8 * 2 * 4 * 9 * 8
    assert model.macs == conv + depthwise + pointwise + wide + 12
    assert [o.kind for o in model.operators][:3] == ["CONV_2D", "DEPTHWISE_CONV_2D", "CONV_2D"]
    assert model.digest == hashlib.sha256(CONTENT).hexdigest()
    assert (model.name, model.file_byte, model.quantisation) == (
        "tiny_cnn_int8",
        len(CONTENT),
        Quantisation.INT8,
    )
    assert [t.shape for t in (*model.input_tensors, *model.output_tensors)] == [(1, 16, 4, 1), (1, 3)]
    assert model.input_tensors[0].scale > 0


def test_that_parameters_count_weights_and_biases_but_no_axes() -> None:
    weights = 8 * 9 + 8 * 9 + 8 * 8 + 4 * 8 * 9 + 3 * 4
    biases = 8 + 4  # the untrained biases are all zero: the three of eight share one buffer
    assert read_model(TINY).parameters == weights + biases


def test_that_a_float_network_has_four_times_the_weights() -> None:
    whole, small = read_model(FIXTURES / "tiny_cnn_fp32.tflite"), read_model(TINY)
    assert whole.quantisation is Quantisation.FP32
    assert whole.macs == small.macs
    assert whole.weight_byte > 3 * small.weight_byte - 4 * 28


def test_that_called_subgraphs_and_state_are_noted() -> None:
    model = read_model(FIXTURES / "tiny_accumulator_fp32.tflite")
    assert model.is_stateful
    assert any("CALL_ONCE" in note for note in model.notes)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"schema: simgui/1\nname: Bearing wear\n", "is text"),
        (b"PK\x03\x04" + bytes(100), "ZIP"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5"),
        (b"\x1f\x8b" + bytes(100), "gzip"),
        (bytes(100), "TFL3"),
        (CONTENT[:4] + b"TFL2" + CONTENT[8:], "TFL3"),
        (CONTENT[:8], "truncated"),
        (CONTENT[: len(CONTENT) // 2], "truncated"),
    ],
)
def test_that_what_is_no_network_is_refused_with_its_reason(content: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "model.tflite"
    file.write_bytes(content)
    with pytest.raises(InputError, match=message) as refusal:
        read_model(file)
    assert str(refusal.value).startswith(f"{file}:1:1: ")


@pytest.mark.parametrize("name", ["missing.tflite", ""])
def test_that_an_unreadable_path_is_an_input_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_model(tmp_path / name)


def test_that_a_giant_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tflite_file, "LARGEST_FILE_BYTE", 100)
    file = tmp_path / "giant.tflite"
    file.write_bytes(CONTENT)
    with pytest.raises(InputError, match="200 MB"):
        read_model(file)


flips = st.lists(st.tuples(st.integers(8, len(CONTENT) - 1), st.integers(0, 255)), min_size=1, max_size=30)


def outcome(content: bytes) -> str:
    """Give the message of a refusal; any other error escapes and fails the test."""
    try:
        parse_model(content, Path("x.tflite"))
    except InputError as refusal:
        return str(refusal)
    return ""


@given(flips)
def test_that_damage_gives_a_diagnostic_or_a_network(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(CONTENT)
    for position, value in changes:
        damaged[position] = value
    message = outcome(bytes(damaged))
    assert not message or message.startswith("x.tflite:1:1: is damaged") or "truncated" in message


@given(st.integers(0, len(CONTENT) - 1))
def test_that_truncation_is_told_as_such(length: int) -> None:
    message = outcome(CONTENT[:length])
    assert not message or message.startswith("x.tflite:1:1: is ")
    assert message or length > len(CONTENT) // 2


@given(st.binary(max_size=300))
def test_that_random_bytes_behind_the_identifier_are_refused(tail: bytes) -> None:
    assert outcome(b"\xff\xff\0\0TFL3" + tail).startswith("x.tflite:1:1: is ")


def test_that_every_published_model_is_read(truth: Path) -> None:
    files = sorted((truth / "models").glob("*.tflite"))
    models = [read_model(file) for file in files]
    assert len(models) >= 33
    assert all(model.operators and model.weight_byte <= model.file_byte for model in models)
