from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from simgui.profiles.sourced import Basis
from simgui.results.result import Judgement
from simgui.results.why.driver import Driver
from simgui.ui.appearance import Appearance
from simgui.ui.models.kpi_table_model import JUDGEMENT_ROLE, KpiTableModel
from simgui.ui.presenters.kpi_table import KpiCell, KpiTable, kpi_table
from simgui.ui.widgets.kpi_table_view import KpiTableView
from ui.window_builders import a_budget, a_run, an_infeasible_run, five_placements

_LATENCY = "latency_p99_s"


def _cell(table: KpiTable, label: str, column: int) -> KpiCell:
    return next(row for row in table.rows if row.label.partition(" (")[0] == label).cells[column]


def test_that_a_missed_budget_is_marked_by_a_glyph_and_its_limit_named() -> None:
    miss = a_budget(value=0.312, judgement=Judgement.FAIL)
    table = kpi_table(["cloud"], [a_run("cloud", {_LATENCY: 0.312}, budgets=(miss,))])
    cell = _cell(table, "Latency p99", 0)
    assert (cell.text, cell.judgement) == ("✗ 312 ms", Judgement.FAIL)
    assert "limit ≤ 100 ms missed" in cell.about


@pytest.mark.parametrize(("judgement", "glyph"), [(Judgement.PASS, "✓"), (Judgement.UNDECIDED, "?")])
def test_that_kept_and_undecided_budgets_have_glyphs_of_their_own(judgement: Judgement, glyph: str) -> None:
    table = kpi_table(["edge"], [a_run(budgets=(a_budget(judgement=judgement),))])
    assert _cell(table, "Latency p99", 0).text == f"{glyph} 50 ms"


def test_that_of_two_budgets_on_a_kpi_the_worse_one_marks_the_cell() -> None:
    budgets = (a_budget(judgement=Judgement.PASS), a_budget(limit="<= 10 ms", judgement=Judgement.FAIL))
    cell = _cell(kpi_table(["edge"], [a_run(budgets=budgets)]), "Latency p99", 0)
    assert cell.judgement is Judgement.FAIL
    assert cell.about.count("limit") == 2


def test_that_a_value_without_budget_has_no_glyph() -> None:
    assert _cell(kpi_table(["edge"], [a_run()]), "Device power", 0) == KpiCell(
        "1 mW", None, "Device power of edge: 1 mW"
    )


def test_that_placements_not_through_yet_have_empty_columns_in_the_scenarios_order() -> None:
    table = kpi_table(["edge", "fog", "cloud"], [a_run("edge")], running="fog")
    assert [(c.placement, c.state) for c in table.columns] == [
        ("edge", "done"),
        ("fog", "running"),
        ("cloud", "waiting"),
    ]
    assert _cell(table, "Latency p99", 2).text == ""


def test_that_the_recommended_column_has_a_star() -> None:
    table = kpi_table(["edge", "fog"], [a_run("edge"), a_run("fog")], recommended="fog")
    assert [column.title for column in table.columns] == ["edge", "★ fog"]


def test_that_an_infeasible_placement_has_no_numbers_but_its_reason() -> None:
    table = kpi_table(["split"], [an_infeasible_run()])
    assert (table.columns[0].title, table.columns[0].state) == ("✗ split", "infeasible")
    assert {row.cells[0].text for row in table.rows} == {"–"}
    assert "312 kB" in table.rows[0].cells[0].about


def test_that_unbounded_and_inapplicable_values_are_written_as_signs() -> None:
    table = kpi_table(["edge"], [a_run(kpis={_LATENCY: math.inf, "battery_life_s": math.nan})])
    assert [_cell(table, label, 0).text for label in ("Latency p99", "Battery life", "Recall")] == ["∞", "–", "–"]


def test_that_accuracy_says_whether_it_is_synthetic() -> None:
    assert any(row.label == "Accuracy (synthetic)" for row in kpi_table(["edge"], [a_run()]).rows)


def test_that_digits_end_where_the_interval_begins() -> None:
    run = a_run(kpis={"accuracy": 0.98765}, intervals={"accuracy": (0.5, 0.99)})
    cell = _cell(kpi_table(["edge"], [run]), "Accuracy", 0)
    assert cell.text == "99 %"
    assert "95 % interval: 50 % … 99 %" in cell.about


def test_that_a_budget_of_one_group_of_several_has_a_row_of_its_own() -> None:
    budget = a_budget(group="pumps", value=0.3, judgement=Judgement.FAIL)
    groups = {"pumps": {_LATENCY: 0.3}, "motors": {_LATENCY: 0.01}}
    table = kpi_table(["edge"], [a_run(budgets=(budget,), by_group=groups)])
    assert _cell(table, "Latency p99, pumps", 0).text == "✗ 300 ms"
    assert _cell(table, "Latency p99", 0).judgement is None


def test_that_a_budget_on_a_rarer_kpi_adds_its_row() -> None:
    budget = a_budget("event_to_action_s", "<= 1 min", 60.0, 12.0)
    table = kpi_table(["edge"], [a_run(kpis={"event_to_action_s": 12.0}, budgets=(budget,))])
    assert _cell(table, "Event to action", 0).text == "✓ 12 s"


