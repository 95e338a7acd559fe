"""How late control tasks can finish beside each other on one processor: response-time analysis."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class ControlTask:
    """A task that a fixed-priority preemptive kernel runs again and again.

    Parameters
    ----------
    name : str
        What to call it.
    period_ns : int
        Least time between two activations. [ns]
    work_ns : int
        Longest execution time. [ns]
    deadline_ns : int | None
        Latest end after the activation; None takes the period. [ns]
    jitter_ns : int
        Longest time from an activation to the release. [ns]
    blocking_ns : int
        Longest time a task of lower priority holds what this one, or one above it, needs. [ns]

    Raises
    ------
    ValueError
        If a time is negative, or period or work is zero.
    """

    name: str
    period_ns: int
    work_ns: int
    deadline_ns: int | None = None
    jitter_ns: int = 0
    blocking_ns: int = 0

    def __post_init__(self) -> None:
        if min(self.period_ns, self.work_ns) <= 0 or min(self.jitter_ns, self.blocking_ns) < 0:
            raise ValueError(f"{self.name}: period and work must be above zero, jitter and blocking not below it")

    @property
    def latest_ns(self) -> int:
        """Deadline after the activation. [ns]"""
        return self.period_ns if self.deadline_ns is None else self.deadline_ns


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """A task and the longest time from an activation to its end; None if there is no bound. [ns]"""

    task: ControlTask
    worst_ns: int | None

    @property
    def meets_deadline(self) -> bool:
        """Whether the task always ends in time."""
        return self.worst_ns is not None and self.worst_ns <= self.task.latest_ns


def response_times(tasks: Sequence[ControlTask]) -> tuple[ResponseTime, ...]:
    """Give the worst response time of each task.

    Parameters
    ----------
    tasks : Sequence[ControlTask]
        From the highest to the lowest priority; no two share one. An inference is such a task too.

    Returns
    -------
    tuple[ResponseTime, ...]
        In the same order. There is no bound where a task and those above it ask for more than the processor, or
        for all of it and there is jitter or blocking besides.

    Notes
    -----
    Exact for independent tasks that may be released together and ready tasks that never suspend themselves; switching
    costs belong into ``work_ns``. All jobs of the busy period are looked at, so that deadlines may exceed periods.

    References
    ----------
    M. Joseph and P. Pandya, "Finding response times in a real-time system", The Computer Journal 29 (1986) 390-395,
    doi:10.1093/comjnl/29.5.390. Busy periods of several jobs: J. P. Lehoczky, RTSS 1990, doi:10.1109/REAL.1990.128748.
    Jitter and blocking: N. Audsley et al., Software Engineering Journal 8 (1993) 284-292, doi:10.1049/sej.1993.0034.
    """
    return tuple(ResponseTime(task, _worst_ns(task, tasks[:rank])) for rank, task in enumerate(tasks))


def _worst_ns(task: ControlTask, above: Sequence[ControlTask]) -> int | None:
    load = sum((Fraction(one.work_ns, one.period_ns) for one in (*above, task)), Fraction(0))
    if load > 1 or (load == 1 and (task.blocking_ns or any(one.jitter_ns for one in (*above, task)))):
        return None
    worst_ns, end_ns, job = 0, 0, 0
    while True:
        end_ns = _end_ns(task, above, job, end_ns)
        worst_ns = max(worst_ns, end_ns - job * task.period_ns + task.jitter_ns)
        job += 1
        # The busy period is over when a job ends before the next one can be released.
        if end_ns <= job * task.period_ns - task.jitter_ns:
            return worst_ns


def _end_ns(task: ControlTask, above: Sequence[ControlTask], job: int, least_ns: int) -> int:
    """Give the end of a job of the busy period: the least fixed point of the work that comes before it."""
    own_ns = task.blocking_ns + (job + 1) * task.work_ns
    end_ns = max(least_ns, own_ns)
    while True:
        due_ns = own_ns + sum(-(-(end_ns + one.jitter_ns) // one.period_ns) * one.work_ns for one in above)
        if due_ns == end_ns:
            return end_ns
        end_ns = due_ns
