"""A scenario with few devices and no windows: enough to compile what depends on profile numbers."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simgui.plan.perceived import Perceived
from simgui.plan.verdicts import Events, TaskVerdicts, VerdictPool
from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario

MOST_DEVICES = 2000
"""Devices of a thinned scenario, about. [-]"""


def thinned(scenario: Scenario) -> Scenario:
    """Keep the first devices of every group and as many gateways as keep the load of each.

    Parameters
    ----------
    scenario : Scenario
        As loaded; one with few devices stays as it is.
    """
    total = sum(group.count for group in scenario.groups.values())
    if total <= MOST_DEVICES:
        return scenario
    share = MOST_DEVICES / total
    groups = {name: replace(group, count=max(1, round(group.count * share))) for name, group in scenario.groups.items()}
    sites = {}
    for name, site in scenario.sites.items():
        if site.count * share >= 1:
            sites[name] = replace(site, count=round(site.count * share))
        else:
            fewer = (replace(one, count=max(1, round(one.count * site.count * share))) for one in site.gateways)
            sites[name] = replace(site, count=1, gateways=tuple(fewer))
    return replace(scenario, groups=groups, sites=sites, outages=())


def unheard(scenario: Scenario) -> Mapping[tuple[str, str], Perceived]:
    """Stand in for perception: no window ends; what a stage costs does not depend on what was seen."""
    return {(group.name, task.name): _unheard(group) for group in scenario.groups.values() for task in group.tasks}


def _unheard(group: Group) -> Perceived:
    none, each = np.zeros(0, dtype=np.int64), np.zeros(group.count, dtype=np.int64)
    cell = np.zeros((1, 1, 1, 1), dtype=np.int8)
    pool = VerdictPool(cell, cell.astype(np.float32), cell, real_inferences=0, recorded=False)
    events = Events(none.astype(np.int32), none, none, none.astype(np.int8))
    verdicts = TaskVerdicts(
        pool=pool,
        stream=each.astype(np.int32),
        offset=each,
        events=events,
        first_job=none,
        last_job=none,
        bin_first_job=np.zeros((group.count, 1), dtype=np.int64),
    )
    return Perceived(each, each, verdicts)
