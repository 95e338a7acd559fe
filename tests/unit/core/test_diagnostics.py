"""Diagnostics name the place, the value and what was probably meant."""

import pytest

from simgui.core.diagnostics import Diagnostic, DiagnosticCollector, Location, did_you_mean
from simgui.core.errors import InputError

PLACE = Location("farm.yaml", 9, 7)


@pytest.mark.parametrize(
    ("path", "hint", "text"),
    [
        ("a.b", "see c", "farm.yaml:9:7: a.b: wrong (see c)"),
        ("", "see c", "farm.yaml:9:7: wrong (see c)"),
        ("a.b", "", "farm.yaml:9:7: a.b: wrong"),
    ],
)
def test_that_empty_parts_of_a_diagnostic_are_left_out(path: str, hint: str, text: str) -> None:
    assert str(Diagnostic(PLACE, path, "wrong", hint)) == text


@pytest.mark.parametrize(
    ("word", "candidates", "suggestion"),
    [
        ("voltge", ["voltage", "current"], "did you mean 'voltage'?"),
        ("Raspberry_Pi_5", ["raspberry-pi-4", "raspberry-pi-5"], "did you mean 'raspberry-pi-5'?"),
        ("mw", ["MW", "mW"], "did you mean 'mW'?"),
        ("Mw", ["MW", "mW"], "did you mean 'MW'?"),
        ("zzz", ["voltage", "current"], ""),
        ("", ["a"], ""),
        ("x", [], ""),
        ("voltag" * 1000, ["voltage"], ""),
    ],
)
def test_that_a_near_name_is_suggested(word: str, candidates: list[str], suggestion: str) -> None:
    assert did_you_mean(word, candidates) == suggestion


def test_that_a_suggestion_does_not_depend_on_the_order_of_candidates() -> None:
    names = ["edge-1", "edge-2", "edge-3"]
    assert did_you_mean("edge-4", names) == did_you_mean("edge-4", reversed(names)) != ""


def test_that_a_collector_orders_by_file_line_and_column() -> None:
    collector = DiagnosticCollector()
    places = [Location("b", 1, 1), Location("a", 10, 1), Location("a", 9, 8), Location("a", 9, 7)]
    for place in places:
        collector.add(place, "p", "wrong")
    with pytest.raises(InputError) as caught:
        collector.raise_if_any()
    assert [found.location for found in caught.value.diagnostics] == places[::-1]


def test_that_an_empty_collector_raises_nothing() -> None:
    collector = DiagnosticCollector()
    collector.raise_if_any()
    collector.extend([Diagnostic(PLACE, "p", "wrong")])
    with pytest.raises(InputError, match=r"farm\.yaml:9:7: p: wrong"):
        collector.raise_if_any()
