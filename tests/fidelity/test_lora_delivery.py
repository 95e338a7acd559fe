"""Delivery ratio of a LoRa cell against the authors' LoRaSim, and against pure ALOHA."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from builders.lora_cells import (
    CAPTURE_DB,
    MEAN_GAP_S,
    PAYLOAD_BYTE,
    by_rule,
    delivery_ratio,
    experiment,
    spared_arrivals,
    transmissions,
)

WITHIN = 0.02
ALOHA_WITHIN = 0.026
SLIPPED = {(3, 800), (3, 1600), (5, 800), (5, 1600)}
"""Experiment and nodes whose figure with capture a slip of the authors' first program explains."""


def reference(truth: Path) -> dict[tuple[int, int, bool], float]:
    with (truth / "lorasim_reference.csv").open(encoding="utf-8", newline="") as file:
        return {
            (int(row["experiment"]), int(row["nodes"]), row["full_collision_capture"] == "1"): float(row["DER"])
            for row in csv.DictReader(file)
        }


@pytest.mark.parametrize("number", [0, 3, 4, 5])
@pytest.mark.parametrize("captures", [False, True])
def test_that_delivery_is_that_of_the_reference(truth: Path, number: int, captures: bool) -> None:
    rule = by_rule(CAPTURE_DB if captures else None)
    cells = {key: ratio for key, ratio in reference(truth).items() if key[0] == number and key[2] is captures}
    assert len(cells) == 5
    off = {
        key: delivery_ratio(number, key[1], rule) - ratio
        for key, ratio in cells.items()
        if not (captures and key[:2] in SLIPPED)
    }
    assert {key: value for key, value in off.items() if abs(value) > WITHIN} == {}


@pytest.mark.parametrize("number", [3, 5])
def test_that_capture_between_spreading_rings_is_that_of_the_first_program(truth: Path, number: int) -> None:
    """All five cells: in that program a frame is never lost to one that was there before it."""
    cells = {key: ratio for key, ratio in reference(truth).items() if key[0] == number and key[2]}
    assert len(cells) == 5
    off = {key: delivery_ratio(number, key[1], spared_arrivals) - ratio for key, ratio in cells.items()}
    assert {key: value for key, value in off.items() if abs(value) > WITHIN} == {}


@pytest.mark.parametrize(("number", "nodes"), [(0, 200), (4, 800)])
def test_that_the_slip_is_not_in_the_other_rows(truth: Path, number: int, nodes: int) -> None:
    assert delivery_ratio(number, nodes, spared_arrivals) - reference(truth)[number, nodes, True] > 5 * WITHIN


def test_that_the_slip_spares_arriving_frames_and_nothing_else() -> None:
    """What simgui's rule receives the slip receives too; the first of two that overlap has the same fate in both."""
    rng = np.random.default_rng(1)
    cell = transmissions(experiment(3, 400, rng), 50, rng)
    own, slipped = by_rule(CAPTURE_DB)(cell), spared_arrivals(cell)
    assert (slipped | ~own).all()
    spared = np.flatnonzero(slipped & ~own)
    assert len(spared) > 50
    end_ns = cell.start_ns + cell.airtime_ns
    for row in spared[:200].tolist():
        lock_at = cell.start_ns[row] + cell.lock_ns[row]
        before = (cell.spreading_factor == cell.spreading_factor[row]) & (cell.start_ns < cell.start_ns[row])
        rivals = before & (end_ns > lock_at) & (cell.power_dbm[row] - cell.power_dbm < CAPTURE_DB)
        assert rivals.any()


@pytest.mark.parametrize("number", [0, 4])
@pytest.mark.parametrize("nodes", [50, 100, 200, 400, 800])
def test_that_overlaps_without_capture_are_pure_aloha(number: int, nodes: int) -> None:
    """A frame arrives if nobody starts one airtime before or after it, where this is likelier than 5 %."""
    frame = experiment(number, 1, np.random.default_rng(0)).frames[0]
    load = nodes * frame.time_on_air_s(PAYLOAD_BYTE) / MEAN_GAP_S
    expected = math.exp(-2 * load)
    assert expected > 0.05
    assert delivery_ratio(number, nodes, by_rule(None)) == pytest.approx(expected, rel=ALOHA_WITHIN)
