"""LoRa devices of many cells, compiled and run by an engine; the links may be altered from the bundled one."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from builders.executed import Visits, execute
from builders.placed import models_of
from builders.placed_radio import routed
from builders.plans import verdicts
from simgui.core.paths import bundled
from simgui.engine.control import Engine
from simgui.placement.strategies import compile_placement
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Plan, to_ns
from simgui.plan.stages import Stage
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario

BoolArray: TypeAlias = npt.NDArray[np.bool_]


def own_link(folder: Path, name: str, changes: dict[str, str]) -> None:
    """Put a variant of the bundled LoRaWAN link beside a scenario: lines or numbers of its file, by key."""
    text = (bundled("device_profiles") / "links" / "lorawan-eu868.yaml").read_text(encoding="utf-8")
    for key, value in changes.items():
        pattern = rf"(?m)^{key}:.*\n(?:[ ].*\n)*"
        assert re.search(pattern, text), key
        text = re.sub(pattern, value, text)
    links = folder / "device_profiles" / "links"
    links.mkdir(parents=True, exist_ok=True)
    (links / f"{name}.yaml").write_text(text, encoding="utf-8")


def cells(folder: Path, radio: str, *, link: str, nodes: int, gateways: int, result: str, every: str) -> Plan:
    """Compile so many cells of so many nodes that report at random phases, three times each."""
    own = (folder / "device_profiles" / "links" / f"{link}.yaml").exists()
    scenario = routed(folder, radio, link="lorawan-eu868", every=every)
    file = folder / "placed.yaml"
    text = file.read_text().replace("    count: 8\n", f"    count: {nodes * gateways}\n")
    text = text.replace("count: 2, backhaul", f"count: {gateways}, backhaul").replace(
        "result: 16 B", f"result: {result}"
    )
    text = text.replace("{link: lorawan-eu868,", f"{{link: {link},")
    file.write_text(text)
    scenario = load_scenario(file)
    return _compiled(scenario, Registry.beside(folder) if own else Registry())


def _compiled(scenario: Scenario, registry: Registry) -> Plan:
    (group,) = scenario.groups.values()
    (task,) = group.tasks
    period_ns = to_ns(task.every_s)
    phase_ns = np.random.default_rng(scenario.seed).integers(0, period_ns, group.count)
    heard = Perceived(phase_ns, np.full(group.count, 3, dtype=np.int64), verdicts([0], group.count))
    plan = compile_placement(
        replace(scenario, duration_s=3 * task.every_s),
        scenario.placements["edge"],
        {(group.name, task.name): heard},
        models_of(scenario),
        registry,
        seed=scenario.seed,
    )
    assert isinstance(plan, Plan), plan
    return plan


def uplinks(plan: Plan, engine: Engine) -> tuple[Visits, BoolArray]:
    """Run a plan and give its uplinks, and which of them the gateway got."""
    ran = {one.stage.stage: one for one in execute(plan, engine).visits()}
    return ran[Stage.UPLINK], np.asarray(ran[Stage.GATEWAY].finish_ns >= 0)


def middle_of(visits: Visits) -> BoolArray:
    """Find the second of three reports, which has neighbours on both sides."""
    return np.asarray(visits.chunk.job == 1)
