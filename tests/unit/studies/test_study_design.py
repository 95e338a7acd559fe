"""What is varied: axes, spans, grids, Latin hypercubes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.errors import UsageError
from simgui.studies.axis import Axis, parse_axis
from simgui.studies.design import Design
from simgui.studies.latin_hypercube import latin_hypercube
from simgui.studies.span import Span, around, parse_span, read_amount

WORDS = st.lists(st.text("abcxyz0123456789 ", min_size=1).map(str.strip).filter(bool), min_size=1, unique=True)


@given(WORDS, WORDS, st.sets(st.integers(0, 99), min_size=1), st.integers(0, 3))
def test_that_the_points_are_the_product_of_all_that_varies(
    first: list[str], second: list[str], seeds: set[int], draws: int
) -> None:
    axes = (Axis("a", tuple(first)), Axis("b", tuple(second)))
    points = Design(axes, ("edge", "fog"), tuple(seeds), draws=draws).points()
    assert len(set(points)) == len(points) == len(first) * len(second) * 2 * len(seeds) * (draws + 1)
    assert {point.values for point in points} == {(("a", x), ("b", y)) for x in first for y in second}
    assert len({point.key for point in points}) == len(points)


@given(st.integers(1, 60), st.integers(1, 4), st.integers(0, 2**32))
def test_that_a_latin_hypercube_hits_every_stratum_of_every_axis_once(samples: int, axes: int, seed: int) -> None:
    drawn = latin_hypercube([f"axis {index}" for index in range(axes)], samples, seed=seed)
    assert drawn.shape == (samples, axes)
    for column in (drawn * samples).astype(int).T:
        assert sorted(column) == list(range(samples))


def test_that_axes_of_a_latin_hypercube_are_not_alike() -> None:
    drawn = latin_hypercube(["a", "b"], 200, seed=1)
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.25


@given(st.floats(1e-3, 1e3), st.floats(1.1, 100), st.integers(2, 30), st.booleans())
def test_that_a_grid_keeps_its_ends_and_grows_evenly(low: float, ratio: float, count: int, geometric: bool) -> None:
    span = parse_span(f"{low:.4g} s..{low * ratio:.4g} s")
    grid = span.grid(count, geometric=geometric)
    assert grid[0] == pytest.approx(span.low, rel=1e-6)
    assert grid[-1] == pytest.approx(span.high, rel=1e-6)
    steps = np.diff(np.log(grid) if geometric else grid)
    assert steps == pytest.approx(np.full(len(steps), steps.mean()), rel=1e-3, abs=1e-6 * span.high)


@given(st.integers(-100, 100), st.integers(1, 50), st.integers(2, 20))
def test_that_whole_ends_give_whole_numbers_each_once(low: int, width: int, count: int) -> None:
    values = parse_axis(f"a={low}..{low + width}:{count}").values
    numbers = [int(value) for value in values]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (low, low + width)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1 s,2 s", ("1 s", "2 s")),
        ("a={x: 1, y: 2},[1, 2],'p, q'", ("{x: 1, y: 2}", "[1, 2]", "'p, q'")),
        ("a=1..100:3log", ("1", "10", "100")),
        ("a=500 ms..1 s:2", ("0.5 s", "1 s")),
        ("a=x,x", ("x",)),
        ("a=0.0..1.0:3", ("0", "0.5", "1")),
    ],
)
def test_that_values_are_read_as_written(text: str, values: tuple[str, ...]) -> None:
    assert parse_axis(text).values == values


@pytest.mark.parametrize(
    "text",
    ["a", "=1", "a=", "a=1,,2", "a=2..1:3", "a=1 s..1 V:3", "a=x..y:3", "a=1..9:1", "seed=1,2", "a=0..1:3log"],
)
def test_that_a_malformed_axis_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match=r"--vary"):
        parse_axis(text)


@pytest.mark.parametrize(
    ("axes", "samples"),
    [((parse_axis("a=1..2"),), 0), ((parse_axis("a=1,2"),), 5), ((parse_axis("a=1,2"), parse_axis("a=3")), 0)],
)
def test_that_contradictory_designs_are_refused(axes: tuple[Axis, ...], samples: int) -> None:
    with pytest.raises(UsageError):
        Design(axes, ("edge",), (1,), samples=samples).points()


def test_that_a_sample_is_crossed_with_a_grid() -> None:
    axes = (parse_axis("n=1,2"), parse_axis("t=1 s..2 s"))
    points = Design(axes, ("edge",), (1,), samples=7).points()
    assert len(points) == 14
    drawn = {one: [dict(p.values)["t"] for p in points if dict(p.values)["n"] == one] for one in "12"}
    assert drawn["1"] == drawn["2"]
    assert all(1 <= read_amount(text)[0] <= 2 for text in drawn["1"])


@given(st.floats(0.01, 1000), st.floats(2, 100))
def test_that_a_span_around_a_value_holds_it_in_the_geometric_middle(value: float, factor: float) -> None:
    span = around(f"{value:.6g} ms", factor)
    assert math.sqrt(span.low * span.high) == pytest.approx(value, rel=1e-5)
    assert span.unit == "ms"


def test_that_rounding_a_value_is_reading_its_text() -> None:
    span = Span(0.001, 7.0, "s", whole=False)
    for value in (0.0012345678, 1 / 3, 6.99999999):
        assert read_amount(span.text(span.rounded(value)))[0] == span.rounded(value)
