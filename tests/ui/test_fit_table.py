"""A network beside every board."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from simgui.core.errors import SimguiError
from simgui.core.paths import bundled
from simgui.models.cost_model import predict
from simgui.models.graph import Model
from simgui.profiles.registry import Registry
from simgui.ui.panels.fit_panel import FitPanel
from simgui.ui.presenters.fit_table import FitTable, RemedyKind, fit_table, open_model, remedies
from simgui.ui.session import Session
from simgui.ui.translation import Language, choose_language

_SHIPPED = bundled("assets") / "models"


@pytest.fixture(scope="module")
def model() -> Model:
    return open_model("bearing-cnn-large-int8", _SHIPPED)


@pytest.fixture(scope="module")
def table(model: Model) -> FitTable:
    return fit_table(model, Registry())


def test_that_boards_it_fits_come_first_and_each_by_time(table: FitTable) -> None:
    keys = [(not row.fits, row.latency_s) for row in table.rows]
    assert keys == sorted(keys)
    assert {row.fits for row in table.rows} == {True, False}


def test_that_times_are_those_of_the_cost_model(model: Model, table: FitTable) -> None:
    registry = Registry()
    device = registry.device("b-u585i-iot02a")
    found = predict(model, device, registry.kernel(device.core, device.stack))
    row = next(one for one in table.rows if one.device == "b-u585i-iot02a")
    assert row.latency_s == found.latency_s
    assert row.fits == found.fits


def test_that_what_does_not_fit_says_why_and_what_helps(model: Model, table: FitTable) -> None:
    row = next(one for one in table.rows if one.device == "rp2040-pico")
    assert "RAM" in row.problem
    found = remedies(model, "rp2040-pico", table, has_gateway=True)
    assert [one.kind for one in found] == [RemedyKind.DEVICE] * 3 + [RemedyKind.FOG]
    fitting = {one.device for one in table.rows if one.fits}
    assert {one.value for one in found if one.kind is RemedyKind.DEVICE} <= fitting
    assert RemedyKind.FOG not in {one.kind for one in remedies(model, "rp2040-pico", table, has_gateway=False)}


def test_that_a_german_window_says_in_german_why_it_does_not_fit(model: Model) -> None:
    choose_language(Language.GERMAN)
    try:
        row = next(one for one in fit_table(model, Registry()).rows if one.device == "rp2040-pico")
    finally:
        choose_language(Language.ENGLISH)
    assert row.problem.startswith("braucht ")
    assert "rp2040-pico hat " in row.problem


def test_that_nothing_helps_where_nothing_is_wrong(model: Model, table: FitTable) -> None:
    assert remedies(model, "b-u585i-iot02a", table, has_gateway=True) == ()


def test_that_the_shares_of_the_operators_are_the_whole(table: FitTable) -> None:
    shares = [float(row.share.rstrip("%")) for row in table.operators if row.share]
    assert sum(shares) == pytest.approx(100.0, abs=0.5)


def test_that_a_file_that_is_no_network_is_refused() -> None:
    with pytest.raises(SimguiError):
        open_model(str(_SHIPPED / "bearing-cnn-int8.yaml"), _SHIPPED)


def test_that_a_file_that_is_no_network_leaves_no_board_of_the_one_before(qtbot: QtBot) -> None:
    panel = FitPanel(Session())
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.shown):
        panel.examine("bearing-cnn-int8")
    assert panel.boards.rowCount()
    panel.examine(str(bundled("scenarios") / "fleet_10k.yaml"))
    qtbot.waitUntil(lambda: panel.verdict.text().startswith("✗"))
    assert not panel.boards.rowCount()
    assert not panel.operators.rowCount()
