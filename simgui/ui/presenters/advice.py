"""What came out, in words: the recommendation, and the budgets or the reasons of one placement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.core.phrase import Phrase
from simgui.results.advice import advise
from simgui.results.kpi_names import judged_value
from simgui.results.result import BudgetVerdict, ClaimVerdict, Judgement, PlacementResult, ScenarioResult
from simgui.ui.presenters.status import short_hash
from simgui.ui.presenters.wording import GLYPHS, WORDS, kpi_label, limit_text, plural, range_text, signals_label
from simgui.ui.translation import Language, language, later, tr

CLAIM_WORDS = {
    Judgement.PASS: later("holds"),
    Judgement.FAIL: later("does not hold"),
    Judgement.UNDECIDED: later("undecided"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """The recommendation.

    Parameters
    ----------
    headline, because : str
        The advice and its reason.
    others, flips_if : tuple[str, ...]
        Why not another placement, and what would change the advice, a sentence each.
    is_positive : bool
        False when there is nothing to recommend.
    """

    headline: str
    because: str
    others: tuple[str, ...]
    flips_if: tuple[str, ...]
    is_positive: bool


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget of one placement: ``✓ Latency p99 ≤ 100 ms``, the value, and how far it is from the limit.

    ``interval`` is what 95 % of the draws gave, or "" where nothing is in doubt.
    """

    glyph: str
    judgement: Judgement
    name: str
    limit: str
    value: str
    margin: str
    spoken: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """What a claim comes to: ``✗ “50 µW” Device power ≤ 50 µW 65 µW``."""

    glyph: str
    judgement: Judgement
    says: str
    means: str
    value: str
    spoken: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Infeasibility:
    """A placement that cannot be built, why, and what would help."""

    placement: str
    reason: str
    remedies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacementDetails:
    """One placement: its budgets and claims, or why it cannot be built; ``facts`` name engine, seed and trace.

    ``chance`` says how likely no budget is missed, or is "".
    """

    title: str
    summary: str
    budgets: tuple[BudgetLine, ...]
    infeasible: Infeasibility | None
    facts: tuple[str, ...]
    claims: tuple[ClaimLine, ...] = ()
    chance: str = ""


def advice(result: ScenarioResult) -> Advice:
    """Put the recommendation into words."""
    reason, conditions = _phrases(result)
    sentences = [_sentence(text) for text in _clauses(reason)]
    flips = tuple(tr(one) if isinstance(one, Phrase) else _sentence(_as_condition(one)) for one in conditions)
    positive = result.recommended is not None
    headline = (
        tr("Take {placement}", placement=result.recommended) if positive else tr("No placement can be recommended")
    )
    return Advice(headline, sentences[0], tuple(sentences[1:]), flips, positive)


def infeasible_placements(runs: Sequence[PlacementResult]) -> tuple[Infeasibility, ...]:
    """List what cannot be built, each placement once."""
    found = {run.placement: run for run in runs if not run.feasible}
    return tuple(_infeasibility(run) for run in found.values())


def _infeasibility(run: PlacementResult) -> Infeasibility:
    return Infeasibility(run.placement, tr(run.infeasible_reason), tuple(map(tr, run.remedies)))


def placement_details(run: PlacementResult) -> PlacementDetails:
    """Describe one placement."""
    if not run.feasible:
        infeasible = _infeasibility(run)
        return PlacementDetails(
            run.placement, tr("cannot be built"), (), infeasible, (tr("seed {seed}", seed=run.seed),)
        )
    lines = tuple(_line(budget, run) for budget in run.budgets)
    kept = sum(line.judgement is Judgement.PASS for line in lines)
    unsure = sum(line.judgement is Judgement.UNDECIDED for line in lines)
    summary = (
        tr("keeps {kept} of {budgets}", kept=kept, budgets=plural(len(lines), "budget"))
        if lines
        else tr("the scenario sets no budgets")
    )
    summary += tr(", {count} undecided", count=unsure) if unsure else ""
    facts = [tr("seed {seed}", seed=run.seed), tr("engine {engine}", engine=run.engine)]
    if run.trace_hash:
        facts.append(tr("trace {hash}", hash=short_hash(run.trace_hash)))
    claims = tuple(_claim_line(claim, run) for claim in run.claims)
    return PlacementDetails(run.placement, summary, lines, None, tuple(facts), claims, _chance(run))


def _chance(run: PlacementResult) -> str:
    if run.p_meets_budgets is None:
        return ""
    return tr("{share} chance that none is missed", share=f"{100 * run.p_meets_budgets:.0f} %")


def _claim_line(claim: ClaimVerdict, run: PlacementResult) -> ClaimLine:
    line = _line(claim.verdict, run)
    verdict = tr(CLAIM_WORDS[line.judgement])
    spoken = f"{claim.says}: {line.name} {line.limit}: {line.value}, {verdict}"
    return ClaimLine(
        line.glyph, line.judgement, claim.says, f"{line.name} {line.limit}", line.value, spoken, line.interval
    )


def _line(budget: BudgetVerdict, run: PlacementResult) -> BudgetLine:
    name = kpi_label(budget.kpi) + (f", {budget.group}" if budget.group else "")
    name += signals_label(budget.kpi, [run.notes.get("accuracy_kind", "")])
    interval = run.intervals.get(budget.kpi if budget.group is None else f"{budget.group}/{budget.kpi}")
    value, limit = judged_value(budget, interval), limit_text(budget.limit)
    if run.drivers and not math.isnan(budget.value):
        value = f"{value} {run.basis_of(budget.kpi).glyph}"
    spoken = f"{name} {limit}: {value}, {tr(WORDS[budget.judgement])}"
    within = range_text(budget.kpi, interval) if interval is not None and interval[0] < interval[1] else ""
    return BudgetLine(GLYPHS[budget.judgement], budget.judgement, name, limit, value, _margin(budget), spoken, within)


def _margin(budget: BudgetVerdict) -> str:
    """Say how far the value is from the limit, where that can be said as a share of it."""
    if not math.isfinite(budget.margin) or budget.limit_value == 0:
        return ""
    amount = abs(budget.margin)
    if budget.judgement is Judgement.UNDECIDED:
        return tr("limit within the 95 % interval")
    if amount >= 1 and budget.value > 0:
        return tr("{ratio}× the limit", ratio=f"{budget.value / budget.limit_value:.3g}")
    shown = f"{amount:.0%}".replace("%", " %")
    return tr("{share} room", share=shown) if budget.margin >= 0 else tr("missed by {share}", share=shown)


def _phrases(result: ScenarioResult) -> tuple[str, tuple[str, ...]]:
    """Give reason and conditions as phrases; a file has only the English text, so advice is sought again."""
    if isinstance(result.recommended_because, Phrase) or language() is Language.ENGLISH:
        return result.recommended_because, result.flips_if
    again = advise(result.runs)
    if again.recommended != result.recommended or again.recommended_because != result.recommended_because:
        return result.recommended_because, result.flips_if
    return again.recommended_because, again.flips_if


def _clauses(reason: str) -> list[str]:
    """Take a reason apart, in the language in use; the first clause is the verdict."""
    if isinstance(reason, Phrase) and isinstance(clauses := reason.values.get("clauses"), Phrase):
        return [tr(clause) for clause in clauses.values.values()]
    return tr(reason).strip().rstrip(".").split("; ")


def _as_condition(reason: str) -> str:
    text = reason.strip()
    if " would be chosen if " in text:
        return text
    return (
        text[:1].upper() + text[1:]
        if text.lower().startswith(("if ", "flips if "))
        else tr("Flips if {reason}", reason=text)
    )


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""
