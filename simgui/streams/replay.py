"""Recordings: samples and true states out of CSV and WAV files, and windows cut out of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError
from simgui.scenario.stream import AtEnd
from simgui.streams.windows import Samples, WindowError, Windows

NORMAL_LABELS = frozenset({"", "0", "0.0", "normal", "healthy", "ok", "none", "no", "false"})
"""Labels, in lower case, that mean that nothing happens; every other one is an event."""

MAX_BYTE = 200_000_000


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded signal.

    Parameters
    ----------
    samples : Samples
        (samples, channels); of a CSV in the unit of its columns, of a WAV in parts of full scale.
    rate_hz : float
        Sampling rate. [Hz]
    labels : tuple[str, ...] | None
        True state of each sample; None when it was not recorded.
    """

    samples: Samples
    rate_hz: float
    labels: tuple[str, ...] | None = None

    @property
    def duration_s(self) -> float:
        """How long it lasts. [s]"""
        return len(self.samples) / self.rate_hz

    def is_event(self) -> NDArray[np.bool_]:
        """Tell which samples belong to an event: those whose label is none of `NORMAL_LABELS`."""
        if self.labels is None:
            return np.zeros(len(self.samples), dtype=np.bool_)
        kinds = {label: label.strip().lower() not in NORMAL_LABELS for label in set(self.labels)}
        return np.fromiter((kinds[label] for label in self.labels), dtype=np.bool_, count=len(self.labels))

    def windows_at(self, starts: NDArray[np.int64], window_samples: int, at_end: AtEnd) -> Windows:
        """Cut windows at positions.

        Parameters
        ----------
        starts : int64 array (windows,)
            First sample of each window; positions beyond the end are fine. [-]
        window_samples : int
            Length of a window. [-]
        at_end : AtEnd
            ``loop`` goes on at the start, also inside a window, where the signal then jumps; ``stop`` leaves out
            every window that would reach beyond the end.

        Returns
        -------
        Windows
            (windows, window_samples, channels).

        Raises
        ------
        WindowError
            If a position is negative or the length is not positive.
        """
        if window_samples < 1 or (starts.size and starts.min() < 0):
            raise WindowError("windows start at sample 0 or later and hold 1 sample or more")
        if at_end is AtEnd.STOP:
            starts = starts[starts + window_samples <= len(self.samples)]
        index = (starts[:, None] + np.arange(window_samples)) % len(self.samples)
        return np.asarray(self.samples[index])


def read_recording(
    file: Path, *, rate_hz: float, columns: Sequence[str] = (), label_column: str | None = None
) -> Recording:
    """Read a recording.

    Parameters
    ----------
    file : Path
        A ``.csv`` or ``.wav`` file.
    rate_hz : float
        Sampling rate of a CSV; a WAV knows its own. [Hz]
    columns : Sequence[str]
        Columns of a CSV that hold the samples; none means all but the labels.
    label_column : str | None
        Column of a CSV that holds the true state.

    Returns
    -------
    Recording
        All of it, in memory.

    Raises
    ------
    InputError
        If the file cannot be read, is too large or broken, lacks a column, or has a cell that is no number.
    """
    try:
        size_byte = file.stat().st_size
        content = file.read_bytes() if size_byte <= MAX_BYTE else b""
    except OSError as error:
        raise _refused(file, f"the file cannot be read: {error.strerror}") from None
    if size_byte > MAX_BYTE:
        raise _refused(file, f"the file is larger than the limit of {MAX_BYTE // 1_000_000} MB")
    if not content:
        raise _refused(file, "the file is empty")
    if file.suffix.lower() == ".wav":
        from simgui.streams.wav_file import parse_wav  # noqa: PLC0415 - few scenarios replay a WAV

        samples, own_rate_hz = parse_wav(content, file)
        return Recording(samples, own_rate_hz)
    from simgui.streams.csv_file import parse_csv  # noqa: PLC0415

    samples, labels = parse_csv(content, file, columns=columns, label_column=label_column)
    return Recording(samples, rate_hz, labels)


def _refused(file: Path, message: str) -> InputError:
    return InputError((Diagnostic(Location(str(file), 1, 1), "", message),))
