"""A scenario file for tests of what the inspector and the problems list make of it."""

from __future__ import annotations

from pathlib import Path

from simgui.core.diagnostics import Diagnostic
from simgui.profiles.registry import Registry
from simgui.runs.check import check_scenario, warn_about
from simgui.scenario.draft import read_draft
from simgui.scenario.edit import ScenarioText
from simgui.ui.presenters.inspector_rows import Surroundings

FILE = Path(__file__).parents[3] / "scenarios" / "pipeline_valve.yaml"
TEXT = FILE.read_text(encoding="utf-8")
REGISTRY = Registry()


def changed(old: str, new: str, text: str = TEXT) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def diagnostics(text: str) -> tuple[Diagnostic, ...]:
    """Everything that is wrong, and if nothing is, what is probably not meant."""
    draft = read_draft(text, FILE, REGISTRY)
    if draft.scenario is None:
        return draft.problems
    return check_scenario(draft.scenario, REGISTRY) or warn_about(draft.scenario, REGISTRY)


def around(text: str = TEXT) -> Surroundings:
    problems = {one.path: one.message for one in diagnostics(text)}
    return Surroundings(ScenarioText(text), REGISTRY, problems, ("valve_pressure", "bearing_vibration"))
