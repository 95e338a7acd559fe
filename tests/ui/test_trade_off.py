from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from simgui.core.units import Dimension
from simgui.results.result import Judgement
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis, log_ticks, log_time_ticks
from simgui.ui.plots.trade_off_plot import TradeOffPlot
from simgui.ui.presenters.label_placing import Box, place_labels
from simgui.ui.presenters.trade_off import LATENCY, POWER, pareto_front, trade_off
from ui.window_builders import a_budget, a_run, an_infeasible_run, five_placements

amount = st.floats(1e-6, 1e3)


def _run(name: str, power_w: float, latency_s: float) -> object:
    return a_run(name, {POWER: power_w, LATENCY: latency_s})


@given(st.lists(st.tuples(amount, amount), min_size=1, max_size=12))
def test_that_a_point_is_on_the_front_exactly_when_nothing_dominates_it(points: list[tuple[float, float]]) -> None:
    front = pareto_front(points)
    assert any(front)
    for one, on_front in zip(points, front, strict=True):
        dominated = any(o != one and o[0] <= one[0] and o[1] <= one[1] for o in points)
        assert on_front is not dominated


def test_that_the_front_rises_in_power_and_falls_in_latency() -> None:
    runs = [a_run(n, {POWER: p, LATENCY: d}) for n, p, d in (("a", 3.0, 1.0), ("b", 1.0, 3.0), ("c", 3.0, 3.0))]
    shown = trade_off(runs)
    assert shown.front == ((1.0, 3.0), (3.0, 1.0))
    assert [point.on_front for point in shown.points] == [True, True, False]


def test_that_infinite_latency_is_named_not_drawn() -> None:
    shown = trade_off([a_run("edge"), a_run("stream", {POWER: 1e-2, LATENCY: math.inf}), an_infeasible_run()])
    assert [point.placement for point in shown.points] == ["edge"]
    assert shown.left_out == ("stream: Latency p99 is ∞", "split is infeasible")


def test_that_axes_are_logarithmic_only_when_values_span_much() -> None:
    near = trade_off([a_run("a", {POWER: 1e-3, LATENCY: 0.01}), a_run("b", {POWER: 2e-3, LATENCY: 10.0})])
    assert (near.log_x, near.log_y) == (False, True)


def test_that_a_latency_of_zero_keeps_the_axis_linear() -> None:
    runs = [a_run("a", {POWER: 1e-3, LATENCY: 0.0}), a_run("b", {POWER: 2e-3, LATENCY: 10.0})]
    assert not trade_off(runs).log_y


def test_that_a_budget_on_latency_is_a_line() -> None:
    limit = trade_off([a_run(budgets=(a_budget(judgement=Judgement.PASS),))]).y_limit
    assert limit is not None
    assert (limit.value, limit.text) == (0.1, "budget ≤ 100 ms")


def test_that_a_figure_no_placement_has_gives_way_to_one_that_all_have() -> None:
    kpis = {POWER: 1e-3, LATENCY: math.nan, "latency_p50_s": math.nan, "event_to_action_s": 0.2}
    shown = trade_off([a_run("edge", kpis), a_run("fog", kpis)])
    assert (shown.x_kpi, shown.y_kpi) == (POWER, "event_to_action_s")
    assert [point.placement for point in shown.points] == ["edge", "fog"]
    assert "Latency p99" in shown.remark


def test_that_a_figure_that_only_some_have_stays_and_the_others_are_named() -> None:
    shown = trade_off([a_run("edge"), a_run("threshold", {POWER: 1e-3, LATENCY: math.nan})])
    assert (shown.y_kpi, shown.left_out) == (LATENCY, ("threshold has no Latency p99",))


def test_that_more_is_better_where_the_figure_says_so() -> None:
    runs = [a_run(n, {POWER: p, "accuracy": a}) for n, p, a in (("a", 1.0, 0.9), ("b", 2.0, 0.95), ("c", 2.0, 0.8))]
    shown = trade_off(runs, up="accuracy")
    assert [point.on_front for point in shown.points] == [True, True, False]
    assert set(shown.choices) == {POWER, "accuracy"}


@pytest.mark.parametrize(("low", "high"), [(-3.2, -0.5), (-1.9, -1.2), (0.0, 9.0), (-1.26, -0.68), (-0.85, -0.72)])
def test_that_a_logarithmic_axis_has_labelled_ticks_within_its_range(low: float, high: float) -> None:
    (_, labelled), (_, small) = log_ticks(low, high)
    assert len(labelled) >= 3
    assert max(labelled) - min(labelled) > (high - low) / 2
    assert all(low - 1e-9 <= place <= high + 1e-9 for place in (*labelled, *small))
    assert not set(labelled) & set(small)


