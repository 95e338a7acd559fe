"""An opened scenario in words: header, fleet, placements to try, budgets to keep."""

from __future__ import annotations

from dataclasses import dataclass

from simgui.core.units import Dimension, format_quantity
from simgui.scenario.scenario import Group, Scenario
from simgui.ui.presenters.wording import kpi_label, limit_text, plural, strategy_text


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of two parts: what, and how it is."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ScenarioSummary:
    """What is shown of a scenario before it runs.

    Parameters
    ----------
    title, story : str
        Header of the page.
    chips : tuple[str, ...]
        Facts at a glance.
    fleet, placements, budgets : tuple[Fact, ...]
        One line for each group, placement and budget.
    invitation : str
        What to do next.
    """

    title: str
    story: str
    chips: tuple[str, ...]
    fleet: tuple[Fact, ...]
    placements: tuple[Fact, ...]
    budgets: tuple[Fact, ...]
    invitation: str


def summarise(scenario: Scenario) -> ScenarioSummary:
    """Put a scenario into words.

    Parameters
    ----------
    scenario : Scenario
        Checked and resolved.
    """
    placements = len(scenario.placements)
    return ScenarioSummary(
        title=scenario.name,
        story=" ".join(scenario.story.split()),
        chips=(
            plural(sum(group.count for group in scenario.groups.values()), "device"),
            plural(placements, "placement"),
            plural(len(scenario.budgets), "budget"),
            f"{format_quantity(scenario.duration_s, Dimension.TIME)} simulated",
            f"seed {scenario.seed}",
        ),
        fleet=tuple(Fact(name, _group_text(group)) for name, group in scenario.groups.items()),
        placements=tuple(Fact(name, strategy_text(spec.strategy)) for name, spec in scenario.placements.items()),
        budgets=tuple(
            Fact(f"{kpi_label(budget.kpi)}{_of_group(budget.group)}", limit_text(budget.text))
            for budget in scenario.budgets
        ),
        invitation=f"Press Run, or the space bar, to try {plural(placements, 'placement')} against the budgets.",
    )


def _of_group(group: str | None) -> str:
    return f", {group}" if group else ""


def _group_text(group: Group) -> str:
    parts = [f"{group.count:,} × {group.profile}", group.sensor, group.battery or "mains"]
    parts += [hop.link for hop in group.route]
    parts += [f"{task.name} every {format_quantity(task.every_s, Dimension.TIME)}" for task in group.tasks]
    return " · ".join(parts)
