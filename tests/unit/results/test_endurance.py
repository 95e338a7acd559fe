"""Battery life through the year: against the whole life simulated, and closed forms."""

from dataclasses import replace

import numpy as np
import pytest
from builders.executed import execute
from builders.plans import S, energy, group, plan, stage, task
from builders.storages import storage, stored
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.engine.reference.engine import ReferenceEngine
from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import EnergyPlan, Plan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationKind, StationSet
from simgui.plan.storage import Ageing, Float64Array, StoragePlan
from simgui.results.endurance import HORIZON_YEARS, endurance_of
from simgui.results.energy_kpis import battery_life_s, battery_worst, energy_kpis

CPU = StationSet("cpu", StationKind.DEVICE_CPU, 2)
HOUR, DAY_S = 3600 * S, 86400.0
YEAR_S = 365 * DAY_S


def working(books: EnergyPlan, duration_ns: int, period_ns: int = 600 * S) -> Plan:
    """Two devices that compute 10 s every ten minutes."""
    work = stage(Stage.INFER, 0, 10 * S, devices=2, instance=[0, 1], state=State.COMPUTE)
    jobs = int(duration_ns // period_ns)
    one = task([work], devices=2, period_ns=period_ns, jobs=jobs, phase_ns=[0, period_ns // 3])
    return plan([CPU], [group([one], devices=2, books=books)], duration_ns=duration_ns)


def of_run(books: EnergyPlan, hours: int) -> GroupLedger:
    return execute(working(books, hours * HOUR), ReferenceEngine()).ledgers["group"]


def test_that_a_day_extrapolates_to_the_whole_life_within_one_percent() -> None:
    """Constant surroundings: a day of the run against the death in a run of 60 days."""
    books = energy(2, 0.0002, (0.0, 0.05), [2000.0, 2400.0])
    told_s = battery_life_s(of_run(books, 24))
    lived = of_run(books, 60 * 24)
    assert (lived.death_ns > 0).all()
    np.testing.assert_allclose(told_s, lived.death_ns / S, rtol=0.01)


def test_that_a_day_extrapolates_through_changing_temperature_within_one_percent() -> None:
    """A warm, a cold and a freezing fortnight in turn: share, self-discharge and floor change with them."""
    hours = 14 * 24
    made = storage(
        2,
        harvest_w=[0.0] * (3 * hours),
        share=[1.0] * hours + [0.8] * hours + [0.6] * hours,
        leak_per_s=[4e-9] * hours + [2e-9] * hours + [1e-9] * hours,
        floor=[0.05] * hours + [0.1] * hours + [0.2] * hours,
        full_j=[6000.0, 7000.0],
        restart=None,
    )
    books = stored(made, 0.0002, (0.0, 0.05))
    told_s = battery_life_s(of_run(books, 24))
    lived = of_run(books, 200 * 24)
    assert (lived.death_ns > 0).all()
    np.testing.assert_allclose(told_s, lived.death_ns / S, rtol=0.01)


def test_that_days_with_a_blackout_are_those_of_the_run() -> None:
    """A dark week each month: what the year tells of the first month is what the run lives through."""
    month_w = ([0.0] * 10 + [0.02] * 4 + [0.0] * 10) * 23 + [0.0] * 24 * 7
    made = storage(2, harvest_w=month_w, full_j=[500.0, 500.0], floor=0.1, restart=0.1)
    books = stored(made, 0.0002, (0.0, 0.05))
    ledger = of_run(books, 30 * 24)
    found = endurance_of(made, np.full(2, 0.0002 + 0.05 * 10 / 600))
    out_h = (30 * 24 * HOUR - ledger.alive_ns) / HOUR
    assert (out_h > 24).all()
    days = found.blackout_days * 30 / 365
    assert (days >= np.floor(out_h / 24)).all()
    assert (days <= out_h / 24 + 3).all()
    assert (found.worst_week_soc < 0.45).all()
    np.testing.assert_allclose(found.life_s, battery_life_s(ledger), rtol=0.01)


def test_that_a_load_below_the_harvest_is_neutral_and_one_above_is_not() -> None:
    """4 h of 60 mW a day feed 10 mW."""
    made = storage(3, harvest_w=[0.0] * 10 + [0.06] * 4 + [0.0] * 10, full_j=[5000.0] * 3)
    found = endurance_of(made, np.array([0.009, 0.0099, 0.0101]))
    assert found.is_neutral.tolist() == [True, True, False]
    assert found.blackout_days[0] == 0.0
    assert found.life_s[0] == pytest.approx(HORIZON_YEARS * YEAR_S)
    assert found.life_s[2] < found.life_s[1]


def test_that_a_cell_that_nothing_empties_wears_out() -> None:
    """2 % a year and no cycles: a fifth is gone after ten years."""
    ageing = Ageing(per_s=0.02 / YEAR_S, per_cycle=0.0)
    made = storage(1, harvest_w=[0.06] * 24 * 365, full_j=1000.0, ageing=ageing)
    found = endurance_of(made, np.array([0.0]))
    assert found.is_worn.tolist() == [True]
    assert found.life_s[0] == pytest.approx(10 * YEAR_S, rel=0.01)


def test_that_every_cycle_wears() -> None:
    """A cycle a day at 0.05 % each: 20 % in 400 days."""
    made = storage(
        1, harvest_w=[0.0] * 12 + [0.2] * 12, full_j=1200.0, ageing=Ageing(per_s=0.0, per_cycle=0.0005), start=1.0
    )
    found = endurance_of(made, np.array([1200.0 / DAY_S]))
    assert found.blackout_days[0] == 0.0
    assert found.life_s[0] == pytest.approx(400 * DAY_S, rel=0.01)


def naive(made: StoragePlan, load_w: float, steps: int) -> Float64Array:
    level_j, levels = made.full_j[0] * made.start_soc, []
    for step in range(steps):
        at = step % made.steps
        level_j += 3600 * (
            made.harvest_w[at] - load_w / made.share[at] - made.full_j[0] * made.self_discharge_per_s[at]
        )
        level_j = min(level_j, made.full_j[0])
        levels.append(level_j)
    return np.asarray(np.array(levels) / made.full_j[0])


@given(
    harvest_w=st.lists(st.floats(0.0, 0.1), min_size=168, max_size=168),
    load_w=st.floats(0.0, 0.05),
    start=st.floats(0.3, 1.0),
)
@settings(max_examples=15, deadline=None)
def test_that_the_worst_week_is_that_of_stepping_through_it(
    harvest_w: list[float], load_w: float, start: float
) -> None:
    made = storage(1, harvest_w=harvest_w, share=0.9, leak_per_s=1e-8, full_j=1e5, floor=0.0, start=start)
    expected = naive(made, load_w, 168).mean()
    assert endurance_of(made, np.array([load_w])).worst_week_soc[0] == pytest.approx(expected, rel=1e-9)


def test_that_many_devices_lie_between_those_that_were_computed() -> None:
    made = storage(2000, harvest_w=[0.0] * 24 * 7, full_j=[1e5] * 2000, restart=None)
    loads_w = np.random.default_rng(1).uniform(0.01, 0.02, 2000)
    np.testing.assert_allclose(endurance_of(made, loads_w).life_s, 1e5 / loads_w, rtol=1e-2)


def test_that_the_worst_battery_is_told_with_how_it_differs() -> None:
    """The second device: a tenth less capacity and 50 % more sleep; sleep is what takes most."""
    books = replace(
        energy(3, 0.0, (0.0, 0.05), [1000.0, 900.0, 1000.0]),
        base_power_w={"sleep": np.array([0.01, 0.015, 0.01])},
        end_soc=0.2,
        end_cause="transmit: 300 mA",
    )
    nothing = np.zeros((len(State), 3), dtype=np.int64)
    ledger = GroupLedger(books, np.full(3, 3600 * S), nothing, np.full(3, -1))
    worst = battery_worst({"motors": ledger})
    assert (worst["group"], worst["device"], worst["cause"]) == ("motors", 1, "sleep")
    assert worst["life_s"] == pytest.approx(60_000.0)
    assert worst["median_life_s"] == pytest.approx(100_000.0)
    assert worst["differs_by"] == pytest.approx({"sleep": 0.5, "battery_capacity": -0.1})
    assert worst["differs_most"] == "sleep"
    assert (worst["end_charge"], worst["end_cause"], worst["ends_by"]) == (0.2, "transmit: 300 mA", "empty")


def test_that_quantiles_over_the_fleet_include_the_storages() -> None:
    made = storage(2, harvest_w=[0.0] * 10 + [0.06] * 4 + [0.0] * 10, full_j=[5000.0, 50.0], floor=0.1)
    ledger = of_run(stored(made, 0.005), 24)
    kpis = energy_kpis({"group": ledger}, 10)
    assert kpis["energy_neutral_ratio"] == 0.5
    assert kpis["blackout_days_per_year"] == 365.0
    assert kpis["worst_week_charge"] < 0.5
    assert np.isnan(energy_kpis({"group": of_run(energy(2, 0.001, capacity_j=1e6), 1)}, 1)["worst_week_charge"])
