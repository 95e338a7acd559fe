"""The results table: a row per KPI, a column per placement, budgets marked in the cells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simgui.core.units import Dimension
from simgui.results.kpi_names import kpi_dimension
from simgui.results.result import BudgetVerdict, Judgement, PlacementResult
from simgui.results.wording import shown
from simgui.ui.presenters.profile_numbers import BASIS_WORDS
from simgui.ui.presenters.wording import GLYPHS, NONE, WORDS, kpi_about, kpi_label, kpi_text, limit_text, signals_label
from simgui.ui.translation import tr

_SECTIONS = (
    ("latency_p50_s", "latency_p99_s", "deadline_miss_ratio"),
    ("battery_life_s", "device_power_w", "energy_per_job_j"),
    ("uplink_bytes_per_device_day", "raw_bytes_leaving_device"),
    ("accuracy", "recall", "false_alarms_per_device_day"),
    ("cost_usd_per_device_month", "bom_usd_per_device"),
)
_STAR = "★"
_USD, _TINY_USD, _ABOUT_NOTHING = "USD", 1e-9, "≈ 0"
_WORST_FIRST = (Judgement.FAIL, Judgement.UNDECIDED, Judgement.PASS)


@dataclass(frozen=True, slots=True)
class KpiCell:
    """A value; ``about`` is its tooltip, which names limits and intervals."""

    text: str
    judgement: Judgement | None
    about: str


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A KPI; ``starts_section`` asks for a line above it, ``brief`` names it where there is little room."""

    kpi: str
    label: str
    about: str
    cells: tuple[KpiCell, ...]
    starts_section: bool
    brief: str = ""


@dataclass(frozen=True, slots=True)
class KpiColumn:
    """A placement; ``state`` says in a word where it stands."""

    placement: str
    title: str
    state: str
    recommended: bool

    @property
    def brief(self) -> str:
        """Name and state, the name broken in two where it has a joint, the star of the advice beside the state."""
        name, mark = self.title.removeprefix(f"{_STAR} "), f"{_STAR} " if self.title.startswith(_STAR) else ""
        middle = len(name) / 2
        joints = [at + 1 for at, sign in enumerate(name[:-1]) if sign in "_-." and at > 1]
        if joints:
            at = min(joints, key=lambda joint: abs(joint - middle))
            name = f"{name[:at]}\n{name[at:]}"
        return f"{name}\n{mark}{self.state}"


@dataclass(frozen=True, slots=True)
class KpiTable:
    """The table as a whole."""

    columns: tuple[KpiColumn, ...] = ()
    rows: tuple[KpiRow, ...] = ()


def kpi_table(
    placements: Sequence[str],
    runs: Sequence[PlacementResult],
    *,
    recommended: str | None = None,
    running: str = "",
    ended: bool = False,
) -> KpiTable:
    """Lay out the table.

    Parameters
    ----------
    placements : Sequence[str]
        All placements of the scenario, in its order; those not through yet get an empty column.
    runs : Sequence[PlacementResult]
        What is through; of several seeds the first is shown.
    recommended : str | None
        The placement to mark.
    running : str
        The placement that runs now.
    ended : bool
        Whether the run is over, so that what is not through will not come.
    """
    missing = tr("not run") if ended else tr("waiting")
    through: dict[str, PlacementResult] = {}
    for run in runs:
        through.setdefault(run.placement, run)
    ordered = [through.get(name) for name in placements]
    columns = tuple(
        _column(name, through.get(name), recommended, tr("running") if name == running else missing)
        for name in placements
    )
    return KpiTable(columns, tuple(_rows(ordered)))


def _column(name: str, run: PlacementResult | None, recommended: str | None, until_through: str) -> KpiColumn:
    if run is None:
        return KpiColumn(name, name, until_through, recommended=False)
    if not run.feasible:
        return KpiColumn(name, f"✗ {name}", tr("infeasible"), recommended=False)
    missed = sum(budget.judgement is Judgement.FAIL for budget in run.budgets)
    unsure = sum(budget.judgement is Judgement.UNDECIDED for budget in run.budgets)
    if missed:
        state = tr("misses {count}", count=missed)
    elif unsure:
        state = tr("{count} unsure", count=unsure)
    else:
        state = tr("keeps all") if run.budgets else tr("done")
    best = name == recommended
    return KpiColumn(name, f"{_STAR} {name}" if best else name, state, recommended=best)


