"""What if a value were another one: values pinned to sliders, and what their change does to the figures."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from simgui.core.errors import UsageError
from simgui.core.units import Dimension, format_quantity, parse_quantity
from simgui.core.yaml_node import Node
from simgui.results.result import PlacementResult
from simgui.scenario.kpi import KPIS, Direction
from simgui.scenario.path import parse_path
from simgui.studies.span import read_amount
from simgui.ui.presenters.comparison import relative_change
from simgui.ui.presenters.variations import Variation, is_quantity
from simgui.ui.presenters.wording import kpi_label, kpi_text, percent_text
from simgui.ui.translation import tr

STEPS = 40
"""Steps of a slider to each side of the value as it is. [-]"""

MOST_PINS = 6

_FACTOR = 10.0
_DEGREES = 40.0
_TIMES = frozenset({"ms", "s", "min", "h", "d", "y"})
_TEMPERATURES = frozenset({"degC", "°C"})
_NO_CHANGE, _COARSE = 5e-4, 0.1
_USUAL = ("latency_p99_s", "battery_life_s", "device_power_w")
_MOST_KPIS = 6


@dataclass(frozen=True, slots=True)
class Pin:
    """A value on a slider.

    Parameters
    ----------
    path : str
        In the path grammar.
    current : str
        What the scenario says.
    amount : float
        The number in it, in ``unit``.
    unit : str
        As written.
    is_whole : bool
        Whether only whole numbers make sense.
    step : int
        Where the slider stands, from ``-STEPS`` to ``STEPS``; 0 is the value as it is. [-]
    """

    path: str
    current: str
    amount: float
    unit: str
    is_whole: bool
    step: int = 0

    @property
    def text(self) -> str:
        """What the slider says, as one would write it."""
        if self.step == 0:
            return self.current
        if self.unit in _TEMPERATURES:
            return f"{self.amount + _DEGREES * self.step / STEPS:g} {self.unit}"
        value = self.amount * _FACTOR ** (self.step / STEPS)
        if self.unit == "%":
            value = min(value, 100.0)
        if self.is_whole:
            return str(max(1, round(value)))
        rounded = float(f"{value:.2g}")
        if self.unit in _TIMES:
            return format_quantity(parse_quantity(f"{rounded:f} {self.unit}", Dimension.TIME), Dimension.TIME)
        number = f"{rounded:.0f}" if rounded >= 100 else f"{rounded:g}"
        return f"{number} {self.unit}".strip()

    @property
    def label(self) -> str:
        """The last two names of the path."""
        return ".".join(self.path.split(".")[-2:])

    @property
    def is_moved(self) -> bool:
        """Whether it says anything else than the scenario."""
        return self.text != self.current


def pin_labels(pins: Collection[Pin]) -> tuple[str, ...]:
    """Name the sliders in short; those of several groups that would be called the same by their group too."""
    short = [pin.label for pin in pins]
    return tuple(
        f"{pin.path.split('.')[1]}: {pin.label}"
        if short.count(pin.label) > 1 and pin.path.count(".") > 1
        else pin.label
        for pin in pins
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure before and after.

    Parameters
    ----------
    kpi, label : str
        Which.
    before, after, change : str
        With units; the change in words or per cent, "" for none.
    is_better : bool | None
        None where nothing changes or nobody can say.
    """

    kpi: str
    label: str
    before: str
    after: str
    change: str
    is_better: bool | None


