from __future__ import annotations

import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from simgui.core.units import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.panels.breakdown_panel import BreakdownPanel
from simgui.ui.plots.stacked_bars import StackedBars
from simgui.ui.presenters.breakdown import ENERGY_BY_CAUSE, LATENCY_BY_STAGE, breakdown
from ui.window_builders import a_run, an_infeasible_run, five_placements

stages = st.dictionaries(st.sampled_from(["infer", "uplink", "cloud", "tail"]), st.floats(1e-4, 10.0), min_size=1)


@given(stages)
def test_that_segments_stand_end_to_end_and_add_up(values: dict[str, float]) -> None:
    (bar,) = breakdown([a_run(stages=values)], LATENCY_BY_STAGE, as_shares=False).bars
    end = 0.0
    for segment in bar.segments:
        assert segment.start == pytest.approx(end)
        end = segment.start + segment.value
    assert end == pytest.approx(sum(values.values()))


@given(stages)
def test_that_shares_fill_the_whole_bar(values: dict[str, float]) -> None:
    shown = breakdown([a_run(stages=values)], LATENCY_BY_STAGE, as_shares=True)
    assert shown.dimension is Dimension.RATIO
    assert shown.bars[0].total == pytest.approx(1.0)


def test_that_shares_are_chosen_when_totals_differ_much() -> None:
    near = [a_run("a", stages={"infer": 1.0}), a_run("b", stages={"infer": 2.0})]
    far = [a_run("a", stages={"infer": 1.0}), a_run("b", stages={"infer": 200.0})]
    assert [breakdown(runs, LATENCY_BY_STAGE).as_shares for runs in (near, far)] == [False, True]


def test_that_stages_come_in_the_order_of_a_job_and_unknown_ones_last() -> None:
    shown = breakdown([a_run(stages={"tail": 1.0, "downlink": 1.0, "infer": 1.0})], LATENCY_BY_STAGE)
    assert [name for name, _ in shown.legend] == ["inference", "downlink", "tail"]


def test_that_causes_of_one_chart_have_colours_of_their_own() -> None:
    names = ("sleep", "standby", "sense", "compute", "transmit", "receive", "regulator", "self_discharge")
    shown = breakdown([a_run(causes=dict.fromkeys(names, 1.0))], ENERGY_BY_CAUSE)
    assert len({colour for _, colour in shown.legend}) == len(names)


def test_that_an_infeasible_placement_has_no_bar() -> None:
    runs = [a_run("edge", stages={"infer": 0.01}), an_infeasible_run()]
    assert [bar.placement for bar in breakdown(runs, LATENCY_BY_STAGE).bars] == ["edge"]


def test_that_a_segment_tells_its_value_and_share(qtbot: QtBot, appearance: Appearance) -> None:
    bars = StackedBars("bars", appearance)
    qtbot.addWidget(bars)
    bars.show_breakdown(breakdown([a_run("fog", stages={"uplink": 0.03, "gateway": 0.01})], LATENCY_BY_STAGE), "fog")
    segment = bars.segment_at(QPointF(0.035, 0.1))
    assert segment is not None
    assert segment.about == "fog, gateway: 10 ms (25 %)"
    assert bars.segment_at(QPointF(0.05, 0.0)) is None
    assert bars.segment_at(QPointF(0.01, 3.0)) is None


def test_that_a_click_on_a_bar_selects_its_placement(qtbot: QtBot, appearance: Appearance) -> None:
    bars = StackedBars("bars", appearance)
    qtbot.addWidget(bars)
    bars.show_breakdown(breakdown(five_placements(), ENERGY_BY_CAUSE), "edge")
    with qtbot.waitSignal(bars.placement_selected) as selected:
        bars.select_at(QPointF(0.1, 1.9))
    assert selected.args == ["cloud"]


def test_that_the_panel_changes_between_latency_and_energy(qtbot: QtBot, appearance: Appearance) -> None:
    panel = BreakdownPanel(appearance)
    qtbot.addWidget(panel)
    panel.show_runs(five_placements(), "edge")
    assert panel.accessibleName() == "Latency by stage"
    panel.choose("Energy")
    assert panel.accessibleName() == "Energy by cause"


def test_that_wide_segments_bear_their_names_so_that_no_colour_is_needed(qtbot: QtBot, appearance: Appearance) -> None:
    bars = StackedBars("bars", appearance)
    qtbot.addWidget(bars)
    bars.resize(600, 300)
    with qtbot.waitExposed(bars):
        bars.show()
    stages = {"uplink": 0.03, "gateway": 0.0001, "backhaul": 0.02}
    bars.show_breakdown(breakdown([a_run("fog", stages=stages)], LATENCY_BY_STAGE), "fog")
    names = [item for item in bars.plot_item.items if isinstance(item, pg.TextItem)]
    qtbot.waitUntil(lambda: {"uplink", "backhaul"} <= {one.toPlainText() for one in names if one.isVisible()})
    assert "gateway" not in {one.toPlainText() for one in names if one.isVisible()}, "it would cover its neighbours"
