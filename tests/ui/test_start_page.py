from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from simgui.ui.appearance import Appearance
from simgui.ui.panels.start_page import StartPage
from simgui.ui.presenters.start_page import shipped_stories, story_card

_STORY = """
schema: simgui/1
name: Cold chain
story: >-
  Forty fridges.
  Which tier should watch?
duration: 1 d
fleet:
  fridges: {count: 40, stream: {source: valve_pressure}}
  lorries: {count: 1200}
placements: {edge: {}, fog: {}}
budgets: {battery_life: ">= 3 y"}
"""


def test_that_a_card_has_name_story_and_size(tmp_path: Path) -> None:
    file = tmp_path / "cold_chain.yaml"
    file.write_text(_STORY)
    card = story_card(file)
    assert (card.name, card.story) == ("Cold chain", "Forty fridges. Which tier should watch?")
    assert card.facts == "1,240 devices · 2 placements · 1 budget · 1 d"
    assert card.icon == "valve"


def test_that_a_file_that_cannot_be_read_still_has_a_card_which_says_so(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("name: [")
    card = story_card(file)
    assert card.name == "broken"
    assert "cannot be read" in card.story


def test_that_odd_values_do_not_hinder_a_card(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text("fleet: 5\nplacements: [1]\nbudgets:\nstory:\n")
    assert story_card(file).facts == ""


def test_that_every_shipped_scenario_has_a_card_with_a_story() -> None:
    stories = shipped_stories()
    assert "predictive_maintenance" in {story.file.stem for story in stories}
    assert all(story.name and story.story and story.facts for story in stories)


def test_that_the_page_lists_the_shipped_stories(qtbot: QtBot, appearance: Appearance) -> None:
    stories = shipped_stories()
    page = StartPage(stories, appearance)
    qtbot.addWidget(page)
    assert [card.accessibleName() for card in page.cards] == [*(story.name for story in stories), "Your own scenario"]


def test_that_a_card_is_chosen_by_keyboard(qtbot: QtBot, appearance: Appearance) -> None:
    page = StartPage(shipped_stories(), appearance)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    with qtbot.waitSignal(page.chosen) as chosen:
        QTest.keyClick(page.cards[0], Qt.Key.Key_Space)
    assert chosen.args == [page.cards[0].card.file]


def test_that_a_recent_file_is_offered(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QPushButton

    page = StartPage((), appearance)
    qtbot.addWidget(page)
    file = tmp_path / "farm.yaml"
    page.show_recents([file])
    button = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == f"Open {file}")
    with qtbot.waitSignal(page.chosen) as chosen:
        button.click()
    assert chosen.args == [file]
