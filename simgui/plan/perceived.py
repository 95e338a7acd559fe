"""When a task's windows end, and what the detector said of them."""

from dataclasses import dataclass

from simgui.plan.verdicts import Int64Array, TaskVerdicts


@dataclass(frozen=True, slots=True)
class Perceived:
    """What perception hands to placement for one task and detector.

    Parameters
    ----------
    phase_ns : int64 array (devices,)
        End of each device's first window. [ns]
    jobs : int64 array (devices,)
        Windows that end within the run.
    verdicts : TaskVerdicts
        The verdict of each of them.
    """

    phase_ns: Int64Array
    jobs: Int64Array
    verdicts: TaskVerdicts
