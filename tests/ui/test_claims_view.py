"""Claims in the window: a strip above the results, and lines below the budgets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from simgui.results.result import ClaimVerdict, Judgement, PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.panels.placement_details import PlacementDetailsPanel
from simgui.ui.panels.results import ResultsPanel
from simgui.ui.presenters.advice import placement_details
from simgui.ui.theme import ThemeMode
from simgui.ui.widgets.claim_strip import ClaimStrip
from simgui.ui.widgets.traffic_light import TrafficLight
from ui.window_builders import a_budget, a_run

_SLOW = ClaimVerdict("an answer within 100 ms", a_budget(value=0.2, judgement=Judgement.FAIL))


def _claimed(placement: str = "edge") -> PlacementResult:
    return replace(a_run(placement, budgets=(a_budget(),)), claims=(_SLOW,), p_meets_budgets=0.83)


def test_that_a_claim_is_told_with_its_meaning_and_no_part_in_the_budgets() -> None:
    details = placement_details(_claimed())
    (line,) = details.claims
    assert (line.says, line.means, line.value) == ("an answer within 100 ms", "Latency p99 ≤ 100 ms", "200 ms")
    assert line.spoken.endswith("does not hold")
    assert details.summary == "keeps 1 of 1 budget"
    assert details.chance == "83 % chance that none is missed"


def test_that_the_strip_is_there_only_with_claims(qtbot: QtBot, appearance: Appearance) -> None:
    strip = ClaimStrip(appearance)
    qtbot.addWidget(strip)
    strip.show_placement(a_run())
    assert strip.isHidden()
    strip.show_placement(_claimed())
    assert not strip.isHidden()
    assert appearance.colours.bad in strip.text()
    appearance.choose(ThemeMode.DARK)
    assert appearance.colours.bad in strip.text()
    strip.show_placement(None)
    assert strip.isHidden()


def test_that_the_words_of_a_claim_are_never_taken_for_markup(qtbot: QtBot, appearance: Appearance) -> None:
    strip = ClaimStrip(appearance)
    qtbot.addWidget(strip)
    strip.show_placement(replace(_claimed(), claims=(replace(_SLOW, says="<b>50</b>"),)))
    assert "&lt;b&gt;50&lt;/b&gt;" in strip.text()


@pytest.mark.parametrize("judgement", list(Judgement))
def test_that_a_light_says_its_verdict_and_draws(qtbot: QtBot, appearance: Appearance, judgement: Judgement) -> None:
    light = TrafficLight(judgement, "Latency p99 ≤ 100 ms: 50 ms, kept", appearance)
    qtbot.addWidget(light)
    assert "Latency p99" in light.accessibleName()
    light.resize(light.sizeHint())
    picture = light.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    expected = {Judgement.PASS: "good", Judgement.FAIL: "bad", Judgement.UNDECIDED: "unsure"}[judgement]
    assert getattr(appearance.colours, expected) in colours


def test_that_the_details_have_a_light_for_each_budget_and_claim(qtbot: QtBot, appearance: Appearance) -> None:
    panel = PlacementDetailsPanel(appearance)
    qtbot.addWidget(panel)
    panel.show_placement(_claimed(), [_claimed()])
    assert len(panel.findChildren(TrafficLight)) == 2
    assert any("claimed" in label.text() for label in panel.findChildren(QLabel))


def test_that_the_results_follow_the_selected_placement(qtbot: QtBot, appearance: Appearance) -> None:
    panel = ResultsPanel(appearance)
    qtbot.addWidget(panel)
    panel.begin(["edge", "fog"])
    panel.show_runs([_claimed("edge"), a_run("fog")])
    assert not panel.claims.isHidden()
    panel.select("fog")
    assert panel.claims.isHidden()
