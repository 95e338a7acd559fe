"""Why a KPI is what it is, in lines of text: the tree, what drives it, and on what that rests."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from simgui.core.units import Dimension, format_quantity
from simgui.results.kpi_names import kpi_dimension, kpi_name
from simgui.results.result import PlacementResult
from simgui.results.why.driver import Driver, in_a_sentence
from simgui.results.why.node import Node, Operation
from simgui.results.wording import supported_digits

_LEAST_PART = 0.002
_BAR = 24
_LEAST_SHARE = 0.005
_MOST_SOURCES = 5
_MARKS = {Operation.COUNTED: "  (simulated)", Operation.REST: "  (left over)"}
_SIGNS = {Operation.SUM: "+", Operation.PRODUCT: "×"}


def explanation_lines(run: PlacementResult, kpi: str) -> list[str]:
    """Explain a KPI of a placement.

    Parameters
    ----------
    run : PlacementResult
        What came out, with its trees and drivers.
    kpi : str
        Full name.

    Returns
    -------
    list[str]
        Value and interval, the tree, the numbers that drive it, the sources of the first of them.
    """
    value, interval = run.kpis.get(kpi, math.nan), run.intervals.get(kpi)
    dimension, digits = kpi_dimension(kpi), supported_digits(value, interval)
    head = f"{run.basis_of(kpi).glyph} {kpi_name(kpi).full} of {run.placement}: "
    head += format_quantity(value, dimension, digits)
    if interval is not None and interval[1] > interval[0]:
        ends = " … ".join(format_quantity(end, dimension, max(2, digits)) for end in interval)
        head += f"   (95 % interval {ends})"
    lines = [head]
    if kpi in run.why:
        lines += ["", *tree_lines(run.why[kpi])]
    drivers = run.drivers.get(kpi, ())
    if drivers:
        lines += ["", "What drives it, each number alone at the ends of its tolerance:"]
        lines += tornado_lines(drivers, dimension)
        lines += [f"  {in_a_sentence(drivers)}.", "", "Sources:"]
        lines += [
            f"  {one.basis.glyph} {one.number}: {one.text}; {one.source}"
            for one in drivers[:_MOST_SOURCES]
            if one.share >= _LEAST_SHARE
        ]
    else:
        lines += ["", "No profile number moves it."]
    return lines


def tree_lines(node: Node) -> list[str]:
    """Draw a tree, a line for each node; terms of a sum below 0.2 % of it are told together."""
    top = simplified(node)
    return [_words(top), *_branches(top, "")]


def simplified(node: Node) -> Node:
    """Leave out what only repeats the value of its one child."""
    while node.operation is Operation.SUM and len(node.children) == 1 and node.number is None:
        child = node.children[0]
        name = child.name if child.name.startswith(node.name) else f"{node.name}: {child.name}"
        node = replace(child, name=name)
    return node


def _branches(node: Node, indent: str) -> Iterator[str]:
    shown, small = worth_showing(node)
    for place, one in enumerate(shown):
        is_last = place == len(shown) - 1 and not small
        sign = "÷" if node.operation is Operation.QUOTIENT and place else _SIGNS.get(node.operation, " ")
        taken = subtracted(one)
        child = simplified(one if taken is None else taken)
        yield f"{indent}{'└' if is_last else '├'} {sign if taken is None else '-'} {_words(child)}"
        yield from _branches(child, f"{indent}{' ' if is_last else '│'}   ")
    if small:
        rest = sum(child.value for child in small)
        yield f"{indent}└ + {len(small)} more: {format_quantity(rest, node.dimension)}"


def subtracted(node: Node) -> Node | None:
    """Give what a product with minus one takes away."""
    is_minus = node.operation is Operation.PRODUCT and len(node.children) == 2 and node.children[0].value == -1.0
    return node.children[1] if is_minus else None


def worth_showing(node: Node) -> tuple[list[Node], list[Node]]:
    """Give the children to show one by one, and the small terms of a sum that are told together."""
    if node.operation is not Operation.SUM:
        return list(node.children), []
    least = _LEAST_PART * abs(node.value)
    small = [child for child in node.children if abs(child.value) < least]
    if len(small) < 2:
        return list(node.children), []
    return [child for child in node.children if abs(child.value) >= least], small


def _words(node: Node) -> str:
    if node.number is not None:
        number = node.number
        tolerance = f" ± {100 * number.tolerance:.3g} %" if number.tolerance else ""
        return f"{node.name}: {number.text}  {number.basis.glyph}{tolerance}  {node.path}"
    return f"{node.name}: {value_text(node.value, node.dimension)}{_MARKS.get(node.operation, '')}"


def value_text(value: float, dimension: Dimension) -> str:
    """Write a quantity of a tree; negative ones too."""
    sign = "-" if value < 0 else ""
    if dimension in {Dimension.COUNT, Dimension.RATIO}:
        amount = abs(value)
        plain = f"{amount:,.0f}" if amount >= 1e4 and math.isfinite(amount) else f"{amount:.4g}"
        return f"{sign}{plain}"
    return f"{sign}{format_quantity(abs(value), dimension)}"


def tornado_lines(drivers: Sequence[Driver], dimension: Dimension, most: int = 8) -> list[str]:
    """Draw a tornado chart in text: a line for each number with its share, its ends and a bar.

    Parameters
    ----------
    drivers : Sequence[Driver]
        The largest share first.
    dimension : Dimension
        Kind of quantity of the KPI.
    most : int
        How many lines at most; the rest is told together. [-]
    """
    widest = max(abs(one.high - one.low) for one in drivers)
    listed = [one for one in drivers[:most] if one.share >= _LEAST_SHARE]
    rows = []
    for one in listed:
        ends = [format_quantity(min(one.low, one.high), dimension), format_quantity(max(one.low, one.high), dimension)]
        bar = "█" * max(1, round(_BAR * abs(one.high - one.low) / widest))
        about = f"{one.name} ± {100 * one.tolerance:.3g} %"
        rows.append((f"{100 * one.share:.0f} %", one.basis.glyph, about, f"{ends[0]} … {ends[1]}", bar))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"  {share:>{widths[0]}} {glyph} {about:<{widths[2]}}  {ends:<{widths[3]}}  {bar}"
        for share, glyph, about, ends, bar in rows
    ]
    rest = 1 - sum(one.share for one in listed)
    if rest > 0.005:
        lines.append(f"  {100 * rest:.0f} % from other numbers")
    return lines
