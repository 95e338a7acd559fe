"""What a hop asks for and its link does not have is a problem of the scenario, at its line."""

from pathlib import Path

import pytest
from builders.placed_radio import routed

from simgui.profiles.registry import Registry
from simgui.runs.check import check_scenario


@pytest.mark.parametrize(
    ("radio", "link", "path", "hint"),
    [
        ("connection_interval: 50 ms", "wifi-4", "fleet.motors.route[0].connection_interval", "ble-2m"),
        ("protocol: mqtt", "ble-2m", "fleet.motors.route[0].protocol", "leave protocol out"),
        ("loss: 0, path_loss: 90 dB", "ethernet-100m", "fleet.motors.route[0].path_loss", "leave path_loss out"),
    ],
)
def test_that_it_is_reported_where_it_stands(tmp_path: Path, radio: str, link: str, path: str, hint: str) -> None:
    scenario = routed(tmp_path, radio, link=link)
    (problem,) = check_scenario(scenario, Registry())
    line, column, told, _ = str(problem).removeprefix(f"{tmp_path / 'placed.yaml'}:").split(":", 3)
    text = (tmp_path / "placed.yaml").read_text().splitlines()[int(line) - 1]
    assert told.strip() == path
    assert text[int(column) - 1 :].startswith(("{" + f"link: {link}", radio.rsplit(": ", 1)[1]))
    assert hint in str(problem)


def test_that_what_a_link_has_is_no_problem(tmp_path: Path) -> None:
    assert (
        check_scenario(routed(tmp_path, "connection_interval: 50 ms, path_loss: 80 dB", link="ble-2m"), Registry())
        == ()
    )
    assert check_scenario(routed(tmp_path, "path_loss: 120 dB, adr_margin: 5 dB, confirmed: yes"), Registry()) == ()
