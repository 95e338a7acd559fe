"""Studies for tests of the window: a script in place of a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simgui.studies.child import StudyEnded, StudyMessage, StudyRows
from simgui.studies.point import Point, PointRow, Status
from simgui.studies.session import StudyProgress
from simgui.studies.study import StudyRequest
from ui.window_builders import a_run

EVERY = "fleet.motors.tasks.wear.every"
VALUES = ("30 min", "1 h", "2 h")


def a_row(number: int) -> PointRow:
    kpis = {"latency_p99_s": 0.01 * (number + 1), "device_power_w": 1e-3 / (number + 1), "battery_life_s": 1e8}
    point = Point("edge", 7, ((EVERY, VALUES[number % 3]),))
    return PointRow(point, Status.DONE, "", a_run("edge", kpis))


@dataclass
class StubStudy:
    """A study that tells one row per poll; cancelled, it ends with what it has told."""

    rows: list[PointRow]
    requests: list[StudyRequest] = field(default_factory=list)
    told: int = 0
    cancelled: bool = False
    waits: bool = False

    def __call__(self, request: StudyRequest) -> StubStudy:
        self.requests.append(request)
        self.told, self.cancelled = 0, False
        return self

    def poll(self) -> Sequence[StudyMessage]:
        if self.cancelled or (self.told == len(self.rows) and not self.waits):
            return [StudyEnded(self.cancelled)]
        if self.told == len(self.rows):
            return []
        self.told += 1
        progress = StudyProgress(self.told, len(self.rows) + 3 * self.waits, 0, 0, 1.0)
        return [StudyRows((self.rows[self.told - 1],), progress)]

    def cancel(self) -> None:
        self.cancelled = True

    def has_left(self) -> bool:
        return True

    def close(self) -> None:
        self.cancelled = True
