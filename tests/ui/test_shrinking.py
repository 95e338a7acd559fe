from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ui.shrinking import shrunk


@given(st.integers(1, 60), st.data())
def test_that_just_the_steps_that_matter_are_left(count: int, data: st.DataObject) -> None:
    needed = data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=4))

    def fails(steps: Sequence[int]) -> int:
        assert list(steps) == sorted(steps)
        return list(steps).index(max(needed)) + 1 if needed <= set(steps) else 0

    assert set(shrunk(range(count), fails, 10.0)) == needed


def test_that_impatience_gives_what_fails_at_least() -> None:
    assert shrunk(range(9), lambda steps: len(steps) > 3, 0.0) == tuple(range(9))
