"""Playing a recorded run: a cursor over simulated time, at a speed, over what has been reached so far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

SPEEDS = (1.0, 10.0, 60.0, 600.0, 3600.0, math.inf)
"""Simulated seconds a second; infinite is Max: stay at what has been reached. [-]"""


class Mode(StrEnum):
    """What the cursor does by itself."""

    PAUSED = "paused"
    PLAYING = "playing"
    FOLLOWING = "following"
    """It stays at the edge of what the run has reached."""


def speed_text(speed: float) -> str:
    """Write a speed as ``60×`` or ``Max``."""
    return "Max" if math.isinf(speed) else f"{speed:g}×"


def moment_text(time_s: float) -> str:
    """Write a simulated moment as ``03d 04:12:07``; below ten seconds with milliseconds.

    Examples
    --------
    >>> moment_text(274327)
    '03d 04:12:07'
    >>> moment_text(1.5)
    '00d 00:00:01.500'
    """
    time_s = max(0.0, time_s)
    whole_ms = round(time_s * 1000)
    seconds, ms = divmod(whole_ms, 1000)
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    text = f"{days:02}d {hours:02}:{minutes:02}:{seconds:02}"
    return f"{text}.{ms:03}" if time_s < 10 and ms else text


def written_moment(time_s: float) -> str:
    """Write a moment as a scenario does, e.g. ``6 h`` or ``95 min``; exact to the millisecond.

    Examples
    --------
    >>> written_moment(21600), written_moment(5700), written_moment(12.3456)
    ('6 h', '95 min', '12.346 s')
    """
    ms = round(time_s * 1000)
    for unit, length_ms in (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000)):
        if ms and ms % length_ms == 0:
            return f"{ms // length_ms} {unit}"
    return f"{ms / 1000:.10g} s"


@dataclass(frozen=True, slots=True)
class Span:
    """What can be played.

    Parameters
    ----------
    end_s : float
        End of the run; 0 without one. [s]
    reached_s : float
        How far it has come. [s]
    step_s : float
        Length of a part of time: what a step moves by. [s]
    """

    end_s: float = 0.0
    reached_s: float = 0.0
    step_s: float = 1.0


class Playback:
    """Where the cursor is, and where it will be."""

    def __init__(self) -> None:
        self.span = Span()
        self.mode = Mode.PAUSED
        self.speed = math.inf
        self.cursor_s = 0.0
        self._bookmarks: list[float] = []

    @property
    def bookmarks(self) -> tuple[float, ...]:
        """Moments that were marked, ascending. [s]"""
        return tuple(self._bookmarks)

    def begin(self) -> None:
        """Follow a run that begins."""
        self.span, self.cursor_s, self.mode = Span(), 0.0, Mode.FOLLOWING
        self._bookmarks.clear()

    def reach(self, span: Span) -> None:
        """Take how far the run has come."""
        self.span = span
        if self.mode is Mode.FOLLOWING:
            self.cursor_s = span.reached_s
            if span.reached_s >= span.end_s > 0:
                self.mode = Mode.PAUSED
        self.cursor_s = min(self.cursor_s, span.reached_s)

    def end(self) -> None:
        """Note that no more will come."""
        if self.mode is Mode.FOLLOWING:
            self.mode = Mode.PAUSED

    def toggle(self) -> None:
        """Play or pause; from the end it plays from the beginning."""
        if self.mode is not Mode.PAUSED:
            self.mode = Mode.PAUSED
        elif self.span.end_s > 0:
            if math.isinf(self.speed):
                self.mode = Mode.FOLLOWING if self.span.reached_s < self.span.end_s else Mode.PAUSED
                self.cursor_s = self.span.reached_s
            else:
                self.mode = Mode.PLAYING
                if self.cursor_s >= self.span.end_s:
                    self.cursor_s = 0.0

    def choose(self, speed: float) -> None:
        """Take another speed; a cursor that followed the run plays on from where it is."""
        self.speed = speed
        if math.isinf(speed):
            if self.mode is Mode.PLAYING:
                self.mode = Mode.PAUSED
                self.toggle()
        elif self.mode is Mode.FOLLOWING:
            self.mode = Mode.PLAYING

    def advance(self, elapsed_s: float) -> None:
        """Let wall-clock time pass. [s]"""
        if self.mode is Mode.PLAYING:
            self.cursor_s = min(self.cursor_s + elapsed_s * self.speed, self.span.reached_s)
            if self.cursor_s >= self.span.end_s > 0:
                self.mode = Mode.PAUSED

    def scrub(self, time_s: float) -> None:
        """Go to a moment, forwards or backwards; what the run has not reached cannot be seen. [s]"""
        self.cursor_s = min(max(0.0, time_s), self.span.reached_s)
        if self.mode is Mode.FOLLOWING:
            self.mode = Mode.PAUSED

    def step(self, parts: int) -> None:
        """Go some parts of time on, or back."""
        place = self.cursor_s / self.span.step_s
        near = (
            round(place) if abs(place - round(place)) < 1e-6 else math.floor(place) if parts > 0 else math.ceil(place)
        )
        self.scrub((near + parts) * self.span.step_s)
        self.mode = Mode.PAUSED

    def bookmark(self) -> None:
        """Mark the moment at the cursor, or unmark it."""
        near = [mark for mark in self._bookmarks if abs(mark - self.cursor_s) <= self.span.step_s / 2]
        if near:
            self._bookmarks.remove(near[0])
        else:
            self._bookmarks = sorted([*self._bookmarks, self.cursor_s])

    def to_bookmark(self, direction: int) -> None:
        """Go to the next mark (1) or the one before (-1), if there is one."""
        marks = [mark for mark in self._bookmarks if (mark - self.cursor_s) * direction > 1e-9]
        if marks:
            self.scrub(min(marks) if direction > 0 else max(marks))
