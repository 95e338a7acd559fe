"""Tells the history of a run while it grows."""

from collections.abc import Mapping
from time import monotonic

import numpy as np

from simgui.engine.control import Control
from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import NS_PER_S, Plan
from simgui.results.accumulator import KpiAccumulator
from simgui.results.fleet_record import FleetRecord
from simgui.results.fleet_series import FleetSeries, SeriesPart
from simgui.results.moments import Moment, alive_share, ending_moments, outage_moments
from simgui.results.series_block import Array
from simgui.runs.messages import RunSeries
from simgui.runs.options import Watcher

TELL_EVERY_S = 0.1
"""Time between two parts of a history. [s]"""


class TellingSeries:
    """The control of an engine that also passes on what a series has gathered.

    Parameters
    ----------
    plan : Plan
        What is run.
    control : Control
        Hears the progress itself.
    watcher : Watcher
        Takes the parts.
    """

    def __init__(self, plan: Plan, control: Control, watcher: Watcher) -> None:
        self.series = FleetSeries(plan)
        self._control, self._watcher = control, watcher
        self._told_s = monotonic()
        self._plan = plan
        self._is_begun = False
        self._tell(self.series.grown(0.0), outage_moments(plan))

    def progress(self, time_ns: int, jobs: int) -> None:
        """Pass the progress on, and now and then what has been gathered."""
        self._control.progress(time_ns, jobs)
        now_s = monotonic()
        if now_s - self._told_s >= TELL_EVERY_S:
            self._told_s = now_s
            self._tell(self.series.grown(time_ns / NS_PER_S))

    def cancelled(self) -> bool:
        """Tell whether to stop."""
        return self._control.cancelled()

    def finish(self, ledgers: Mapping[str, GroupLedger], accumulator: KpiAccumulator) -> FleetRecord:
        """Tell what is left, and what is known only at the end.

        Parameters
        ----------
        ledgers : Mapping[str, GroupLedger]
            Know the deaths, by group.
        accumulator : KpiAccumulator
            Knows the missed events.

        Returns
        -------
        FleetRecord
            The whole history.
        """
        moments, counts = ending_moments(self._plan, ledgers, accumulator)
        part = self.series.grown(self.series.layout.duration_ns / NS_PER_S)
        extra: dict[str, Array] = {f"count/{kind}": np.array(count) for kind, count in counts.items()}
        for index, group in enumerate(self._plan.groups):
            alive = alive_share(self.series.layout, index, ledgers[group.name].death_ns)
            if alive is not None:
                extra[f"alive/{group.name}"] = alive
        self._tell(SeriesPart(part.until_s, part.rows, {**part.arrays, **extra}), moments, is_complete=True)
        record = FleetRecord(self.series.layout)
        record.take(SeriesPart(part.until_s, np.arange(record.layout.bins), {**self.series.total(), **extra}))
        record.note((*outage_moments(self._plan), *moments))
        record.is_complete = True
        return record

    def _tell(self, part: SeriesPart, moments: tuple[Moment, ...] = (), *, is_complete: bool = False) -> None:
        layout = self.series.layout
        first = None if self._is_begun else layout
        self._is_begun = True
        self._watcher.tell(RunSeries(layout.placement, layout.seed, first, part, moments, is_complete))
