"""The runs of a study as columns: what was varied, what came out, and which of them are shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from simgui.core.errors import UnitError, UsageError
from simgui.core.units import Dimension, format_quantity, parse_quantity
from simgui.results.kpi_names import kpi_dimension
from simgui.results.result import Judgement
from simgui.scenario.kpi import KPIS, Direction, Kpi
from simgui.studies.pareto import front
from simgui.studies.point import PointRow, Status
from simgui.ui.presenters.wording import kpi_label, kpi_text, signals_label
from simgui.ui.translation import counted, tr

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

PLACEMENT = "placement"
DEFAULT_KPIS = ("latency_p99_s", "device_power_w", "battery_life_s", "cost_usd_per_device_month")
_MOST_KPIS = 6
_SPAN_FOR_LOG = 20.0


def kpis_of(budgeted: Sequence[str]) -> tuple[str, ...]:
    """Choose the KPIs to show: those with a budget, then the usual ones, six at most."""
    return tuple(dict.fromkeys([*budgeted, *DEFAULT_KPIS]))[:_MOST_KPIS]


@dataclass(frozen=True, slots=True)
class Column:
    """One axis of the parallel coordinates.

    Parameters
    ----------
    key : str
        A varied path, ``placement``, or the full name of a KPI.
    label : str
        What stands above it.
    is_kpi : bool
        Whether it came out, rather than was set.
    values : float64 array (runs,)
        In the base unit; for words their number in ``words``; NaN where there is none. [SI]
    words : tuple[str, ...]
        The values of a column that holds words; empty for quantities.
    dimension : Dimension
        Kind of quantity.
    is_log : bool
        Whether equal ratios have equal distances.
    is_flipped : bool
        Whether large values are at the bottom.
    """

    key: str
    label: str
    is_kpi: bool
    values: FloatArray
    words: tuple[str, ...] = ()
    dimension: Dimension = Dimension.COUNT
    is_log: bool = False
    is_flipped: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest finite value; (0, 1) where there is none."""
        finite = self.values[np.isfinite(self.values)]
        if self.words:
            return 0.0, max(float(len(self.words) - 1), 1.0)
        if not len(finite):
            return 0.0, 1.0
        low, high = float(finite.min()), float(finite.max())
        return (low, high) if high > low else (low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0))

    @property
    def is_constant(self) -> bool:
        """Whether all runs have the same value."""
        finite = self.values[np.isfinite(self.values)]
        return not self.words and bool(len(finite)) and float(finite.min()) == float(finite.max())

    def places(self) -> FloatArray:
        """Give where each run lies between the ends, from 0 at the bottom to 1 at the top. [-]"""
        values = np.clip(self.values, *self.ends) if np.isinf(self.values).any() else self.values
        return self._placed(values)

    def place_of(self, value: float) -> float:
        """Give where a value lies. [SI] → [-]"""
        return float(self._placed(np.array([value]))[0])

    def value_at(self, place: float) -> float:
        """Give the value at a place. [-] → [SI]"""
        low, high = self.ends
        share = 1.0 - place if self.is_flipped else place
        if self.is_log:
            return float(low * (high / low) ** share)
        return low + share * (high - low)

    def text(self, value: float) -> str:
        """Write a value."""
        if self.words:
            index = round(value)
            return self.words[index] if 0 <= index < len(self.words) else ""
        return kpi_text(self.key, value) if self.is_kpi else format_quantity(value, self.dimension)

    def tick_texts(self, places: Sequence[float]) -> tuple[str, ...]:
        """Write the values at some places, with so many digits that they differ. [-]"""
        values = [self.value_at(place) for place in places]
        texts = tuple(self.text(value) for value in values)
        for digits in range(4, 8):
            if len(set(texts)) == len(texts):
                break
            texts = tuple(format_quantity(value, self.dimension, digits) for value in values)
        return texts

    def _placed(self, values: FloatArray) -> FloatArray:
        low, high = self.ends
        share: FloatArray
        if self.is_log:
            with np.errstate(divide="ignore", invalid="ignore"):
                share = np.log(values / low) / math.log(high / low)
        else:
            share = (values - low) / (high - low)
        return np.subtract(1.0, share) if self.is_flipped else share


