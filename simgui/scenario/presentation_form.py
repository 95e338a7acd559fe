"""From the presentation as read to its steps and sliders, every name in it checked."""

from collections.abc import Collection
from typing import Any

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError
from simgui.scenario.kpi import BUDGET_KEYS
from simgui.scenario.path import parse_path
from simgui.scenario.presentation import PLACEMENT, Presentation, PresentedView, Slider, Step
from simgui.scenario.reference import check_known
from simgui.scenario.schema.block import Block, Reading, Spot


def resolve_presentation(root: Block, placements: Collection[str], reading: Reading) -> Presentation | None:
    """Give the presentation of a scenario, noting what is wrong with it; None where there is none.

    Parameters
    ----------
    root : Block
        The scenario file.
    placements : Collection[str]
        Names that steps may refer to.
    reading : Reading
        Takes the problems.
    """
    block: Any = root["presentation"]
    if not isinstance(block, Block):
        return None
    sliders = [_slider(one, placements, reading) for one in _listed(block["sliders"]) if isinstance(one, Block)]
    known = {slider.path for slider in sliders}
    steps = [_step(one, placements, known, reading) for one in _listed(block["steps"]) if isinstance(one, Block)]
    if not steps and isinstance(block["steps"], list):
        reading.refuse(block.spot.place, f"{block.spot.path}.steps", "there is nothing to tell", "add a step")
    return Presentation(tuple(sliders), tuple(steps))


def _slider(block: Block, placements: Collection[str], reading: Reading) -> Slider:
    path, values = block["path"], block["values"]
    texts = tuple(str(value) for value in values) if isinstance(values, list) else ()
    if path == PLACEMENT:
        for index, name in enumerate(texts):
            spot = Spot(f"{block.spot.path}.values[{index}]", block.spot.place)
            check_known(name, placements, "placement", spot, reading)
    else:
        _check_path(path, Spot(f"{block.spot.path}.path", block.spot.place), reading)
    if isinstance(values, list) and len(texts) < 2:
        reading.refuse(block.spot.place, f"{block.spot.path}.values", "a slider needs two values or more")
    return Slider(str(path), str(block["label"] or path), texts)


def _step(block: Block, placements: Collection[str], sliders: Collection[str], reading: Reading) -> Step:
    spot = block.spot
    placement = block["placement"]
    if isinstance(placement, str):
        check_known(placement, placements, "placement", Spot(f"{spot.path}.placement", spot.place), reading)
    kpis = []
    for index, key in enumerate(_listed(block["kpis"])):
        kpi = BUDGET_KEYS.get(str(key))
        if kpi is None:
            hint = did_you_mean(str(key), BUDGET_KEYS)
            reading.refuse(spot.place, f"{spot.path}.kpis[{index}]", f"there is no KPI {key!r}", hint)
        else:
            kpis.append(kpi.name)
    live = tuple(str(path) for path in _listed(block["sliders"]))
    for path in live:
        check_known(path, sliders, "slider", Spot(f"{spot.path}.sliders", spot.place), reading)
    changes: Any = block["set"]
    set_to = {str(path): str(value) for path, value in changes.items()} if isinstance(changes, dict) else {}
    for path in set_to:
        _check_path(path, Spot(f"{spot.path}.set", spot.place), reading)
    return Step(
        title=str(block["title"]),
        notes=str(block["notes"] or "").strip(),
        view=block["show"] if isinstance(block["show"], PresentedView) else PresentedView.STORY,
        placement=str(placement or ""),
        kpis=tuple(kpis),
        changes=set_to,
        sliders=live,
        button=str(block["button"] or ""),
    )


def _listed(value: object) -> list[object]:
    """Give a list that was read; nothing where it was left out or refused."""
    return value if isinstance(value, list) else []


def _check_path(path: object, spot: Spot, reading: Reading) -> None:
    try:
        parse_path(str(path))
    except UsageError as error:
        reading.refuse(spot.place, spot.path, str(error))
