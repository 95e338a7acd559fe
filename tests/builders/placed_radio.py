"""The small scenario of `placed` with a written route instead of a link."""

from pathlib import Path

from builders.placed import plan_of, story
from simgui.plan.plan import GroupPlan, StagePlan
from simgui.plan.stages import Stage
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario

LORA = "lorawan-eu868"


def routed(
    folder: Path,
    radio: str = "",
    *,
    link: str = LORA,
    every: str = "10 min",
    report: str = "always",
    needed_at: str = "device",
    site: bool = True,
    count: int = 8,
) -> Scenario:
    """Write and load the scenario; ``radio`` are further keys of the hop, as in ``confirmed: yes, loss: 0``."""
    story(folder, link=link, every=every, report=report, needed_at=needed_at, site=site, battery="er34615")
    file = folder / "placed.yaml"
    hop = f"{{link: {link}, to: {'gateway' if site else 'cloud'}{', ' + radio if radio else ''}}}"
    text = file.read_text().replace(f"    link: {link}\n", f"    route: [{hop}]\n")
    text = text.replace("    battery: er34615\n", "").replace("    count: 8\n", f"    count: {count}\n")
    file.write_text(text)
    return load_scenario(file)


def group_of(scenario: Scenario, placement: str = "edge") -> GroupPlan:
    """Compile a placement and give its only group."""
    (group,) = plan_of(scenario, placement).groups
    return group


def stage_of(scenario: Scenario, stage: Stage, placement: str = "edge") -> StagePlan:
    """Compile a placement and give its only stage of a kind."""
    (found,) = [one for task in group_of(scenario, placement).tasks for one in task.stages if one.stage is stage]
    return found
