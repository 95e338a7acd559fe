"""Explanations in text: the sentence, the bars, the tree."""

import math

from driver_builder import driver
from hypothesis import given as having
from hypothesis import strategies as st

from simgui.core.units import Dimension
from simgui.profiles.sourced import Basis
from simgui.results.why.driver import dominating_basis, in_a_sentence, read_driver
from simgui.results.why.node import given, product, total
from simgui.results.why.text import tornado_lines, tree_lines
from simgui.results.wording import supported_digits


def test_that_the_sentence_says_how_much_comes_from_a_guess() -> None:
    text = in_a_sentence([driver("devices/nrf.sleep_power_w", share=0.62, basis=Basis.GUESS, tolerance=0.5)])
    assert text == "62 % of the spread comes from a guess: sleep power of nrf (± 50 %)"
    assert in_a_sentence([]) == ""


def test_that_the_basis_is_that_of_most_of_the_spread_together() -> None:
    shares = [(0.4, Basis.MEASURED), (0.3, Basis.GUESS), (0.25, Basis.GUESS)]
    assert dominating_basis([driver("a/b.c", share=share, basis=basis) for share, basis in shares]) is Basis.GUESS
    assert dominating_basis([]) is Basis.DERIVED


def test_that_a_driver_survives_json() -> None:
    one = driver("links/ble.setup_s", share=0.25, basis=Basis.DERIVED)
    assert read_driver(one.to_document()) == one


def test_that_longer_bars_mean_larger_swings_and_small_shares_are_told_together() -> None:
    drivers = [
        driver("a/b.large", share=0.8, low=1.0, high=3.0),
        driver("a/b.small", share=0.19, low=1.5, high=2.5),
        driver("a/b.tiny", share=0.004),
        driver("a/b.least", share=0.004),
    ]
    lines = tornado_lines(drivers, Dimension.TIME)
    assert len(lines) == 3
    assert lines[0].count("█") == 2 * lines[1].count("█")
    assert "1 % from other numbers" in lines[2]


def test_that_a_tree_shows_signs_and_tells_small_terms_together() -> None:
    large = product("large", Dimension.TIME, [given("how many", 3.0), given("each", 2.0, Dimension.TIME)])
    small = [given(f"small {i}", 0.001, Dimension.TIME) for i in range(3)]
    taken = product("less", Dimension.TIME, [given("minus", -1.0), given("overlap", 0.5, Dimension.TIME)])
    lines = tree_lines(total("all", Dimension.TIME, [large, taken, *small]))
    assert lines == [
        "all: 5.5 s",
        "├ + large: 6 s",
        "│   ├ × how many: 3",
        "│   └ × each: 2 s",
        "├ - overlap: 500 ms",
        "└ + 3 more: 3 ms",
    ]


@having(st.floats(1e-9, 1e9), st.floats(1e-4, 2.0), st.sampled_from([1.0, 60.0, 86400.0, 31_557_600.0]))
def test_that_rounding_stays_within_half_the_interval_in_any_unit(value: float, half: float, unit: float) -> None:
    digits = supported_digits(value, (value * (1 - half), value * (1 + half)))
    shown = float(f"{value / unit:.{digits - 1}e}") * unit
    assert abs(shown - value) <= value * max(half, 5e-4) * (1 + 1e-9)
    assert 1 <= digits <= 4
    assert math.isfinite(shown)
