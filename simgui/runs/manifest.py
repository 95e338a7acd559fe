"""What a run was made of, so that it can be made again: versions, platform, digests, command."""

import hashlib
import importlib.metadata
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace

from simgui.models.graph import Model
from simgui.models.runtime import runtime_name
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.results.result import ScenarioResult
from simgui.results.run_store import Manifest, describe_run
from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario

_LIBRARIES = ("simpy", "duckdb")


def make_manifest(
    result: ScenarioResult, scenario: Scenario, models: Mapping[str, Model], registry: Registry
) -> Manifest:
    """Write down what a run was made of.

    Parameters
    ----------
    result : ScenarioResult
        What came out.
    scenario : Scenario
        What was simulated.
    models : Mapping[str, Model]
        Its models by key.
    registry : Registry
        Where its parts come from.

    Returns
    -------
    Manifest
        With the SHA-256 of the scenario, of every model, recording and series, and of every part that bears on the
        result, and the platform among the versions.
    """
    digests = {f"model {key}": model.digest for key, model in models.items()}
    files = sorted(scenario.data_files)
    digests |= {f"data {file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    parts = sorted(set(_parts(scenario, registry)))
    digests |= {f"profile {kind.folder}/{name}": registry.digest(kind, name) for kind, name in parts}
    manifest = describe_run(result, digests, sys.argv, runtime_name())
    libraries = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    return replace(manifest, versions={**manifest.versions, **libraries, "platform": platform.platform()})


def _parts(scenario: Scenario, registry: Registry) -> Iterator[tuple[Kind, str]]:
    """List the parts a scenario names, and the kernel costs of their processors."""
    devices = [group.profile for group in scenario.groups.values()]
    for group in scenario.groups.values():
        yield from _parts_of(group)
    for site in scenario.sites.values():
        for gateways in site.gateways:
            yield Kind.GATEWAY, gateways.profile
            yield Kind.LINK, gateways.backhaul
            devices.append(registry.gateway(gateways.profile).device)
    for name in devices:
        device = registry.device(name)
        yield Kind.DEVICE, name
        yield Kind.KERNEL, f"{device.core}+{device.stack}"
    for cloud in scenario.clouds.values():
        profile = registry.cloud(cloud.profile)
        yield Kind.CLOUD, cloud.profile
        yield Kind.KERNEL, f"{profile.core}+{profile.stack}"


def _parts_of(group: Group) -> Iterator[tuple[Kind, str]]:
    yield Kind.SENSOR, group.sensor
    if group.battery is not None:
        yield Kind.BATTERY, group.battery
    if group.regulator is not None:
        yield Kind.REGULATOR, group.regulator
    if group.harvester is not None:
        yield Kind.HARVESTER, group.harvester.profile
    for hop in group.route:
        yield Kind.LINK, hop.link
