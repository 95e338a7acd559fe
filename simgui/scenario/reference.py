"""Names in a scenario that must name something else in it."""

from collections.abc import Collection

from simgui.core.diagnostics import did_you_mean
from simgui.scenario.schema.block import Reading, Spot
from simgui.scenario.schema.kinds import one_of


def check_known(name: object, names: Collection[str], noun: str, spot: Spot, reading: Reading) -> bool:
    """Note a name that names nothing, and tell whether it is fine.

    Parameters
    ----------
    name : object
        As read; anything that was refused before is passed over.
    names : Collection[str]
        What there is.
    noun : str
        What is named, e.g. ``site``.
    spot : Spot
        Where the name stands.
    reading : Reading
        Takes the problem.

    Returns
    -------
    bool
        Whether the name is one of the names.
    """
    if not isinstance(name, str):
        return False
    if name in names:
        return True
    listed = one_of(list(names))
    hint = did_you_mean(name, names) or (f"there are {listed}" if listed else f"the scenario has no {noun}")
    reading.refuse(spot.place, spot.path, f"there is no {noun} {name[:80]!r}", hint)
    return False
