"""LoRa as a compiled scenario is run: delivery against the authors' LoRaSim, and the duty cycle in the trace."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from builders.lora_fleets import cells, middle_of, own_link, uplinks

from simgui.engine.control import Engine
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.engine import VectorisedEngine

WITHIN = 0.02
ALOHA_WITHIN = 0.026
FRAMES = 24_000
REACH_M = 40 * math.exp((14 + 132.25 - 127.41) / 20.8)
AIRTIME_S = {0: 1.7121, 4: 1.3189}
"""Experiments whose every node is at SF12 and 125 kHz; 3 and 5 mix bandwidths, which one link profile cannot."""


def reference(truth: Path) -> dict[tuple[int, int, bool], float]:
    with (truth / "lorasim_reference.csv").open(encoding="utf-8", newline="") as file:
        return {
            (int(row["experiment"]), int(row["nodes"]), row["full_collision_capture"] == "1"): float(row["DER"])
            for row in csv.DictReader(file)
        }


def delivery_ratio(folder: Path, number: int, nodes: int, *, captures: bool) -> float:
    """20 byte on air from SF12 every 1,000 s on one channel, no fading, and demodulators for all."""
    changes = {"channels": "channels: 1\n", "demodulators": "demodulators: 0\n"}
    changes["coding_rate_denominator"] = f"coding_rate_denominator: {8 if number == 0 else 5}\n"
    if not captures:
        changes["capture_db"] = ""
    own_link(folder, "lorasim", changes)
    radio = f"distance: {{up_to: {REACH_M:.3f} m, law: built_up, spread: 0 dB}}, spreading_factor: 12, loss: 0"
    plan = cells(folder, radio, link="lorasim", nodes=nodes, gateways=FRAMES // nodes, result="7 B", every="1000 s")
    found, got = uplinks(plan, VectorisedEngine())
    assert found.stage.service_ns[0] / 1e9 == pytest.approx(AIRTIME_S[number], abs=1e-3)
    return float(got[middle_of(found)].mean())


@pytest.mark.parametrize("number", [0, 4])
@pytest.mark.parametrize("captures", [False, True])
def test_that_a_run_delivers_what_lorasim_does(truth: Path, tmp_path: Path, number: int, captures: bool) -> None:
    rows = {key: ratio for key, ratio in reference(truth).items() if key[0] == number and key[2] is captures}
    assert len(rows) == 5
    off = {key: delivery_ratio(tmp_path, number, key[1], captures=captures) - ratio for key, ratio in rows.items()}
    assert {key: value for key, value in off.items() if abs(value) > WITHIN} == {}


@pytest.mark.parametrize("nodes", [50, 200, 800])
def test_that_a_run_without_capture_is_pure_aloha(tmp_path: Path, nodes: int) -> None:
    load = nodes * AIRTIME_S[4] / 1000
    found = delivery_ratio(tmp_path, 4, nodes, captures=False)
    assert found == pytest.approx(math.exp(-2 * load), rel=ALOHA_WITHIN, abs=0.01)


@pytest.mark.parametrize("engine", [ReferenceEngine(), VectorisedEngine()], ids=["reference", "vectorised"])
@pytest.mark.parametrize("radio", ["", ", confirmed: yes"], ids=["once", "confirmed"])
def test_that_no_device_exceeds_its_duty_cycle(tmp_path: Path, engine: Engine, radio: str) -> None:
    """The slowest have hardly more time than their messages need: repetitions press against the limit.

    From its first release on, a device's frames and all silences but the last fit into the time until its last frame is
    over; for those who are held back there is next to no time to spare.
    """
    keys = "path_loss: {mean: 130 dB, spread: 9 dB}" + radio
    plan = cells(tmp_path, keys, link="lorawan-eu868", nodes=100, gateways=2, result="16 B", every="170 s")
    found, got = uplinks(plan, engine)
    assert 0.3 < got.mean() < 1
    spare = []
    for device in np.unique(found.chunk.device):
        mine = found.chunk.device == device
        airtime_ns, frames = int(found.service_ns[mine][0]), int(found.attempts[mine].sum())
        busy_ns = int(found.finish_ns[mine].max() - found.arrival_ns[mine].min())
        spare.append(busy_ns - (frames - 1) * 100 * airtime_ns - airtime_ns)
    assert min(spare) >= 0
    if radio:
        assert found.attempts.max() > 1, "something is repeated"
        assert min(spare) < 20e9, "somebody is held back"
