"""What the claims of a scenario come to: one line each, with every placement."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simgui.results.kpi_names import GLYPHS, judged_value, kpi_name, limit_text
from simgui.results.result import ClaimVerdict, Judgement, PlacementResult
from simgui.scenario.kpi import BUDGET_KEYS

_WORST_FIRST = (Judgement.FAIL, Judgement.UNDECIDED, Judgement.PASS)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a claim comes to under a placement: the worst verdict over its seeds, and the value behind it."""

    placement: str
    judgement: Judgement
    value: str

    def __str__(self) -> str:
        """Say it shortly: ``✓ edge 34 µW``."""
        return f"{GLYPHS[self.judgement]} {self.placement} {self.value}".rstrip()


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A claim and what it comes to.

    Parameters
    ----------
    says : str
        The promise in the words of whoever makes it.
    means : str
        The KPI and its limit: ``Device power ≤ 50 µW``.
    findings : tuple[Finding, ...]
        By placement; those that cannot be built have none.
    """

    says: str
    means: str
    findings: tuple[Finding, ...]

    @property
    def head(self) -> str:
        """The promise and what it means: ``“50 µW” (Device power ≤ 50 µW)``."""
        return f"“{self.says}” ({self.means})"


def check_claims(runs: Mapping[str, Sequence[PlacementResult]]) -> tuple[ClaimCheck, ...]:
    """Check every claim.

    Parameters
    ----------
    runs : Mapping[str, Sequence[PlacementResult]]
        The runs of each placement, one for each seed; a claim is true of a placement when it is for all seeds.
    """
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for placement, seeds in runs.items():
        by_claim: dict[tuple[str, str, str], list[tuple[PlacementResult, ClaimVerdict]]] = {}
        for run in seeds:
            for claim in run.claims:
                by_claim.setdefault((claim.says, claim.verdict.key, claim.verdict.limit), []).append((run, claim))
        for key, verdicts in by_claim.items():
            found.setdefault(key, []).append(_finding(placement, verdicts))
    return tuple(ClaimCheck(key[0], _meaning(*key[1:]), tuple(findings)) for key, findings in found.items())


def _finding(placement: str, verdicts: Sequence[tuple[PlacementResult, ClaimVerdict]]) -> Finding:
    worst = next(one for one in _WORST_FIRST if any(claim.verdict.judgement is one for _, claim in verdicts))
    sharing = [(run, claim.verdict) for run, claim in verdicts if claim.verdict.judgement is worst]
    run, one = min(sharing, key=lambda pair: math.inf if math.isnan(pair[1].margin) else pair[1].margin)
    interval = run.intervals.get(one.kpi if one.group is None else f"{one.group}/{one.kpi}")
    value = "" if math.isnan(one.value) else judged_value(one, interval)
    return Finding(placement, worst, value)


def _meaning(key: str, limit: str) -> str:
    group, _, name = key.rpartition("/")
    full = kpi_name(BUDGET_KEYS[name].name).full if name in BUDGET_KEYS else name
    return f"{full}{f', {group}' if group else ''} {limit_text(limit)}"
