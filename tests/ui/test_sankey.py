"""Sankey pictures: what flows in flows out, and nothing overlaps."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from simgui.results.result import PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.plots.sankey_view import SankeyView
from simgui.ui.presenters.sankey import Flowing, Sankey, sankey
from ui.window_builders import a_run

_BYTES = st.floats(0.0, 1e9)


def _run(kpi: str, values: dict[str, float]) -> PlacementResult:
    return replace(a_run(), breakdowns={kpi: values})


@given(st.fixed_dictionaries({"sensed": _BYTES, "uplink": _BYTES, "backhaul": _BYTES, "uplink_raw": _BYTES}))
def test_that_boxes_stay_in_the_picture_and_do_not_overlap(values: dict[str, float]) -> None:
    shown = sankey(_run("bytes_by_hop_per_device_day", values), Flowing.BYTES)
    for box in shown.boxes:
        assert box.y >= 0.0
        assert box.y + box.height <= 1.0 + 0.03
    for column in {box.column for box in shown.boxes}:
        inside = sorted((box.y, box.height) for box in shown.boxes if box.column == column)
        for (y, height), (below, _) in itertools.pairwise(inside):
            assert y + height <= below + 1e-9


@given(st.dictionaries(st.sampled_from("abcdefghijklmno"), st.floats(1e-3, 1e3), min_size=1))
def test_that_the_causes_of_energy_fill_the_battery(causes: dict[str, float]) -> None:
    shown = sankey(_run("energy_by_cause_j", causes), Flowing.ENERGY)
    battery = shown.boxes[0]
    leaving = sum(ribbon.width for ribbon in shown.ribbons if ribbon.source == 0)
    assert leaving == pytest.approx(battery.height, rel=0.1, abs=0.02 * len(shown.ribbons))
    assert len(shown.ribbons) <= 10


def test_that_bytes_that_stay_and_bytes_that_leave_are_what_was_sensed() -> None:
    values = {"sensed": 1000.0, "uplink_raw": 300.0, "uplink": 350.0, "backhaul": 100.0}
    flows = _named(sankey(_run("bytes_by_hop_per_device_day", values), Flowing.BYTES))
    assert flows["sensor → stays on the device"] == "700 B"
    assert flows["sensor → uplink"] == "300 B"
    assert flows["uplink → cloud"] == "100 B"
    assert flows["uplink → ends at the gateway"] == "250 B"


def test_that_nothing_to_show_says_what_to_do() -> None:
    assert "Run" in sankey(None, Flowing.BYTES).empty
    assert sankey(a_run(), Flowing.MONEY).empty


def _named(shown: Sankey) -> dict[str, str]:
    return dict(ribbon.about.partition(" (")[0].split(": ") for ribbon in shown.ribbons)


def test_that_labels_do_not_cover_each_other(qtbot: QtBot, appearance: Appearance) -> None:
    view = SankeyView("flows", appearance)
    qtbot.addWidget(view)
    view.resize(420, 220)
    values = {"sensed": 49.2e3, "uplink": 4.2, "backhaul": 4.2, "uplink_raw": 0.0}
    view.show_sankey(sankey(_run("bytes_by_hop_per_device_day", values), Flowing.BYTES))
    places = [place for place, _ in view._labels()]
    assert len(places) > 3
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])
