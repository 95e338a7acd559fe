import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simgui
from simgui.streams.synthetic.registry import SOURCES, source
from simgui.streams.synthetic.seeding import draw_in_split, generator, split_bands, weighted_index
from simgui.streams.synthetic.signal import Everyday, FloatWindows, SignalError, SignalSource, Split, sample_count

_WINDOW_S = {"bearing_vibration": 0.05, "wrist_acceleration": 2.56, "valve_pressure": 0.2, "vineyard_audio": 0.256,
             "cold_chain_temperature": 1920.0}  # fmt: skip
_ROOT = Path(simgui.__file__).parents[1]
_DIGEST = """
import hashlib
from simgui.streams.synthetic.registry import SOURCES
from simgui.streams.synthetic.signal import Split
digest = hashlib.sha256()
for one in SOURCES.values():
    window_s = max(0.2, 8 / one.nominal_rate_hz)
    windows = one.windows(seed=3, split=Split.TEST, stream=2, state=1, count=2, window_s=window_s,
                          rate_hz=one.nominal_rate_hz)
    digest.update(windows.tobytes())
print(digest.hexdigest())
"""


def _windows(
    one: SignalSource, *, seed: int = 3, split: Split = Split.TEST, stream: int = 0, state: int = 0, count: int = 3
) -> FloatWindows:
    return one.windows(
        seed=seed,
        split=split,
        stream=stream,
        state=state,
        count=count,
        window_s=_WINDOW_S[one.name],
        rate_hz=one.nominal_rate_hz,
    )


@pytest.fixture(params=sorted(SOURCES))
def signal(request: pytest.FixtureRequest) -> SignalSource:
    return source(request.param)


def test_that_every_source_fulfils_the_protocol(signal: SignalSource) -> None:
    assert isinstance(signal, SignalSource)
    assert source(signal.name) is signal
    assert len(set(signal.states)) == len(signal.states) >= 2
    assert signal.event_duration_s > 0
    assert len(signal.describe()) > 80


@settings(max_examples=15, deadline=None)
@given(
    name=st.sampled_from(sorted(SOURCES)),
    seed=st.integers(0, 2**40),
    split=st.sampled_from(Split),
    stream=st.integers(0, 10_000),
    state=st.integers(0, 1),
    count=st.integers(0, 4),
)
def test_that_windows_are_finite_and_of_the_size_asked_for(
    name: str, seed: int, split: Split, stream: int, state: int, count: int
) -> None:
    one = source(name)
    windows = _windows(one, seed=seed, split=split, stream=stream, state=state, count=count)
    assert windows.shape == (count, sample_count(_WINDOW_S[name], one.nominal_rate_hz), one.channels)
    assert windows.dtype == np.float32
    assert np.isfinite(windows).all()
    assert all(np.ptp(window) > 0 for window in windows)


def test_that_fewer_windows_are_the_first_of_more(signal: SignalSource) -> None:
    np.testing.assert_array_equal(_windows(signal, count=2), _windows(signal, count=5)[:2])


@pytest.mark.parametrize(
    "change",
    [
        lambda one: _windows(one, seed=4),
        lambda one: _windows(one, split=Split.TRAIN),
        lambda one: _windows(one, stream=1),
        lambda one: _windows(one, state=1),
    ],
    ids=["seed", "split", "stream", "state"],
)
def test_that_every_part_of_the_key_changes_the_windows(
    signal: SignalSource, change: Callable[[SignalSource], FloatWindows]
) -> None:
    assert not np.array_equal(_windows(signal), change(signal))


