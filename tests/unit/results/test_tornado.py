"""Tornado charts: a bar for each number, as long as its swing, in the colour of its basis."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from driver_builder import driver
from result_builder import result, run

from simgui.profiles.sourced import Basis
from simgui.results.report.page import make_page
from simgui.results.report.tornado import tornado_picture, tornados
from simgui.results.result import PlacementResult

DRIVERS = (
    driver("devices/nrf.sleep_power_w", share=0.8, basis=Basis.GUESS, low=1e8, high=3e8),
    driver("batteries/aa.capacity_c", share=0.2, low=1.5e8, high=2.5e8),
)


def explained(placement: str) -> PlacementResult:
    return replace(run(placement), drivers={"battery_life_s": DRIVERS}, p_meets_budgets=0.75)


def bars(svg: str) -> list[tuple[float, str]]:
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    found = [element for element in root.iter() if element.tag.endswith("rect")]
    return [(float(one.attrib["width"]), one.attrib["style"]) for one in found]


def test_that_bars_are_as_long_as_the_swings_and_guesses_stand_out() -> None:
    (guess, guess_style), (measured, measured_style) = bars(tornado_picture(DRIVERS, "battery_life_s", 2e8))
    assert guess == pytest.approx(2 * measured, rel=1e-2)
    assert guess_style != measured_style


def test_that_nothing_is_drawn_without_drivers_or_a_value() -> None:
    assert tornado_picture((), "battery_life_s", 2e8) == ""
    assert tornado_picture(DRIVERS, "battery_life_s", float("inf")) == ""


def test_that_the_recommended_placement_is_drawn() -> None:
    placement, charts = tornados(result(explained("fog"), explained("edge")))
    assert placement == "edge"
    assert [chart.title for chart in charts] == ["Battery life (95 % reach it)"]
    assert charts[0].sentence.startswith("80 % of the spread comes from a guess: sleep power of nrf")


def test_that_the_page_shows_charts_signs_and_chances() -> None:
    page = make_page(result(explained("edge")), None)
    assert "What the uncertainty of edge comes from" in page
    assert "edge 75 %" in page
    assert re.search(r"<td[^>]*>○ 5 y", page)


def test_that_a_page_without_intervals_has_no_such_section() -> None:
    page = make_page(result(run("edge")), None)
    assert "What the uncertainty" not in page
    assert "no budget is missed, over draws" not in page
