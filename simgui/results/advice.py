"""Which placement to take, why, and what would change that."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.core.units import Dimension, Operator
from simgui.results.candidate import Candidate, candidates
from simgui.results.guesses import guesses
from simgui.results.result import BudgetVerdict, Judgement, PlacementResult
from simgui.results.wording import enumerate_in_words, operator_of, shown
from simgui.scenario.kpi import KPIS

_MOST_MARGINS = 3
_MOST_MISSES = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, in names and sentences; see `ScenarioResult` for the fields."""

    pareto: tuple[str, ...]
    recommended: str | None
    recommended_because: str
    flips_if: tuple[str, ...]


def advise(runs: Sequence[PlacementResult]) -> Advice:
    """Compare placements, each by its worst seed.

    Recommended is the feasible placement that misses the fewest budgets; among equals the one with the fewest in doubt,
    those whose value lies on the wrong side first; then the one with the lowest price per device and month, parts paid
    off over five years; then the one with the lowest device power.

    Parameters
    ----------
    runs : Sequence[PlacementResult]
        All runs of a scenario.
    """
    everyone = candidates(runs)
    feasible = [candidate for candidate in everyone if not candidate.infeasible_reason]
    if not feasible:
        return Advice((), None, _nothing_works(everyone), ())
    best = min(feasible, key=Candidate.rank)
    others = [candidate for candidate in everyone if candidate is not best]
    return Advice(
        pareto=tuple(candidate.name for candidate in pareto_front(feasible)),
        recommended=best.name,
        recommended_because=_because(best, others),
        flips_if=(
            *guesses(best),
            *_margins(best),
            *_runners_up(best, [other for other in others if not other.infeasible_reason]),
        ),
    )


def pareto_front(feasible: Sequence[Candidate]) -> list[Candidate]:
    """List the candidates that no other one beats in both latency and device power; equals stay both."""

    def beats(one: Candidate, other: Candidate) -> bool:
        no_worse = one.latency_s <= other.latency_s and one.power_w <= other.power_w
        return no_worse and (one.latency_s < other.latency_s or one.power_w < other.power_w)

    return [candidate for candidate in feasible if not any(beats(other, candidate) for other in feasible)]


def _nothing_works(everyone: Sequence[Candidate]) -> str:
    if not everyone:
        return "No placement was run."
    reasons = [f"{candidate.name} ({candidate.infeasible_reason.rstrip('.')})" for candidate in everyone]
    return f"No placement can be built: {enumerate_in_words(reasons)}."


def _because(best: Candidate, others: Sequence[Candidate]) -> str:
    total = len(best.budgets)
    missed = best.missed()
    undecided = [key for key, verdict in best.budgets.items() if verdict.judgement is Judgement.UNDECIDED]
    if not total:
        first = f"No budget is set, and {best.name} costs least, {_price(best)}"
        return f"{'; '.join([first, *_clauses(best, others)])}."
    budgets = {1: "the only budget", 2: "both budgets"}.get(total, f"all {total} budgets")
    if missed:
        rivals = [len(other.missed()) for other in others if not other.infeasible_reason]
        few = "the fewest" if all(rival > len(missed) for rival in rivals) else "no more than any other"
        misses = f"misses {few}: {_misses(missed)}" if rivals else f"misses {_misses(missed)}"
        first = f"No placement meets {budgets}; {best.name} {misses}"
    elif undecided:
        first = f"{best.name} misses no budget, though {enumerate_in_words(undecided)} cannot be decided"
    else:
        first = f"{best.name} meets {budgets}"
    return f"{'; '.join([first, *_clauses(best, others)])}."


def _clauses(best: Candidate, others: Sequence[Candidate]) -> list[str]:
    """Say of every other placement why it comes second."""
    clauses = []
    for other in others:
        if other.infeasible_reason:
            clauses.append(f"{other.name} cannot be built ({other.infeasible_reason.rstrip('.')})")
        elif other.missed():
            clauses.append(f"{other.name} misses {_misses(other.missed())}")
        elif len(other.in_doubt()) > len(best.in_doubt()):
            doubted = enumerate_in_words([verdict.key for verdict in other.in_doubt()])
            clauses.append(f"{other.name} leaves {doubted} undecided")
        elif best.budgets:
            clauses.append(f"{other.name} meets them too, but {_drawback(best, other)}")
        else:
            clauses.append(f"{other.name} {_drawback(best, other)}")
    return clauses


