"""A small valid scenario file, changed by replacing pieces of its text."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from simgui.core.diagnostics import Diagnostic
from simgui.core.errors import InputError
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override
from simgui.scenario.scenario import Scenario

VALID = """\
schema: simgui/1
name: Test
duration: 1 h
models: {detector: model.tflite}
sites:
  plant:
    gateways:
      cell: {profile: raspberry-pi-5, count: 2, backhaul: ethernet-100m}
clouds:
  region: {profile: cloud-8vcpu, rtt: 80 ms}
fleet:
  motors:
    count: 4
    site: plant
    profile: b-u585i-iot02a
    sensor: adxl1002
    link: ble-2m
    stream:
      source: bearing_vibration
      rate: 10 kHz
    tasks:
      wear:
        model: detector
        window: 102.4 ms
        every: 10 s
placements:
  edge:
"""


def changed(*replacements: tuple[str, str]) -> str:
    """Give the valid text with pieces replaced; each piece must be there once."""
    text = VALID
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def load(folder: Path, text: str = VALID, overrides: Sequence[str] = ()) -> Scenario:
    """Load a scenario text from a folder that also holds its model."""
    (folder / "model.tflite").write_bytes(b"not read while loading")
    file = folder / "test.yaml"
    file.write_text(text, encoding="utf-8")
    return load_scenario(file, overrides=[parse_override(one) for one in overrides])


def problems(folder: Path, text: str = VALID, overrides: Sequence[str] = ()) -> list[Diagnostic]:
    """Give the problems that a scenario text is refused with."""
    with pytest.raises(InputError) as caught:
        load(folder, text, overrides)
    return list(caught.value.diagnostics)