def test_that_other_processes_generate_the_same() -> None:
    def digest(hash_seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        return subprocess.run(
            [sys.executable, "-c", _DIGEST], check=True, capture_output=True, text=True, env=environment, cwd=_ROOT
        ).stdout

    assert digest("1") == digest("2")


def test_that_bad_requests_are_refused(signal: SignalSource) -> None:
    with pytest.raises(SignalError, match=f"its states are {signal.states[0]}"):
        _windows(signal, state=len(signal.states))
    with pytest.raises(SignalError, match="must not be negative"):
        _windows(signal, count=-1)
    with pytest.raises(SignalError, match="sample rate"):
        signal.windows(
            seed=1, split=Split.TEST, stream=0, state=0, count=1, window_s=1.0, rate_hz=signal.nominal_rate_hz / 100
        )
    with pytest.raises(SignalError, match="holds 0 samples"):
        signal.windows(
            seed=1, split=Split.TEST, stream=0, state=0, count=1, window_s=1e-6, rate_hz=signal.nominal_rate_hz
        )


def test_that_an_unknown_source_is_named_with_those_that_exist() -> None:
    with pytest.raises(SignalError, match=r"'bearing'; there are bearing_vibration, .*wrist_acceleration"):
        source("bearing")


def test_that_the_bands_of_the_splits_tile_the_range_without_overlap() -> None:
    bands = sorted(band for split in Split for band in split_bands(split, 10.0, 34.0))
    assert bands[0][0] == 10.0
    assert bands[-1][1] == 34.0
    assert all(left[1] == pytest.approx(right[0]) for left, right in pairwise(bands))


@settings(max_examples=30, deadline=None)
@given(st.integers(), st.sampled_from(Split))
def test_that_a_draw_stays_in_its_split(seed: int, split: Split) -> None:
    drawn = draw_in_split(generator(seed), split, 0.0, 1.0)
    assert any(low <= drawn <= high for low, high in split_bands(split, 0.0, 1.0))
    others = [band for other in Split if other is not split for band in split_bands(other, 0.0, 1.0)]
    assert not any(low < drawn < high for low, high in others)


def test_that_a_weighted_draw_follows_its_weights() -> None:
    rng = generator("weights")
    drawn = np.bincount([weighted_index(rng, (3.0, 0.0, 1.0)) for _ in range(2000)], minlength=3)
    assert drawn[1] == 0
    assert drawn[0] / 2000 == pytest.approx(0.75, abs=0.04)


@pytest.mark.parametrize(("name", "every_s"), [("valve_pressure", 0.05), ("wrist_acceleration", 0.64)])
def test_that_everyday_windows_of_a_stretch_overlap(name: str, every_s: float) -> None:
    one = source(name, everyday=Everyday(0.0, every_s))
    each, hop = Everyday(0.0, every_s).per_stretch(_WINDOW_S[name]), round(every_s * one.nominal_rate_hz)
    windows = _windows(one, count=2 * each + 1)
    for index in range(2 * each):
        same = np.array_equal(windows[index, hop:], windows[index + 1, :-hop])
        assert same == ((index + 1) % each != 0)
    np.testing.assert_array_equal(windows[:3], _windows(one, count=3))
    np.testing.assert_array_equal(_windows(one, state=1), _windows(source(name), state=1))
    assert _windows(one, count=0).shape == (0, *windows.shape[1:])


@pytest.mark.parametrize("name", ["valve_pressure", "wrist_acceleration"])
def test_that_more_near_misses_move_more(name: str) -> None:
    every_s = _WINDOW_S[name] / 4
    swing = [
        np.ptp(_windows(source(name, everyday=Everyday(share / _WINDOW_S[name], every_s)), count=400), axis=1).mean()
        for share in (0.0, 0.5, 1.0)
    ]
    assert swing[0] < swing[1] < swing[2]


def test_that_near_misses_must_fit_and_be_known() -> None:
    with pytest.raises(SignalError, match="18001 near misses an hour are too many; at most 18000"):
        Everyday(18_001 / 3600, 0.05).share(0.2)
    with pytest.raises(SignalError, match="knows no near misses"):
        source("bearing_vibration", everyday=Everyday(1.0, 1.0))
