"""An opened scenario in words: header, fleet, placements to try, budgets to keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simgui.core.units import Dimension, format_quantity
from simgui.scenario.scenario import Scenario
from simgui.scenario.site import Tier
from simgui.scenario.task import Task
from simgui.ui.presenters.wording import kpi_label, limit_text, plural, strategy_text
from simgui.ui.translation import counted, later, tr

_HOPS = {
    Tier.DEVICE: later("{link} to the device"),
    Tier.FOG: later("{link} to the gateway"),
    Tier.CLOUD: later("{link} to the cloud"),
}
_NEEDED = {
    Tier.DEVICE: later("decision needed on the device"),
    Tier.FOG: later("decision needed on the gateway"),
    Tier.CLOUD: later("decision needed in the cloud"),
}


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
        One line for each group, task, site and cloud, for each placement, and for each budget.
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
            tr("{time} simulated", time=format_quantity(scenario.duration_s, Dimension.TIME)),
            tr("seed {seed}", seed=scenario.seed),
        ),
        fleet=(*_devices(scenario), *_infrastructure(scenario)),
        placements=tuple(Fact(name, strategy_text(spec.strategy)) for name, spec in scenario.placements.items()),
        budgets=tuple(
            Fact(f"{kpi_label(budget.kpi)}{_of_group(budget.group)}", limit_text(budget.text))
            for budget in scenario.budgets
        ),
        invitation=tr(
            "Press Run, or the space bar, to try {placements} against the budgets.",
            placements=plural(placements, "placement"),
        ),
    )


def _of_group(group: str | None) -> str:
    return f", {group}" if group else ""


def _devices(scenario: Scenario) -> Iterator[Fact]:
    for name, group in scenario.groups.items():
        supply = (f"{group.battery_count} × " if group.battery_count > 1 else "") + (group.battery or tr("mains"))
        links = tr(", then ").join(tr(_HOPS[hop.to], link=hop.link) for hop in group.route)
        parts = (f"{counted(group.count)} × {group.profile}", group.sensor, supply, links)
        yield Fact(name, " · ".join(part for part in parts if part))
        for task in group.tasks:
            yield Fact(f"{name}: {task.name}", _task_text(task, scenario))


def _task_text(task: Task, scenario: Scenario) -> str:
    model = scenario.models[task.model].name if task.model in scenario.models else task.model
    parts = [
        tr("{model} on {window} every {time}", model=model, window=_time(task.window_s), time=_time(task.every_s)),
        tr(_NEEDED[task.needed_at]),
    ]
    parts += [tr("deadline {time}", time=_time(task.deadline_s))] if task.deadline_s is not None else []
    parts += [tr("alarm within {time}", time=_time(task.alarm_within_s))] if task.alarm_within_s is not None else []
    return " · ".join(parts)


def _infrastructure(scenario: Scenario) -> Iterator[Fact]:
    for name, site in scenario.sites.items():
        times = f"{site.count} × " if site.count > 1 else ""
        gateways = (
            tr("{count} × {profile} on {link}", count=one.count, profile=one.profile, link=one.backhaul)
            for one in site.gateways
        )
        yield Fact(name, f"{times}{tr('site')} · {' · '.join(gateways)}")
    for name, cloud in scenario.clouds.items():
        rtt = tr("round trip {time}", time=_time(cloud.rtt_s))
        yield Fact(name, f"{tr('cloud')} · {cloud.servers} × {cloud.profile} · {rtt}")


def _time(duration_s: float) -> str:
    return format_quantity(duration_s, Dimension.TIME)
