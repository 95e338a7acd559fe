"""Shared stations have names that a user knows."""

from __future__ import annotations

import pytest

from simgui.plan.stations import StationKind
from simgui.ui.presenters.station_names import station_text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plant.hall.channel.ble-2m channel", "ble-2m at plant.hall"),
        ("cell.lte-m channel", "cell of lte-m"),
        ("fleet.motors.link channel", "radio of motors"),
        ("plant.hall gateway_cpu", "processor of plant.hall"),
        ("plant.hall.backhaul", "backhaul of plant.hall"),
        ("plant.hall.downhaul", "backhaul down to plant.hall"),
        ("plant.hall.downlink", "way down from plant.hall"),
        ("region cloud_cpu", "servers of region"),
        ("something else", "something else"),
    ],
)
def test_that_a_station_is_named_by_what_the_user_knows(name: str, text: str) -> None:
    assert station_text(name) == text


def test_that_every_shared_kind_of_station_has_a_name() -> None:
    for kind in StationKind:
        if kind is not StationKind.DEVICE_CPU:
            assert station_text(f"a.b {kind.value}") != f"a.b {kind.value}"
