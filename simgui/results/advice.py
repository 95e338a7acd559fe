"""Which placement to take, why, and what would change that."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.core.phrase import Phrase, and_list, joined
from simgui.core.units import Dimension, Operator
from simgui.results.candidate import Candidate, candidates
from simgui.results.guesses import guesses
from simgui.results.kpi_names import kpi_in_words, limit_text
from simgui.results.result import BudgetVerdict, Judgement, PlacementResult
from simgui.results.wording import operator_of, shown
from simgui.scenario.kpi import KPIS

_MOST_MARGINS = 3
_MOST_MISSES = 2
_BELOW = "If {kpi} had to be below {bound}, {best} would no longer meet it."
_ABOVE = "If {kpi} had to be above {bound}, {best} would no longer meet it."
_CHEAPER = "{other} would be chosen if it cost {saved} less per device and month."


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, in names and sentences that are phrases; see `ScenarioResult` for the fields."""

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


def _nothing_works(everyone: Sequence[Candidate]) -> Phrase:
    if not everyone:
        return Phrase("No placement was run.")
    reasons = [
        Phrase("{placement} ({reason})", placement=candidate.name, reason=_bare(candidate.infeasible_reason))
        for candidate in everyone
    ]
    return Phrase("No placement can be built: {reasons}.", reasons=and_list(reasons))


def _bare(reason: str) -> str:
    """Take a reason without its full stop; one that can be translated has none."""
    return reason if isinstance(reason, Phrase) else reason.rstrip(".")


def _because(best: Candidate, others: Sequence[Candidate]) -> Phrase:
    clauses = joined("; ", [*_verdict(best, others), *_clauses(best, others)])
    return Phrase("{clauses}.", clauses=clauses)


def _verdict(best: Candidate, others: Sequence[Candidate]) -> list[Phrase]:
    """Say how the recommended placement does by itself."""
    total, name = len(best.budgets), best.name
    missed = best.missed()
    undecided = [verdict for verdict in best.budgets.values() if verdict.judgement is Judgement.UNDECIDED]
    if not total:
        return [Phrase("No budget is set, and {best} costs least, {price}", best=name, price=_price(best))]
    budgets = {1: Phrase("the only budget"), 2: Phrase("both budgets")}.get(
        total, Phrase("all {count} budgets", count=str(total))
    )
    if missed:
        rivals = [len(other.missed()) for other in others if not other.infeasible_reason]
        misses = _misses(missed)
        if not rivals:
            said = Phrase("{best} misses {misses}", best=name, misses=misses)
        elif all(rival > len(missed) for rival in rivals):
            said = Phrase("{best} misses the fewest: {misses}", best=name, misses=misses)
        else:
            said = Phrase("{best} misses no more than any other: {misses}", best=name, misses=misses)
        return [Phrase("No placement meets {budgets}", budgets=budgets), said]
    if undecided:
        kpis = and_list([_kpi(verdict) for verdict in undecided])
        return [Phrase("{best} misses no budget, though {kpis} cannot be decided", best=name, kpis=kpis)]
    return [Phrase("{best} meets {budgets}", best=name, budgets=budgets)]


def _clauses(best: Candidate, others: Sequence[Candidate]) -> list[Phrase]:
    """Say of every other placement why it comes second."""
    clauses = []
    for other in others:
        if other.infeasible_reason:
            reason = _bare(other.infeasible_reason)
            clauses.append(Phrase("{other} cannot be built ({reason})", other=other.name, reason=reason))
        elif other.missed():
            clauses.append(Phrase("{other} misses {misses}", other=other.name, misses=_misses(other.missed())))
        elif len(other.leaning()) > len(best.leaning()):
            misses = _misses(other.leaning())
            clauses.append(Phrase("{other} is more likely than not to miss {misses}", other=other.name, misses=misses))
        elif len(other.in_doubt()) > len(best.in_doubt()):
            kpis = and_list([_kpi(verdict) for verdict in other.in_doubt()])
            clauses.append(Phrase("{other} leaves {kpis} undecided", other=other.name, kpis=kpis))
        elif best.budgets:
            drawback = _drawback(best, other)
            clauses.append(Phrase("{other} meets them too, but {drawback}", other=other.name, drawback=drawback))
        else:
            clauses.append(Phrase("{other} {drawback}", other=other.name, drawback=_drawback(best, other)))
    return clauses


