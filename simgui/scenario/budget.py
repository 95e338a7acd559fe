"""Budgets: from ``motors/battery_life: ">= 3 y"`` to a KPI, a group and a limit in SI."""

from collections.abc import Collection, Mapping

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UnitError
from simgui.core.units import parse_comparison
from simgui.scenario.kpi import BUDGET_KEYS, KPIS, Kpi
from simgui.scenario.reference import check_known
from simgui.scenario.scenario import Budget
from simgui.scenario.schema.block import Block, Reading, Spot


def resolve_budgets(root: Block, groups: Collection[str], reading: Reading) -> tuple[Budget, ...]:
    """Give the budgets of a scenario, noting what is wrong with them.

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
    tuple[Budget, ...]
        In the file's order; wrong ones are left out.
    """
    texts = root["budgets"]
    node = root.node.get("budgets")
    if not isinstance(texts, Mapping) or node is None:
        return ()
    found = []
    for key, text in texts.items():
        path = f"budgets.{key}"
        budget = resolve_limit(key, text, Spot(path, node.key_locations[key]), groups, reading)
        if budget is not None:
            found.append(budget)
    return tuple(found)


def resolve_limit(
    key: str, text: object, spot: Spot, groups: Collection[str], reading: Reading, limit_path: str = ""
) -> Budget | None:
    """Give a limit on a KPI, noting what is wrong with it.

    Parameters
    ----------
    key, text : str
        The KPI, of a group or of the fleet (``motors/battery_life``), and the limit, as written.
    spot : Spot
        Of the KPI's name.
    groups : Collection[str]
        Names of the device groups.
    reading : Reading
        Takes the problems.
    limit_path : str
        Path of the limit; "" where it stands behind the KPI's name.
    """
    group, slash, name = key.rpartition("/")
    kpi = _find_kpi(name, spot, reading)
    is_known = not slash or check_known(group, groups, "device group", spot, reading)
    if kpi is None or not isinstance(text, str):
        return None
    path = limit_path or spot.path
    place = reading.locations[path]
    try:
        comparison = parse_comparison(text, kpi.dimension)
    except UnitError as error:
        reading.refuse(place, path, str(error))
        return None
    return Budget(key, kpi.name, group or None, comparison, text, place) if is_known else None


def _find_kpi(name: str, spot: Spot, reading: Reading) -> Kpi | None:
    """Look a KPI up, or explain why no budget can use the name."""
    kpi = BUDGET_KEYS.get(name)
    if kpi is not None:
        return kpi
    full = KPIS.get(name)
    if full is not None and full.is_breakdown:
        reading.refuse(spot.place, spot.path, f"{name!r} is a table of several numbers; no budget can limit it")
    elif full is not None:
        hint = f"did you mean {full.budget_key!r}?"
        reading.refuse(spot.place, spot.path, "a budget names a KPI without its unit", hint)
    else:
        hint = did_you_mean(name, BUDGET_KEYS) or f"KPIs: {', '.join(BUDGET_KEYS)}"
        reading.refuse(spot.place, spot.path, f"there is no KPI {name[:80]!r}", hint)
    return None
