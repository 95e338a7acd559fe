"""The Sankey of bytes in a report: which placements it shows, and what its ribbons add up to."""

import re

from builders.outcomes import placement

from simgui.core.units import Dimension
from simgui.results.report.flow_layout import byte_flows, laid_out
from simgui.results.report.flows import flow_pictures
from simgui.results.result import PlacementResult

_STREAM = {"sensed": 1000.0, "uplink_raw": 1000.0, "uplink": 1200.0, "downlink": 40.0}
_QUIET = {"sensed": 1000.0, "uplink": 30.0}


def _runs(**values: dict[str, float]) -> dict[str, list[PlacementResult]]:
    return {
        name: [placement(name, breakdowns={"bytes_by_hop_per_device_day": found})] for name, found in values.items()
    }


def test_that_the_recommended_placement_and_the_one_that_sends_most_are_drawn() -> None:
    runs = _runs(edge=_QUIET, fog={"sensed": 1000.0, "uplink": 500.0}, cloud=_STREAM)
    assert [one.placement for one in flow_pictures(runs, "edge")] == ["edge", "cloud"]
    assert [one.placement for one in flow_pictures(runs, "cloud")] == ["cloud"]
    assert [one.placement for one in flow_pictures(runs, None)] == ["cloud"]
    assert flow_pictures(_runs(edge={}), "edge") == ()


def test_that_a_picture_says_what_stays_and_what_leaves() -> None:
    (picture,) = flow_pictures(_runs(edge=_QUIET), "edge")
    assert "stays on the device  1 kB" in picture.svg
    assert "uplink  30 B" in picture.svg
    assert len(re.findall("<path", picture.svg)) == 3


def test_that_what_enters_the_uplink_leaves_it() -> None:
    shown = laid_out(byte_flows(_STREAM), Dimension.SIZE, "")
    uplink = next(number for number, box in enumerate(shown.boxes) if box.name == "uplink")
    entering = sum(one.value for one in shown.ribbons if one.target == uplink)
    leaving = sum(one.value for one in shown.ribbons if one.source == uplink)
    assert entering == leaving == 1200.0


def test_that_what_the_backhaul_adds_is_not_said_to_come_from_the_uplink() -> None:
    shown = laid_out(byte_flows({**_STREAM, "backhaul": 2000.0}), Dimension.SIZE, "")
    flows = {(shown.boxes[one.source].name, shown.boxes[one.target].name): one.value for one in shown.ribbons}
    assert flows["uplink", "cloud"] == 1200.0
    assert flows["headers of the backhaul", "cloud"] == 800.0
