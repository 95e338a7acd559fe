"""Guesses that decide: which numbers nobody has measured would make the recommended placement miss a budget."""

import math
from collections.abc import Sequence

from simgui.core.phrase import Phrase
from simgui.core.units import Operator
from simgui.profiles.sourced import Basis
from simgui.results.candidate import Candidate
from simgui.results.kpi_names import kpi_in_words, limit_text
from simgui.results.result import BudgetVerdict
from simgui.results.why.driver import Driver
from simgui.results.wording import operator_of, shown

_MOST = 2
_BROKEN = (
    "If {number}, a guess of {guess}, is off by its {tolerance}, {kpi} of {best} is {value} and no longer {limit}."
)


def guesses(best: Candidate) -> list[Phrase]:
    """Say which guessed numbers alone carry a KPI of a placement across its limit.

    Parameters
    ----------
    best : Candidate
        The recommended placement.

    Returns
    -------
    list[Phrase]
        A sentence for each such guess, the largest share of a spread first, at most two.
    """
    found = []
    for verdict in best.budgets.values():
        if verdict.group is not None or not math.isfinite(verdict.value):
            continue
        for driver in best.drivers.get(verdict.kpi, ()):
            worst = _worst(driver, verdict)
            if driver.basis is Basis.GUESS and not _holds(worst, verdict) and _holds(verdict.value, verdict):
                found.append((driver.share, _sentence(best, verdict, driver, worst)))
    return [text for _, text in sorted(found, key=lambda one: -one[0])[:_MOST]]


def _worst(driver: Driver, verdict: BudgetVerdict) -> float:
    ends: Sequence[float] = (driver.low, driver.high)
    at_least = operator_of(verdict.limit) in {Operator.AT_LEAST, Operator.ABOVE}
    return min(ends) if at_least else max(ends)


def _holds(value: float, verdict: BudgetVerdict) -> bool:
    match operator_of(verdict.limit):
        case Operator.AT_MOST:
            return value <= verdict.limit_value
        case Operator.BELOW:
            return value < verdict.limit_value
        case Operator.AT_LEAST:
            return value >= verdict.limit_value
        case Operator.ABOVE:
            return value > verdict.limit_value
        case Operator.EQUAL:
            return value == verdict.limit_value


def _sentence(best: Candidate, verdict: BudgetVerdict, driver: Driver, worst: float) -> Phrase:
    limits = [shown(verdict.kpi, verdict.limit_value, digits) for digits in range(2, 6)]
    values = [shown(verdict.kpi, worst, digits) for digits in range(2, 6)]
    text = next((value for value, limit in zip(values, limits, strict=True) if value != limit), values[-1])
    return Phrase(
        _BROKEN,
        number=driver.name,
        guess=driver.text,
        tolerance=f"{100 * driver.tolerance:.3g} %",
        kpi=kpi_in_words(verdict.kpi),
        best=best.name,
        value=text,
        limit=limit_text(verdict.limit),
    )
