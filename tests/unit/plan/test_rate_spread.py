"""How much the time of a message's bits varies with the rate: mean, median, bounds, and the part that does not vary."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from builders.plans import MS, stage
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.random_numbers import Purpose
from simgui.plan.plan import StagePlan
from simgui.plan.preemption import Preemption
from simgui.plan.rate_spread import FARTHEST, RateSpread
from simgui.plan.stages import Stage
from simgui.plan.timing import Collision
from simgui.profiles.link_part import RateSpreadLaw

Floats = npt.NDArray[np.float64]
LARGEST = 1 - 2.0**-53
NOTHING = np.zeros(1, dtype=np.int64)

lognormal = st.floats(0.01, 2.0).map(lambda shape: RateSpread(RateSpreadLaw.LOGNORMAL, shape, NOTHING))
uniform = st.floats(0.01, 0.95).map(lambda shape: RateSpread(RateSpreadLaw.UNIFORM, shape, NOTHING))


def told(first: float | Floats, angle: float | Floats = 0.0) -> Callable[[Purpose], Floats]:
    numbers = {Purpose.RATE: np.atleast_1d(first), Purpose.RATE_ANGLE: np.atleast_1d(angle)}
    return lambda purpose: numbers[purpose]


def middles(count: int) -> Floats:
    """Give numbers that divide 0 to 1 evenly: their mean of a function is its integral, by the midpoint rule."""
    return (np.arange(count) + 0.5) / count


@given(spread=uniform)
def test_that_a_uniform_rate_keeps_the_mean_time(spread: RateSpread) -> None:
    assert spread.factor(told(middles(20_000))).mean() == pytest.approx(1.0, rel=1e-5)


@given(spread=lognormal)
def test_that_a_lognormal_rate_keeps_the_mean_time(spread: RateSpread) -> None:
    """The integral over a normal number cut at three deviations, by another way than two uniform numbers."""
    normal = np.linspace(-9, 9, 100_001)
    weight = np.exp(-(normal**2) / 2)
    slowness = np.exp(spread.shape * np.clip(normal, -FARTHEST, FARTHEST))
    mean = float((slowness * weight).sum() / weight.sum())
    # At an angle of a quarter turn the normal number is 0: the median.
    assert spread.factor(told(0.5, 0.25))[0] == pytest.approx(1 / mean, rel=1e-6)


def test_that_drawn_factors_have_mean_one() -> None:
    grid = np.meshgrid(middles(2_000), middles(200))
    for shape in (0.3, 1.0):
        spread = RateSpread(RateSpreadLaw.LOGNORMAL, shape, NOTHING)
        assert spread.factor(told(grid[0].ravel(), grid[1].ravel())).mean() == pytest.approx(1.0, rel=2e-3)


@given(spread=st.one_of(lognormal, uniform), first=st.floats(0, LARGEST), angle=st.floats(0, LARGEST))
def test_that_no_rate_is_slower_than_the_slowest_told(spread: RateSpread, first: float, angle: float) -> None:
    factor = spread.factor(told(first, angle))[0]
    assert 0 < factor <= spread.most * (1 + 1e-12)
    slowest = told(0.0) if spread.law is RateSpreadLaw.UNIFORM else told(LARGEST, 0.0)
    assert spread.factor(slowest)[0] == pytest.approx(spread.most, rel=1e-9)


def test_that_the_median_of_the_rate_is_above_the_profiles_by_half_the_variance() -> None:
    median = 1 / RateSpread(RateSpreadLaw.LOGNORMAL, 0.5, NOTHING).factor(told(0.5, 0.25))[0]
    assert median == pytest.approx(math.exp(0.125), rel=0.01)  # the rest is what the cut takes away
    ends = RateSpread(RateSpreadLaw.UNIFORM, 0.5, NOTHING).factor(told(np.array([0.0, LARGEST])))
    assert ends[0] / ends[1] == pytest.approx(3.0), "rates of 0.5 and 1.5"


@given(
    spread=st.one_of(lognormal, uniform),
    service=st.integers(0, 10**12),
    share=st.floats(0, 1),
    first=st.floats(0, LARGEST),
)
def test_that_the_fixed_part_stays_and_nothing_lasts_longer_than_the_longest(
    spread: RateSpread, service: int, share: float, first: float
) -> None:
    fixed = int(service * share)
    law = RateSpread(spread.law, spread.shape, np.array([fixed]))
    mean = np.array([service])
    drawn = int(law.services_ns(mean, np.array([0]), told(first, 0.1))[0])
    if service == fixed:
        assert drawn == service
    else:
        assert fixed < drawn <= law.longest_ns(mean)[0]


def test_that_a_rate_does_not_vary_where_services_have_to_be_known_beforehand() -> None:
    one = stage(Stage.UPLINK, 0, MS, devices=1)
    spread = RateSpread(RateSpreadLaw.LOGNORMAL, 0.3, NOTHING)
    zero = np.zeros(1, dtype=np.int64)
    air = Collision("lora", zero.astype(np.int32), zero + 7, np.zeros(1), zero)
    busy = Preemption(10, np.array([0, 1]), zero)
    for more in ({"collision": air}, {"preemption": busy}):
        with pytest.raises(ValueError, match="rate cannot vary"):
            StagePlan(
                stage=one.stage,
                after=-1,
                station_set=0,
                instance=one.instance,
                service_ns=one.service_ns,
                rate_spread=spread,
                **more,
            )