@dataclass(slots=True)
class StudyTable:
    """Takes rows as they come, and answers what to draw.

    Parameters
    ----------
    paths : tuple[str, ...]
        What the study varies.
    kpis : tuple[str, ...]
        Full names of the KPIs that are shown.
    """

    paths: tuple[str, ...] = ()
    kpis: tuple[str, ...] = DEFAULT_KPIS
    rows: list[PointRow] = field(default_factory=list)
    brushes: dict[str, tuple[float, float]] = field(default_factory=dict)
    logs: dict[str, bool] = field(default_factory=dict)
    flips: dict[str, bool] = field(default_factory=dict)
    top: tuple[str, float] | None = None
    left_out: int = 0
    _columns: dict[str, Column] = field(default_factory=dict)

    def add(self, rows: Sequence[PointRow]) -> None:
        """Take rows; failed and infeasible ones are counted, not drawn."""
        for row in rows:
            if row.status is Status.DONE and row.result is not None:
                self.rows.append(row)
            else:
                self.left_out += 1
        self._columns.clear()

    def columns(self) -> tuple[Column, ...]:
        """Give the axes: the placement where there are several, what is varied, then the KPIs with any value."""
        keys = [*([PLACEMENT] if len({row.point.placement for row in self.rows}) > 1 else []), *self.paths]
        columns = [self.column(key) for key in keys]
        return (*columns, *(c for c in map(self.column, self.kpis) if np.isfinite(c.values).any()))

    def column(self, key: str) -> Column:
        """Give one axis by its key."""
        known = self._columns.get(key)
        if known is None:
            known = self._made(key)
            low, _ = known.ends
            is_log = self.logs.get(key, _spans_decades(known)) and low > 0 and not known.words
            known = replace(known, is_log=is_log, is_flipped=self.flips.get(key, False))
            self._columns[key] = known
        return known

    def brush(self, key: str, ends: tuple[float, float] | None) -> None:
        """Show only runs between two values of an axis; None lifts that. [SI]"""
        if ends is None:
            self.brushes.pop(key, None)
        else:
            self.brushes[key] = (min(ends), max(ends))

    def set_log(self, key: str, *, is_log: bool) -> None:
        """Draw an axis in ratios or in distances."""
        self.logs[key] = is_log
        self._columns.pop(key, None)

    def flip(self, key: str) -> None:
        """Turn an axis upside down."""
        self.flips[key] = not self.flips.get(key, False)
        self._columns.pop(key, None)

    def keep_best(self, kpi: str, share: float | None) -> None:
        """Show only the best share of the runs by a KPI; None shows all. [-]"""
        self.top = None if share is None else (kpi, share)

    def shown(self) -> BoolArray:
        """Tell which runs pass every brush and the choice of the best."""
        mask: BoolArray = np.ones(len(self.rows), dtype=np.bool_)
        for key, (low, high) in self.brushes.items():
            values = self.column(key).values
            with np.errstate(invalid="ignore"):
                mask &= (values >= low) & (values <= high)
        if self.top is not None and mask.any():
            kpi, share = self.top
            costs = _costs(self.column(kpi).values, KPIS[kpi])
            count = max(1, math.ceil(share * int(mask.sum())))
            limit = np.sort(costs[mask])[count - 1]
            mask &= costs <= limit
        return mask

    def first_with_values(self, wanted: str, other: str) -> str:
        """Give a KPI to draw: the wanted one if half of the runs have it, else the first such beside another."""
        for kpi in (wanted, *self.kpis):
            if kpi != other and np.isfinite(self.column(kpi).values).sum() * 2 >= len(self.rows):
                return kpi
        return wanted

    def front(self, x: str, y: str) -> tuple[int, ...]:
        """Give the shown runs that no other shown one beats in two KPIs."""
        shown = self.shown()
        pairs = zip(self.column(x).values, self.column(y).values, strict=True)
        rows = [
            list(pair) if is_shown and not any(map(math.isnan, pair)) else None
            for pair, is_shown in zip(pairs, shown, strict=True)
        ]
        return tuple(front(rows, (KPIS[x], KPIS[y])))

    def next_shown(self, index: int, key: str, by: int) -> int | None:
        """Give the run that is so many steps on among the shown ones, in the order of an axis; None if none is shown.

        Parameters
        ----------
        index : int
            Where to begin; a run that is not shown begins at the end one comes from.
        key : str
            The axis.
        by : int
            Steps; the walk ends at the ends. [-]
        """
        shown = np.flatnonzero(self.shown())
        if not len(shown):
            return None
        order = shown[np.argsort(self.column(key).values[shown], kind="stable")].tolist()
        if index not in order:
            return int(order[0 if by > 0 else -1])
        return int(order[min(max(order.index(index) + by, 0), len(order) - 1)])

    def count_text(self) -> str:
        """Say how many runs are shown."""
        shown, total = counted(int(self.shown().sum())), counted(len(self.rows))
        text = tr("{shown} of {total} runs shown", shown=shown, total=total)
        return text + (
            " · " + tr("{count} infeasible or failed", count=counted(self.left_out)) if self.left_out else ""
        )

    def about(self, index: int) -> str:
        """Describe a run for its tooltip."""
        row = self.rows[index]
        lines = [row.point.placement, *(f"{path} = {value}" for path, value in row.point.values)]
        if row.point.draw is not None:
            lines.append(tr("Monte Carlo draw {number}", number=row.point.draw))
        result = row.result
        if result is not None:
            kinds = [result.notes.get("accuracy_kind", "")]
            lines += [
                f"{kpi_label(kpi)}{signals_label(kpi, kinds)}: {kpi_text(kpi, result.kpis.get(kpi, math.nan))}"
                for kpi in self.kpis
            ]
            missed = sum(budget.judgement is Judgement.FAIL for budget in result.budgets)
            if missed:
                lines.append(tr("✗ misses {count} of {total} budgets", count=missed, total=len(result.budgets)))
            elif result.budgets:
                lines.append(tr("✓ keeps all budgets"))
        return "\n".join(lines)

    def _made(self, key: str) -> Column:
        if key in KPIS or (self.rows and key in self.kpis):
            values = [row.result.kpis.get(key, math.nan) if row.result else math.nan for row in self.rows]
            return Column(key, kpi_label(key), is_kpi=True, values=np.array(values), dimension=kpi_dimension(key))
        texts = [row.point.placement if key == PLACEMENT else dict(row.point.values).get(key, "") for row in self.rows]
        label = tr("Placement") if key == PLACEMENT else key
        return _parameter(key, label, texts)