@pytest.mark.parametrize(("low_s", "high_s"), [(0.1, 3e5), (1e7, 6e8), (1e-3, 90.0), (4e8, 5e8), (0.2, 100.0)])
def test_that_a_logarithmic_axis_of_times_names_few_round_times(qtbot: QtBot, low_s: float, high_s: float) -> None:
    low, high = math.log10(low_s), math.log10(high_s)
    (_, labelled), _ = log_time_ticks(low, high)
    assert 3 <= len(labelled) <= 7
    assert all(low - 1e-9 <= place <= high + 1e-9 for place in labelled)
    axis = QuantityAxis("left", Dimension.TIME)
    axis.is_logarithmic = True
    texts = axis.tickStrings(labelled, 1.0, 1.0)
    assert len(set(texts)) == len(texts)
    assert all(2 * float(text.split()[0]) % 1 == 0 for text in texts), texts


def test_that_ticks_have_units(qtbot: QtBot) -> None:
    axis = QuantityAxis("left", Dimension.TIME)
    axis.is_logarithmic = True
    assert axis.tickStrings([-3.0, -1.0, 0.0], 1.0, 1.0) == ["1 ms", "100 ms", "1 s"]
    axis.is_logarithmic = False
    assert axis.tickStrings([0.0, 0.02], 1.0, 0.02) == ["0", "20 ms"]


def test_that_ticks_that_lie_near_are_told_apart(qtbot: QtBot) -> None:
    axis = QuantityAxis("bottom", Dimension.POWER)
    assert axis.tickStrings([0.2602, 0.2604, 0.2606], 1.0, 2e-4) == ["260.2 mW", "260.4 mW", "260.6 mW"]


def test_that_a_logarithmic_axis_of_two_decades_has_its_ticks_all_over() -> None:
    low, high = math.log10(1.5), math.log10(70.0)
    (_, labelled), _ = log_ticks(low, high)
    gaps = [after - before for before, after in pairwise([low, *labelled, high])]
    assert max(gaps) < 0.4


@given(st.lists(st.tuples(st.floats(60, 340), st.floats(40, 160)), min_size=1, max_size=5))
def test_that_labels_stay_inside_the_chart(points: list[tuple[float, float]]) -> None:
    boxes = place_labels(points, [(50.0, 13.0)] * len(points), Box(0, 0, 400, 200))
    for box in boxes:
        assert box.x >= 0
        assert box.x + box.width <= 400


def test_that_labels_of_near_points_do_not_cover_each_other() -> None:
    one, other = place_labels([(200, 100), (203, 104)], [(60, 13), (60, 13)], Box(0, 0, 400, 200))
    assert one.overlap(other) == 0


def test_that_a_lone_label_stands_right_of_its_point() -> None:
    (box,) = place_labels([(100.3, 50.7)], [(40.1, 13.3)], Box(0.1, 0.2, 400, 200))
    assert box.y + box.height / 2 == pytest.approx(50.7)
    assert box.x > 100.3


def test_that_a_click_on_a_dot_selects_its_placement(qtbot: QtBot, appearance: Appearance) -> None:
    plot = TradeOffPlot(appearance)
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    with qtbot.waitExposed(plot):
        plot.show()
    plot.show_trade_off(trade_off(five_placements(), recommended="edge"), "edge")
    with qtbot.waitSignal(plot.placement_selected) as selected:
        plot.select_at(QPointF(7.7e-4, math.log10(0.0641)))
    assert selected.args == ["fog"]
    with qtbot.assertNotEmitted(plot.placement_selected):
        plot.select_at(QPointF(1e-4, 0.0))


def test_that_the_chart_draws_in_both_palettes(qtbot: QtBot, appearance: Appearance) -> None:
    from simgui.ui.theme import DARK, LIGHT, ThemeMode

    plot = TradeOffPlot(appearance)
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show_trade_off(trade_off(five_placements()), "fog")
    for mode, colours in ((ThemeMode.DARK, DARK), (ThemeMode.LIGHT, LIGHT)):
        appearance.choose(mode)
        assert plot.grab().toImage().pixelColor(2, 2).name() == colours.surface
