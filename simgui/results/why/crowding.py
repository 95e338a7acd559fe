"""How the share of messages that collide changes with their length and spreading factor, estimated.

Notes
-----
Pure ALOHA on each channel and spreading factor: a message survives with the chance exp(-2 κ G), G being the busy share.
κ is what makes that agree with what the run lost: capture and the number of gateways make it smaller.

References
----------
N. Abramson, "The ALOHA system", AFIPS Fall Joint Computer Conference 37 (1970), doi:10.1145/1478462.1478502.
"""

import numpy as np

from simgui.plan.plan import Float64Array, StagePlan, TaskPlan
from simgui.results.why.latencies import lost_chance
from simgui.results.why.observation import TaskSeen


def survival(duration_ns: int, base: TaskPlan, task: TaskPlan, seen: TaskSeen) -> float:
    """Give by which factor the share of messages that no other destroys changes under another plan; 1 without air. [-]

    Parameters
    ----------
    duration_ns : int
        Length of the run. [ns]
    base, task : TaskPlan
        As run, and with other numbers.
    seen : TaskSeen
        What the run lost.
    """
    index = next((i for i in base.way_to(base.decided_reported) if base.stages[i].collision is not None), None)
    if index is None or not seen.counted or not seen.lost:
        return 1.0
    kept = (1 - seen.lost / seen.counted) / max(1 - lost_chance(base, base.decided_reported), 1e-9)
    then = _busy(base.stages[index], float(seen.attempts[index]), duration_ns)
    now = _busy(task.stages[index], float(seen.attempts[index]), duration_ns)
    if not 0 < kept < 1 or then.mean() <= 0:
        return 1.0
    scale = _fitted(then, kept)
    return float(np.exp(-2 * scale * now).mean()) / kept


def _busy(stage: StagePlan, attempts: float, duration_ns: int) -> Float64Array:
    """Give the busy share of each device's channel at its spreading factor. [-]"""
    collision = stage.collision
    assert collision is not None  # noqa: S101 - the caller has looked
    factors = collision.spreading_factor
    each = attempts / len(factors) * stage.service_ns / duration_ns / collision.channels
    known, place = np.unique(factors, return_inverse=True)
    return np.asarray(np.bincount(place, weights=each, minlength=len(known))[place])


def _fitted(busy: Float64Array, kept: float) -> float:
    """Find the scale with which a mean share survives; it falls with the scale, so halving finds it."""
    low, high = 0.0, 1.0
    while float(np.exp(-2 * high * busy).mean()) > kept and high < 1e9:
        high *= 2
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if float(np.exp(-2 * middle * busy).mean()) > kept else (low, middle)
    return (low + high) / 2
