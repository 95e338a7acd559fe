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

    def give_up(self, outcome: Outcome) -> None:
        """Note why the decision will not come, unless it came already or failed before."""
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
