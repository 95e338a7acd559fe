"""The history of the run as the views see it: what has come so far, told at most thirty times a second."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from simgui.results.fleet_record import FleetRecord
from simgui.runs.messages import RunSeries
from simgui.scenario.scenario import Scenario
from simgui.ui.presenters.heat_map import DeviceFilter
from simgui.ui.presenters.playback import Mode, Playback, Span
from simgui.ui.session import Session

FRAME_MS = 33
"""Time between two repaints of the views. [ms]"""


class RunHistory(QObject):
    """Gathers the histories of a run's placements, and moves the cursor over the one on show.

    Signals
    -------
    grew
        There is more of the record on show, or another record is on show; at most thirty times a second.
    playback_changed
        The cursor plays or stands, at another speed, or bookmarks are others.
    filter_changed
        A frame was drawn, or taken away.
    device_changed
        Another single device is looked at.

    Parameters
    ----------
    session : Session
        Its bridge brings the history, its placement chooses the record, its cursor is moved.
    parent : QObject | None
        Where it belongs.
    """

    grew = Signal()
    playback_changed = Signal()
    filter_changed = Signal()
    device_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.playback = Playback()
        self._records: dict[tuple[str, int], FleetRecord] = {}
        self._growing: tuple[str, int] | None = None
        self._pinned = ""
        self._scenario: Scenario | None = None
        self._devices: dict[str, int] = {}
        self._filter: DeviceFilter | None = None
        self._goal_s: float | None = None
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME_MS)
        self._frame.timeout.connect(self._show)
        self._player = QTimer(self)
        self._player.setInterval(FRAME_MS)
        self._player.timeout.connect(self._play)
        self._clock = QElapsedTimer()
        bridge = session.bridge
        bridge.started.connect(self._begin)
        bridge.series_grew.connect(self._take)
        bridge.finished.connect(self._end)
        bridge.failed.connect(self._end)
        session.opened.connect(self.clear)
        session.placement_changed.connect(self._pin)
        session.cursor_changed.connect(self._moved)

    @property
    def record(self) -> FleetRecord | None:
        """The history on show: while a run is on, the one that grows, unless another placement was pointed out.

        Afterwards that of the placement that is pointed out, or the last if that one has none.
        """
        if self._growing is not None and not self._pinned:
            return self._records.get(self._growing)
        placement = self._pinned or self._session.selected_placement
        last = next(reversed(self._records.values()), None)
        return next((record for key, record in self._records.items() if key[0] == placement), last)

    @property
    def records(self) -> tuple[FleetRecord, ...]:
        """Every history of the last run, in the order in which they began."""
        return tuple(self._records.values())

    @property
    def filter(self) -> DeviceFilter | None:
        """The frame that was drawn, if any."""
        return self._filter

    @property
    def scenario(self) -> Scenario | None:
        """The scenario as it was when the run began."""
        return self._scenario or self._session.scenario

    def device_of(self, group: str) -> int:
        """Give the device of a group that is looked at by itself."""
        return self._devices.get(group, 0)

    def choose_device(self, group: str, device: int) -> None:
        """Look at one device by itself."""
        if device != self.device_of(group):
            self._devices[group] = device
            self.device_changed.emit()

    def set_filter(self, chosen: DeviceFilter | None) -> None:
        """Keep views to a part of the fleet and of time, or to nothing in particular."""
        if chosen != self._filter:
            self._filter = chosen
            self.filter_changed.emit()

    def show_records(self, records: tuple[FleetRecord, ...]) -> None:
        """Show histories that were read from a run folder."""
        self.clear()
        self._records = {(one.layout.placement, one.layout.seed): one for one in records}
        self._show()

    def clear(self) -> None:
        """Forget everything."""
        self._records.clear()
        self._devices.clear()
        self._growing, self._pinned, self._scenario = None, "", None
        self.playback = Playback()
        self._player.stop()
        self.set_filter(None)
        self.grew.emit()
        self.playback_changed.emit()

    def change(self, *, moved: bool = True) -> None:
        """Take what was done to `playback`: move the cursor, and run the player's clock if it plays.

        Parameters
        ----------
        moved : bool
            Whether the cursor may be elsewhere.
        """
        if self.playback.mode is Mode.PLAYING:
            if not self._player.isActive():
                self._clock.start()
                self._player.start()
        else:
            self._player.stop()
        if moved:
            self._session.move_cursor(self.playback.cursor_s)
        self.playback_changed.emit()

    def go_to_when_reached(self, time_s: float) -> None:
        """Put the cursor to a moment once the next run has come to it. [s]"""
        self._goal_s = time_s

    def stop(self) -> None:
        """Stop the timers: the window is closing."""
        self._player.stop()
        self._frame.stop()

    def _begin(self) -> None:
        self.clear()
        self._scenario = self._session.scenario
        self.playback.begin()
        self.change()

    def _take(self, more: RunSeries) -> None:
        key = more.placement, more.seed
        if more.layout is not None:
            self._records[key] = FleetRecord(more.layout)
            self._growing = key
        record = self._records.get(key)
        if record is None:
            return
        record.take(more.part)
        if more.moments:
            record.note(more.moments)
        record.is_complete = record.is_complete or more.is_complete
        if not self._frame.isActive():
            self._frame.start()

    def _end(self) -> None:
        self._growing = None
        self.playback.end()
        self._show()
        self._goal_s = None

    def _show(self) -> None:
        record = self.record
        if record is not None:
            layout = record.layout
            was = self.playback.mode, self.playback.span
            self.playback.reach(Span(layout.duration_ns / 1e9, record.until_s, layout.bin_ns / 1e9))
            if self._goal_s is not None and record.until_s >= self._goal_s:
                self.playback.scrub(self._goal_s)
            if was != (self.playback.mode, self.playback.span):
                self.change()
        self.grew.emit()

    def _play(self) -> None:
        self.playback.advance(self._clock.restart() / 1000)
        self.change()

    def _pin(self, placement: str) -> None:
        """Show what the user points out, also while another placement runs."""
        self._pinned = placement if any(key[0] == placement for key in self._records) else ""
        self._show()

    def _moved(self, time_s: float) -> None:
        """Follow a cursor that a view has moved."""
        if abs(time_s - self.playback.cursor_s) > 1e-9:
            self.playback.scrub(time_s)
            self.change(moved=self.playback.cursor_s != time_s)
