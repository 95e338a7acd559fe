"""What became of the true events under each placement: caught in time, missed in an outage, or missed otherwise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.results.result import PlacementResult
from simgui.ui.presenters.wording import kpi_text
from simgui.ui.translation import counted, tr


@dataclass(frozen=True, slots=True)
class EventShare:
    """The events of one placement, as shares of all, and the same in words.

    Parameters
    ----------
    placement : str
        Whose.
    caught, in_outage, otherwise : float
        Shares; together one. [-]
    about : str
        In words, with counts.
    is_shown : bool
        Whether it is the placement that is looked at.
    """

    placement: str
    caught: float
    in_outage: float
    otherwise: float
    about: str
    is_shown: bool


def event_shares(runs: Sequence[PlacementResult], shown: str) -> tuple[EventShare, ...]:
    """Give what became of the events, the placement that is looked at first; infeasible ones are left out.

    Parameters
    ----------
    runs : Sequence[PlacementResult]
        Placements of one scenario and seed.
    shown : str
        The placement that is looked at.
    """
    known = [run for run in runs if run.feasible and not math.isnan(run.kpis.get("event_recall", math.nan))]
    ordered = sorted(known, key=lambda run: run.placement != shown)
    return tuple(_share(run, run.placement == shown) for run in ordered)


def _share(run: PlacementResult, is_shown: bool) -> EventShare:
    caught = run.kpis["event_recall"]
    missed, in_outage = run.kpis.get("events_missed", 0.0), run.kpis.get("events_missed_in_outage", 0.0)
    lost_in_outage = (1.0 - caught) * in_outage / missed if missed > 0 else 0.0
    return EventShare(
        run.placement, caught, lost_in_outage, max(1.0 - caught - lost_in_outage, 0.0), _about(run, missed), is_shown
    )


def _about(run: PlacementResult, missed: float) -> str:
    if not missed:
        words = tr("every true event raised its alarm in time")
    else:
        in_outage = run.kpis.get("events_missed_in_outage", 0.0)
        words = tr(
            "{missed} true events raised no alarm in time, {outage} of them during an outage",
            missed=counted(missed),
            outage=counted(in_outage),
        )
    action_s = run.kpis.get("event_to_action_s", math.nan)
    if math.isnan(action_s):
        return words
    return tr("{words}; mean time to act {time}", words=words, time=kpi_text("event_to_action_s", action_s))