def _rows(runs: Sequence[PlacementResult | None]) -> Iterator[KpiRow]:
    budgets = [budget for run in runs if run is not None for budget in run.budgets]
    listed = {kpi for section in _SECTIONS for kpi in section}
    further = tuple(dict.fromkeys(budget.kpi for budget in budgets if budget.kpi not in listed))
    for number, section in enumerate((*_SECTIONS, further)):
        for index, kpi in enumerate(section):
            yield _row(kpi, None, runs, starts_section=index == 0 and number > 0)
            groups = dict.fromkeys(b.group for b in budgets if b.kpi == kpi and b.group and not _is_fleet(b, runs))
            for group in groups:
                yield _row(kpi, group, runs, starts_section=False)


def _is_fleet(budget: BudgetVerdict, runs: Sequence[PlacementResult | None]) -> bool:
    """Tell whether a group is the whole fleet, so that its budget belongs to the fleet's own row."""
    return all(set(run.by_group) <= {budget.group} for run in runs if run is not None)


def _row(kpi: str, group: str | None, runs: Sequence[PlacementResult | None], *, starts_section: bool) -> KpiRow:
    name = kpi_label(kpi) if group is None else f"{kpi_label(kpi)}, {group}"
    name += f", {_USD}" if kpi_dimension(kpi) is Dimension.MONEY else ""
    kinds = [run.notes.get("accuracy_kind", "") for run in runs if run is not None]
    cells = tuple(_cell(kpi, group, run) for run in runs)
    label, brief = f"{name}{signals_label(kpi, kinds)}", f"{name}{signals_label(kpi, kinds, brief=True)}"
    return KpiRow(kpi, label, tr(kpi_about(kpi)), cells, starts_section, brief)


def _cell(kpi: str, group: str | None, run: PlacementResult | None) -> KpiCell:
    if run is None:
        return KpiCell("", None, tr("Not done yet."))
    if not run.feasible:
        return KpiCell(NONE, None, tr("Infeasible: {reason}", reason=run.infeasible_reason))
    values = run.kpis if group is None else run.by_group.get(group, {})
    interval = run.intervals.get(kpi if group is None else f"{group}/{kpi}")
    text = kpi_text(kpi, values.get(kpi, math.nan), interval)
    verdicts = [budget for budget in run.budgets if budget.kpi == kpi and _belongs(budget, group, run)]
    lines = [tr("{kpi} of {placement}: {value}", kpi=kpi_label(kpi), placement=run.placement, value=text)]
    if interval is not None:
        low, high = (kpi_text(kpi, bound) for bound in interval)
        lines.append(tr("95 % interval: {low} … {high}", low=low, high=high))
    lines += [f"{GLYPHS[b.judgement]} {tr('limit')} {limit_text(b.limit)} {tr(WORDS[b.judgement])}" for b in verdicts]
    if run.drivers and not math.isnan(values.get(kpi, math.nan)):
        basis = run.basis_of(kpi)
        lines.append(tr("{glyph} its doubt rests most on: {basis}", glyph=basis.glyph, basis=tr(BASIS_WORDS[basis])))
        text = f"{text} {basis.glyph}"
    if kpi_dimension(kpi) is Dimension.MONEY:  # the row says the unit, and the tooltip how little it is
        text = text.replace(shown(kpi, _TINY_USD), _ABOUT_NOTHING).replace(f" {_USD}", "")
    worst = next((one for one in _WORST_FIRST if any(b.judgement is one for b in verdicts)), None)
    return KpiCell(f"{GLYPHS[worst]} {text}" if worst else text, worst, "\n".join(lines))


def _belongs(budget: BudgetVerdict, group: str | None, run: PlacementResult) -> bool:
    if group is None:
        return budget.group is None or _is_fleet(budget, [run])
    return budget.group == group