@dataclass(slots=True)
class WhatIf:
    """The pins, in their order."""

    pins: dict[str, Pin] = field(default_factory=dict)

    def pin(self, root: Node, path: str) -> str:
        """Put a value on a slider.

        Parameters
        ----------
        root : Node
            The scenario file as read.
        path : str
            Of the value.

        Returns
        -------
        str
            Why it cannot be, or "".
        """
        if path in self.pins:
            return ""
        if len(self.pins) >= MOST_PINS:
            return tr("There is room for {count} sliders: take one away first.", count=MOST_PINS)
        found = read_pin(root, path)
        if found is None:
            return tr("{path} is no number with a unit, so it cannot slide.", path=path or tr("The scenario"))
        self.pins[path] = found
        return ""

    def unpin(self, path: str) -> None:
        """Take a slider away."""
        self.pins.pop(path, None)

    def move(self, path: str, step: int) -> None:
        """Move a slider."""
        self.pins[path] = replace(self.pins[path], step=min(max(step, -STEPS), STEPS))

    def reset(self) -> None:
        """Move all sliders back."""
        self.pins = {path: replace(pin, step=0) for path, pin in self.pins.items()}

    def revise(self, root: Node) -> None:
        """Take the values as the scenario has them now; those it has no more go."""
        found = {path: (pin, read_pin(root, path)) for path, pin in self.pins.items()}
        self.pins = {
            path: pin if now.current == pin.current else now for path, (pin, now) in found.items() if now is not None
        }

    def changes(self) -> tuple[tuple[str, str], ...]:
        """Give path and value of every slider that was moved."""
        return tuple((pin.path, pin.text) for pin in self.pins.values() if pin.is_moved)

    def overrides(self) -> tuple[str, ...]:
        """Give the same as ``path=value`` each."""
        return tuple(f"{path}={text}" for path, text in self.changes())


def read_pin(root: Node, path: str) -> Pin | None:
    """Read a value that can slide; None where there is none."""
    try:
        node = root.get(*parse_path(path)) if path else None
        if node is None or isinstance(node.value, dict | list | bool) or node.value is None:
            return None
        current = str(node.value)
        amount, unit, is_whole = read_amount(current)
    except UsageError:
        return None
    if unit in _TEMPERATURES or (amount > 0 and is_quantity(current)):
        return Pin(path, current, amount, unit, is_whole and not unit)
    return None


def suggestions(root: Node, found: Sequence[Variation]) -> tuple[str, ...]:
    """Give the paths that can slide, what is varied most often first."""
    return tuple(one.path for one in found if read_pin(root, one.path) is not None)


def usual_kpis(run: PlacementResult | None) -> tuple[str, ...]:
    """Give the figures to show at first: those with a budget, then the usual ones."""
    budgets = [budget.kpi for budget in run.budgets] if run is not None else []
    return tuple(dict.fromkeys((*budgets, *_USUAL)))[:_MOST_KPIS]


def effects(before: PlacementResult | None, after: PlacementResult | None, kpis: Sequence[str]) -> tuple[Effect, ...]:
    """Say what a change does to some figures.

    Parameters
    ----------
    before, after : PlacementResult | None
        The same placement without and with the change; None while it is not known.
    kpis : Sequence[str]
        Full names.
    """
    return tuple(_effects(before, after, kpis))


def _effects(before: PlacementResult | None, after: PlacementResult | None, kpis: Sequence[str]) -> Iterator[Effect]:
    for kpi in kpis:
        old, new = (_value(run, kpi) for run in (before, after))
        texts = [kpi_text(kpi, value) if run is not None else "…" for run, value in ((before, old), (after, new))]
        change, is_better = _change(kpi, old, new)
        yield Effect(kpi, kpi_label(kpi), texts[0], texts[1], change, is_better)


def _value(run: PlacementResult | None, kpi: str) -> float:
    kpis: Mapping[str, float] = run.kpis if run is not None else {}
    return kpis.get(kpi, math.nan)


def _change(kpi: str, before: float, after: float) -> tuple[str, bool | None]:
    if math.isnan(before) or math.isnan(after) or before == after:
        return "", None
    share = relative_change(before, after)
    if abs(share) < _NO_CHANGE:
        return "", None
    direction = KPIS[kpi].direction if kpi in KPIS else Direction.NEITHER
    better = None if direction is Direction.NEITHER else (after > before) is (direction is Direction.HIGHER)
    if not math.isfinite(share):
        return tr("changes"), better
    if before > 0 and after > 0 and (after / before >= 3 or before / after >= 3):
        return f"× {after / before:.3g}", better
    text = percent_text(share, signed=True) if abs(share) >= _COARSE else f"{100 * share:+.2g} %".replace("-", "−")
    return text, better
