"""Hot gateways serve more slowly, each by its own load."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from builders.plans import MS, group, stage, task

from simgui.core.paths import bundled
from simgui.placement.cooled_gateways import cooled_gateways
from simgui.placement.misfit import MisfitError
from simgui.placement.topology import Topology
from simgui.plan.plan import GroupPlan
from simgui.plan.stages import Stage
from simgui.profiles.registry import Registry
from simgui.scenario.group import Series
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario


def hall(temperature_c: float, series: Series | None = None) -> tuple[Topology, int]:
    """Give the two cabinets of the motor story in air of that temperature, and their station."""
    story = load_scenario(bundled("scenarios") / "motor_control.yaml", registry=Registry())
    site = story.sites["hall"]
    gateways = (replace(site.gateways[0], temperature_c=temperature_c, temperature_series=series),)
    made: Scenario = replace(story, duration_s=3600.0, sites={"hall": replace(site, gateways=gateways)})
    topology = Topology(made, Registry())
    place = topology.gateways(made.groups["preempted"])
    assert place is not None
    return topology, topology.gateway_cpu(place)


def busy(station: int, service_ns: int, *, only_first: bool = False) -> list[GroupPlan]:
    """Give 20 devices, ten to each cabinet, that ask for a service every second."""
    instance = np.repeat([0, 1], 10)
    service = np.where(instance == 0, service_ns, 0 if only_first else service_ns)
    one = stage(Stage.GATEWAY, station, service, devices=20, instance=instance)
    return [group([task([one], devices=20, period_ns=1000 * MS, jobs=1)], devices=20)]


LATE_NS = 1800 * 1000 * MS


def served(groups: Sequence[GroupPlan], release_ns: int = LATE_NS) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Give how long the messages of a late moment take."""
    one = groups[0].tasks[0].stages[0]
    return one.served_ns(np.arange(20), np.full(20, release_ns))


def test_that_a_cool_gateway_keeps_its_clock() -> None:
    topology, station = hall(25.0)
    before = busy(station, 5 * MS)
    found = cooled_gateways(before, topology)
    assert (served(found.groups) == 5 * MS).all()
    assert found.hot == ()


def test_that_only_the_busy_cabinet_slows_down_once_it_is_hot() -> None:
    topology, station = hall(50.0)
    full = topology.servers[station].active_power_w
    found = cooled_gateways(busy(station, 350 * MS, only_first=True), topology)
    late, first = served(found.groups), served(found.groups, release_ns=MS)
    assert (late[:10] > 350 * MS).all()
    assert (first[:10] == 350 * MS).all()
    assert (late[10:] == 0).all()
    assert topology.servers[station].active_power_w < full
    assert "hall.cabinet: raspberry-pi-4 reaches its temperature limit after" in found.hot[0]


def test_that_warmer_air_never_makes_it_faster() -> None:
    times = []
    for air_c in (20.0, 35.0, 50.0, 60.0):
        topology, station = hall(air_c)
        times.append(int(served(cooled_gateways(busy(station, 350 * MS), topology).groups)[0]))
    assert times == sorted(times)
    assert times[0] < times[-1]


def test_that_air_that_changes_is_followed() -> None:
    """Cool for 15 minutes, hot for 15 minutes, and so on: the mean would not slow it down so far."""
    topology, station = hall(40.0, Series((20.0, 60.0), 900.0))
    groups = cooled_gateways(busy(station, 350 * MS), topology).groups
    cool, hot = (served(groups, release_ns=at_s * 1000 * MS)[0] for at_s in (890, 1790))
    assert cool == 350 * MS < hot


def test_that_a_gateway_too_hot_to_idle_is_a_misfit() -> None:
    topology, station = hall(79.0)
    with pytest.raises(MisfitError, match=r"hall\.cabinet: raspberry-pi-4: even idle"):
        cooled_gateways(busy(station, MS), topology)
