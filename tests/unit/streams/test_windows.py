"""Cutting: windows are where they should be, and none reaches beyond the signal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from simgui.streams.windows import WindowError, cut


@given(length=st.integers(0, 60), size=st.integers(1, 20), hop=st.integers(1, 20), channels=st.integers(1, 3))
def test_that_every_window_is_a_piece_of_the_signal(length: int, size: int, hop: int, channels: int) -> None:
    signal = np.arange(length * channels, dtype=np.float32).reshape(length, channels)
    windows = cut(signal, size, hop)
    assert windows.shape == (max(0, (length - size) // hop + 1), size, channels)
    for index, window in enumerate(windows):
        assert_array_equal(window, signal[index * hop : index * hop + size])


def test_that_windows_share_memory_with_the_signal_and_cannot_change_it() -> None:
    signal = np.zeros((10, 1), dtype=np.float32)
    windows = cut(signal, 4, 2)
    assert np.shares_memory(windows, signal)
    assert not windows.flags.writeable


@pytest.mark.parametrize(("size", "hop", "shape"), [(0, 1, (5, 1)), (1, 0, (5, 1)), (1, 1, (5,))])
def test_that_impossible_cuts_are_refused(size: int, hop: int, shape: tuple[int, ...]) -> None:
    with pytest.raises(WindowError):
        cut(np.zeros(shape, dtype=np.float32), size, hop)
