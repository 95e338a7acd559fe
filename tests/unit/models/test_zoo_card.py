from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.errors import InputError
from simgui.models.card import CardError, CardInput, ModelCard, Normalise, NormaliseKind, find_card, load_card
from simgui.models.card_file import write_card

MINIMAL = """\
schema: simgui/model-card/1
name: own
file: own.tflite
labels: [calm, alarm]
positive_labels: [alarm]
input:
  window_s: 0.2
  rate_hz: 100
  channels: 1
  samples: 20
  shape: [1, 20]
  normalise: {kind: affine, offset: 2, scale: 4}
"""


def _card(kind: NormaliseKind = NormaliseKind.AFFINE, *, channels: int = 3) -> ModelCard:
    return ModelCard(
        name="demo",
        file="demo.tflite",
        labels=("calm", "alarm", "fire"),
        positive_labels=("alarm", "fire"),
        input=CardInput(0.2, 50.0, channels, 10, (1, 1, 10, channels), Normalise(kind, 1.0, 2.0)),
    )


def test_that_a_card_survives_writing_and_reading(tmp_path: Path) -> None:
    write_card(_card(), tmp_path / "demo.yaml")
    assert load_card(tmp_path / "demo.yaml") == _card()


def test_that_a_minimal_card_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(MINIMAL)
    card = load_card(file)
    assert card.positive_indices == (1,)
    assert card.metrics is None
    assert card.preprocess(np.full((2, 20, 1), 10.0, dtype=np.float32)).tolist() == [[2.0] * 20] * 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("model-card/1", "model-card/9", ":1:1: schema: expected 'simgui/model-card/1'"),
        ("window_s: 0.2", "window_s: 0.3", "input: 0.3 s at 100 Hz are not 20 samples"),
        ("shape: [1, 20]", "shape: [1, 21]", r"input: the shape \(1, 21\) does not hold 20 x 1 values"),
        ("positive_labels: [alarm]", "positive_labels: [fire]", "must be among the labels; fire is not"),
        ("kind: affine", "kind: magic", ":12:15: input.normalise.kind: .*'affine'"),
        ("name: own", "nam: own", ":2:1: nam: unknown key"),
        ("scale: 4", "scale: 0", "input.normalise: the scale must not be zero"),
    ],
)
def test_that_a_bad_card_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(MINIMAL.replace(old, new))
    with pytest.raises(InputError, match=message):
        load_card(file)


def test_that_a_card_is_found_beside_its_model(tmp_path: Path) -> None:
    assert find_card(tmp_path / "own.tflite") is None
    (tmp_path / "own.yaml").write_text(MINIMAL)
    assert find_card(tmp_path / "own.tflite") == tmp_path / "own.yaml"


@given(st.floats(0.01, 100.0), st.floats(-1e3, 1e3))
def test_that_standardised_windows_ignore_gain_and_offset(gain: float, offset: float) -> None:
    card = _card(NormaliseKind.PER_WINDOW_STANDARDISE)
    windows = np.random.Generator(np.random.Philox(key=1)).standard_normal((2, 10, 3)).astype(np.float32) * 30
    moved = (windows * np.float32(gain) + np.float32(offset)).astype(np.float32)
    prepared = card.preprocess(moved)
    assert prepared.dtype == np.float32
    np.testing.assert_allclose(prepared.mean(axis=2), 0.0, atol=1e-3)
    np.testing.assert_allclose(prepared.std(axis=2), 1.0, atol=1e-2)
    np.testing.assert_allclose(prepared, card.preprocess(windows), atol=0.02)


def test_that_a_constant_window_becomes_zero_not_nan() -> None:
    constant = np.full((1, 10, 3), 7.0, dtype=np.float32)
    assert not _card(NormaliseKind.PER_WINDOW_STANDARDISE).preprocess(constant).any()
    assert not _card(NormaliseKind.PER_WINDOW_CENTRE).preprocess(constant).any()


def test_that_centred_windows_keep_their_scale() -> None:
    windows = np.arange(10, dtype=np.float32).reshape(1, 10, 1)
    prepared = _card(NormaliseKind.PER_WINDOW_CENTRE, channels=1).preprocess(windows)
    assert prepared.shape == (1, 1, 10, 1)
    np.testing.assert_allclose(prepared.ravel(), (np.arange(10) - 4.5) / 2.0)


def test_that_windows_of_another_size_are_refused() -> None:
    with pytest.raises(CardError, match="takes windows of 10 samples x 3 channels"):
        _card().preprocess(np.zeros((1, 11, 3), dtype=np.float32))
