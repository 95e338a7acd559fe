"""What a hop may say of its radio, and what it may not."""

from pathlib import Path

import pytest
from builders.placed_radio import routed

from simgui.core.errors import SimguiError
from simgui.profiles.link_part import RateSpreadLaw
from simgui.scenario.hop_radio import (
    Distance,
    HopRadio,
    MessageProtocol,
    PathLoss,
    PropagationLaw,
    SpreadingChoice,
)


def radio(folder: Path, keys: str, link: str = "lorawan-eu868") -> HopRadio:
    return routed(folder, keys, link=link).groups["motors"].route[0].radio


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", HopRadio()),
        ("path_loss: 120 dB", HopRadio(path_loss=PathLoss(120.0, 0.0))),
        ("path_loss: {mean: 120 dB, spread: 8 dB}", HopRadio(path_loss=PathLoss(120.0, 8.0))),
        ("distance: 500 m", HopRadio(distance=Distance(500.0, None, PropagationLaw.TOWN, None))),
        (
            "distance: {up_to: 2 km, law: built_up, spread: 0 dB}",
            HopRadio(distance=Distance(None, 2000.0, PropagationLaw.BUILT_UP, 0.0)),
        ),
        ("spreading_factor: 9", HopRadio(spreading_factor=9)),
        ("spreading_factor: link_budget", HopRadio(spreading_factor=SpreadingChoice.LINK_BUDGET)),
        ("confirmed: yes", HopRadio(confirmed=True)),
        ("confirmed: false", HopRadio()),
        ("connection_interval: 50 ms", HopRadio(connection_interval_s=0.05)),
        ("protocol: coap-dtls", HopRadio(protocol=MessageProtocol.COAP_DTLS)),
        ("jitter: 5 ms, loss: 1 %", HopRadio(jitter_s=0.005, loss_probability=0.01)),
        ("rate_spread: 120 %", HopRadio(rate_spread=1.2)),
        (
            "rate_spread: 40 %, rate_spread_law: uniform",
            HopRadio(rate_spread=0.4, rate_spread_law=RateSpreadLaw.UNIFORM),
        ),
    ],
)
def test_that_a_hop_says_what_is_known_of_its_radio(tmp_path: Path, keys: str, expected: HopRadio) -> None:
    assert radio(tmp_path, keys) == expected


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("path_loss: 120 dB, distance: 1 km", "path_loss is given already"),
        ("distance: {law: town}", "either at or up_to"),
        ("distance: {at: 1 km, up_to: 2 km}", "either at or up_to"),
        ("spreading_factor: 6", "7 or more"),
        ("spreading_factor: ADR", "did you mean 'adr'?"),
        ("confirmed: maybe", "must be yes or no"),
        ("connection_interval: 1 ms", "7.5 ms or more"),
        ("protocol: http", "must be one of none, mqtt"),
        ("loss: 110 %", "at most 1"),
        ("rate_spread: 100 %, rate_spread_law: uniform", "a uniform rate would reach zero"),
        ("rate_spread: 201 %", "at most 200 %"),
        ("rate_spread_law: normal", "must be one of lognormal, uniform"),
        ("path_los: 100 dB", "did you mean 'path_loss'?"),
    ],
)
def test_that_a_wrong_radio_is_refused_with_advice(tmp_path: Path, keys: str, problem: str) -> None:
    with pytest.raises(SimguiError) as caught:
        radio(tmp_path, keys)
    assert problem in str(caught.value)
