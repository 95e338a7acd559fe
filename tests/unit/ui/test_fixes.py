"""One click does away with a problem, and every fix that is offered can be made."""

from __future__ import annotations

import pytest
from inspected_scenario import TEXT, around, changed, diagnostics

from simgui.scenario.change import apply_all
from simgui.ui.presenters.fixes import fixes_of, with_fixes

CASES = [
    ("    count: 24\n", "    cuont: 24\n", "unknown key"),
    ("profile: b-u585i-iot02a", "profile: b-u585-iot02a", "there is no device profile"),
    ("duration: 5 min", "duration: 5 mn", "unknown unit"),
    ("duration: 5 min", "duration: 5", "has no unit"),
    ("report: on_detection", "report: on_detektion", "must be one of"),
    ("        window: 200 ms                 # 20 samples\n", "", "missing"),
    ("    sensor: ms5837-30ba\n", "", "missing"),
    ("duration: 5 min\n", "", "missing"),
    ("  battery_life:", "  batery_life:", "no KPI"),
    ("  battery_life:", "  battery_life_s:", "without its unit"),
    ("  battery_life:", "  valve/battery_life:", "no device group"),
    ("  latency_max:", "  first_deth:", "no KPI"),
    ("target: rig.station.backhaul, for: 1 min", "target: rig.staton.backhaul, for: 1 min", "nothing that can be out"),
    ("model: detector\n", "model: dettector\n", "there is no model"),
    ("    site: rig\n", "    site: rigg\n", "there is no site"),
    ("confirm: 4 of 5", "confirm: 5 of 4", "can never be"),
    ("  fog: {}", "  fog: {feature: rms}", "has no option"),
    ("  threshold: {feature: variance}", "  thresh: {}", "needs a strategy"),
    ("window: 200 ms", "window: 205.3 ms", "must be a whole number"),
    ("window: 200 ms", "window: 300 ms", "takes"),
    ("rate: 100 Hz", "rate: 10 kHz", "samples"),
    ("name: Valves", "name: 12 # Valves", "must be a text"),
    ("    link: ble-2m ", "    route: [{link: ble-2m, to: gateway}]\n    link: ble-2m ", "either a link or a route"),
    ("detector: valve-mlp-int8", "detector: valve-mlp-int8\n  spare: fall-cnn-int8", "is not used"),
    ("seed: 3\n", "seed: 3\n\tx: 1\n", "YAML"),
]


@pytest.mark.parametrize(("old", "new", "message"), CASES)
def test_that_the_first_fix_does_away_with_the_problem(old: str, new: str, message: str) -> None:
    text = changed(old, new)
    (problem, *_) = [one for one in diagnostics(text) if message in one.message]
    fixes = fixes_of(problem, around(text))
    assert fixes, problem
    after = apply_all(fixes[0].changes, text)
    left = [one for one in diagnostics(after) if (one.path, one.message) == (problem.path, problem.message)]
    assert left == [], (problem, fixes[0])


@pytest.mark.parametrize(("old", "new", "message"), CASES)
def test_that_every_fix_changes_the_text_and_has_a_label_of_its_own(old: str, new: str, message: str) -> None:
    text = changed(old, new)
    for problem in with_fixes(diagnostics(text), (), around(text)):
        labels = [one.label for one in problem.fixes]
        assert len(set(labels)) == len(labels)
        for fix in problem.fixes:
            assert apply_all(fix.changes, text) != text


def test_that_a_slip_of_the_keys_is_put_right_exactly() -> None:
    text = changed("duration: 5 min", "duration: 5 mni")
    (problem,) = diagnostics(text)
    assert apply_all(fixes_of(problem, around(text))[0].changes, text) == TEXT


def test_that_warnings_are_marked_by_sign_too() -> None:
    text = changed("at: 3 min", "at: 3 h")
    (problem,) = with_fixes((), diagnostics(text), around(text))
    assert (problem.is_warning, problem.glyph) == (True, "!")
