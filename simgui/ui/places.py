"""Where the command palette leads to, beside the actions: scenarios, groups, placements, KPIs, and views."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from simgui.scenario.kpi import KPIS
from simgui.ui.actions import Entry
from simgui.ui.presenters.start_page import StoryCard
from simgui.ui.presenters.wording import kpi_label
from simgui.ui.session import Session
from simgui.ui.translation import tr


def scenario_places(
    stories: Sequence[StoryCard], recents: Sequence[Path], open_file: Callable[[str], object]
) -> Iterator[Entry]:
    """Offer the shipped stories and the files opened last, each file once."""
    seen = {story.file.absolute() for story in stories}
    for story in stories:
        yield Entry(story.name, tr("Story"), partial(open_file, str(story.file)), story.icon)
    for file in recents:
        if file.absolute() not in seen:
            yield Entry(file.name, tr("Recently opened"), partial(open_file, str(file)), "file")


def content_places(session: Session) -> Iterator[Entry]:
    """Offer the groups, the placements and the KPIs of the open scenario."""
    scenario = session.scenario
    if scenario is None:
        return

    def show_group(name: str) -> None:
        session.workspace_requested.emit("design")
        session.select_group(name)
        session.select(f"fleet.{name}")

    def show_placement(name: str) -> None:
        session.workspace_requested.emit("run")
        session.select_placement(name)

    for name in scenario.groups:
        yield Entry(name, tr("Device group"), partial(show_group, name), "devices")
    for name in scenario.placements:
        yield Entry(name, tr("Placement"), partial(show_placement, name), "model")
    for kpi in KPIS:
        yield Entry(kpi_label(kpi), tr("KPI"), partial(session.kpi_requested.emit, kpi), "explore")
