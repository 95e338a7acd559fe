"""Where the advice flips: the answer in sentences, the chart, and the panel with searches from a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from simgui.runs.messages import RunFailed
from simgui.studies.break_even import FAILED, NEITHER, BreakEven
from simgui.studies.break_even_child import BreakEvenRequest
from simgui.studies.child import BreakEvenFound, StudyEnded, StudyMessage, StudyRows
from simgui.studies.replicate import Interval
from simgui.studies.search import Crossing
from simgui.studies.session import StudyProgress
from simgui.ui.appearance import Appearance
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.flips_panel import FlipsPanel
from simgui.ui.panels.recommendation import Recommendation
from simgui.ui.presenters.advice import advice
from simgui.ui.presenters.flips import compared_by, default_pair, flip
from simgui.ui.session import Session
from simgui.ui.theme import ThemeMode
from ui.window_builders import a_result, a_run, an_infeasible_run

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

_EVERY = "fleet.motors.tasks.wear.every"
_FOUND = BreakEven(
    placements=("edge", "fog"),
    path=_EVERY,
    unit="s",
    objective="device_power_w",
    value=10.0,
    interval=Interval(9.9, 10.1, "bracket of the search"),
    crossings=(Crossing(9.9, 10.1, "fog", "edge"),),
    tried=((1.0, "fog"), (9.9, "fog"), (10.1, "edge"), (100.0, "edge")),
    without=0,
    replicates=1,
    note="",
)


def test_that_a_flip_is_told_with_both_sides() -> None:
    shown = flip(_FOUND)
    assert shown.sentence == f"It flips at {_EVERY} = 10 s: up to there fog, beyond it edge."
    assert shown.details == ("compared by Device power", "between 9.9 s and 10.1 s")
    assert shown.states == ("edge", "fog")
    assert shown.steps == ((1.0, 1), (9.9, 1), (10.1, 0), (100.0, 0))
    assert (shown.is_log, shown.places) == (True, (10.0,))


@pytest.mark.parametrize(
    ("state", "words"),
    [("edge", "Nothing flips: edge is better from 1 s to 4 s."), (NEITHER, "neither can be built"), (FAILED, "fail")],
)
def test_that_no_flip_is_told_with_the_range(state: str, words: str) -> None:
    tried = ((1.0, state), (4.0, state))
    shown = flip(replace(_FOUND, value=None, interval=None, crossings=(), tried=tried, without=1))
    assert words in shown.sentence
    assert not shown.is_log


def test_that_several_flips_are_counted() -> None:
    twice = replace(_FOUND, crossings=(*_FOUND.crossings, Crossing(50.0, 51.0, "edge", "fog")))
    assert any("2 times" in line for line in flip(twice).details)


def test_that_the_advice_is_compared_with_the_placement_that_is_looked_at() -> None:
    runs = [an_infeasible_run("split"), a_run("edge"), a_run("fog"), a_run("cloud")]
    assert default_pair(a_result(runs, "fog"), "cloud") == ("fog", "cloud")
    assert default_pair(a_result(runs, "fog"), "fog") == ("fog", "edge")
    assert default_pair(a_result(runs, None), "split") == ("edge", "fog")
    assert default_pair(None, "") == ("", "")


def test_that_only_figures_with_a_better_side_compare() -> None:
    run = a_run(kpis={"jobs": 1.0, "device_power_w": 1.0, "latency_p99_s": 1.0})
    assert compared_by([run]) == ("device_power_w", "latency_p99_s")


@dataclass
class _Search:
    """A search that says what it was told to say."""

    messages: list[StudyMessage]
    is_endless: bool = False
    asked: list[BreakEvenRequest] = field(default_factory=list)

    def start(self, request: BreakEvenRequest) -> _Search:
        self.asked.append(request)
        return self

    def poll(self) -> Sequence[StudyMessage]:
        said, self.messages = self.messages, []
        return said

    def cancel(self) -> None:
        self.messages = [StudyEnded(cancelled=True)]

    def has_left(self) -> bool:
        return True

    def close(self) -> None:
        self.messages = []


def _rows(done: int) -> StudyRows:
    return StudyRows((), StudyProgress(done, 18, 0, 0, 1.0))


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session()
    document = ScenarioDocument.open(Path("scenarios/predictive_maintenance.yaml").absolute())
    session.open(document.scenario, (), document)
    session.source_of_run = lambda: ("story.yaml", ("duration=1 d",))
    session.set_run(a_result([a_run("edge"), a_run("fog")]))
    yield session
    document.close()


def _panel(qtbot: QtBot, session: Session, appearance: Appearance, search: _Search) -> FlipsPanel:
    panel = FlipsPanel(session, appearance, search.start)
    qtbot.addWidget(panel)
    panel.resize(480, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_that_a_search_ends_in_a_sentence_and_a_chart(qtbot: QtBot, session: Session, appearance: Appearance) -> None:
    search = _Search([_rows(9), BreakEvenFound(_FOUND), _rows(18), StudyEnded(cancelled=False)])
    panel = _panel(qtbot, session, appearance, search)
    panel.path.setCurrentIndex(panel.path.findData(_EVERY))
    panel.stretch.setText("1 s..100 s")
    with qtbot.waitSignal(panel.bridge.finished):
        panel.search.click()
    (request,) = search.asked
    assert (request.placements, request.over, request.by) == (("edge", "fog"), f"{_EVERY}=1 s..100 s", "")
    assert [change.path for change in request.study.changes] == ["duration"]
    assert panel.answer.text().startswith("It flips at")
    assert panel.plot is not None
    assert len(panel.plot.visible_table().rows) == 4
    for mode in (ThemeMode.DARK, ThemeMode.HIGH_CONTRAST):
        appearance.choose(mode)
        assert not panel.grab().isNull()


def test_that_a_search_can_be_cancelled_and_is_listed_as_a_job(
    qtbot: QtBot, session: Session, appearance: Appearance
) -> None:
    panel = _panel(qtbot, session, appearance, _Search([_rows(2)]))
    panel.search.click()
    qtbot.waitUntil(lambda: "2 of 18" in panel.answer.text())
    assert panel.search.text() == "Cancel"
    with qtbot.waitSignal(panel.bridge.finished):
        panel.search.click()
    assert "Cancelled" in panel.answer.text()
    assert panel.search.text() == "Where does it flip?"


def test_that_a_failure_is_told(qtbot: QtBot, session: Session, appearance: Appearance) -> None:
    panel = _panel(qtbot, session, appearance, _Search([RunFailed("no such path", 2, "")]))
    with qtbot.waitSignal(panel.bridge.failed):
        panel.search.click()
    assert panel.answer.text() == "✗ no such path"


def test_that_the_recommendation_leads_there(qtbot: QtBot, appearance: Appearance) -> None:
    box = Recommendation(appearance)
    qtbot.addWidget(box)
    box.show_advice(advice(a_result([a_run("edge")])))
    with qtbot.waitSignal(box.flip_requested):
        box.flip.click()