def test_that_the_model_obeys_the_rules_of_item_models(qtbot: QtBot) -> None:
    model = KpiTableModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    names = [run.placement for run in five_placements()]
    for count in range(len(names) + 1):
        model.show_table(kpi_table(names, five_placements()[:count]))
    model.show_table(KpiTable())
    assert tester.model() is model


def test_that_the_model_gives_text_judgement_and_tooltip() -> None:
    model = KpiTableModel()
    runs = five_placements()
    model.show_table(kpi_table([run.placement for run in runs], runs, recommended="edge"))
    index = model.index(1, model.column_of("cloud"))
    assert index.data() == "✗ 141 ms"
    assert index.data(JUDGEMENT_ROLE) == Judgement.FAIL
    assert "limit ≤ 100 ms missed" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert model.headerData(0, Qt.Orientation.Horizontal) == "★ edge\n1 unsure"
    assert model.headerData(1, Qt.Orientation.Vertical) == "Latency p99"


def test_that_a_column_is_selected_by_keyboard(qtbot: QtBot, appearance: Appearance) -> None:
    model = KpiTableModel()
    runs = five_placements()
    model.show_table(kpi_table([run.placement for run in runs], runs))
    view = KpiTableView(model, appearance)
    qtbot.addWidget(view)
    view.select_placement("edge")
    with qtbot.waitSignal(view.placement_selected) as selected:
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert selected.args == ["fog"]


def test_that_selecting_from_code_makes_no_signal(qtbot: QtBot, appearance: Appearance) -> None:
    model = KpiTableModel()
    model.show_table(kpi_table(["edge", "fog"], [a_run("edge")]))
    view = KpiTableView(model, appearance)
    qtbot.addWidget(view)
    with qtbot.assertNotEmitted(view.placement_selected):
        view.select_placement("fog")
    assert view.currentIndex().column() == 1


def test_that_every_figure_of_the_models_accuracy_names_its_signals() -> None:
    table = kpi_table(["edge"], [a_run()])
    labels = {row.kpi: row.label for row in table.rows}
    assert labels["accuracy"] == "Accuracy (synthetic)"
    assert labels["recall"] == "Recall (synthetic)"
    assert labels["device_power_w"] == "Device power"


def test_that_a_value_has_the_sign_of_what_its_doubt_rests_on_and_no_more_digits_than_its_interval() -> None:
    guess = Driver("links/ble-2m.setup_s", "1 ms", 0.5, Basis.GUESS, "an estimate", 0.04, 0.06, 0.9)
    run = replace(a_run(intervals={_LATENCY: (0.03, 0.07)}), drivers={_LATENCY: (guess,)})
    cell = _cell(kpi_table(["edge"], [run]), "Latency p99", 0)
    assert cell.text == "50 ms ○"
    assert "its doubt rests most on: guess" in cell.about


def test_that_a_click_on_a_figure_names_its_kpi(qtbot: QtBot, appearance: Appearance) -> None:
    model = KpiTableModel()
    view = KpiTableView(model, appearance)
    qtbot.addWidget(view)
    model.show_table(kpi_table(["edge", "fog"], [a_run("edge"), a_run("fog")]))
    view.resize(500, 400)
    view.show()
    index = model.index(model.row_of("device_power_w"), 1)
    with qtbot.waitSignal(view.kpi_selected) as told:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert told.args == ["device_power_w"]


@pytest.mark.parametrize(("width", "scrolls"), [(650, False), (620, False), (300, True)])
def test_that_six_placements_fit_beside_each_other_where_headers_are_brief(
    qtbot: QtBot, appearance: Appearance, width: int, scrolls: bool
) -> None:
    names = ["threshold", "edge", "edge_large", "fog", "fog_large", "cloud_large"]
    kpis = {_LATENCY: 0.75, "cost_usd_per_device_month": 1e-7, "event_recall": 0.9975}
    runs = [a_run(name, kpis, budgets=(a_budget(value=0.75, judgement=Judgement.FAIL),)) for name in names]
    model = KpiTableModel()
    view = KpiTableView(model, appearance)
    qtbot.addWidget(view)
    model.show_table(kpi_table(names, runs, recommended="fog_large"))
    view.resize(width, 400)
    with qtbot.waitExposed(view):
        view.show()
    assert (view.horizontalScrollBar().maximum() > 0) is scrolls
    assert model.is_brief
    assert model.headerData(4, Qt.Orientation.Horizontal) == "fog_\nlarge\n★ misses 1"
    assert "(syn.)" in model.headerData(model.row_of("accuracy"), Qt.Orientation.Vertical)
    assert "Accuracy (synthetic)" in model.headerData(
        model.row_of("accuracy"), Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole
    )
    view.resize(1600, 400)
    qtbot.waitUntil(lambda: not model.is_brief)


def test_that_money_has_its_unit_in_the_row_and_in_the_tooltip() -> None:
    kpis = {"cost_usd_per_device_month": 1e-7, "bom_usd_per_device": 110.0}
    table = kpi_table(["edge"], [a_run(kpis=kpis)])
    cost, parts = _cell(table, "Cost per month, USD", 0), _cell(table, "Parts of a device, USD", 0)
    assert (cost.text, parts.text) == ("≈ 0", "110")
    assert cost.about.endswith("< 0.0001 USD")
