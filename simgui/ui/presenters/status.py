"""What the status bar says of the last run: seed, hash of its trace, speed, and its ratio to real time."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simgui.results.result import PlacementResult
from simgui.ui.presenters.wording import count_text
from simgui.ui.translation import tr


@dataclass(frozen=True, slots=True)
class StatusFact:
    """A short text, and what it means."""

    text: str
    about: str


def short_hash(trace_hash: str) -> str:
    """Give eight characters that tell two runs apart: a trace's hash begins with its number of rows, equal in many.

    Examples
    --------
    >>> short_hash("258-8eca30524acb7747-41c8437b3044a58d")
    '8eca3052'
    """
    rows, _, rest = trace_hash.partition("-")
    return (rest or rows)[:8]


def status_facts(run: PlacementResult | None, duration_s: float) -> tuple[StatusFact, ...]:
    """Name what identifies a run and how quick it was.

    Parameters
    ----------
    run : PlacementResult | None
        The selected placement, once it is through.
    duration_s : float
        Simulated time of the scenario. [s]
    """
    if run is None:
        return ()
    facts = [
        StatusFact(run.placement, tr("The selected placement")),
        StatusFact(
            tr("seed {seed}", seed=run.seed), tr("The same seed and scenario give the same run on any computer")
        ),
    ]
    if run.trace_hash:
        about = tr("Hash of everything that happened in the run: {hash}", hash=run.trace_hash)
        facts.append(StatusFact(tr("hash {hash}", hash=short_hash(run.trace_hash)[:4]), about))
    if run.engine:
        facts.append(StatusFact(tr("engine {engine}", engine=run.engine), tr(run.engine_reason)))
    jobs = run.kpis.get("jobs", math.nan)
    if run.wall_s > 0 and math.isfinite(jobs) and jobs > 0:
        text = tr("{rate} jobs/s", rate=count_text(jobs / run.wall_s))
        facts.append(StatusFact(text, tr("Simulated jobs in a second of waiting, real inference included")))
    if run.wall_s > 0 and duration_s > 0 and run.feasible:
        text = tr("{ratio}× real time", ratio=count_text(duration_s / run.wall_s))
        facts.append(StatusFact(text, tr("Simulated time over the time the run took")))
    return tuple(facts)