def _misses(missed: Sequence[BudgetVerdict]) -> str:
    named = [f"{v.key} ({_value(v)} against {v.limit})" for v in missed[:_MOST_MISSES]]
    rest = len(missed) - len(named)
    return enumerate_in_words([*named, f"{rest} more"] if rest else named)


def _value(verdict: BudgetVerdict) -> str:
    """Show a value with as many digits as it takes to tell it from its limit."""
    limits = [shown(verdict.kpi, verdict.limit_value, digits) for digits in range(3, 7)]
    values = [shown(verdict.kpi, verdict.value, digits) for digits in range(3, 7)]
    return next((value for value, limit in zip(values, limits, strict=True) if value != limit), values[-1])


def _price(candidate: Candidate) -> str:
    return f"{shown('cost_usd_per_device_month', candidate.cost_usd)} per device and month with its parts"


def _drawback(best: Candidate, other: Candidate) -> str:
    if round(other.cost_usd, 9) > round(best.cost_usd, 9):
        return f"costs {_price(other)} against {shown('cost_usd_per_device_month', best.cost_usd)}"
    if other.power_w > best.power_w:
        power = shown("device_power_w", best.power_w)
        return f"draws {shown('device_power_w', other.power_w)} per device at the same price, against {power}"
    return "does no better"


def _is_as_sure(other: Candidate, best: Candidate) -> bool:
    """Tell whether neither misses a budget, and the other has no more in doubt."""
    return not other.missed() and not best.missed() and other.rank()[:3] <= best.rank()[:3]


def _margins(best: Candidate) -> list[str]:
    """Say which budgets of the recommended placement are the tightest, and how far they could be tightened."""
    sentences = []
    held = [verdict for verdict in best.budgets.values() if verdict.judgement is Judgement.PASS]
    for verdict in sorted(held, key=lambda verdict: verdict.margin):
        operator = operator_of(verdict.limit)
        if operator is Operator.EQUAL or not math.isfinite(verdict.margin) or _is_perfect(verdict, operator):
            continue
        side = "below" if operator in {Operator.AT_MOST, Operator.BELOW} else "above"
        bound = _value(verdict)
        sentences.append(f"If {verdict.key} had to be {side} {bound}, {best.name} would no longer meet it.")
    return sentences[:_MOST_MARGINS]


def _is_perfect(verdict: BudgetVerdict, operator: Operator) -> bool:
    """Tell whether a value cannot get any better, such as a recall of 100 % or no miss at all."""
    if operator in {Operator.AT_MOST, Operator.BELOW}:
        return verdict.value <= 0.0
    return KPIS[verdict.kpi].dimension is Dimension.RATIO and verdict.value >= 1.0


def _runners_up(best: Candidate, others: Sequence[Candidate]) -> list[str]:
    """Say what would make another placement the recommended one."""
    sentences = []
    for other in sorted(others, key=Candidate.rank):
        missed = other.missed()
        relaxed = {verdict.key: verdict.value for verdict in missed}
        if not all(math.isfinite(value) for value in relaxed.values()):
            continue
        wins = all(other.rank(relaxed) < rival.rank(relaxed) for rival in (best, *others) if rival is not other)
        if missed and wins:
            first, *more = missed
            allowed = [f"{first.key} were allowed to be {_value(first)}", *(f"{v.key} {_value(v)}" for v in more)]
            sentences.append(f"{other.name} would be chosen if {enumerate_in_words(allowed)}.")
        elif _is_as_sure(other, best) and math.isfinite(other.cost_usd) and other.cost_usd > best.cost_usd:
            saved = shown("cost_usd_per_device_month", other.cost_usd - best.cost_usd)
            sentences.append(f"{other.name} would be chosen if it cost {saved} less per device and month.")
    return sentences
