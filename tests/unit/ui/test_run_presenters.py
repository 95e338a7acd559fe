"""Tests of what the live views of a run show, without a window."""

import math

import numpy as np
import pytest
from run_records import SECONDS, a_record

from simgui.core.unit_table import Dimension
from simgui.results.moments import MomentKind
from simgui.ui.presenters.event_rows import counts_text, event_rows, row_at, timeline_marks
from simgui.ui.presenters.heat_map import HEAT_KPIS, DeviceFilter, framed, heat_map
from simgui.ui.presenters.live_curves import (
    battery_band,
    latency_curves,
    legend_names,
    power_curves,
    queue_curves,
    total_at,
)
from simgui.ui.presenters.playback import Mode, Playback, Span, moment_text, written_moment

SPAN = Span(end_s=100.0, reached_s=40.0, step_s=5.0)


def reached(span: Span = SPAN) -> Playback:
    playback = Playback()
    playback.begin()
    playback.reach(span)
    return playback


def test_that_the_cursor_follows_a_run_until_somebody_scrubs() -> None:
    playback = reached()
    assert (playback.cursor_s, playback.mode) == (40.0, Mode.FOLLOWING)
    playback.scrub(10.0)
    playback.reach(Span(100.0, 60.0, 5.0))
    assert (playback.cursor_s, playback.mode) == (10.0, Mode.PAUSED)
    playback.toggle()
    assert (playback.cursor_s, playback.mode) == (60.0, Mode.FOLLOWING)
    playback.reach(Span(100.0, 100.0, 5.0))
    assert (playback.cursor_s, playback.mode) == (100.0, Mode.PAUSED)


def test_that_it_plays_at_a_speed_and_waits_for_the_run() -> None:
    playback = reached()
    playback.choose(10.0)
    playback.scrub(0.0)
    playback.advance(2.0)
    assert playback.cursor_s == 20.0
    playback.advance(5.0)
    assert (playback.cursor_s, playback.mode) == (40.0, Mode.PLAYING)
    playback.reach(Span(100.0, 100.0, 5.0))
    playback.advance(10.0)
    assert (playback.cursor_s, playback.mode) == (100.0, Mode.PAUSED)
    playback.toggle()
    assert (playback.cursor_s, playback.mode) == (0.0, Mode.PLAYING)


def test_that_steps_go_from_part_to_part_in_both_directions() -> None:
    playback = reached()
    playback.scrub(12.0)
    places = []
    for parts in (1, 1, -1, -3, -1):
        playback.step(parts)
        places.append(playback.cursor_s)
    assert places == [15.0, 20.0, 15.0, 0.0, 0.0]
    playback.scrub(12.0)
    playback.step(-1)
    assert playback.cursor_s == 10.0
    playback.scrub(math.inf)
    playback.step(1)
    assert playback.cursor_s == 40.0


def test_that_bookmarks_are_set_found_and_taken_away() -> None:
    playback = reached()
    for time_s in (30.0, 10.0):
        playback.scrub(time_s)
        playback.bookmark()
    assert playback.bookmarks == (10.0, 30.0)
    playback.to_bookmark(1)
    assert playback.cursor_s == 30.0
    playback.to_bookmark(-1)
    playback.to_bookmark(-1)
    assert playback.cursor_s == 10.0
    playback.bookmark()
    assert list(playback.bookmarks) == [30.0]


@pytest.mark.parametrize(
    ("time_s", "text"),
    [(0, "00d 00:00:00"), (274327, "03d 04:12:07"), (59.9996, "00d 00:01:00"), (0.25, "00d 00:00:00.250")],
)
def test_that_moments_are_written_as_days_and_clock(time_s: float, text: str) -> None:
    assert moment_text(time_s) == text


@pytest.mark.parametrize(
    ("time_s", "text"), [(0.0, "0 s"), (172800, "2 d"), (5400, "90 min"), (7200, "2 h"), (12.3456, "12.346 s")]
)
def test_that_moments_are_written_as_in_a_scenario(time_s: float, text: str) -> None:
    assert written_moment(time_s) == text


def test_that_a_heat_map_shows_where_decisions_were_late() -> None:
    shown = heat_map(a_record(), "valves", "late")
    assert shown.grid.shape == (SECONDS, 6)
    late = np.flatnonzero(shown.grid.max(axis=1) > 0)
    assert late.tolist() == [5, 6, 7]
    assert (shown.low, shown.high) == (0.0, 1.0)
    assert shown.text(1.0) == "100 %"
    assert "one device" in shown.caption


