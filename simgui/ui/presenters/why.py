"""Why a KPI is what it is: the tree it is made of, what drives its interval, and on what that rests."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simgui.core.units import Dimension, format_quantity
from simgui.core.yaml_node import Node as YamlNode
from simgui.core.yaml_node import Step
from simgui.profiles.sourced import Basis
from simgui.results.kpi_names import kpi_dimension
from simgui.results.result import PlacementResult
from simgui.results.why.driver import Driver, in_a_sentence
from simgui.results.why.node import Node, Operation
from simgui.results.why.text import simplified, subtracted, value_text, worth_showing
from simgui.scenario.difference import path_text
from simgui.ui.presenters.profile_numbers import BASIS_WORDS
from simgui.ui.presenters.wording import kpi_text
from simgui.ui.translation import later, tr

_MOST_BARS = 8
_LEAST_SHARE = 0.005
_SIGNS = {Operation.SUM: "+", Operation.PRODUCT: "×"}
_KINDS = {
    Operation.GIVEN: later("from the scenario or the model file"),
    Operation.COUNTED: later("counted in the simulation"),
    Operation.REST: later("what the other parts do not explain"),
}


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A line of the tree.

    Parameters
    ----------
    sign : str
        How it goes into the line above: ``+``, ``×``, ``÷``, ``-``, or "".
    name, value : str
        What it is, and how much.
    share : float
        Its part of the KPI; NaN for a factor and for what is divided by. [-]
    basis : Basis | None
        Of a number: how well it is known; of what is made of numbers: what most of its doubt rests on.
    tolerance : str
        Such as ``± 20 %``.
    about : str
        Tooltip: where it comes from.
    number : str
        Path of a profile number, ``folder/part.field``, or "".
    rows : tuple[WhyRow, ...]
        What it is made of.
    """

    sign: str
    name: str
    value: str
    share: float
    basis: Basis | None
    tolerance: str
    about: str
    number: str = ""
    rows: tuple[WhyRow, ...] = ()

    @property
    def share_text(self) -> str:
        """The share in per cent."""
        if math.isnan(self.share):
            return ""
        return f"{100 * self.share:.2g} %" if abs(self.share) < 0.995 else f"{100 * self.share:.0f} %"


