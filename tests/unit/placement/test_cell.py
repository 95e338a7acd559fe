"""Voltage under load, charge and buffer capacitors against hand-computed closed forms and data sheets."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.placement.cell import Buffer, Cell, Charge, capacitor_needed_f
from simgui.profiles.registry import Registry

REGISTRY = Registry()
MAH = 3.6
YEAR_S = 365.25 * 86400
CELLS = ("cr2032", "er14505", "er34615", "18650-2600", "aa-lithium-2x", "lipo-500")

# 3 V full, 2 V empty, 10 Ω full, 50 Ω empty, cut-off 2.2 V, 100 C; all below 10 mA, half from 30 mA on.
SIMPLE = Cell(100.0, ((0.0, 2.0, 50.0), (1.0, 3.0, 10.0)), 2.2, 0.1, 0.0, 1.0, ((0.01, 1.0), (0.03, 0.5)))


def test_that_voltage_falls_by_current_times_resistance() -> None:
    """Half full: 2.5 V - 10 mA · 30 Ω = 2.2 V."""
    assert SIMPLE.voltage_v(0.5, 0.0) == pytest.approx(2.5)
    assert SIMPLE.voltage_v(0.5, 0.01) == pytest.approx(2.2)
    assert SIMPLE.voltage_v(0.5, 0.1) == pytest.approx(-0.5)


def test_that_brown_out_comes_where_the_lines_cross() -> None:
    """2 + s - I·(50 - 40·s) = 2.2 gives s = (0.2 + 50·I) / (1 + 40·I)."""
    for current_a in (0.0, 0.005, 0.01, 0.02):
        assert SIMPLE.brown_out_soc(current_a) == pytest.approx((0.2 + 50 * current_a) / (1 + 40 * current_a))
    assert SIMPLE.brown_out_soc(0.2) == 1.0
    assert SIMPLE.brown_out_soc(0.02, 0.3) == 0.3


def test_that_a_discharge_ends_at_the_brown_out_with_the_charge_its_rate_allows() -> None:
    """10 mA: half of 100 C, all of it, in 5000 s. 20 mA: s = 1.2 / 1.8 leaves a third, three quarters of it usable."""
    after, fed_s = SIMPLE.discharge(SIMPLE.full(), 0.01, math.inf)
    assert (after.drawn_c, after.stranded_c, fed_s) == pytest.approx((50.0, 0.0, 5000.0))
    after, fed_s = SIMPLE.discharge(SIMPLE.full(), 0.02, math.inf)
    assert (after.drawn_c, after.stranded_c, fed_s) == pytest.approx((25.0, 100 / 3 - 25, 1250.0))
    again, none_s = SIMPLE.discharge(after, 0.02, 1.0)
    assert none_s == pytest.approx(0.0, abs=1e-9)
    assert again.drawn_c == pytest.approx(after.drawn_c)


def test_that_an_almost_empty_cell_still_feeds_a_smaller_load() -> None:
    after, _ = SIMPLE.discharge(SIMPLE.full(), 0.02, math.inf)
    _, fed_s = SIMPLE.discharge(after, 0.005, math.inf)
    assert fed_s == pytest.approx((2 / 3 - 0.45 / 1.2) * 100 / 0.005)


def test_that_many_steps_are_one() -> None:
    charge = SIMPLE.full()
    for _ in range(1000):
        charge, _ = SIMPLE.discharge(charge, 0.01, 3.0)
    once, _ = SIMPLE.discharge(SIMPLE.full(), 0.01, 3000.0)
    assert charge.left_c == pytest.approx(once.left_c, rel=1e-12)


@pytest.mark.parametrize("name", CELLS)
@given(
    pieces=st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(1e-3, 1e7), st.booleans()), min_size=1, max_size=30),
    temperature_c=st.floats(-30.0, 70.0),
    count=st.integers(1, 4),
)
@settings(max_examples=40, deadline=None)
def test_that_charge_is_conserved(
    name: str, pieces: list[tuple[float, float, bool]], temperature_c: float, count: int
) -> None:
    """Left, drawn, stranded and self-discharged add up to the rating; loads and capacitor got what was drawn."""
    profile = REGISTRY.battery(name)
    cell = Cell.of(profile, temperature_c, count=count)
    charge, capacitor_f = cell.full(), 0.1
    loads_c, capacitor_v = 0.0, cell.ocv_v(1.0)
    full_v = capacitor_v
    for current, duration_s, is_buffered in pieces:
        current_a = current * cell.pulse_current_a
        if is_buffered:
            soc = max(charge.left_c, 0.0) / cell.rated_c
            buffer, burst_s = Buffer(cell.ocv_v(soc), cell.resistance_ohm(soc), capacitor_f), duration_s / 1e7
            drawn_c = buffer.source_c(capacitor_v, current_a, burst_s)
            capacitor_v = buffer.voltage_v(capacitor_v, current_a, burst_s)
            charge = cell.spend(charge, drawn_c, burst_s, mean_current_a=current_a)
            loads_c += current_a * burst_s
        else:
            charge, fed_s = cell.discharge(charge, current_a, duration_s)
            loads_c += current_a * fed_s
    total_c = charge.left_c + charge.drawn_c + charge.stranded_c + charge.self_discharged_c
    assert total_c == pytest.approx(cell.rated_c, rel=1e-9)
    held_c = capacitor_f * (capacitor_v - full_v)
    assert charge.drawn_c - loads_c - held_c == pytest.approx(0.0, abs=1e-9 * cell.rated_c)


def test_that_at_the_lowest_rates_self_discharge_takes_what_the_handbook_shows() -> None:
    """Linden's Handbook, fig. 14.17: of a D cell's 19 Ah, 18.8 come at 2 mA, 18.4 at 1 mA and 17 at 0.2 mA; 25 °C."""
    cell = Cell.of(REGISTRY.battery("er34615"), 25.0)
    for current_a, expected_mah in ((2e-3, 18_800), (1e-3, 18_400), (0.2e-3, 17_000)):
        after, _ = cell.discharge(cell.full(), current_a, math.inf)
        assert after.drawn_c / MAH == pytest.approx(expected_mah, rel=0.03)


@pytest.mark.parametrize("name", ["18650-2600", "lipo-500"])
@given(
    pieces=st.lists(st.tuples(st.floats(0.0, 1.5), st.floats(1.0, 1e6), st.booleans()), min_size=1, max_size=30),
    temperature_c=st.floats(-20.0, 60.0),
)
@settings(max_examples=60, deadline=None)
def test_that_charge_is_conserved_through_charging(
    name: str, pieces: list[tuple[float, float, bool]], temperature_c: float
) -> None:
    """Rated and put in are left, drawn, stranded, self-discharged and wasted, to 1e-9; never more than full."""
    cell = Cell.of(REGISTRY.battery(name), temperature_c)
    charge, put_c = cell.full(), 0.0
    for current, duration_s, charges in pieces:
        if charges:
            charge, taken_c = cell.charge(charge, current * 0.5, duration_s)
            put_c += taken_c
            assert taken_c <= min(current * 0.5, cell.charge_current_a) * duration_s * (1 + 1e-12)
        else:
            charge, _ = cell.discharge(charge, current * 0.2, duration_s)
        assert charge.left_c <= cell.rated_c * (1 + 1e-9)
    spent_c = charge.left_c + charge.drawn_c + charge.stranded_c + charge.self_discharged_c + charge.wasted_c
    assert spent_c == pytest.approx(cell.rated_c + put_c, rel=1e-9)
    assert charge.put_in_c == pytest.approx(put_c, rel=1e-12)


def test_that_lithium_ion_is_not_charged_in_frost_and_faster_in_the_warm() -> None:
    """Samsung ICR18650-26F: charged between 0 and 45 °C, with 2.6 A at most."""
    currents_a = [Cell.of(REGISTRY.battery("18650-2600"), one_c).charge_current_a for one_c in (-5.0, 0.0, 25.0, 50.0)]
    assert currents_a == pytest.approx([0.0, 0.52, 2.6, 0.0])
    assert Cell.of(REGISTRY.battery("cr2032"), 25.0).charge_current_a == 0.0


def test_that_warmth_hastens_self_discharge_as_the_tables_say() -> None:
    """Doubled by 20 K in a primary cell, by 10 K in a lithium-ion one (guesses)."""
    for name, factor in (("cr2032", 2.0), ("18650-2600", 4.0)):
        cool, warm = (Cell.of(REGISTRY.battery(name), one_c).self_discharge_a for one_c in (20.0, 40.0))
        assert warm == pytest.approx(factor * cool)


def test_that_self_discharge_alone_takes_its_share_a_year() -> None:
    """CR2032: 1 % of 225 mAh in a year, whatever is left; ten years take ten times that."""
    cell = Cell.of(REGISTRY.battery("cr2032"), 20.0)
    after, _ = cell.discharge(cell.full(), 0.0, 10 * YEAR_S)
    assert after.self_discharged_c == pytest.approx(0.1 * 225 * MAH)
    assert after.drawn_c == 0.0


def test_that_cells_in_parallel_share_the_current() -> None:
    profile = REGISTRY.battery("cr2032")
    one, two = Cell.of(profile, 0.0), Cell.of(profile, 0.0, count=2)
    assert two.voltage_v(0.3, 0.01) == pytest.approx(one.voltage_v(0.3, 0.005))
    of_one, of_two = (cell.discharge(cell.full(), i, math.inf) for cell, i in ((one, 0.002), (two, 0.004)))
    assert of_two[0].drawn_c == pytest.approx(2 * of_one[0].drawn_c)
    assert of_two[1] == pytest.approx(of_one[1])


def test_that_a_cell_without_tables_has_its_nominal_voltage_and_internal_resistance() -> None:
    """LiPo: 3.7 V - 1 A · 0.2 Ω."""
    cell = Cell.of(REGISTRY.battery("lipo-500"), 20.0)
    assert cell.voltage_v(0.1, 1.0) == pytest.approx(3.5)
    after, _ = cell.discharge(Charge(cell.rated_c), 0.1, math.inf)
    assert after.drawn_c == pytest.approx(500 * MAH, rel=0.01)


def test_that_a_table_is_read_between_its_points() -> None:
    """CR2032 at 30 % and 10 °C: SoC between 10 % (60, 84 Ω) and 50 % (30, 42 Ω) gives 45 and 63 Ω, then the middle."""
    assert Cell.of(REGISTRY.battery("cr2032"), 10.0).resistance_ohm(0.3) == pytest.approx(54.0)


def test_that_a_capacitor_charges_and_discharges_exponentially() -> None:
    """3 V, 10 Ω, 1 mF: a load of 0.1 A for one time constant of 10 ms takes 1 V · (1 - 1/e)."""
    buffer = Buffer(3.0, 10.0, 1e-3)
    after_v = 3.0 - (1 - math.exp(-1))
    assert buffer.voltage_v(3.0, 0.1, 0.01) == pytest.approx(after_v)
    assert buffer.voltage_v(after_v, 0.0, 0.01) == pytest.approx(3.0 - (1 - math.exp(-1)) * math.exp(-1))
    assert buffer.source_c(3.0, 0.1, 0.01) == pytest.approx(0.1 * 0.01 - 1e-3 * (3.0 - after_v))
    assert buffer.hold_up_s(3.0, 0.1, after_v) == pytest.approx(0.01)
    assert buffer.hold_up_s(3.0, 0.1, 1.9) == math.inf
    assert buffer.hold_up_s(2.0, 0.1, 2.5) == 0.0


def test_that_a_buffered_source_obeys_its_differential_equation() -> None:
    """One closed step equals 200,000 small ones of v' = ((E - v) / R - I) / C."""
    buffer, voltage_v, step_s = Buffer(3.0, 60.0, 220e-6), 2.8, 1e-7
    for _ in range(200_000):
        voltage_v += step_s * ((3.0 - voltage_v) / 60.0 - 0.01) / 220e-6
    assert buffer.voltage_v(2.8, 0.01, 0.02) == pytest.approx(voltage_v, rel=1e-6)