def _misses(missed: Sequence[BudgetVerdict]) -> Phrase:
    named = [
        Phrase("{kpi} ({value} against {limit})", kpi=_kpi(v), value=_value(v), limit=limit_text(v.limit))
        for v in missed[:_MOST_MISSES]
    ]
    rest = len(missed) - len(named)
    return and_list([*named, Phrase("{count} more", count=str(rest))] if rest else named)


def _kpi(verdict: BudgetVerdict) -> Phrase:
    return kpi_in_words(verdict.kpi, verdict.group)


def _value(verdict: BudgetVerdict) -> str:
    """Show a value with as many digits as it takes to tell it from its limit."""
    limits = [shown(verdict.kpi, verdict.limit_value, digits) for digits in range(3, 7)]
    values = [shown(verdict.kpi, verdict.value, digits) for digits in range(3, 7)]
    return next((value for value, limit in zip(values, limits, strict=True) if value != limit), values[-1])


def _price(candidate: Candidate) -> Phrase:
    price = shown("cost_usd_per_device_month", candidate.cost_usd)
    return Phrase("{price} per device and month with its parts", price=price)


def _drawback(best: Candidate, other: Candidate) -> Phrase:
    price, less = (shown("cost_usd_per_device_month", one.cost_usd) for one in (other, best))
    if round(other.cost_usd, 9) > round(best.cost_usd, 9) and price != less:  # what reads the same is no drawback
        return Phrase("costs {price} against {less}", price=_price(other), less=less)
    power, lower = (shown("device_power_w", one.power_w) for one in (other, best))
    if other.power_w > best.power_w and power != lower:
        return Phrase("draws {power} per device at the same price, against {less}", power=power, less=lower)
    return Phrase("does no better")


def _is_as_sure(other: Candidate, best: Candidate) -> bool:
    """Tell whether neither misses a budget, and the other has no more in doubt."""
    return not other.missed() and not best.missed() and other.rank()[:3] <= best.rank()[:3]


def _margins(best: Candidate) -> list[Phrase]:
    """Say which budgets of the recommended placement are the tightest, and how far they could be tightened."""
    sentences = []
    held = [verdict for verdict in best.budgets.values() if verdict.judgement is Judgement.PASS]
    for verdict in sorted(held, key=lambda verdict: verdict.margin):
        operator = operator_of(verdict.limit)
        if operator is Operator.EQUAL or not math.isfinite(verdict.margin) or _is_perfect(verdict, operator):
            continue
        if _value(verdict).startswith("<"):  # too little to be worth a tighter limit
            continue
        template = _BELOW if operator in {Operator.AT_MOST, Operator.BELOW} else _ABOVE
        sentences.append(Phrase(template, kpi=_kpi(verdict), bound=_value(verdict), best=best.name))
    return sentences[:_MOST_MARGINS]


def _is_perfect(verdict: BudgetVerdict, operator: Operator) -> bool:
    """Tell whether a value cannot get any better, such as a recall of 100 % or no miss at all."""
    if operator in {Operator.AT_MOST, Operator.BELOW}:
        return verdict.value <= 0.0
    return KPIS[verdict.kpi].dimension is Dimension.RATIO and verdict.value >= 1.0


def _runners_up(best: Candidate, others: Sequence[Candidate]) -> list[Phrase]:
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
            allowed = [
                Phrase("{kpi} were allowed to be {value}", kpi=_kpi(first), value=_value(first)),
                *(Phrase("{kpi} {value}", kpi=_kpi(verdict), value=_value(verdict)) for verdict in more),
            ]
            limits = and_list(allowed)
            sentences.append(Phrase("{other} would be chosen if {allowed}.", other=other.name, allowed=limits))
        elif _is_as_sure(other, best) and math.isfinite(other.cost_usd) and other.cost_usd > best.cost_usd:
            saved = shown("cost_usd_per_device_month", other.cost_usd - best.cost_usd)
            sentences.append(Phrase(_CHEAPER, other=other.name, saved=saved))
    return sentences
