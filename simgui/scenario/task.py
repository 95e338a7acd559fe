"""What devices decide, again and again, and what else their processors run."""

from dataclasses import dataclass
from enum import StrEnum

from simgui.scenario.site import Tier


class ReportPolicy(StrEnum):
    """Which results travel on from where they were decided."""

    ALWAYS = "always"
    ON_DETECTION = "on_detection"
    ON_CHANGE = "on_change"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When detections raise an alarm: one does if ``at_least`` of a device's last ``of`` windows are detections.

    Both count the window of the alarm itself; 1 of 1 lets every detection be an alarm. [-]
    """

    at_least: int = 1
    of: int = 1


UNCONFIRMED = Confirmation()
"""Every detection is an alarm."""


class FrontEndKind(StrEnum):
    """What is made of the samples before a network sees them."""

    STATISTICS = "statistics"
    FFT = "fft"
    LOG_MEL = "log_mel"


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """Features that are taken from the samples where the network runs.

    Parameters
    ----------
    kind : FrontEndKind
        Mean, variance and peak; magnitudes of a Fourier transform; logarithms of mel bands.
    frame_s, step_s : float
        Length of the stretch that one set of features is of, and time from one to the next. [s]
    bands : int
        Mel bands. [-]
    """

    kind: FrontEndKind
    frame_s: float
    step_s: float
    bands: int = 40


@dataclass(frozen=True, slots=True)
class Task:
    """One recurring decision.

    Parameters
    ----------
    name : str
        Its key in the group.
    model : str
        A key of ``Scenario.models``.
    window_s, every_s : float
        Length of the input window and time between two windows' ends. [s]
    needed_at : Tier
        Where the decision must arrive.
    report : ReportPolicy
        Which results travel on.
    deadline_s, alarm_within_s : float | None
        Latest decision after the window's end; latest alarm after a true onset. [s]
    actuator_s : float
        From the decision to the end of the action. [s]
    result_byte : int
        Size of a reported result. [byte]
    confirm : Confirmation
        How many detections make an alarm.
    front_end : FrontEnd | None
        Features whose time and energy are charged beside the network's; None takes the samples as they are.
    """

    name: str
    model: str
    window_s: float
    every_s: float
    needed_at: Tier
    report: ReportPolicy
    deadline_s: float | None
    alarm_within_s: float | None
    actuator_s: float
    result_byte: int
    confirm: Confirmation = UNCONFIRMED
    front_end: FrontEnd | None = None


class InferenceMode(StrEnum):
    """Whether control tasks of higher priority interrupt an inference."""

    PREEMPTIBLE = "preemptible"
    RUN_TO_COMPLETION = "run_to_completion"


@dataclass(frozen=True, slots=True)
class ControlTask:
    """A control task that runs beside the inferences on a device's processor.

    Parameters
    ----------
    name : str
        Its key in the group.
    period_s, offset_s : float
        Time between two activations, and the first of them. [s]
    execution_s : float
        Longest execution time, switching included; every activation takes it. [s]
    deadline_s : float
        Latest end after the activation. [s]
    priority : int
        Larger numbers are more urgent. [-]
    """

    name: str
    period_s: float
    execution_s: float
    deadline_s: float
    priority: int
    offset_s: float = 0.0
