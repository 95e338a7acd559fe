"""What the event log lists, and what the timeline marks."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.results.fleet_record import FleetRecord
from simgui.results.moments import Moment, MomentKind
from simgui.results.series_block import LOG_ROOM
from simgui.ui.presenters.heat_map import DeviceFilter
from simgui.ui.presenters.playback import moment_text
from simgui.ui.translation import counted, later, tr

KIND_TEXTS = {
    MomentKind.OUTAGE: ("▼", later("out of service")),
    MomentKind.OUTAGE_END: ("▲", later("back in service")),
    MomentKind.DEATH: ("✖", later("battery empty")),
    MomentKind.ALARM: ("●", later("alarm")),
    MomentKind.FALSE_ALARM: ("○", later("false alarm")),
    MomentKind.MISSED_EVENT: ("◌", later("event missed")),
    MomentKind.LOST: ("↯", later("message lost")),
    MomentKind.DROPPED: ("⊘", later("dropped: store full or no power")),
    MomentKind.LATE: ("◷", later("first late decision")),
}
"""A glyph and a text for every kind, so that colour is never needed to tell them apart."""

TONES = {
    MomentKind.OUTAGE: "bad",
    MomentKind.DEATH: "bad",
    MomentKind.MISSED_EVENT: "bad",
    MomentKind.LOST: "unsure",
    MomentKind.DROPPED: "unsure",
    MomentKind.LATE: "unsure",
    MomentKind.FALSE_ALARM: "unsure",
    MomentKind.ALARM: "accent",
    MomentKind.OUTAGE_END: "good",
}

MARKED = (MomentKind.OUTAGE, MomentKind.DEATH, MomentKind.MISSED_EVENT, MomentKind.ALARM)
"""What the timeline marks."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """A line of the log.

    Parameters
    ----------
    moment : Moment
        What happened.
    time, what, where : str
        How it is written.
    tone : str
        Field of the palette.
    """

    moment: Moment
    time: str
    what: str
    where: str
    tone: str


def event_rows(
    record: FleetRecord, kinds: frozenset[MomentKind] = frozenset(), only: DeviceFilter | None = None
) -> tuple[EventRow, ...]:
    """List what happened, in order of time.

    Parameters
    ----------
    record : FleetRecord
        The run so far.
    kinds : frozenset[MomentKind]
        Which kinds; empty means all.
    only : DeviceFilter | None
        Keeps what lies in a frame.
    """
    return tuple(
        _row(moment)
        for moment in record.moments()
        if (not kinds or moment.kind in kinds)
        and (only is None or only.holds(moment.group, moment.device, moment.time_s))
    )


def _row(moment: Moment) -> EventRow:
    glyph, text = KIND_TEXTS[moment.kind]
    where = moment.subject if moment.device < 0 else f"{moment.group} {moment.device} · {moment.subject}"
    return EventRow(moment, moment_text(moment.time_s), f"{glyph} {tr(text)}", where, TONES[moment.kind])


def counts_text(record: FleetRecord) -> str:
    """Say how often each kind happened, and when not all are listed."""
    counts = record.counts()
    parts = []
    for kind, (glyph, text) in KIND_TEXTS.items():
        count = counts.get(kind.value, 0) or sum(moment.kind is kind for moment in record.noted)
        if count and kind is not MomentKind.OUTAGE_END:
            parts.append(f"{glyph} {tr(text)} {counted(count)}")
    if not parts:
        return tr("Nothing notable so far.")
    is_short = any(counts.get(kind.value, 0) > LOG_ROOM for kind in KIND_TEXTS)
    more = "  " + tr("(the first {count} of each kind and group are listed)", count=LOG_ROOM) if is_short else ""
    return "   ".join(parts) + more


def row_at(rows: Sequence[EventRow], time_s: float) -> int:
    """Give the last row at or before a moment; -1 when there is none. [s]"""
    return bisect.bisect_right(rows, time_s, key=lambda row: row.moment.time_s) - 1


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A mark on the timeline: when, until when (the same for a moment), in which tone, and what it says."""

    from_s: float
    until_s: float
    tone: str
    glyph: str
    about: str


def timeline_marks(record: FleetRecord) -> tuple[TimelineMark, ...]:
    """Give the marks of outages, deaths, missed events and alarms."""
    moments = record.moments()
    end_s = record.layout.duration_ns / 1e9
    marks = []
    for place, moment in enumerate(moments):
        if moment.kind not in MARKED:
            continue
        until_s = moment.time_s
        if moment.kind is MomentKind.OUTAGE:
            ends = (
                later_one.time_s
                for later_one in moments[place + 1 :]
                if later_one.kind is MomentKind.OUTAGE_END and later_one.subject == moment.subject
            )
            until_s = next(ends, end_s)
        row = _row(moment)
        mark = TimelineMark(moment.time_s, until_s, row.tone, KIND_TEXTS[moment.kind][0],
                            f"{row.time}  {row.what}  {row.where}")  # fmt: skip
        marks.append(mark)
    return tuple(marks)
