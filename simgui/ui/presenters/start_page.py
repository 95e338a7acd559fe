"""The stories of the start page, read quickly and without checking them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simgui.core.errors import InputError
from simgui.core.located_yaml import load_yaml
from simgui.core.paths import bundled
from simgui.ui.presenters.wording import plural
from simgui.ui.translation import tr

_ICONS = {
    "bearing_vibration": "bearing",
    "wrist_activity": "wrist",
    "wrist_acceleration": "wrist",
    "valve_pressure": "valve",
    "cold_chain": "thermometer",
    "ecg": "pulse",
}

_FIRST = ("predictive_maintenance", "wearable_fall", "pipeline_valve")


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A scenario to open.

    Parameters
    ----------
    file : Path
        The scenario.
    name, story : str
        Its title, and what it is about.
    facts : str
        Size at a glance.
    icon : str
        Name of a drawing.
    """

    file: Path
    name: str
    story: str
    facts: str
    icon: str


def shipped_stories(folder: Path | None = None) -> tuple[StoryCard, ...]:
    """Give a card for every shipped scenario.

    Parameters
    ----------
    folder : Path | None
        Where the scenarios lie; None takes the bundled ones.
    """
    place = folder if folder is not None else bundled("scenarios")
    return tuple(story_card(file) for file in sorted(place.glob("*.yaml"), key=_rank))


def _rank(file: Path) -> tuple[int, str]:
    """Put the stories one begins with first, and the largest fleets last."""
    if file.stem in _FIRST:
        return _FIRST.index(file.stem), ""
    return len(_FIRST) + file.stem.startswith("fleet_"), file.stem


def story_card(file: Path) -> StoryCard:
    """Read the card of one scenario; a file that cannot be read gives a card that says so."""
    try:
        content = load_yaml(file).plain()
    except InputError:
        return StoryCard(file, file.stem, tr("This file cannot be read. Open it to see why."), "", "warning")
    story = " ".join(str(content.get("story") or "").split())
    return StoryCard(file, str(content.get("name") or file.stem), story, _facts(content), _icon(content))


def shortened(text: str, longest: int) -> str:
    """Cut a text between sentences, or, where the first one is too long already, between words.

    Parameters
    ----------
    text : str
        What is shown.
    longest : int
        So many letters at most. [-]
    """
    if len(text) <= longest:
        return text
    end = max(text.rfind(mark, 0, longest) for mark in (". ", "? ", "! "))
    if end > longest // 3:
        return text[: end + 1]
    return f"{text[: text.rfind(' ', 0, longest)].rstrip(',;:')} …"


def _facts(content: Mapping[str, Any]) -> str:
    groups = _groups(content)
    devices = [group.get("count") for group in groups]
    facts = []
    if devices and all(isinstance(count, int) for count in devices):
        facts.append(plural(sum(count for count in devices if isinstance(count, int)), "device"))
    placements, budgets = content.get("placements"), content.get("budgets")
    if isinstance(placements, dict) and placements:
        facts.append(plural(len(placements), "placement"))
    if isinstance(budgets, dict) and budgets:
        facts.append(plural(len(budgets), "budget"))
    if content.get("duration"):
        facts.append(str(content["duration"]))
    return " · ".join(facts)


def _icon(content: Mapping[str, Any]) -> str:
    for group in _groups(content):
        stream = group.get("stream")
        if isinstance(stream, dict) and stream.get("source") in _ICONS:
            return _ICONS[stream["source"]]
    return "chip"


def _groups(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    fleet = content.get("fleet")
    return [group for group in fleet.values() if isinstance(group, dict)] if isinstance(fleet, dict) else []
