"""A cell's air: frames that are on it together, and a gateway that can follow only so many."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simgui.engine.links.lora_cell import Receiver, Transmissions, receive


@dataclass(slots=True, eq=False)
class Frame:
    """One attempt.

    Parameters
    ----------
    start_ns, end_ns, lock_ns : int
        When it is on the air, and how far an earlier frame may reach into it. [ns]
    factor, channel : int
        Spreading factor and channel.
    power_dbm : float
        Power received at the gateway. [dBm]
    order : tuple[int, ...]
        Place among frames that start together.
    unheard_ns : int or None
        From when on, within its time, the gateway is out of service; None if it is not. [ns]
    """

    start_ns: int
    end_ns: int
    lock_ns: int
    factor: int
    channel: int
    power_dbm: float
    order: tuple[int, ...]
    unheard_ns: int | None = None
    open: bool = True
    refused: bool = False


class Air:
    """Frames of one cell of a domain.

    Parameters
    ----------
    capture_db : float or None
        See `Receiver`. [dB]
    demodulators : int or None
        See `Receiver`.
    """

    def __init__(self, capture_db: float | None, demodulators: int | None) -> None:
        self._receiver = Receiver(capture_db, None)
        self._demodulators = demodulators
        self._taken_until_ns: list[int] = []
        self._asking: list[Frame] = []
        self._frames: list[Frame] = []

    def send(self, frame: Frame) -> None:
        """Put a frame on the air."""
        self._frames.append(frame)
        self._asking.append(frame)

    def is_lost(self, frame: Frame, now_ns: int) -> bool:
        """Tell at its end whether a frame was lost. [ns]"""
        self._follow(now_ns)
        lost = frame.unheard_ns is not None or frame.refused or self._is_destroyed(frame)
        frame.open = False
        since = min((one.start_ns for one in self._frames if one.open and one.end_ns >= now_ns), default=now_ns)
        self._frames = [one for one in self._frames if one.end_ns > since]
        return lost

    def _follow(self, now_ns: int) -> None:
        """Give demodulators to the frames that started before now: no other one can start before them any more."""
        if self._demodulators is None:
            self._asking = []
            return
        started = [one for one in self._asking if one.start_ns < now_ns and one.unheard_ns != one.start_ns]
        started.sort(key=lambda one: (one.start_ns, one.order))
        self._asking = [one for one in self._asking if one.start_ns >= now_ns]
        for frame in started:
            while self._taken_until_ns and self._taken_until_ns[0] <= frame.start_ns:
                heapq.heappop(self._taken_until_ns)
            frame.refused = len(self._taken_until_ns) >= self._demodulators
            if not frame.refused:
                heapq.heappush(self._taken_until_ns, frame.end_ns if frame.unheard_ns is None else frame.unheard_ns)

    def _is_destroyed(self, frame: Frame) -> bool:
        others = [
            one
            for one in self._frames
            if one is not frame
            and (one.factor, one.channel) == (frame.factor, frame.channel)
            and one.start_ns < frame.end_ns
            and frame.start_ns < one.end_ns
        ]
        return bool(others) and bool(receive(_columns([frame, *others]), self._receiver).collided[0])


def _columns(frames: Sequence[Frame]) -> Transmissions:
    start, airtime, lock, factor, channel = (
        np.array(column, dtype=np.int64)
        for column in zip(
            *((f.start_ns, f.end_ns - f.start_ns, f.lock_ns, f.factor, f.channel) for f in frames), strict=True
        )
    )
    return Transmissions(start, airtime, lock, factor, channel, np.array([f.power_dbm for f in frames]))
