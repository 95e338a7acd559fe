"""What the sensors of a group see in one task: windows by stream and true state, with the faults of that time."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simgui.plan.verdicts import Int8Array
from simgui.runs.timeline import FaultBins
from simgui.scenario.scenario import StreamSpec
from simgui.streams.faults import apply_faults
from simgui.streams.synthetic.seeding import generator
from simgui.streams.synthetic.signal import FloatWindows, SignalSource, Split

FEWEST_WINDOWS = 4
"""Windows that every true state and fault bin of a stream gets at least."""

CALIBRATION_STREAMS, CALIBRATION_WINDOWS = 16, 128
"""Streams of the validation split a threshold is calibrated with, and windows of each."""


class SignalPool(Protocol):
    """Windows that go through a detector.

    The windows of one stream, true state and fault bin are a sequence; `TaskVerdicts` says which job hears which.
    """

    @property
    def streams(self) -> int:
        """Different streams. [-]."""
        ...

    @property
    def channels(self) -> int:
        """Values per sample. [-]."""
        ...

    @property
    def recorded(self) -> bool:
        """Whether the streams are recordings."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the results must know about the windows."""
        ...

    def truth(self) -> Int8Array:
        """Say which windows hold an event, as int8 array (states, bins, length)."""
        ...

    def windows(self, stream: int) -> FloatWindows:
        """Give the windows of a stream, faults applied, as (states · bins · length, samples, channels)."""
        ...

    def normal_windows(self) -> FloatWindows:
        """Give windows without events and faults, to calibrate a threshold with."""
        ...


@dataclass(frozen=True, slots=True)
class FaultySensor:
    """What the faults of a group do to the windows of a time.

    Parameters
    ----------
    group : str
        Name of the group.
    spec : StreamSpec
        Faults and sampling rate.
    seed : int
        Seed of the run.
    """

    group: str
    spec: StreamSpec
    seed: int

    def __call__(self, windows: FloatWindows, *, at_s: float, stream: int) -> FloatWindows:
        """Give the windows of a stream as they come out of the sensor at a simulated time. [s]"""
        if not self.spec.faults:
            return windows
        rng = generator("faults", self.seed, self.group, stream, repr(at_s))
        return apply_faults(windows, self.spec.faults, at_s, self.spec.rate_hz, rng)


@dataclass(frozen=True, slots=True)
class SyntheticPool:
    """Windows of the test split of a synthetic source.

    ``spec.windows`` of each stream are dealt evenly to true states and fault bins, but no fewer than
    `FEWEST_WINDOWS` to each.

    Parameters
    ----------
    source : SignalSource
        Where the windows come from.
    spec : StreamSpec
        What the scenario asks for.
    streams : int
        Different streams. [-]
    window_s : float
        Length of a window. [s]
    bins : FaultBins
        Parts of the run with constant faults.
    faulty : FaultySensor
        Puts the faults in.
    seed : int
        Seed of the run.
    """

    source: SignalSource
    spec: StreamSpec
    streams: int
    window_s: float
    bins: FaultBins
    faulty: FaultySensor
    seed: int
    recorded: bool = False

    @property
    def channels(self) -> int:
        """Values per sample. [-]."""
        return self.source.channels

    @property
    def length(self) -> int:
        """Windows of each stream, true state and fault bin. [-]."""
        return max(FEWEST_WINDOWS, self.spec.windows // (len(self.source.states) * len(self.bins)))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know: more windows than asked for."""
        used = self.length * len(self.source.states) * len(self.bins)
        if used <= self.spec.windows:
            return ()
        return (
            f"{self.source.name}: {used} windows of each stream instead of {self.spec.windows}, because each of "
            f"{len(self.source.states)} states in each of {len(self.bins)} fault bins gets at least {FEWEST_WINDOWS}",
        )

    def truth(self) -> Int8Array:
        """Say which windows hold an event: those of every state but the first; see `SignalPool.truth`."""
        truth = np.ones((len(self.source.states), len(self.bins), self.length), dtype=np.int8)
        truth[0] = 0
        return truth

    def windows(self, stream: int) -> FloatWindows:
        """Give the windows of a stream; see `SignalPool.windows`.

        The faults of a time hit the windows of all states together, so that their size is the same in each.
        """
        bins, states = len(self.bins), len(self.source.states)
        clean = np.stack(
            [self._generate(Split.TEST, stream, state, self.length * bins) for state in range(states)]
        ).reshape(states, bins, self.length, -1, self.channels)
        seen = np.empty_like(clean)
        for index, at_s in enumerate(self.bins.mid_s):
            part = clean[:, index].reshape(states * self.length, -1, self.channels)
            seen[:, index] = self.faulty(part, at_s=at_s, stream=stream).reshape(seen[:, index].shape)
        return seen.reshape(states * bins * self.length, -1, self.channels)

    def normal_windows(self) -> FloatWindows:
        """Give windows of the validation split, which no verdict and no training uses."""
        return np.concatenate(
            [self._generate(Split.VALIDATION, stream, 0, CALIBRATION_WINDOWS) for stream in range(CALIBRATION_STREAMS)]
        )

    def _generate(self, split: Split, stream: int, state: int, count: int) -> FloatWindows:
        return self.source.windows(
            seed=self.seed,
            split=split,
            stream=stream,
            state=state,
            count=count,
            window_s=self.window_s,
            rate_hz=self.spec.rate_hz,
        )
