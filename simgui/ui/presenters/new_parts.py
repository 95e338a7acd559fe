"""What a new group, task, placement, budget, event or fault begins as: small, valid, and made of what is there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from simgui.core.errors import UnitError
from simgui.core.units import Dimension, format_quantity, parse_quantity
from simgui.core.yaml_node import Node
from simgui.scenario.change import Change, Duplicate, Insert, Put
from simgui.scenario.edit import EditError
from simgui.scenario.kpi import BUDGET_KEYS, Direction
from simgui.scenario.strategy import OPTIONS
from simgui.scenario.yaml_writing import Value
from simgui.ui.translation import tr

_FIRST_BUDGETS: tuple[tuple[str, str], ...] = (
    ("battery_life", ">= 1 y"),
    ("latency_p99", "<= 100 ms"),
    ("decision_availability", ">= 99 %"),
    ("uplink_bytes_per_device_day", "<= 1 MB"),
    ("cost_per_device_month", "<= 1 USD"),
    ("event_recall", ">= 95 %"),
)
_FAULTS: Mapping[str, Mapping[str, Value]] = {
    "noise": {"kind": "noise", "snr": "20 dB"},
    "drift": {"kind": "drift", "rate": "2 %/h"},
    "spikes": {"kind": "spikes", "rate": "1 1/h"},
    "dropout": {"kind": "dropout", "share": "5 %"},
    "stuck": {"kind": "stuck", "from": "1 h"},
    "clock_jitter": {"kind": "clock_jitter", "deviation": "1 ms"},
}


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part to be added: the changes that do it, the path it will have, and what the undo list calls it."""

    changes: tuple[Change, ...]
    path: str
    label: str


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Give a name that is not taken, by a number behind it if need be.

    Examples
    --------
    >>> free_name("motors", ["motors", "motors_2"])
    'motors_3'
    """
    stem = wanted.rstrip("0123456789").rstrip("_-") or wanted if wanted in taken else wanted
    number = 2
    name = stem
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def new_group(root: Node, like: str = "", **changes: str) -> NewPart:
    """Add a device group: a copy of another, for streams, tasks and models only go together as they do there.

    Parameters
    ----------
    root : Node
        The file as read.
    like : str
        Group to copy; "" takes the last one.
    **changes : str
        Values that differ, by key, e.g. ``profile="nucleo-h743zi"``.

    Raises
    ------
    EditError
        If there is no group to copy.
    """
    groups = _names(root, "fleet")
    if not groups:
        raise EditError(tr("There is no group to copy; write the first one in the text."))
    source = like if like in groups else groups[-1]
    name = free_name(source, groups)
    puts = tuple(Put(f"fleet.{name}.{key}", value) for key, value in changes.items())
    return NewPart((Duplicate(f"fleet.{source}", name), *puts), f"fleet.{name}", tr("Add group {name}", name=name))


def new_task(root: Node, group: str) -> NewPart:
    """Add a task to a group: a copy of its last one."""
    tasks = _names(root, "fleet", group, "tasks")
    if not tasks:
        raise EditError(tr("There is no task to copy; write the first one in the text."))
    name = free_name(tasks[-1], tasks)
    base = f"fleet.{group}.tasks"
    return NewPart((Duplicate(f"{base}.{tasks[-1]}", name),), f"{base}.{name}", tr("Add task {name}", name=name))


def new_placement(root: Node, strategy: str = "") -> NewPart:
    """Add a placement: of the strategy wanted, or of the first one that is not there yet."""
    there = _names(root, "placements")
    chosen = strategy or next((one for one in OPTIONS if one not in there), "edge")
    name = free_name(chosen, there)
    value: Value = {} if name == chosen else {"strategy": chosen}
    path = f"placements.{name}"
    return NewPart((Insert(path, value),), path, tr("Add placement {name}", name=name))


def new_budget(root: Node, kpi: str = "", group: str = "") -> NewPart:
    """Add a budget: on the KPI wanted, by its name in budgets, or on the first usual one that has none."""
    prefix = f"{group}/" if group else ""
    there = _names(root, "budgets")
    usual = dict(_FIRST_BUDGETS)
    keys = [kpi] if kpi else [*usual, *BUDGET_KEYS]
    key = next((one for one in keys if f"{prefix}{one}" not in there), "")
    if not key:
        raise EditError(tr("There is a budget on {kpi} already.", kpi=f"{prefix}{kpi}"))
    path = f"budgets.{prefix}{key}"
    return NewPart((Insert(path, usual.get(key) or _limit(key)),), path, tr("Add budget {name}", name=f"{prefix}{key}"))


def _limit(key: str) -> str:
    known = BUDGET_KEYS[key]
    sign = ">=" if known.direction is Direction.HIGHER else "<="
    value = {Dimension.RATIO: 0.9 if sign == ">=" else 0.1, Dimension.SIZE: 1e6}.get(known.dimension, 1.0)
    return f"{sign} {format_quantity(value, known.dimension)}"


def new_outage(root: Node, target: str, at: str = "") -> NewPart:
    """Add an outage: at a time, or after a quarter of the run, for a twentieth of it.

    Parameters
    ----------
    root : Node
        The file as read.
    target : str
        What is out, e.g. ``plant.cell.backhaul``.
    at : str
        When it begins, e.g. ``6 h``; "" is after a quarter of the run.
    """
    duration_s = _duration_s(root)
    begin = at or _round_time(duration_s / 4)
    event: Value = {"at": begin, "kind": "outage", "target": target, "for": _round_time(duration_s / 20)}
    number = _length(root, "events")
    path = f"events[{number}]"
    return NewPart((Insert(path, event),), path, tr("Add outage of {target}", target=target))


def new_fault(root: Node, group: str, kind: str = "drift", at: str = "") -> NewPart:
    """Add a signal fault to the stream of a group, from a time on or from the start."""
    fault = dict(_FAULTS[kind]) | ({"from": at} if at else {})
    base = f"fleet.{group}.stream.faults"
    path = f"{base}[{_length(root, 'fleet', group, 'stream', 'faults')}]"
    label = tr("Add fault {kind} to {group}", kind=kind, group=group)
    return NewPart((Insert(path, fault),), path, label)


def copy_of(root: Node, path: str, steps: tuple[str | int, ...]) -> NewPart:
    """Copy a part, behind itself and under a free name."""
    if len(steps) < 2:
        raise EditError(tr("{path} cannot be there twice.", path=path))
    last = steps[-1]
    if isinstance(last, int):
        following = f"{path.rpartition('[')[0]}[{last + 1}]"
        return NewPart((Duplicate(path),), following, tr("Duplicate {what}", what=path))
    around = root.get(*steps[:-1])
    taken = tuple(around.value) if around is not None and isinstance(around.value, dict) else ()
    name = free_name(last, taken)
    copied = f"{path.rpartition('.')[0]}.{name}"
    changes: tuple[Change, ...] = (Duplicate(path, name),)
    if steps[0] == "placements" and len(steps) == 2 and _implies_strategy(root, steps):
        changes = (*changes, Put(f"{copied}.strategy", last))
    return NewPart(changes, copied, tr("Duplicate {what}", what=path))


def another(root: Node, path: str, steps: tuple[str | int, ...]) -> NewPart:
    """Add an entry to a map or list of parts: a copy of its last one."""
    node = root.get(*steps)
    if node is None or not isinstance(node.value, dict | list) or not node.value:
        raise EditError(tr("There is nothing to copy; write the first one in the text."))
    if isinstance(node.value, list):
        last = len(node.value) - 1
        return copy_of(root, f"{path}[{last}]", (*steps, last))
    key = list(node.value)[-1]
    return copy_of(root, f"{path}.{key}", (*steps, key))


def _implies_strategy(root: Node, steps: tuple[str | int, ...]) -> bool:
    """Tell whether a placement's strategy is just its name, which a copy does not have."""
    node = root.get(*steps)
    body = node.value if node is not None else None
    return str(steps[-1]) in OPTIONS and (body is None or (isinstance(body, dict) and "strategy" not in body))


def _names(root: Node, *steps: str) -> list[str]:
    node = root.get(*steps)
    return list(node.value) if node is not None and isinstance(node.value, dict) else []


def _length(root: Node, *steps: str) -> int:
    node = root.get(*steps)
    return len(node.value) if node is not None and isinstance(node.value, list) else 0


def _duration_s(root: Node) -> float:
    node = root.get("duration")
    value: Any = node.value if node is not None else None
    try:
        return parse_quantity(value, Dimension.TIME) if isinstance(value, str) else 3600.0
    except UnitError:
        return 3600.0


def _round_time(time_s: float) -> str:
    """Write a time with two digits, in units that YAML and people read."""
    return format_quantity(time_s, Dimension.TIME, 2)
