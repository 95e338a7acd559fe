import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.models.card import FieldNoise
from simgui.models.zoo.field_noise import apply_field_noise
from simgui.models.zoo.scoring import score

NOTHING = FieldNoise(snr_db=200.0, gain_spread=0.0, drift=0.0, spike_share=0.0, spike_size=0.0, seed=1)


def _waves(count: int = 50) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    wave = np.sin(np.linspace(0.0, 60.0, 1000))
    return np.repeat(wave[None, :, None], count, axis=0).astype(np.float32) + np.float32(5.0)


def test_that_the_wrong_kind_of_event_is_still_a_detection() -> None:
    result = score(np.array([0, 0, 1, 1, 2]), np.array([0, 1, 2, 0, 2]), labels=3, positive=[1, 2])
    assert result.confusion == ((1, 1, 0), (1, 0, 1), (0, 0, 1))
    assert result.accuracy == pytest.approx(2 / 5)
    assert result.recall == pytest.approx(2 / 3, abs=1e-6)
    assert result.precision == pytest.approx(2 / 3, abs=1e-6)
    assert result.f1 == pytest.approx(2 / 3, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60))
def test_that_scores_agree_with_their_confusion(pairs: list[tuple[int, int]]) -> None:
    truth, given_labels = np.array(pairs, dtype=np.int64).T
    result = score(truth, given_labels, labels=3, positive=[1, 2])
    table = np.array(result.confusion)
    assert table.sum() == len(pairs)
    assert result.accuracy == pytest.approx(np.trace(table) / len(pairs), abs=1e-6)
    assert min(result.precision, result.recall) - 1e-6 <= result.f1 <= max(result.precision, result.recall) + 1e-6


def test_that_no_events_and_no_detections_score_zero() -> None:
    result = score(np.zeros(4, dtype=np.int64), np.zeros(4, dtype=np.int64), labels=2, positive=[1])
    assert (result.accuracy, result.precision, result.recall, result.f1) == (1.0, 0.0, 0.0, 0.0)


def test_that_an_empty_recipe_changes_nothing() -> None:
    np.testing.assert_allclose(apply_field_noise(_waves(), NOTHING), _waves(), atol=1e-5)


def test_that_noise_has_the_stated_power() -> None:
    recipe = FieldNoise(snr_db=10.0, gain_spread=0.0, drift=0.0, spike_share=0.0, spike_size=0.0, seed=1)
    clean = _waves()
    added = apply_field_noise(clean, recipe) - clean
    ratio = np.var(clean - clean.mean(axis=1, keepdims=True)) / np.var(added)
    assert 10 * np.log10(ratio) == pytest.approx(10.0, abs=0.1)


def test_that_spikes_hit_the_stated_share() -> None:
    recipe = FieldNoise(snr_db=200.0, gain_spread=0.0, drift=0.0, spike_share=0.01, spike_size=5.0, seed=1)
    clean = _waves()
    added = np.abs(apply_field_noise(clean, recipe) - clean)
    hit = added > 0.5
    assert hit.mean() == pytest.approx(0.01, rel=0.1)
    assert added[hit].mean() == pytest.approx(5 * np.std(clean), rel=0.01)


def test_that_gain_and_drift_stay_in_bounds() -> None:
    gain = FieldNoise(snr_db=200.0, gain_spread=0.1, drift=0.0, spike_share=0.0, spike_size=0.0, seed=1)
    ratio = apply_field_noise(_waves(), gain) / _waves()
    assert 0.9 - 1e-4 <= ratio.min() < 0.92
    assert 1.08 < ratio.max() <= 1.1 + 1e-4
    drift = FieldNoise(snr_db=200.0, gain_spread=0.0, drift=0.3, spike_share=0.0, spike_size=0.0, seed=1)
    moved = apply_field_noise(_waves(), drift) - _waves()
    assert np.abs(moved[:, 0]).max() < 1e-5
    assert 0.25 * np.std(_waves()) < np.abs(moved[:, -1]).max() <= 0.3 * np.std(_waves()) + 1e-5


def test_that_the_same_recipe_gives_the_same_noise_and_leaves_its_input_alone() -> None:
    recipe = FieldNoise(snr_db=10.0, gain_spread=0.1, drift=0.3, spike_share=0.01, spike_size=3.0, seed=1)
    clean = _waves()
    np.testing.assert_array_equal(apply_field_noise(clean, recipe), apply_field_noise(clean, recipe))
    np.testing.assert_array_equal(clean, _waves())
