"""A job on its way."""

from typing import TYPE_CHECKING

from simgui.plan.stages import Outcome

if TYPE_CHECKING:
    from simgui.engine.reference.device import Device

_UNDECIDED = -1


class Message:
    """One job (or piece of background traffic): who it belongs to, and what happened to it so far.

    Parameters
    ----------
    device : Device
        Its device.
    task : int
        Index of the task in the group.
    job : int
        Number of the job.
    release_ns : int
        End of its window. [ns]
    stages : int
        Stages of the task's plan.
    """

    __slots__ = (
        "attempts",
        "device",
        "failures",
        "finish_ns",
        "job",
        "label",
        "lost_ns",
        "open_branches",
        "outcome",
        "release_ns",
        "reported",
        "start_ns",
        "task",
        "truth",
    )

    def __init__(self, device: "Device", task: int, job: int, release_ns: int, stages: int) -> None:
        self.device = device
        self.task = task
        self.job = job
        self.release_ns = release_ns
        self.start_ns = [-1] * stages
        self.finish_ns = [-1] * stages
        self.attempts = [0] * stages
        self.lost_ns = [0] * stages
        self.failures = [0] * stages
        self.truth = -1
        self.label = -1
        self.reported = -1
        self.outcome = Outcome.IN_FLIGHT
        self.open_branches = 0

    def order(self, hop: int) -> tuple[int, int, int, int, int, int]:
        """Place among arrivals of one instant: group by name, device, task, job, hop, attempt."""
        device = self.device
        return (device.group_rank, device.index, self.task, self.job, hop, self.attempts[hop])

    def lose(self, hop: int, end_ns: int, *, drawn: bool) -> None:
        """Book the time since the start of an attempt that failed or was interrupted; a dead device draws nothing."""
        if drawn and self.device.dead:
            end_ns = min(end_ns, self.device.death_ns)
        self.lost_ns[hop] += max(0, end_ns - self.start_ns[hop])
        self.start_ns[hop] = self.finish_ns[hop] = -1

    def give_up(self, outcome: Outcome) -> None:
        """Note that the decision came, or why it will not."""
        if self.outcome is Outcome.IN_FLIGHT:
            self.outcome = outcome

    def row(self) -> tuple[int, ...]:
        """Give the trace row: device, job, release, truth, label, reported, outcome, then four columns a stage."""
        return (
            self.device.index,
            self.job,
            self.release_ns,
            self.truth,
            self.label,
            self.reported,
            int(self.outcome),
            *self.start_ns,
            *self.finish_ns,
            *self.attempts,
            *self.lost_ns,
        )
