"""Why a figure is what it is: the rows of its tree, the bars of its tornado, and the panel that shows both."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from simgui.core.located_yaml import parse_yaml
from simgui.core.units import Dimension
from simgui.profiles.sourced import Basis, Sourced
from simgui.results.result import PlacementResult
from simgui.results.why.driver import Driver
from simgui.results.why.node import counted, number, product, quotient, total
from simgui.ui.appearance import Appearance
from simgui.ui.models.why_model import WhyModel
from simgui.ui.panels.why_panel import WhyPanel
from simgui.ui.presenters.why import WhyRow, explained_kpis, paths_naming, why
from simgui.ui.session import Session
from simgui.ui.theme import ThemeMode
from ui.window_builders import a_result, a_run, a_scenario, an_infeasible_run

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

_POWER = "device_power_w"


def _number(path: str, value: float, basis: Basis, tolerance: float) -> Sourced:
    return Sourced(value, f"{value} W", f"source of {path}", tolerance, basis)


def _explained() -> PlacementResult:
    """A power of 10 W: 6 W of a guess, 3 W of a measured number times a count, 1 W of two tiny terms."""
    guess = number("devices/board.sleep_power_w", _number("a", 6.0, Basis.GUESS, 0.5), Dimension.POWER)
    measured = number("devices/board.active_power_w", _number("b", 30.0, Basis.MEASURED, 0.1), Dimension.POWER)
    active = product("active", Dimension.POWER, (counted("share of the time", 0.1), measured))
    rest = [counted(f"leak {place}", 0.01, Dimension.POWER) for place in range(2)]
    tree = total("Device power", Dimension.POWER, (guess, active, counted("other", 0.98, Dimension.POWER), *rest))
    drivers = (
        Driver("devices/board.sleep_power_w", "6 W", 0.5, Basis.GUESS, "an estimate", 13.0, 7.0, 0.9),
        Driver("devices/board.active_power_w", "30 W", 0.1, Basis.MEASURED, "a data sheet", 9.7, 10.3, 0.1),
        Driver("devices/board.clock_hz", "1 Hz", 0.1, Basis.MEASURED, "a data sheet", 10.0, 10.0, 0.001),
    )
    run = a_run("edge", {_POWER: 10.0, "latency_p99_s": math.nan}, intervals={_POWER: (7.0, 13.0)})
    return replace(run, why={_POWER: tree}, drivers={_POWER: drivers})


def _flat(row: WhyRow) -> list[WhyRow]:
    return [row, *(one for child in row.rows for one in _flat(child))]


def test_that_the_terms_of_a_sum_have_shares_that_make_one() -> None:
    tree = why(_explained(), _POWER).tree
    assert tree is not None
    assert [row.name for row in tree.rows] == ["sleep power", "active", "other", "2 more"]
    assert math.fsum(row.share for row in tree.rows) == pytest.approx(1.0)
    assert tree.rows[0].share_text == "60 %"


def test_that_a_factor_has_a_sign_and_no_share() -> None:
    tree = why(_explained(), _POWER).tree
    assert tree is not None
    factors = tree.rows[1].rows
    assert [row.sign for row in factors] == ["×", "×"]
    assert [row.share_text for row in factors] == ["", ""]


def test_that_every_number_has_basis_tolerance_and_source() -> None:
    tree = why(_explained(), _POWER).tree
    assert tree is not None
    sleep = tree.rows[0]
    assert (sleep.basis, sleep.tolerance, sleep.number) == (Basis.GUESS, "± 50 %", "devices/board.sleep_power_w")
    assert "source of a" in sleep.about
    assert tree.basis is Basis.GUESS, "3 W of doubt from a guess against 0.3 W from a measurement"
    assert all(row.basis is not None for row in _flat(tree) if row.number)


def test_that_what_a_quotient_divides_by_is_marked() -> None:
    node = quotient("life", Dimension.TIME, counted("capacity", 100.0), counted("power", 4.0))
    tree = why(replace(_explained(), why={_POWER: node}), _POWER).tree
    assert tree is not None
    assert [row.sign for row in tree.rows] == ["", "÷"]


def test_that_the_tornado_has_ordered_ends_and_leaves_trifles_out() -> None:
    shown = why(_explained(), _POWER).tornado
    assert [(bar.low, bar.high) for bar in shown.bars] == [(7.0, 13.0), (9.7, 10.3)]
    assert shown.sentence.startswith("90 % of the spread comes from a guess: sleep power of board")
    assert "an estimate" in shown.bars[0].about


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (a_run("edge", {_POWER: math.nan}), "does not apply"),
        (a_run("edge", {_POWER: math.inf}), "infinite"),
        (a_run("edge", {_POWER: 1.0}), "Files keep no trees"),
        (an_infeasible_run(), "cannot be built"),
    ],
)
def test_that_where_there_is_no_tree_the_reason_is_told(run: PlacementResult, words: str) -> None:
    shown = why(run, _POWER)
    assert shown.tree is None
    assert words in shown.remark


def test_that_figures_that_can_be_explained_come_first() -> None:
    run = replace(_explained(), kpis={"latency_p50_s": 1.0, _POWER: 10.0, "latency_p99_s": math.nan})
    assert explained_kpis([run]) == (_POWER, "latency_p50_s")


def test_that_the_scenario_is_searched_for_the_part_of_a_number() -> None:
    root = parse_yaml("fleet: {motors: {profile: board, sensor: other}, pumps: {profile: board}}", "x")
    assert paths_naming(root, "devices/board.sleep_power_w") == ("fleet.motors.profile", "fleet.pumps.profile")
    assert paths_naming(root, "devices/boar.sleep_power_w") == ()


def test_that_the_tree_is_a_sound_model(qtbot: QtBot) -> None:
    model = WhyModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_tree(why(_explained(), _POWER).tree)
    top = model.index(0, 0)
    assert (model.rowCount(), model.rowCount(top)) == (1, 4)
    sleep = model.index(0, 0, top)
    assert sleep.data() == "+ sleep power"
    assert model.index(0, 3, top).data() == "○ ± 50 %"
    assert "guess" in sleep.data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.parent(sleep) == top
    model.show_tree(None)
    assert model.rowCount(QModelIndex()) == 0


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> tuple[Session, WhyPanel]:
    session = Session()
    session.open(a_scenario())
    panel = WhyPanel(session, appearance)
    qtbot.addWidget(panel)
    panel.resize(480, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    return session, panel


def test_that_the_panel_follows_results_placement_and_figure(panel: tuple[Session, WhyPanel]) -> None:
    session, view = panel
    shown_at_first = view.shown
    assert shown_at_first is None
    session.select_kpi(_POWER)
    session.select_placement("edge")
    session.set_run(a_result([_explained(), a_run("fog", {_POWER: 2.0})]))
    assert view.shown is not None
    assert view.headline.text() == "edge: 10 W ○"
    assert view.choice.currentData() == _POWER
    session.select_placement("fog")
    assert view.shown is not None
    assert view.shown.tree is None


def test_that_a_click_on_a_bar_tells_the_number_and_its_source(
    panel: tuple[Session, WhyPanel], appearance: Appearance
) -> None:
    session, view = panel
    session.select_kpi(_POWER)
    session.set_run(a_result([_explained()]))
    assert view.tornado is not None
    view.tornado.select_at(QPointF(10.0, 0.1))
    assert "an estimate" in view.number.text()
    assert not view.jump.isVisible(), "no document names the part"
    for mode in (ThemeMode.DARK, ThemeMode.HIGH_CONTRAST):
        appearance.choose(mode)
        assert not view.grab().isNull()
