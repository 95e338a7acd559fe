"""A processor that heats up keeps its clock until it is too hot, and then the one it can keep up."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simgui.models.clock_course import Air, clock_course
from simgui.models.thermal import Cooling, ThermalError, Work

BOARD = Cooling(resistance_k_per_w=10.0, capacity_j_per_k=20.0, limit_c=80.0)
FULL = Work(active_w=10.0, idle_w=2.0, busy_s=1.0, period_s=1.0)

coolings = st.builds(Cooling, st.floats(2.0, 30.0), st.floats(5.0, 200.0), st.floats(60.0, 100.0))


def works(period_s: float) -> st.SearchStrategy[Work]:
    return st.builds(
        lambda idle, more, busy, exponent: Work(idle + more, idle, busy * period_s, period_s, exponent),
        st.floats(0.1, 1.0),
        st.floats(0.5, 12.0),
        st.floats(0.05, 1.0),
        st.sampled_from([1.0, 2.0, 3.0]),
    )


def euler_c(cooling: Cooling, power_w: float, air_c: float, chip_c: float, step_s: float) -> float:
    """One small step of the law, written down as it stands in books."""
    return chip_c + step_s / cooling.capacity_j_per_k * (power_w - (chip_c - air_c) / cooling.resistance_k_per_w)


@given(coolings, works(0.1), st.floats(-20.0, 45.0))
def test_that_the_onset_is_that_of_small_steps(cooling: Cooling, work: Work, air_c: float) -> None:
    assume(air_c + cooling.resistance_k_per_w * work.idle_w < cooling.limit_c)  # idle, it stays below
    mean_w = work.idle_w + (work.active_w - work.idle_w) * work.busy_s / work.period_s
    until_s = 8 * cooling.time_constant_s
    course = clock_course(cooling, work, Air((air_c,)), until_s)
    final_c = air_c + mean_w * cooling.resistance_k_per_w
    if abs(final_c - cooling.limit_c) < 2.0:
        return  # the onset, if any, is anywhere in the long approach
    chip_c, step_s, step = air_c, cooling.time_constant_s / 500, 0
    while chip_c < cooling.limit_c and step * step_s < until_s:
        chip_c = euler_c(cooling, mean_w, air_c, chip_c, step_s)
        step += 1
    if math.isinf(course.onset_s):
        assert chip_c < cooling.limit_c
    else:
        assert course.onset_s == pytest.approx(step * step_s, rel=0.05, abs=2 * step_s)


@given(
    coolings,
    st.floats(0.02, 0.5).flatmap(lambda share: works(share * 200.0)),
    st.floats(0.0, 40.0),
)
def test_that_no_hottest_moment_is_above_the_limit(cooling: Cooling, work: Work, air_c: float) -> None:
    """Long stretches: each heats the chip up and lets it cool down again; step by step it never passes the limit."""
    assume(air_c + cooling.resistance_k_per_w * work.idle_w < cooling.limit_c)  # idle, it stays below
    until_s = 40 * work.period_s
    course = clock_course(cooling, work, Air((air_c,)), until_s)
    chip_c, hottest_c = air_c, air_c
    for period in range(40):
        share = float(course.at(np.array([(period + 1) * work.period_s]))[0])
        busy_s = min(work.busy_s / share, work.period_s)
        busy_w = work.idle_w + (work.active_w - work.idle_w) * share**work.exponent
        for power_w, lasting_s in ((busy_w, busy_s), (work.idle_w, work.period_s - busy_s)):
            steps = 1 + math.ceil(lasting_s / (cooling.time_constant_s / 300))
            for _ in range(steps):
                chip_c = euler_c(cooling, power_w, air_c, chip_c, lasting_s / steps)
                hottest_c = max(hottest_c, chip_c)
    assert hottest_c <= cooling.limit_c + 0.02 * (cooling.limit_c - air_c)


@given(coolings, works(1.0), st.floats(0.0, 40.0))
def test_that_a_long_run_ends_in_the_steady_state(cooling: Cooling, work: Work, air_c: float) -> None:
    assume(air_c + cooling.resistance_k_per_w * work.idle_w < cooling.limit_c)  # idle, it stays below
    course = clock_course(cooling, work, Air((air_c,)), 100 * cooling.time_constant_s)
    steady = cooling.sustained_clock_share(work, air_c)
    assert course.share[-1] == steady
    assert course.share[0] == 1.0
    assert course.onset_s > 0.0
    assert len(course.share) == (1 if steady == 1.0 else 2)


def test_that_a_short_burst_is_over_before_it_is_hot() -> None:
    onset_s = BOARD.seconds_to_limit(10.0, 20.0)
    assert clock_course(BOARD, FULL, Air((20.0,)), 0.99 * onset_s).lowest == 1.0
    assert clock_course(BOARD, FULL, Air((20.0,)), 1.01 * onset_s).lowest == pytest.approx(0.5)


def test_that_it_slows_down_by_day_and_not_by_night() -> None:
    """Half a day at 35 degC, half a day at -30 degC: hot from some minutes after dawn to dusk."""
    day = Air((-30.0, 35.0), 43200.0)
    course = clock_course(BOARD, FULL, day, 2 * 86400.0)
    assert course.share == pytest.approx([1.0, 1 / 3.2, 1.0, 1 / 3.2], rel=0.02)
    first_s, dusk_s, second_s = course.from_s[1:]
    assert first_s - 43200.0 == pytest.approx(BOARD.seconds_to_limit(10.0, 35.0, start_c=70.0))
    assert dusk_s == 86400.0
    # It has cooled down from the limit all night: the next day is like the first.
    assert second_s - 86400.0 == pytest.approx(first_s, abs=1e-3)


@given(coolings, works(0.1), st.lists(st.floats(-10.0, 40.0), min_size=1, max_size=6), st.floats(10.0, 2000.0))
def test_that_any_weather_is_followed_like_small_steps(
    cooling: Cooling, work: Work, air_c: list[float], every_s: float
) -> None:
    """The chip never passes the limit, and runs at full clock wherever it is clearly below it."""
    until_s = every_s * len(air_c) * 1.5
    course = clock_course(cooling, work, Air(tuple(air_c), every_s), until_s)
    load, chip_c, time_s = work.busy_s / work.period_s, air_c[0], 0.0
    step_s = min(cooling.time_constant_s, every_s) / 100
    steps = min(int(until_s / step_s), 3000)
    shares = course.at(np.arange(steps) * step_s)
    for share in shares.tolist():
        air = air_c[int(time_s / every_s) % len(air_c)]
        power_w = work.idle_w + (work.active_w - work.idle_w) * min(load / share, 1.0) * share**work.exponent
        chip_c = euler_c(cooling, power_w, air, chip_c, step_s)
        time_s += step_s
        assert chip_c <= cooling.limit_c + 0.03 * (cooling.limit_c + 10.0)
        if chip_c < cooling.limit_c - 5.0:
            assert float(course.at(np.array([time_s]))[0]) == 1.0


def test_that_air_too_hot_to_idle_in_is_refused_only_where_it_is_met() -> None:
    heat_wave = Air((20.0, 70.0), 3600.0)
    with pytest.raises(ThermalError, match="even idle it gets hotter than 80 degC in air of 70 degC"):
        clock_course(BOARD, FULL, heat_wave, 7200.0)
    assert clock_course(BOARD, FULL, heat_wave, 3600.0).share == pytest.approx([1.0, 0.5])
