"""Runs the parts of a chunk side by side, and joins them at the cloud."""

from collections.abc import Callable, Sequence

from simgui.engine.vectorised.chunk import Part, SetMemory, Setting
from simgui.engine.vectorised.set_service import MAX_PASSES, UnsettledError
from simgui.engine.vectorised.station import StationState

SideBySide = Callable[[Callable[[Part], None], Sequence[Part]], object]
"""Calls a function for every part, in threads or one after the other."""


def settle(
    setting: Setting, parts: Sequence[Part], joint: dict[int, StationState], each: SideBySide
) -> tuple[dict[int, StationState], int]:
    """Repeat the pass through all station sets until nothing changes any more.

    Parameters
    ----------
    setting : Setting
        The chunk.
    parts : Sequence[Part]
        Of the fleet.
    joint : dict[int, StationState]
        States of the station sets where the parts meet, before the chunk; not changed.
    each : callable
        Calls a function for every part.

    Returns
    -------
    dict[int, StationState], int
        The states behind the chunk, and how many passes it took, over all sets or at one of them.

    Raises
    ------
    UnsettledError
        If a cycle did not settle and the chunk may be shortened.
    """
    phases = _phases(setting, joint)
    served = {index: SetMemory() for index in joint}
    passes = 0
    while True:
        each(Part.begin, parts)
        after = dict(joint)
        for indices in phases:
            if indices[0] in joint:
                after[indices[0]] = _join(setting, parts, indices[0], joint[indices[0]], served[indices[0]])
            else:
                each(_serving(indices), parts)
        passes += 1
        settled = [part.settled() for part in parts]
        if not all(settled):
            if setting.may_give_up and passes > MAX_PASSES:
                raise UnsettledError
            continue
        outlived = [part.outlived() for part in parts]
        if all(outlived):
            return after, max(passes, *(part.passes for part in parts))


def _phases(setting: Setting, joint: dict[int, StationState]) -> list[list[int]]:
    """Cut the order of the station sets at those where the parts meet."""
    phases: list[list[int]] = []
    for index in setting.network.visitors:
        if index in joint or not phases or phases[-1][0] in joint:
            phases.append([])
        phases[-1].append(index)
    return phases


def _serving(indices: Sequence[int]) -> Callable[[Part], None]:
    return lambda part: part.serve(indices)


def _join(setting: Setting, parts: Sequence[Part], index: int, state: StationState, served: SetMemory) -> StationState:
    """Serve the visitors of all parts together."""
    coming = [part.coming(index) for part in parts]
    inputs = [one for those in coming for one in those]
    if not inputs:
        return state
    results, after = served.serve(setting, index, inputs, state, parts[0].deaths)
    first = 0
    for part, those in zip(parts, coming, strict=True):
        part.lead_on(results[first : first + len(those)])
        first += len(those)
    return after
