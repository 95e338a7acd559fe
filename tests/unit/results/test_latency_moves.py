"""The unluckiest message, and how many waits a device meets."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trace_builder import CHANNEL, MS, S, stage, task

from simgui.plan.plan import TaskPlan
from simgui.plan.stages import Stage
from simgui.plan.timing import Slot
from simgui.results.why.latencies import longer_s, most_retries
from simgui.results.why.observation import _waits, attempts_a_message, scatter_of_attempts


def sending(loss: float, attempts: int = 8, slot_ms: float | None = None) -> TaskPlan:
    slot = None if slot_ms is None else Slot(round(slot_ms * MS))
    return task(
        (stage(Stage.UPLINK, -1, CHANNEL, loss_probability=np.array([loss]), max_attempts=attempts, slot=slot),)
    )


def test_that_the_unluckiest_of_many_needs_as_many_retries_as_their_number_says() -> None:
    dice = np.random.default_rng(3)
    worst = [int(dice.geometric(0.9, 1000).max()) - 1 for _ in range(400)]
    assert most_retries(0.1, 1000, 0.0, 20) == np.median(worst)
    assert most_retries(0.1, 1000, 1.96, 20) >= np.quantile(worst, 0.97)
    assert most_retries(0.1, 1000, -1.96, 20) <= np.quantile(worst, 0.03)
    assert most_retries(0.0, 1000, 0.0, 20) == 0


@given(st.floats(0.001, 0.9), st.integers(1, 12))
def test_that_attempts_scatter_as_a_geometric_number_cut_off_does(loss: float, most: int) -> None:
    planned = sending(loss, most).stages[0]
    counts = np.arange(1, most + 1)
    chances = loss ** (counts - 1.0) * np.where(counts < most, 1 - loss, 1.0)
    mean = float(counts @ chances)
    assert attempts_a_message(planned) == pytest.approx(mean, rel=1e-9)
    assert scatter_of_attempts(planned) == pytest.approx(float((counts - mean) ** 2 @ chances), rel=1e-6, abs=1e-9)


def test_that_the_longest_latency_tells_how_often_it_was_sent() -> None:
    then = sending(0.1, slot_ms=30)
    # 10 ms of service, then up to 30 ms of waiting for each attempt: 85 ms are two retries.
    assert longer_s(then, then, 0.085, 1000, 0.0) == pytest.approx(0.030)
    assert longer_s(then, then, 0.085, 1000, None) == 0.0
    assert longer_s(then, sending(0.3, slot_ms=30), 0.085, 1000, None) > 0.0


@pytest.mark.parametrize(("interval_ms", "waits"), [(30, 3), (250, 1), (28.123, 28123)])
def test_that_a_device_meets_as_many_waits_as_its_period_deals(interval_ms: float, waits: int) -> None:
    every = replace(sending(0.1, slot_ms=interval_ms), period_ns=10 * S)
    assert _waits(every) == waits
    assert _waits(sending(0.1)) == np.inf