def test_that_frequent_bursts_settle_where_stepping_through_them_does() -> None:
    buffer = Buffer(3.0, 60.0, 0.01)
    voltage_v = low_v = 3.0
    for _ in range(200):
        low_v = buffer.voltage_v(voltage_v, 0.2, 0.05)
        voltage_v = buffer.voltage_v(low_v, 1e-3, 0.95)
    assert buffer.lowest_v(0.2, 0.05, every_s=1.0, between_a=1e-3) == pytest.approx(low_v)
    assert buffer.lowest_v(0.2, 0.05) > low_v
    assert buffer.lowest_v(0.2, 0.05) == pytest.approx(buffer.voltage_v(3.0, 0.2, 0.05))
    assert Buffer(3.0, 60.0, 0.0).lowest_v(0.01, 0.05) == pytest.approx(2.4)


def test_that_the_capacitance_needed_just_holds() -> None:
    """300 mA for 0.1 s at 60 Ω, 0.7 V to lose: a little below I·t / dV = 43 mF, as the cell helps."""
    needed_f = capacitor_needed_f(60.0, 0.3, 0.1, 0.7)
    assert needed_f == pytest.approx(-0.1 / (60 * math.log(1 - 0.7 / 18)))
    assert 0.95 < needed_f / (0.3 * 0.1 / 0.7) < 1
    assert Buffer(2.7, 60.0, needed_f).lowest_v(0.3, 0.1) == pytest.approx(2.0)
    assert capacitor_needed_f(1.0, 0.3, 0.1, 0.7) == 0.0
    assert capacitor_needed_f(60.0, 0.3, 0.1, 0.0) == math.inf


