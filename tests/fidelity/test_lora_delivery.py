"""Delivery ratio of a LoRa cell against the authors' LoRaSim, and against pure ALOHA."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from builders.lora_cells import MEAN_GAP_S, PAYLOAD_BYTE, experiment, transmissions

from simgui.engine.links.lora_cell import Receiver, receive

WITHIN = 0.02
ALOHA_WITHIN = 0.026
LAYOUTS = 4
FRAMES = 20_000
MISSED = {(3, 800), (3, 1600), (5, 800), (5, 1600)}
"""Experiment and nodes whose figure with capture the layout does not explain: the test below expects to fail."""


def reference(truth: Path) -> dict[tuple[int, int, bool], float]:
    with (truth / "lorasim_reference.csv").open(encoding="utf-8", newline="") as file:
        return {
            (int(row["experiment"]), int(row["nodes"]), row["full_collision_capture"] == "1"): float(row["DER"])
            for row in csv.DictReader(file)
        }


def delivery_ratio(number: int, nodes: int, receiver: Receiver) -> float:
    """Simulate some layouts of a cell; the authors' figure counts frames beyond the demodulators as received."""
    rng = np.random.default_rng((number, nodes))
    received = sent = 0
    for _ in range(LAYOUTS):
        cell = transmissions(experiment(number, nodes, rng), max(FRAMES // nodes, 25), rng)
        received += int(receive(cell, receiver).received.sum())
        sent += cell.start_ns.size
    return received / sent


@pytest.mark.parametrize("number", [0, 3, 4, 5])
@pytest.mark.parametrize("captures", [False, True])
def test_that_delivery_is_that_of_the_reference(truth: Path, number: int, captures: bool) -> None:
    receiver = Receiver(capture_db=6.0 if captures else None, demodulators=None)
    cells = {key: ratio for key, ratio in reference(truth).items() if key[0] == number and key[2] is captures}
    assert len(cells) == 5
    off = {
        key: delivery_ratio(number, key[1], receiver) - ratio
        for key, ratio in cells.items()
        if not (captures and key[:2] in MISSED)
    }
    assert {key: value for key, value in off.items() if abs(value) > WITHIN} == {}


@pytest.mark.xfail(
    reason="LoRaSim's experiments 3 and 5 with capture, many nodes: no published copy explains them", strict=True
)
@pytest.mark.parametrize(("number", "nodes"), sorted(MISSED))
def test_that_capture_between_spreading_rings_is_that_of_the_reference(truth: Path, number: int, nodes: int) -> None:
    off = delivery_ratio(number, nodes, Receiver(6.0, None)) - reference(truth)[number, nodes, True]
    assert abs(off) <= WITHIN


@pytest.mark.parametrize("number", [0, 4])
@pytest.mark.parametrize("nodes", [50, 100, 200, 400, 800])
def test_that_overlaps_without_capture_are_pure_aloha(number: int, nodes: int) -> None:
    """A frame arrives if nobody starts one airtime before or after it, where this is likelier than 5 %."""
    frame = experiment(number, 1, np.random.default_rng(0)).frames[0]
    load = nodes * frame.time_on_air_s(PAYLOAD_BYTE) / MEAN_GAP_S
    expected = math.exp(-2 * load)
    assert expected > 0.05
    assert delivery_ratio(number, nodes, Receiver(None, None)) == pytest.approx(expected, rel=ALOHA_WITHIN)