@pytest.mark.parametrize("key", [kpi.key for kpi in HEAT_KPIS])
def test_that_every_figure_has_a_grid_with_rising_colours(key: str) -> None:
    shown = heat_map(a_record(), "nobody", key)
    assert shown.group == "valves"
    assert np.isfinite(shown.grid).all()
    assert shown.low < shown.high


def test_that_a_group_on_the_mains_says_so() -> None:
    record = a_record(battery=False)
    assert "mains" in heat_map(record, "valves", "charge").remark
    assert "mains" in battery_band(record, "valves").remark


def test_that_a_frame_holds_its_devices_and_its_time_only() -> None:
    chosen = framed(a_record(), "valves", (8.0, 3.0), (4.2, 1.6))
    assert chosen == DeviceFilter("valves", 1, 4, 3.0, 8.0)
    assert chosen.holds("valves", 4, 8.0)
    assert chosen.holds("", -1, 5.0)
    assert not chosen.holds("valves", 5, 5.0)
    assert not chosen.holds("others", 2, 5.0)
    assert not chosen.holds("valves", 2, 8.1)


def test_that_curves_tell_latency_power_and_queue() -> None:
    record = a_record()
    latency = latency_curves(record, "valves")
    assert [curve.name for curve in latency.curves] == ["p50", "p95", "p99"]
    # Alone, a window is through after 20 ms of inference and 5 ms on the channel.
    assert latency.curves[0].values[2] == pytest.approx(0.025, rel=0.033)
    assert latency.curves[2].values[5] == pytest.approx(3.0, rel=0.05)
    assert legend_names(latency, 2.5, Dimension.TIME)[0].startswith("p50 2")
    power = power_curves(record, "valves")
    assert [curve.name for curve in power.curves] == ["sleep and standby", "sensing", "inference", "sending"]
    # 1 mW always, 2 mW for 10 ms, 10 mW for 20 ms and 50 mW for 5 ms of every second.
    assert total_at(power, 2.5, Dimension.POWER) == "1.47 mW"
    queues = queue_curves(record)
    assert [curve.name for curve in queues.curves] == ["radio of site.cell"]
    assert int(np.nanargmax(queues.curves[0].values)) == 7


def test_that_what_is_not_reached_is_not_drawn() -> None:
    record = a_record()
    record.until_s = 10.0
    assert np.isnan(latency_curves(record, "valves").curves[0].values[10:]).all()
    assert np.isnan(heat_map(record, "valves", "power").grid[10:]).all()
    assert len(battery_band(record, "valves").times_s) == 11


def test_that_the_battery_band_falls_and_names_the_worst() -> None:
    band = battery_band(a_record(), "valves")
    assert band.low[0] == band.high[0] == 1.0
    assert (np.diff(band.middle) < 0).all()
    assert band.middle[-1] == pytest.approx(1 - 1.47e-3 * SECONDS / 0.5, rel=0.01)
    assert band.worst_name.startswith("valves ")
    assert (band.worst <= band.low + 1e-9).all()


def test_that_the_log_is_in_order_and_can_be_narrowed() -> None:
    record = a_record()
    rows = event_rows(record)
    times = [row.moment.time_s for row in rows]
    assert times == sorted(times)
    outage = event_rows(record, frozenset({MomentKind.OUTAGE}))
    assert [(row.time, row.what, row.where) for row in outage] == [
        ("00d 00:00:05", "▼ out of service", "site.cell.channel")
    ]
    assert rows[row_at(rows, 5.0)].moment.time_s <= 5.0
    assert row_at(rows, -1.0) == -1
    mine = event_rows(record, frozenset({MomentKind.LATE}), DeviceFilter("valves", 2, 3, 0.0, 20.0))
    assert {row.moment.device for row in mine} == {2, 3}
    assert "out of service 1" in counts_text(record)
    assert "first late decision" in counts_text(record)


def test_that_the_timeline_marks_an_outage_for_its_whole_length() -> None:
    marks = [mark for mark in timeline_marks(a_record()) if mark.until_s > mark.from_s]
    assert [(mark.from_s, mark.until_s, mark.tone) for mark in marks] == [(5.0, 8.0, "bad")]
