"""Tests of what turns windows into verdicts."""

from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from simgui.core.paths import bundled
from simgui.models.graph import Model
from simgui.models.runtime import InferenceCache, infer
from simgui.models.tflite_file import read_model
from simgui.runs.detectors import DetectorError, ThresholdDetector, calibrated, model_detector
from simgui.streams.features import peak, rms
from simgui.streams.synthetic.registry import source
from simgui.streams.synthetic.signal import FloatWindows, Split


@pytest.fixture
def cache(tmp_path: Path) -> InferenceCache:
    return InferenceCache(tmp_path / "cache")


@pytest.fixture(scope="module")
def bearing() -> Model:
    return read_model(bundled("assets") / "models" / "bearing-cnn-int8.tflite")


def bearing_windows(state: int, count: int = 24) -> FloatWindows:
    return source("bearing_vibration").windows(
        seed=3, split=Split.TEST, stream=0, state=state, count=count, window_s=0.1024, rate_hz=10_000.0
    )


def without_card(model: str, folder: Path) -> Model:
    return read_model(Path(copy(bundled("assets") / "models" / f"{model}.tflite", folder / "own.tflite")))


def test_that_a_threshold_alarms_above_its_limit_only() -> None:
    windows = np.array([[[1.0]], [[2.0]], [[2.5]]], dtype=np.float32)
    label, score = ThresholdDetector(peak, above=2.0).judge(windows)
    assert label.tolist() == [0, 0, 1]
    assert score.tolist() == [1.0, 2.0, 2.5]


def test_that_an_automatic_threshold_lets_one_normal_window_in_a_thousand_alarm() -> None:
    normal = np.random.default_rng(1).normal(size=(20_000, 32, 1)).astype(np.float32)
    detector = calibrated(rms, "rms", normal)
    assert detector.judge(normal)[0].mean() == pytest.approx(0.001, abs=0.0003)
    assert "0.999 quantile of 20000 normal windows" in detector.notes[0]


def test_that_a_model_with_a_card_tells_worn_bearings_from_healthy_ones(bearing: Model, cache: InferenceCache) -> None:
    detector = model_detector(bearing, samples=1024, channels=1, rate_hz=10_000.0, cache=cache)
    assert detector.judge(bearing_windows(0))[0].mean() < 0.3
    assert detector.judge(bearing_windows(2))[0].mean() > 0.7
    assert not detector.notes


def test_that_label_and_score_follow_the_outputs_of_the_real_model(bearing: Model, cache: InferenceCache) -> None:
    detector = model_detector(bearing, samples=1024, channels=1, rate_hz=10_000.0, cache=cache)
    windows = np.concatenate([bearing_windows(0), bearing_windows(1)])
    label, score = detector.judge(windows)
    outputs = infer(bearing, detector.preprocess(windows))
    np.testing.assert_array_equal(label, outputs.argmax(axis=1) > 0)
    np.testing.assert_allclose(score, outputs[:, 1:].sum(axis=1) / outputs.sum(axis=1), rtol=1e-5)


def test_that_another_rate_than_the_cards_is_noted(bearing: Model, cache: InferenceCache) -> None:
    detector = model_detector(bearing, samples=1024, channels=1, rate_hz=20_000.0, cache=cache)
    assert "made for 10000 Hz" in detector.notes[0]


def test_that_windows_of_another_size_are_refused(bearing: Model, cache: InferenceCache) -> None:
    with pytest.raises(DetectorError, match=r"1024 samples x 1 channels .* not 512 x 1"):
        model_detector(bearing, samples=512, channels=1, rate_hz=10_000.0, cache=cache)


def test_that_a_model_without_a_card_is_fed_standardised_windows_and_says_so(
    cache: InferenceCache, tmp_path: Path
) -> None:
    detector = model_detector(
        without_card("bearing-cnn-int8", tmp_path), samples=512, channels=2, rate_hz=10_000.0, cache=cache
    )
    windows = np.random.default_rng(2).normal(5.0, 3.0, size=(7, 512, 2)).astype(np.float32)
    given = detector.preprocess(windows).reshape(7, 512, 2)
    np.testing.assert_allclose(given.mean(axis=1), 0.0, atol=1e-5)
    np.testing.assert_allclose(given.std(axis=1), 1.0, rtol=1e-4)
    label, score = detector.judge(windows)
    assert label.shape == score.shape == (7,)
    assert np.all((score >= 0) & (score <= 1))
    assert "has no model card" in detector.notes[0]


def test_that_a_model_without_a_card_must_take_as_many_values_as_a_window_has(
    cache: InferenceCache, tmp_path: Path
) -> None:
    model = without_card("bearing-cnn-int8", tmp_path)
    with pytest.raises(DetectorError, match=r"put a model card beside own\.tflite"):
        model_detector(model, samples=1000, channels=1, rate_hz=10_000.0, cache=cache)
