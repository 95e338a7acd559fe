"""From the claims as read to limits on KPIs, every name in them checked."""

from collections.abc import Collection
from typing import Any

from simgui.scenario.budget import resolve_limit
from simgui.scenario.scenario import Claim
from simgui.scenario.schema.block import Block, Reading, Spot


def resolve_claims(root: Block, groups: Collection[str], reading: Reading) -> tuple[Claim, ...]:
    """Give the claims of a scenario, noting what is wrong with them.

    Parameters
    ----------
    root : Block
        The scenario file.
    groups : Collection[str]
        Names of its device groups.
    reading : Reading
        Takes the problems.

    Returns
    -------
    tuple[Claim, ...]
        In the file's order; wrong ones are left out.
    """
    listed: Any = root["claims"]
    found = []
    for block in listed if isinstance(listed, list) else ():
        if not isinstance(block, Block) or not isinstance(block["kpi"], str):
            continue
        spot = Spot(block.path("kpi"), block.place("kpi"))
        limit = resolve_limit(block["kpi"], block["limit"], spot, groups, reading, block.path("limit"))
        if limit is not None and isinstance(block["says"], str):
            found.append(Claim(block["says"], limit))
    return tuple(found)
