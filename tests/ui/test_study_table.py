"""The runs of a study as columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.units import Dimension
from simgui.studies.point import Point, PointRow, Status, failed
from simgui.ui.presenters.study_table import PLACEMENT, Column, StudyTable
from ui.window_builders import a_run

EVERY = "fleet.motors.tasks.wear.every"


def _row(placement: str, every: str, latency_s: float, power_w: float) -> PointRow:
    run = a_run(placement, {"latency_p99_s": latency_s, "device_power_w": power_w})
    return PointRow(Point(placement, 7, ((EVERY, every),)), Status.DONE, "", run)


def _table() -> StudyTable:
    table = StudyTable((EVERY,), ("latency_p99_s", "device_power_w", "battery_life_s"))
    table.add(
        [
            _row("edge", "1 s", 0.001, 4e-3),
            _row("edge", "10 s", 0.002, 1e-3),
            _row("cloud", "1 s", 0.5, 9e-3),
            _row("cloud", "1 min", 0.4, 2e-3),
        ]
    )
    return table


def test_that_varied_texts_become_quantities_of_their_kind() -> None:
    column = _table().column(EVERY)
    assert column.dimension is Dimension.TIME
    assert column.values.tolist() == [1.0, 10.0, 1.0, 60.0]
    assert column.text(60.0) == "1 min"


def test_that_words_keep_their_own_axis() -> None:
    column = _table().column(PLACEMENT)
    assert column.words == ("edge", "cloud")
    assert column.values.tolist() == [0.0, 0.0, 1.0, 1.0]
    assert column.text(1.0) == "cloud"


def test_that_a_kpi_without_any_value_has_no_axis() -> None:
    assert [column.key for column in _table().columns()] == [PLACEMENT, EVERY, "latency_p99_s", "device_power_w"]


def test_that_brushes_hide_what_lies_outside_and_can_be_lifted() -> None:
    table = _table()
    table.brush(EVERY, (20.0, 0.5))
    assert table.shown().tolist() == [True, True, True, False]
    table.brush("latency_p99_s", (0.0, 0.1))
    assert table.shown().tolist() == [True, True, False, False]
    assert table.count_text() == "2 of 4 runs shown"
    table.brush(EVERY, None)
    table.brush("latency_p99_s", None)
    assert table.shown().all()


def test_that_the_best_half_is_the_better_half_by_that_kpi() -> None:
    table = _table()
    table.keep_best("device_power_w", 0.5)
    assert table.shown().tolist() == [False, True, False, True]
    table.keep_best("device_power_w", None)
    assert table.shown().all()


def test_that_the_front_is_over_what_is_shown() -> None:
    table = _table()
    assert table.front("device_power_w", "latency_p99_s") == (0, 1)
    table.brush(PLACEMENT, (1.0, 1.0))
    assert table.front("device_power_w", "latency_p99_s") == (3,)


def test_that_failed_points_are_counted_and_not_drawn() -> None:
    table = _table()
    table.add([failed(Point("fog", 7), "no gateway")])
    assert len(table.rows) == 4
    assert table.count_text() == "4 of 4 runs shown · 1 infeasible or failed"


def test_that_decades_are_drawn_in_ratios_unless_told_otherwise() -> None:
    table = _table()
    assert table.column("latency_p99_s").is_log
    assert not table.column("device_power_w").is_log
    table.set_log("latency_p99_s", is_log=False)
    assert not table.column("latency_p99_s").is_log


@given(values=st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=20), is_log=st.booleans(), flip=st.booleans())
def test_that_places_lie_on_the_axis_and_lead_back_to_their_values(
    values: list[float], *, is_log: bool, flip: bool
) -> None:
    table = StudyTable((), ("latency_p99_s",))
    table.add([_row("edge", "1 s", value, 1.0) for value in values])
    table.set_log("latency_p99_s", is_log=is_log)
    if flip:
        table.flip("latency_p99_s")
    column = table.column("latency_p99_s")
    places = column.places()
    assert np.all((places >= -1e-9) & (places <= 1 + 1e-9))
    for value, place in zip(values, places, strict=True):
        scale = max(values) if not column.is_log else value
        assert column.value_at(float(place)) == pytest.approx(value, abs=1e-6 * scale)


def test_that_arrow_keys_walk_along_the_shown_runs_only() -> None:
    table = _table()
    table.brush(EVERY, (0.0, 20.0))  # hides the fourth run
    walked = [table.next_shown(-1, "device_power_w", 1)]
    for _ in range(3):
        walked.append(table.next_shown(walked[-1] or 0, "device_power_w", 1))
    assert walked == [1, 0, 2, 2]
    assert table.next_shown(-1, "device_power_w", -1) == 2
    table.brush(EVERY, (1e6, 2e6))
    assert table.next_shown(0, "device_power_w", 1) is None


def test_that_values_which_hardly_differ_have_ticks_that_do() -> None:
    column = Column("latency_p99_s", "Latency p99", is_kpi=True, values=np.array([1.7100, 1.7108]),
                    dimension=Dimension.TIME)  # fmt: skip
    assert len(set(column.tick_texts((0.0, 0.5, 1.0)))) == 3