@pytest.mark.parametrize("name", ["cr2032", "er14505", "er34615", "18650-2600"])
def test_that_cold_and_current_only_take(name: str) -> None:
    """Two rates, three temperatures: capacity falls with either."""
    profile = REGISTRY.battery(name)
    assert profile.capacity_by_current is not None
    rates = [row[0] for row in profile.capacity_by_current.points][:2]
    drawn = [
        [cell.discharge(cell.full(), rate_a, math.inf)[0].drawn_c for rate_a in rates]
        for cell in (Cell.of(profile, temperature_c) for temperature_c in (-20.0, 0.0, 20.0))
    ]
    assert all(slow > fast > 0 for slow, fast in drawn)
    assert all(colder < warmer for pair in pairwise(drawn) for colder, warmer in zip(*pair, strict=True))


@pytest.mark.parametrize("name", ["er14505", "er34615"])
def test_that_a_fresh_bobbin_cell_keeps_3_v_in_the_pulses_of_its_data_sheet(name: str) -> None:
    """Saft: 250 mA (LS14500), 400 mA (LS33600) for 0.1 s, readings above 3.0 V."""
    cell = Cell.of(REGISTRY.battery(name), 20.0)
    assert cell.voltage_v(1.0, cell.pulse_current_a) >= 3.0


