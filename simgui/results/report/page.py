"""Makes the page: gathers what it shows and fills the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simgui.profiles.sourced import Basis
from simgui.results.report.bars import bars_picture
from simgui.results.report.flows import flow_pictures
from simgui.results.report.inputs import find_origin
from simgui.results.report.left_out import read_limits
from simgui.results.report.table import Runs, budget_rows, claim_rows, group_rows, kpi_rows, runs_by_placement
from simgui.results.report.tornado import tornados
from simgui.results.report.trade_off import trade_off_picture
from simgui.results.result import ScenarioResult
from simgui.results.run_store import Manifest

_TEMPLATES = Path(__file__).parent / "templates"
_NOTE_NAMES = {
    "accuracy_kind": "Signals",
    "first_death": "First battery empty",
    "events_censored": "Events too near the end to be judged",
    "control": "Control tasks",
    "heat": "Processors that slow down",
    "detectors": "Detectors",
}


@dataclass(frozen=True, slots=True)
class Note:
    """A fact beside the numbers, and the placements it holds for; none stand for all."""

    name: str
    text: str
    placements: tuple[str, ...]


def make_page(result: ScenarioResult, manifest: Manifest | None) -> str:
    """Write the report of a run.

    Parameters
    ----------
    result : ScenarioResult
        What came out.
    manifest : Manifest | None
        How it was made, if that is known.

    Returns
    -------
    str
        One HTML page without scripts or references to anything outside; equal inputs give equal pages.
    """
    import jinja2  # noqa: PLC0415 - only this command needs it

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    runs = runs_by_placement(result)
    explained, charts = tornados(result)
    trade_off, not_drawn = trade_off_picture(runs, result.pareto, result.recommended)
    infeasible = {name: run for name, seeds in runs.items() for run in seeds[:1] if not run.feasible}
    return environment.get_template("report.html.j2").render(
        result=result,
        runs=runs,
        placements=list(runs),
        seeds=sorted({run.seed for run in result.runs}),
        origin=find_origin(result, manifest),
        limits=read_limits(),
        budgets=budget_rows(runs),
        claims=claim_rows(runs),
        kpis=kpi_rows(runs),
        groups=group_rows(runs),
        infeasible=infeasible,
        notes=_notes(runs),
        trade_off=trade_off,
        not_drawn=not_drawn,
        latency_bars=bars_picture(runs, "latency_by_stage_s"),
        energy_bars=bars_picture(runs, "energy_by_cause_j"),
        flows=flow_pictures(runs, result.recommended),
        explained=explained,
        charts=charts,
        chances=_chances(runs),
        bases=tuple(Basis),
        css=(_TEMPLATES / "report.css").read_text(encoding="utf-8"),
    )


def _chances(runs: Runs) -> dict[str, str]:
    """Say for each placement how often no budget was missed over the draws from the tolerances."""
    known = {name: seeds[0].p_meets_budgets for name, seeds in runs.items() if seeds[0].feasible}
    return {name: f"{100 * chance:.0f} %" for name, chance in known.items() if chance is not None}


def _notes(runs: Runs) -> tuple[Note, ...]:
    """Gather equal notes of the first seed of each placement."""
    found: dict[tuple[str, str], list[str]] = {}
    feasible: Sequence[str] = [name for name, seeds in runs.items() if seeds[0].feasible]
    for name in feasible:
        for key, text in runs[name][0].notes.items():
            found.setdefault((key, text), []).append(name)
    return tuple(
        Note(_NOTE_NAMES.get(key, key.replace("_", " ").capitalize()), text, () if names == feasible else tuple(names))
        for (key, text), names in sorted(found.items(), key=lambda item: item[0][0])
    )
