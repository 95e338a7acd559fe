"""What the sensors of a group see in one task: windows by stream and true state, with the faults of that time."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simgui.plan.verdicts import Int8Array, Int64Array
from simgui.runs.timeline import GROWING_BINS, GROWING_FAULTS, FaultBins
from simgui.scenario.stream import StreamSpec
from simgui.streams.faults import apply_faults, is_present
from simgui.streams.synthetic.seeding import generator
from simgui.streams.synthetic.signal import FloatWindows, SignalSource, Split

FEWEST_WINDOWS = 4
"""Windows that every true state and fault bin of a stream gets at least."""

CALIBRATION_STREAMS, CALIBRATION_WINDOWS = 16, 128
"""Streams of the validation split a threshold is calibrated with, and windows of each."""


class SignalPool(Protocol):
    """Windows that go through a detector.

    The windows of one stream, true state and fault bin are a sequence; `TaskVerdicts` says which job hears which.
    A window may stand at several places of these sequences.
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
        """Give the different windows of a stream, faults applied, as (windows, samples, channels)."""
        ...

    def places(self) -> Int64Array:
        """Say which of its windows stands where in every stream, as int64 array (states, bins, length)."""
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

    ``spec.windows`` of each stream are dealt evenly to true states, but no fewer than `FEWEST_WINDOWS` to each. The
    parts of the run without faults share them; a part with faults sees the first of them through its faults, fewer
    where a fault grows, over and over. So a fault changes nothing that was before it.

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
        """Windows of each stream and true state. [-]."""
        return max(FEWEST_WINDOWS, self.spec.windows // len(self.source.states))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know: more windows than asked for."""
        faulty = self._faulty_lengths()
        used = (self.length + sum(faulty.values())) * len(self.source.states)
        if used <= self.spec.windows:
            return ()
        return (
            f"{self.source.name}: {used} windows of each stream instead of {self.spec.windows}, because each of "
            f"{len(self.source.states)} states gets at least {FEWEST_WINDOWS}, and some again in each of {len(faulty)} "
            "parts of the run with faults",
        )

    def _faulty_lengths(self) -> dict[int, int]:
        """Give how many windows of each state every fault bin with a fault shows."""
        found = {}
        for index, at_s in enumerate(self.bins.mid_s):
            kinds = {fault.kind for fault in self.spec.faults if is_present(fault, np.array([at_s]))[0]}
            if kinds:
                grows = bool(kinds & GROWING_FAULTS)
                found[index] = max(FEWEST_WINDOWS, self.length // GROWING_BINS) if grows else self.length
        return found

    def truth(self) -> Int8Array:
        """Say which windows hold an event: those of every state but the first; see `SignalPool.truth`."""
        truth = np.ones((len(self.source.states), len(self.bins), self.length), dtype=np.int8)
        truth[0] = 0
        return truth

    def windows(self, stream: int) -> FloatWindows:
        """Give the windows of a stream: all clean ones, then those of each bin with faults; see `SignalPool.windows`.

        The faults of a time hit the windows of all states together, so that their size is the same in each.
        """
        clean = np.stack([self._generate(Split.TEST, stream, state, self.length) for state in range(self._states)])
        parts = [clean]
        for index, length in self._faulty_lengths().items():
            part = clean[:, :length]
            seen = self.faulty(part.reshape(-1, *part.shape[2:]), at_s=self.bins.mid_s[index], stream=stream)
            parts.append(seen.reshape(part.shape))
        return np.concatenate([part.reshape(-1, *part.shape[2:]) for part in parts])

    def places(self) -> Int64Array:
        """Say which window stands where; see `SignalPool.places`."""
        state, place = np.indices((self._states, self.length))
        found = np.empty((self._states, len(self.bins), self.length), dtype=np.int64)
        faulty, first = self._faulty_lengths(), self._states * self.length
        for index in range(len(self.bins)):
            if index in faulty:
                found[:, index] = first + state * faulty[index] + place % faulty[index]
                first += self._states * faulty[index]
            else:
                found[:, index] = state * self.length + place
        return found

    @property
    def _states(self) -> int:
        return len(self.source.states)

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
