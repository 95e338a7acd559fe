"""The windows of a device side by side, with truth, detections and alarms below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.runs.signal_reader import SignalStretch
from simgui.ui.presenters.playback import moment_text
from simgui.ui.translation import tr

Values = npt.NDArray[np.float64]

GAP = 0.06
"""Part of a window's place that is left blank, lest two windows look like one signal. [-]"""

MOST_SAMPLES = 512
"""Samples of a window and channel that are drawn: peaks are kept."""


@dataclass(frozen=True, slots=True)
class SignalStrip:
    """A stretch of signal, ready to be drawn; window ``i`` lies from ``i`` to ``i + 1``.

    Parameters
    ----------
    x : float64 array
        Places of the samples, with NaN between windows.
    channels : tuple[float64 array, ...]
        Values of each channel.
    ends_s : float64 array (windows,)
        When each window ended. [s]
    truth, detected, alarm : tuple[bool, ...]
        What each window holds, and what was made of it.
    scores : tuple[str, ...]
        What the detector gave, written.
    unit : str
        Of the values.
    badge : str
        ``synthetic`` or ``recorded``.
    """

    x: Values
    channels: tuple[Values, ...]
    ends_s: Values
    truth: tuple[bool, ...]
    detected: tuple[bool, ...]
    alarm: tuple[bool, ...]
    scores: tuple[str, ...]
    unit: str
    badge: str

    def window_at(self, time_s: float) -> int:
        """Give the last window that has ended at a moment, or -1 before the first of the stretch. [s]"""
        return int(np.searchsorted(self.ends_s, time_s + 1e-9, side="right")) - 1

    def holds(self, time_s: float) -> bool:
        """Tell whether a moment lies well within the stretch. [s]"""
        return bool(len(self.ends_s) > 1 and self.ends_s[0] <= time_s < self.ends_s[-1])

    def about(self, window: int) -> str:
        """Say in words what a window is and was taken for."""
        if not 0 <= window < len(self.ends_s):
            return ""
        truth = tr("an event") if self.truth[window] else tr("normal")
        said = tr("detected something") if self.detected[window] else tr("detected nothing")
        alarm = tr("an alarm followed") if self.alarm[window] else tr("no alarm followed")
        return tr("{time}: in truth {truth}; the model {said} (score {score}); {alarm}", truth=truth, said=said,
                  time=moment_text(float(self.ends_s[window])), score=self.scores[window], alarm=alarm)  # fmt: skip


def signal_strip(stretch: SignalStretch) -> SignalStrip:
    """Lay the windows of a stretch side by side."""
    samples = _thinned(stretch.samples)
    windows, length, channels = samples.shape
    place = np.arange(length) / max(length, 1) * (1 - GAP) + GAP / 2
    x = np.full((windows, length + 1), np.nan)
    x[:, :-1] = np.arange(windows)[:, None] + place
    lines = []
    for channel in range(channels):
        line = np.full((windows, length + 1), np.nan)
        line[:, :-1] = samples[:, :, channel]
        lines.append(line.ravel())
    return SignalStrip(
        x=x.ravel(),
        channels=tuple(lines),
        ends_s=stretch.ends_s,
        truth=tuple(bool(one) for one in stretch.truth),
        detected=tuple(bool(one) for one in stretch.detected),
        alarm=tuple(bool(one) for one in stretch.alarm),
        scores=tuple(f"{float(one):.2g}" for one in stretch.score),
        unit=stretch.unit.replace("^2", "²").replace("degC", "°C"),
        badge=tr("recorded") if stretch.is_recorded else tr("synthetic"),
    )


def _thinned(samples: npt.NDArray[np.float32]) -> Values:
    """Keep the lowest and highest of several samples where there are too many to draw."""
    windows, length, channels = samples.shape
    each = -(-2 * length // MOST_SAMPLES)
    if each <= 2:
        return samples.astype(np.float64)
    whole = length // each * each
    parts = samples[:, :whole].reshape(windows, whole // each, each, channels)
    both = np.stack([parts.min(axis=2), parts.max(axis=2)], axis=2)
    return np.asarray(both.reshape(windows, -1, channels), dtype=np.float64)
