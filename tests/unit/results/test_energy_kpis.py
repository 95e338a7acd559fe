import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trace_builder import S, energy, group, ledger

from simgui.results.energy_kpis import (
    battery_life_s,
    battery_worst,
    energy_by_cause_j,
    energy_kpis,
    first_death,
    nearest_rank,
)

_SLEEP_W = 0.0015  # sleep and self-discharge of the builder
_COMPUTE_W = 0.2


def test_that_power_and_energy_include_sleep() -> None:
    made = group()
    kpis = energy_kpis({"motors": ledger(made, 10.0, compute_s=[1.0, 3.0])}, jobs=20)
    assert kpis["device_power_w"] == pytest.approx(_SLEEP_W + _COMPUTE_W * 2.0 / 10.0)
    assert kpis["energy_per_job_j"] == pytest.approx((2 * _SLEEP_W * 10 + _COMPUTE_W * 4.0) / 20)


def test_that_the_causes_add_up_to_the_energy_of_a_device() -> None:
    books = {"motors": ledger(group(), 10.0, compute_s=[1.0, 3.0])}
    causes = energy_by_cause_j(books)
    assert sum(causes.values()) == pytest.approx(_SLEEP_W * 10 + _COMPUTE_W * 2.0)
    assert causes["self_discharge"] == pytest.approx(0.005)


def test_that_battery_life_is_capacity_over_mean_power_or_death() -> None:
    books = ledger(group(), 10.0, compute_s=[1.0, 3.0])
    books = replace(books, death_ns=np.array([-1, 4 * S]), alive_ns=np.array([10 * S, 4 * S]))
    life_s = battery_life_s(books)
    assert life_s[0] == pytest.approx(1000.0 / (_SLEEP_W + _COMPUTE_W / 10))
    assert life_s[1] == 4.0


def test_that_the_worst_device_is_named_with_its_cause() -> None:
    books = {"motors": ledger(group(), 10.0, compute_s=[1.0, 3.0])}
    assert first_death(books) == "motors[1], compute 98 %"
    assert energy_kpis(books, 1)["first_death_s"] == pytest.approx(battery_life_s(books["motors"])[1])


def test_that_no_battery_outlives_its_shelf_life() -> None:
    books = ledger(replace(group(), energy=energy()), 10.0, compute_s=[1.0, 3.0])
    by_charge_s = battery_life_s(books)
    between_s = float(by_charge_s.mean())
    old = replace(books, energy=replace(books.energy, shelf_life_s=between_s))
    assert battery_life_s(old).tolist() == [between_s, by_charge_s[1]]
    assert battery_worst({"motors": old})["ends_by"] == "empty"
    older = replace(books, energy=replace(books.energy, shelf_life_s=100.0))
    assert battery_life_s(older).tolist() == [100.0, 100.0]
    assert battery_worst({"motors": older})["ends_by"] == "shelf life"
    assert first_death({"motors": older}) == "motors[0], limited by shelf life"
    dead = replace(older, death_ns=np.array([-1, 4 * S]))
    assert battery_life_s(dead).tolist() == [100.0, 4.0]


def test_that_mains_supply_has_no_battery_life() -> None:
    made = replace(group(), energy=energy(capacity_j=None))
    kpis = energy_kpis({"motors": ledger(made)}, 1)
    assert math.isnan(kpis["battery_life_s"])
    assert first_death({"motors": ledger(made)}) == ""
    assert kpis["device_power_w"] > 0


def test_that_no_jobs_have_no_energy_each() -> None:
    assert math.isnan(energy_kpis({"motors": ledger(group())}, 0)["energy_per_job_j"])


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=50), st.sampled_from([0.05, 0.5, 1.0]))
def test_that_at_least_the_fraction_lies_at_or_below_the_nearest_rank(values: list[float], fraction: float) -> None:
    found = nearest_rank(np.array(values), fraction)
    assert found in values
    assert sum(value <= found for value in values) >= fraction * len(values) - 1e-9
    assert sum(value < found for value in values) < fraction * len(values) + 1e-9
