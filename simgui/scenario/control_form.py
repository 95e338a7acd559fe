"""Control tasks of a device group: their priorities, and whether the processor has the time."""

from collections.abc import Mapping

from simgui.scenario.schema.block import INVALID, Block, Reading
from simgui.scenario.task import ControlTask


def resolve_control_tasks(block: Block, reading: Reading) -> tuple[ControlTask, ...]:
    """Give the control tasks of a group, most urgent first, noting what is wrong with them.

    Parameters
    ----------
    block : Block
        The group, as read.
    reading : Reading
        Takes the problems.

    Returns
    -------
    tuple[ControlTask, ...]
        In SI; meaningless when a problem was noted.
    """
    found = block["control_tasks"]
    entries = found if isinstance(found, Mapping) else {}
    if not entries:
        _refuse_alone(block, reading)
        return ()
    taken: dict[int, str] = {}
    if block.is_valid("inference_priority"):
        taken[block["inference_priority"]] = "the inferences"
    tasks = []
    for name, one in entries.items():
        if one is INVALID or not one.is_valid("period", "execution", "deadline", "priority", "offset"):
            continue
        holder = taken.setdefault(one["priority"], name)
        if holder != name:
            message = f"is the priority of {holder} already"
            reading.refuse(one.place("priority"), one.path("priority"), message, "give each a priority of its own")
        deadline_s = one["period"] if one["deadline"] is None else one["deadline"]
        tasks.append(ControlTask(name, one["period"], one["execution"], deadline_s, one["priority"], one["offset"]))
    load = sum(task.execution_s / task.period_s for task in tasks)
    if load >= 1:
        message = f"these tasks ask for {100 * load:.4g} % of the processor, which leaves no time for inferences"
        reading.refuse(block.place("control_tasks"), block.path("control_tasks"), message, "run them less often")
    return tuple(sorted(tasks, key=lambda task: -task.priority))


def _refuse_alone(block: Block, reading: Reading) -> None:
    """Note keys that mean nothing without control tasks."""
    for key in ("inference_priority", "inference_mode"):
        if block.has(key):
            reading.refuse(block.place(key), block.path(key), "means nothing without control_tasks", "give some")
