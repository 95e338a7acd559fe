"""Drawing profile numbers from their tolerances."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.profiles.load import fields_of
from simgui.profiles.part import BatteryProfile, KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, rules_of
from simgui.results.why.propagation import swing_factor
from simgui.results.why.tolerance import draw_part, drawn_numbers, factor, factors_of, latency_factor, scaled_part
from simgui.results.why.varied_registry import VariedRegistry
from simgui.results.why.varied_table import tables_of
from simgui.studies.part_change import parse_part_change

SHARES = st.floats(0, 1, exclude_max=True)
PARTS = [(kind, name) for kind in Kind for name in Registry().names(kind)]


@given(st.floats(0, 3), SHARES)
def test_that_a_factor_stays_within_the_tolerance_and_above_zero(tolerance: float, share: float) -> None:
    drawn = factor(tolerance, share)
    low = 1 - tolerance if tolerance < 1 else 1 / (1 + tolerance)
    assert low - 1e-12 <= drawn <= 1 + tolerance + 1e-12
    assert drawn > 0


def test_that_four_of_five_latency_factors_lie_within_the_spread() -> None:
    drawn = np.array([latency_factor(0.3, share) for share in (np.arange(2000) + 0.5) / 2000])
    assert np.mean((drawn >= 1 / 1.3) & (drawn <= 1.3)) == pytest.approx(0.8, abs=0.002)
    assert np.median(drawn) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(("kind", "name"), PARTS)
def test_that_every_shipped_part_can_be_drawn_within_the_rules_of_its_kind(kind: Kind, name: str) -> None:
    part = Registry().get(kind, name)
    for draw in range(3):
        drawn = draw_part(kind, name, part, seed=1, draw=draw)
        for path, number in fields_of(drawn):
            assert 0 <= number.value <= rules_of(kind)[path.partition(".")[0]].most
    assert draw_part(kind, name, part, seed=1, draw=2) == drawn


def test_that_draws_differ_between_parts_numbers_and_draws_only() -> None:
    numbers = drawn_numbers(Kind.BATTERY, "cr2032", Registry().battery("cr2032"))
    first = factors_of(numbers, seed=1, draw=0)
    assert first == factors_of(numbers, seed=1, draw=0)
    assert first != factors_of(numbers, seed=1, draw=1)
    assert len({round(value, 12) for key, value in first.items() if numbers[key].tolerance < 1}) > 2


def test_that_the_cycles_of_a_kernel_library_are_drawn_as_one_number() -> None:
    name = "cortex-m33+x-cube-ai-9"
    part = Registry().get(Kind.KERNEL, name)
    drawn = draw_part(Kind.KERNEL, name, part, seed=3, draw=1)
    assert isinstance(part, KernelProfile)
    assert isinstance(drawn, KernelProfile)
    ratios = {round(drawn.cycles_per[unit].value / one.value, 9) for unit, one in part.cycles_per.items()}
    assert len(ratios) == 1
    assert ratios != {1.0}


def test_that_drawn_values_fill_their_range_evenly() -> None:
    numbers = drawn_numbers(Kind.BATTERY, "cr2032", Registry().battery("cr2032"))
    key = "batteries/cr2032.capacity_c"
    tolerance = numbers[key].tolerance
    drawn = np.sort([(factors_of({key: numbers[key]}, seed=1, draw=d)[key] - 1) / tolerance for d in range(400)])
    gap = np.abs((drawn + 1) / 2 - (np.arange(400) + 0.5) / 400).max()
    assert gap < 1.63 / math.sqrt(400)  # Kolmogorov-Smirnov, 1 %


def test_that_a_varied_registry_changes_what_it_is_told_to_and_nothing_else() -> None:
    base = Registry()
    change = parse_part_change("device_profiles.batteries.cr2032.capacity", "1 Ah", base)
    varied = VariedRegistry(base, lambda kind, name, part: change.apply(part) if name == "cr2032" else part)
    assert varied.battery("cr2032").capacity_c.value == 3600.0
    assert varied.battery("er34615") == base.battery("er34615")
    assert varied.used == ((Kind.BATTERY, "cr2032"), (Kind.BATTERY, "er34615"))


@pytest.mark.parametrize(("kind", "name"), PARTS)
def test_that_every_table_is_drawn_by_one_factor_and_keeps_its_order(kind: Kind, name: str) -> None:
    part = Registry().get(kind, name)
    for field, table in tables_of(part):
        key = f"{kind.folder}/{name}.{field}"
        low, high = (
            getattr(scaled_part(kind, name, part, {key: swing_factor(key, table.tolerance, end)}), field).points
            for end in (0, 1)
        )
        assert [row[:-1] for row in low] == [row[:-1] for row in table.points]
        for below, as_written, above in zip(low, table.points, high, strict=True):
            ends = sorted((below[-1], above[-1]))
            assert ends[0] - 1e-12 <= as_written[-1] <= ends[1] + 1e-12
        if all(row[-1] >= 0 for row in table.points):
            assert min(row[-1] for row in (*low, *high)) >= 0
        steps = np.diff([row[-1] for row in table.points])
        if len(table.points[0]) == 2 and (steps >= 0).all():
            assert (np.diff([row[-1] for row in (*low,)]) >= 0).all()
            assert (np.diff([row[-1] for row in (*high,)]) >= 0).all()


def test_that_a_full_cell_keeps_its_voltage_and_a_share_of_all_stays_all() -> None:
    part = Registry().battery("cr2032")
    drawn = scaled_part(
        Kind.BATTERY, "cr2032", part, {"batteries/cr2032.ocv_v": 1.5, "batteries/cr2032.capacity_by_current": 1.5}
    )
    assert isinstance(drawn, BatteryProfile)
    assert drawn.ocv_v is not None
    assert drawn.capacity_by_current is not None
    assert drawn.ocv_v.points[-1] == (1.0, 3.2)
    assert drawn.ocv_v.points[0][-1] == pytest.approx(3.2 - 1.5 * 1.2)
    assert drawn.capacity_by_current.points[0][-1] == 1.0
    assert drawn.capacity_by_current.points[-1][-1] == pytest.approx(0.55**1.5)
