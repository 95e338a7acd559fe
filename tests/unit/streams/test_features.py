"""Features of signals whose values follow from their definition, and the calibrated threshold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.streams.features import FEATURES, FeatureError, calibrate_threshold
from simgui.streams.windows import Windows

PHASE = 2 * np.pi * np.arange(1000) / 1000


def one_channel(*rows: object) -> Windows:
    return np.array(rows, dtype=np.float32)[:, :, None]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("rms", 2 / np.sqrt(2)), ("peak", 2.0), ("variance", 2.0), ("crest", np.sqrt(2)), ("kurtosis", 1.5)],
)
def test_that_a_sine_has_its_textbook_values(name: str, expected: float) -> None:
    assert FEATURES[name](one_channel(2 * np.sin(PHASE)))[0] == pytest.approx(expected, rel=1e-4)


def test_that_the_mean_keeps_its_sign() -> None:
    assert FEATURES["mean"](one_channel(np.sin(PHASE) - 18.0))[0] == pytest.approx(-18.0, rel=1e-4)


def test_that_gaussian_noise_has_a_kurtosis_of_three() -> None:
    noise = np.random.default_rng(1).standard_normal((1, 200_000, 1)).astype(np.float32)
    assert FEATURES["kurtosis"](noise)[0] == pytest.approx(3.0, abs=0.05)


@pytest.mark.parametrize("name", FEATURES)
def test_that_the_channel_with_the_largest_value_counts(name: str) -> None:
    impulse = np.zeros(1000)
    impulse[5] = 40.0
    both = np.stack([np.sin(PHASE), impulse], axis=1)[None].astype(np.float32)
    single = [FEATURES[name](both[:, :, [channel]])[0] for channel in (0, 1)]
    assert FEATURES[name](both)[0] == max(single)


@pytest.mark.parametrize("name", FEATURES)
def test_that_a_silent_window_has_no_features(name: str) -> None:
    assert FEATURES[name](np.zeros((2, 8, 1), dtype=np.float32)).tolist() == [0.0, 0.0]


@given(offset=st.floats(-1e3, 1e3), scale=st.floats(0.1, 1e3))
def test_that_variance_ignores_an_offset_and_kurtosis_a_scale_too(offset: float, scale: float) -> None:
    signal = np.random.default_rng(2).standard_normal(64)
    plain, moved = one_channel(signal), one_channel(offset + scale * signal)
    assert FEATURES["variance"](moved)[0] == pytest.approx(scale**2 * FEATURES["variance"](plain)[0], rel=2e-2)
    assert FEATURES["kurtosis"](moved)[0] == pytest.approx(FEATURES["kurtosis"](plain)[0], rel=2e-2)


def test_that_a_threshold_lets_the_asked_share_of_normal_windows_be_silent() -> None:
    values = np.random.default_rng(3).random(10_000).astype(np.float32)
    assert np.mean(values > calibrate_threshold(values, 0.99)) == pytest.approx(0.01, abs=1e-4)


@pytest.mark.parametrize(("values", "quantile"), [([], 0.5), ([1.0], 1.5), ([1.0], -0.1)])
def test_that_a_threshold_needs_windows_and_a_share(values: list[float], quantile: float) -> None:
    with pytest.raises(FeatureError):
        calibrate_threshold(np.array(values, dtype=np.float32), quantile)