def test_that_a_fresh_coin_cell_has_the_resistance_of_its_data_sheet() -> None:
    """Energizer CR2032: 10 to 40 Ω."""
    assert 10 <= Cell.of(REGISTRY.battery("cr2032"), 20.0).resistance_ohm(1.0) <= 40


def test_that_a_coin_cell_drives_the_pulse_load_of_its_data_sheet() -> None:
    """Energizer CR2032, pulse test: 400 Ω for 2 s, which draws 6.8 mA; half-way: 2.9 V / 420 Ω."""
    cell = Cell.of(REGISTRY.battery("cr2032"), 20.0)
    assert cell.ocv_v(0.5) / (400 + cell.resistance_ohm(0.5)) == pytest.approx(6.8e-3, rel=0.03)


@pytest.mark.parametrize("name", ["cr2032", "er14505", "er34615", "18650-2600"])
def test_that_the_mean_open_circuit_voltage_is_the_nominal_one(name: str) -> None:
    """Energy is charge times nominal voltage: the table must not say otherwise by more than 5 %."""
    profile = REGISTRY.battery(name)
    assert profile.ocv_v is not None
    rows = profile.ocv_v.points
    mean_v = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(rows))
    assert mean_v == pytest.approx(profile.nominal_v.value, rel=0.05)