def _parameter(key: str, label: str, texts: Sequence[str]) -> Column:
    """Read what was set as quantities of one kind, or else as words."""
    dimension = next((found for text in texts if (found := _dimension(text)) is not None), None)
    if dimension is not None:
        try:
            values = [parse_quantity(text, dimension) for text in texts]
        except (UnitError, UsageError):
            pass
        else:
            return Column(key, label, is_kpi=False, values=np.array(values), dimension=dimension)
    words = tuple(dict.fromkeys(texts))
    numbers: Mapping[str, int] = {word: number for number, word in enumerate(words)}
    return Column(key, label, is_kpi=False, values=np.array([float(numbers[text]) for text in texts]), words=words)


def _dimension(text: str) -> Dimension | None:
    """Find out what kind of quantity a text is; None for a word."""
    kinds: list[Dimension] = [Dimension.COUNT, *Dimension]
    for dimension in kinds:
        try:
            parse_quantity(text, dimension)
        except (UnitError, UsageError):
            continue
        return dimension
    return None


def _costs(values: FloatArray, kpi: Kpi) -> FloatArray:
    """Turn a KPI around where more is better; NaN is the worst."""
    costs = -values if kpi.direction is Direction.HIGHER else values.copy()
    costs[np.isnan(costs)] = math.inf
    return costs


def _spans_decades(column: Column) -> bool:
    low, high = column.ends
    return not column.words and low > 0 and high / low >= _SPAN_FOR_LOG
