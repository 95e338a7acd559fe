"""What sensors see: a synthetic source or a recording, and what goes wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Phase(StrEnum):
    """Whether devices sample at times of their own or all at once."""

    RANDOM = "random"
    ALIGNED = "aligned"


class AtEnd(StrEnum):
    """What a replay does when the recording is over."""

    LOOP = "loop"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Fault:
    """A signal fault: ``kind`` (noise, drift, spikes, dropout, stuck, clock_jitter) from ``from_s`` for ``for_s``.

    ``parameters`` holds the kind's own numbers in SI, e.g. ``{"rate_per_s": …}``; see `simgui.streams.faults`.
    """

    kind: str
    from_s: float
    for_s: float | None
    parameters: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Replay:
    """A recording to replay: CSV columns or the channels of a WAV."""

    file: Path
    columns: tuple[str, ...]
    label_column: str | None
    at_end: AtEnd


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """What a group's sensors see.

    Parameters
    ----------
    source : str
        A synthetic source by name, or ``replay``.
    replay : Replay | None
        The recording, for ``replay``.
    rate_hz : float
        Sampling rate. [Hz]
    distinct : int | None
        Different test streams; None runs every device's own.
    windows : int
        Windows of each stream that go through the real model.
    events_per_device_s : float
        True events. [1/s]
    event_duration_s : float | None
        How long an event lasts; None takes the source's own. [s]
    phase : Phase
        Sampling times of the devices relative to each other.
    faults : tuple[Fault, ...]
        Signal faults over time.
    near_misses_per_device_s : float | None
        What looks like an event and is none; None takes the source's own mix. [1/s]
    """

    source: str
    replay: Replay | None
    rate_hz: float
    distinct: int | None
    windows: int
    events_per_device_s: float
    event_duration_s: float | None
    phase: Phase
    faults: tuple[Fault, ...]
    near_misses_per_device_s: float | None = None
