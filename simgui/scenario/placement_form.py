"""Placements: the strategy that a name implies, its options, and exceptions by group and by task."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from simgui.core.diagnostics import did_you_mean
from simgui.scenario.reference import check_known
from simgui.scenario.scenario import PlacementSpec
from simgui.scenario.schema.block import INVALID, Block, Reading, Spot
from simgui.scenario.strategy import OPTIONS

_ALL_OPTIONS = tuple(dict.fromkeys(option for options in OPTIONS.values() for option in options))


@dataclass(frozen=True, slots=True)
class Names:
    """The names a placement may refer to.

    Parameters
    ----------
    models, groups, tasks : Collection[str]
        Keys of the scenario's models, of its fleet, and of the tasks of any group.
    """

    models: Collection[str]
    groups: Collection[str]
    tasks: Collection[str]


def resolve_placements(root: Block, names: Names, reading: Reading) -> dict[str, PlacementSpec]:
    """Give the placements of a scenario by name, noting what is wrong with them.

    Parameters
    ----------
    root : Block
        The scenario file.
    names : Names
        What they may refer to.
    reading : Reading
        Takes the problems.

    Returns
    -------
    dict[str, PlacementSpec]
        In the file's order; wrong ones may be left out.
    """
    blocks = root["placements"]
    if not isinstance(blocks, dict):
        return {}
    specs = {name: _resolve(name, block, "", names, reading) for name, block in blocks.items() if block is not INVALID}
    return {name: spec for name, spec in specs.items() if spec is not None}


def _resolve(name: str, block: Block, inherited: str, names: Names, reading: Reading) -> PlacementSpec | None:
    if not block.is_valid("strategy"):
        return None
    strategy = block["strategy"] or inherited or (name if name in OPTIONS else "")
    if not strategy:
        hint = did_you_mean(name, OPTIONS) or f"write strategy: {' | '.join(OPTIONS)}"
        reading.refuse(block.spot.place, block.spot.path, "needs a strategy: the name implies none", hint)
        return None
    options = _options(block, strategy, names, reading)
    has_exceptions = "by_group" in block.values
    return PlacementSpec(
        name=name,
        strategy=strategy,
        options=options,
        by_group=_exceptions(block, "by_group", strategy, names, reading) if has_exceptions else {},
        by_task=_exceptions(block, "by_task", strategy, names, reading) if has_exceptions else {},
        location=block.spot.place,
    )


def _options(block: Block, strategy: str, names: Names, reading: Reading) -> dict[str, object]:
    options: dict[str, object] = {}
    for option in _ALL_OPTIONS:
        if option in OPTIONS[strategy]:
            if block[option] is not None:
                options[option] = block[option]
        elif block.has(option):
            taken = ", ".join(OPTIONS[strategy])
            message = f"strategy {strategy!r} has no option {option!r}"
            reading.refuse(block.place(option), block.path(option), message, f"its options: {taken}")
    if "model" in options:
        spot = Spot(block.path("model"), block.place("model"))
        check_known(options["model"], names.models, "model", spot, reading)
    return options


def _exceptions(block: Block, key: str, strategy: str, names: Names, reading: Reading) -> dict[str, PlacementSpec]:
    """Give the exceptions by group or by task; one without a strategy keeps that of its placement."""
    blocks: Any = block[key]
    if not isinstance(blocks, dict):
        return {}
    known, noun = (names.groups, "device group") if key == "by_group" else (names.tasks, "task")
    specs = {}
    for name, inner in blocks.items():
        if inner is INVALID or not check_known(name, known, noun, inner.spot, reading):
            continue
        spec = _resolve(name, inner, strategy, names, reading)
        if spec is not None:
            specs[name] = spec
    return specs
