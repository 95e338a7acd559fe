"""Which true events raised an alarm in time, and how long it took to act."""

from dataclasses import dataclass, field

import numpy as np

from simgui.plan.plan import NS_PER_S, Float64Array, Plan, TaskPlan
from simgui.plan.verdicts import Int8Array, Int64Array, TaskVerdicts
from simgui.results.decisions import NEVER_NS, BoolArray


@dataclass(frozen=True, slots=True)
class EventCounts:
    """What became of true events; summed over tasks by `+`.

    Parameters
    ----------
    detected, missed : int
        Events with and without an alarm in time.
    missed_in_outage : int
        Those missed while a station on the task's way was out of service within the time an alarm was due.
    censored : int
        Events without an alarm whose time for it reached beyond the end of the run; they count as neither.
    action_ns : int
        Sum, over the detected, of the time from the true onset to the end of the action. [ns]
    """

    detected: int = 0
    missed: int = 0
    missed_in_outage: int = 0
    censored: int = 0
    action_ns: int = 0

    def __add__(self, other: "EventCounts") -> "EventCounts":
        """Sum two counts."""
        return EventCounts(
            self.detected + other.detected,
            self.missed + other.missed,
            self.missed_in_outage + other.missed_in_outage,
            self.censored + other.censored,
            self.action_ns + other.action_ns,
        )

    def kpis(self) -> dict[str, float]:
        """Give the KPIs made of these counts; NaN where there was no event to judge."""
        judged = self.detected + self.missed
        return {
            "event_to_action_s": self.action_ns / self.detected / NS_PER_S if self.detected else float("nan"),
            "events_missed": float(self.missed),
            "events_missed_in_outage": float(self.missed_in_outage),
            "event_recall": self.detected / judged if judged else float("nan"),
        }


@dataclass(slots=True)
class EventTally:
    """The earliest alarm of every true event of a task.

    Parameters
    ----------
    task : TaskPlan
        The task.
    verdicts : TaskVerdicts
        Its verdicts, with the truth timeline.
    """

    task: TaskPlan
    verdicts: TaskVerdicts
    _first_alarm_ns: Int64Array = field(init=False)
    _stride: int = field(init=False)
    _seen: Int64Array = field(init=False)
    _key: Int64Array = field(init=False)

    def __post_init__(self) -> None:
        """Sort the events by device and first window; those no window holds cannot be looked up."""
        verdicts = self.verdicts
        self._first_alarm_ns = np.full(len(verdicts.events), NEVER_NS, dtype=np.int64)
        self._stride = 1 + int(max(self.task.jobs.max(initial=0), verdicts.last_job.max(initial=0)))
        self._seen = np.flatnonzero(verdicts.last_job > verdicts.first_job)
        device = verdicts.events.device[self._seen].astype(np.int64)
        self._key = device * self._stride + verdicts.first_job[self._seen]

    def absorb(self, other: "EventTally") -> None:
        """Add the alarms of another tally of the same task."""
        np.minimum(self._first_alarm_ns, other._first_alarm_ns, out=self._first_alarm_ns)

    def _latest_event(self, device: Int64Array, job: Int64Array) -> tuple[Int64Array, BoolArray]:
        """Give the position, among the seen events, of the last one begun by each window, and whether it holds it."""
        if not len(self._seen):
            return np.full(len(device), -1), np.zeros(len(device), dtype=bool)
        position = np.searchsorted(self._key, device * self._stride + job, side="right") - 1
        return position, self._holds(position, device, job)

    def _holds(self, position: Int64Array, device: Int64Array, job: Int64Array) -> BoolArray:
        event = self._seen[np.maximum(position, 0)]
        same = self.verdicts.events.device[event] == device
        return np.asarray((position >= 0) & same & (job < self.verdicts.last_job[event]))

    def truth(self, device: Int64Array, job: Int64Array) -> Int8Array:
        """Tell which windows hold an event, also where no verdict came."""
        return self._latest_event(device.astype(np.int64), job)[1].astype(np.int8)

    def add_alarms(self, device: Int64Array, job: Int64Array, at_ns: Int64Array) -> None:
        """Take alarms that arrived: device, job and time of each. [ns]"""
        device = device.astype(np.int64)
        position, holds = self._latest_event(device, job)
        while holds.any():  # a window may hold the end of one event and the start of the next
            position, device, job, at_ns = position[holds], device[holds], job[holds], at_ns[holds]
            np.minimum.at(self._first_alarm_ns, self._seen[position], at_ns)
            position = position - 1
            holds = self._holds(position, device, job)

    def counts(self, plan: Plan) -> EventCounts:
        """Judge every event.

        Without ``alarm_within`` an alarm is in time whenever it comes, and due while windows hold the event.
        """
        onset_ns, first_ns = self.verdicts.events.onset_ns, self._first_alarm_ns
        detected, beyond, until_ns = self._fates(plan)
        missed = ~detected & ~beyond
        action_ns = (first_ns - onset_ns)[detected]
        return EventCounts(
            detected=int(detected.sum()),
            missed=int(missed.sum()),
            missed_in_outage=int((missed & self._out_of_service(plan, until_ns)).sum()),
            censored=int((~detected & beyond).sum()),
            action_ns=int(action_ns.sum()) + len(action_ns) * self.task.actuator_ns,
        )

    def by_stream(self, plan: Plan, streams: int) -> Float64Array:
        """Judge every event, and count by the stream of its device.

        Returns
        -------
        float64 array (streams, 5)
            Detected, missed, missed in an outage, due within an outage, and the time to the actions. [-], [-], [-],
            [-], [s]
        """
        detected, beyond, until_ns = self._fates(plan)
        missed = ~detected & ~beyond
        out = self._out_of_service(plan, until_ns)
        taken_ns = self._first_alarm_ns - self.verdicts.events.onset_ns + self.task.actuator_ns
        stream = self.verdicts.stream[self.verdicts.events.device]
        columns = (detected, missed, missed & out, ~beyond & out, np.where(detected, taken_ns / NS_PER_S, 0.0))
        return np.stack([np.bincount(stream, weights=column, minlength=streams) for column in columns], axis=1)

    def missed(self, plan: Plan) -> BoolArray:
        """Tell which events raised no alarm in time."""
        detected, beyond, _ = self._fates(plan)
        return ~detected & ~beyond

    def _fates(self, plan: Plan) -> tuple[BoolArray, BoolArray, Int64Array]:
        """Tell which events were detected, which may still be, and until when an alarm is in time. [ns]"""
        events, task, first_ns = self.verdicts.events, self.task, self._first_alarm_ns
        if task.alarm_within_ns is None:
            beyond = (events.end_ns > plan.duration_ns) | (self.verdicts.last_job > task.jobs[events.device])
            return first_ns < NEVER_NS, beyond, events.end_ns
        until_ns = events.onset_ns + task.alarm_within_ns
        return first_ns <= until_ns, until_ns > plan.duration_ns, until_ns

    def _out_of_service(self, plan: Plan, until_ns: Int64Array) -> BoolArray:
        """Tell in whose time for an alarm a station on the way was out."""
        events = self.verdicts.events
        touched = np.zeros(len(events), dtype=bool)
        for stage in self.task.stages:
            instance = stage.instance[events.device]
            for outage in plan.stations[stage.station_set].outages:
                concerns = True if outage.instance is None else instance == outage.instance
                touched |= concerns & (events.onset_ns < outage.end_ns) & (until_ns >= outage.start_ns)
        return touched