@dataclass(frozen=True, slots=True)
class WhyBar:
    """A bar of the tornado: a profile number, and the KPI with it at both ends of its tolerance.

    Parameters
    ----------
    number : str
        Path of the profile number.
    label, about : str
        Its name with sign and tolerance, and the sentence with its source.
    low, high : float
        The KPI at the ends, the smaller one first. [SI]
    share : float
        Part of the KPI's variance. [-]
    basis : Basis
        How well the number is known.
    """

    number: str
    label: str
    about: str
    low: float
    high: float
    share: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Tornado:
    """What drives a KPI; ``value`` is the KPI with all numbers as written. [SI]"""

    dimension: Dimension = Dimension.COUNT
    value: float = math.nan
    bars: tuple[WhyBar, ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """An explanation.

    Parameters
    ----------
    headline, interval : str
        Placement, value and basis, and the interval.
    tree : WhyRow | None
        What it is made of; None where nobody knows.
    tornado : Tornado
        What drives it.
    remark : str
        Why there is no tree.
    """

    headline: str
    interval: str
    tree: WhyRow | None
    tornado: Tornado
    remark: str = ""


def why(run: PlacementResult, kpi: str) -> Why:
    """Explain a KPI of a placement."""
    value, interval = run.kpis.get(kpi, math.nan), run.intervals.get(kpi)
    glyph = f" {run.basis_of(kpi).glyph}" if run.drivers else ""
    shown = kpi_text(kpi, value, interval)
    limits = ""
    if interval is not None and interval[1] > interval[0]:
        low, high = (kpi_text(kpi, bound) for bound in interval)
        limits = tr("95 % interval: {low} … {high}", low=low, high=high)
    node = run.why.get(kpi)
    remark = "" if node is not None else _remark(run, value)
    tree = _row(simplified(node), "", 1.0) if node is not None else None
    return Why(f"{run.placement}: {shown}{glyph}", limits, tree, tornado(run, kpi), remark)


def tornado(run: PlacementResult, kpi: str) -> Tornado:
    """Lay out what drives a KPI, the largest share first."""
    drivers = run.drivers.get(kpi, ())
    dimension = kpi_dimension(kpi)
    kept = [one for one in drivers[:_MOST_BARS] if one.share >= _LEAST_SHARE]
    sentence = tr(in_a_sentence(drivers))
    return Tornado(dimension, run.kpis.get(kpi, math.nan), tuple(_bar(one, dimension) for one in kept), sentence)


def paths_naming(root: YamlNode, number: str) -> tuple[str, ...]:
    """List where a scenario names the part a profile number belongs to.

    Parameters
    ----------
    root : Node
        The scenario file as read.
    number : str
        ``folder/part.field``.
    """
    part = number.partition("/")[2].rpartition(".")[0]
    return tuple(path_text(steps) for steps in _naming((), root, part))


def explained_kpis(runs: Sequence[PlacementResult]) -> tuple[str, ...]:
    """List the KPIs that have a value in some run, those that can be explained first."""
    known = dict.fromkeys(kpi for run in runs for kpi, value in run.kpis.items() if not math.isnan(value))
    explained = {kpi for run in runs for kpi in (*run.why, *run.drivers)}
    return tuple(sorted(known, key=lambda kpi: kpi not in explained))


def _remark(run: PlacementResult, value: float) -> str:
    if not run.feasible:
        return tr("{placement} cannot be built: {reason}", placement=run.placement, reason=run.infeasible_reason)
    if math.isnan(value):
        return tr("This figure does not apply to {placement} in this run.", placement=run.placement)
    if math.isinf(value):
        return tr("An infinite figure has no parts.")
    return tr("Files keep no trees: run the scenario to see what this figure is made of.")


def _row(node: Node, sign: str, share: float, *, is_factor: bool = False) -> WhyRow:
    """Make the row of a node and of what is below it; ``share`` says how much of the KPI changes with it. [-]"""
    number = node.number
    value = number.text if number is not None else value_text(node.value, node.dimension)
    return WhyRow(
        sign=sign,
        name=node.name,
        value=value,
        share=math.nan if is_factor else share,
        basis=_basis(node),
        tolerance=f"± {100 * number.tolerance:.3g} %" if number is not None and number.tolerance else "",
        about=_about(node),
        number=node.path,
        rows=tuple(_rows(node, share)),
    )


def _rows(node: Node, share: float) -> Iterator[WhyRow]:
    shown, small = worth_showing(node)
    is_sum = node.operation is Operation.SUM
    for place, one in enumerate(shown):
        taken = subtracted(one)
        child = simplified(one if taken is None else taken)
        part = share * (one.value / node.value if node.value else math.nan) if is_sum else share
        is_below = node.operation is Operation.QUOTIENT and place > 0
        sign = "-" if taken is not None else "÷" if is_below else _SIGNS.get(node.operation, "")
        yield _row(child, sign, part, is_factor=not is_sum)
    if small:
        rest = math.fsum(child.value for child in small)
        part = share * rest / node.value if node.value else math.nan
        about = "\n".join(f"{child.name}: {value_text(child.value, child.dimension)}" for child in small)
        yield WhyRow("+", tr("{count} more", count=len(small)), format_quantity(rest, node.dimension), part, None, "",
                     about)  # fmt: skip


def _basis(node: Node) -> Basis | None:
    """Give what most of a node's doubt rests on; derived where no number moves it, nothing for what is given."""
    if node.number is not None:
        return node.number.basis
    if node.operation is Operation.GIVEN:
        return None
    totals: dict[Basis, float] = {}
    for basis, amount in _doubts(node, 1.0):
        totals[basis] = totals.get(basis, 0.0) + amount
    return max(totals, key=lambda basis: totals[basis]) if totals else Basis.DERIVED


def _doubts(node: Node, weight: float) -> Iterator[tuple[Basis, float]]:
    """Give the squared relative move that the tolerance of each number below makes."""
    if node.number is not None and node.number.tolerance:
        yield node.number.basis, (weight * node.number.tolerance) ** 2
    for child in node.children:
        part = child.value / node.value if node.operation is Operation.SUM and node.value else 1.0
        if math.isfinite(part):
            yield from _doubts(child, weight * part)


def _about(node: Node) -> str:
    if node.number is None:
        return tr(_KINDS[node.operation]) if node.operation in _KINDS else ""
    number = node.number
    word = tr(BASIS_WORDS[number.basis])
    sources = "; ".join(part for part in (number.source, number.conditions) if part)
    return f"{node.path}: {number.text}\n{number.basis.glyph} {word}: {sources}"


def _bar(driver: Driver, dimension: Dimension) -> WhyBar:
    low, high = sorted((driver.low, driver.high))
    tolerance = f"± {100 * driver.tolerance:.3g} %"
    lines = (
        f"{driver.number}: {driver.text} {tolerance}",
        f"{driver.basis.glyph} {tr(BASIS_WORDS[driver.basis])}: {driver.source}",
        tr("alone it moves the figure from {low} to {high}", low=format_quantity(low, dimension),
           high=format_quantity(high, dimension)),
        tr("{share} of the spread", share=f"{100 * driver.share:.0f} %"),
    )  # fmt: skip
    label = f"{driver.basis.glyph} {driver.name} {tolerance}"
    return WhyBar(driver.number, label, "\n".join(lines), low, high, driver.share, driver.basis)


def _naming(steps: tuple[Step, ...], node: YamlNode, part: str) -> Iterator[tuple[Step, ...]]:
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from _naming((*steps, key), child, part)
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from _naming((*steps, index), child, part)
    elif node.value == part:
        yield steps
