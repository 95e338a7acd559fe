"""LoRa against published numbers: time on air, delivery beside others on the channel, payloads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from simgui.engine.links.lora_cell import Receiver, receive
from simgui.models.calibration.published import rows
from simgui.models.validation.comparison import Check, Finding, Point, Section
from simgui.profiles.lora_frame import LoraFrame
from simgui.runs.validation.lorasim import MEAN_GAP_S, PAYLOAD_BYTE, experiment, transmissions

_WITHIN_S = 2e-6
_WITHIN_RATIO = 0.02
_WITHIN_ALOHA = 0.026
_CAPTURE_DB = 6.0
_LAYOUTS, _FRAMES = 4, 20_000
_ALOHA_NODES = (50, 100, 200, 400, 800)
_EXPERIMENTS = (0, 3, 4, 5)
_LDRO = {"auto": None, "off": False, "on": True}


def lora_section(truth: Path) -> Section:
    """Compare time on air and delivery with what others computed.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.

    Returns
    -------
    Section
        The part of the report.
    """
    vectors = rows(truth / "lora_toa_vectors.csv")
    airtimes = tuple(_airtime(row) for row in vectors)
    worst_s = max(abs(one.predicted - one.measured) for one in airtimes)
    cells = [row for row in rows(truth / "lorasim_reference.csv") if int(row["experiment"]) in _EXPERIMENTS]
    plain, capture = ([row for row in cells if row["full_collision_capture"] == mark] for mark in ("0", "1"))
    return Section(
        "LoRa",
        "s",
        (Finding("time on air", airtimes, note="frames of three independent implementations"),),
        checks=(
            Check(
                "time on air",
                len(airtimes),
                f"at most {worst_s * 1e6:.2f} µs off",
                f"within {_WITHIN_S * 1e6:g} µs",
                worst_s <= _WITHIN_S,
            ),
            _delivery("delivery without capture, LoRaSim", plain),
            _delivery("delivery with capture, LoRaSim", capture),
            _aloha(),
        ),
    )


def _airtime(row: Mapping[str, str]) -> Point:
    frame = LoraFrame(
        spreading_factor=int(row["sf"]),
        bandwidth_hz=float(row["bw_khz"]) * 1e3,
        coding_rate_denominator=int(row["coding_rate"].removeprefix("4/")),
        preamble_symbols=int(row["preamble_symbols"]),
        has_header=row["explicit_header"] == "1",
        has_crc=row["crc"] == "1",
        low_data_rate=_LDRO[row["ldro"]],
    )
    byte = int(row["payload_bytes"])
    label = f"{byte} B, SF{row['sf']}, {row['bw_khz']} kHz"
    return Point(f"SF{row['sf']}", label, float(row["expected_ms"]) * 1e-3, frame.time_on_air_s(byte))


def delivery_ratio(number: int, nodes: int, receiver: Receiver) -> float:
    """Simulate some layouts of a cell of LoRaSim; frames beyond the demodulators count as received there.

    Parameters
    ----------
    number, nodes : int
        Experiment of the paper, and nodes. [-]
    receiver : Receiver
        Capture and demodulators.

    Returns
    -------
    float
        Frames received over frames sent. [-]
    """
    rng = np.random.default_rng((number, nodes))
    received = sent = 0
    for _ in range(_LAYOUTS):
        cell = transmissions(experiment(number, nodes, rng), max(_FRAMES // nodes, 25), rng)
        received += int(receive(cell, receiver).received.sum())
        sent += cell.start_ns.size
    return received / sent


def _delivery(name: str, cells: Sequence[Mapping[str, str]]) -> Check:
    """Compare every cell; those beyond the target are named."""
    off = {}
    for row in cells:
        capture_db = _CAPTURE_DB if row["full_collision_capture"] == "1" else None
        number, nodes = int(row["experiment"]), int(row["nodes"])
        off[number, nodes] = delivery_ratio(number, nodes, Receiver(capture_db, None)) - float(row["DER"])
    beyond = [f"experiment {key[0]}, {key[1]} nodes: {value:+.3f}" for key, value in off.items() if _is_off(value)]
    worst = max(off.values(), key=abs)
    note = f"beyond it: {'; '.join(beyond)}; no published copy of LoRaSim explains them" if beyond else ""
    found = f"at most {abs(worst):.3f} off, {len(off) - len(beyond)} of {len(off)} within"
    return Check(name, len(off), found, f"within {_WITHIN_RATIO:g}", not beyond, note)


def _is_off(difference: float) -> bool:
    return abs(difference) > _WITHIN_RATIO


def _aloha() -> Check:
    """Compare with exp(-2G), the chance that nobody starts within one airtime before or after."""
    worst, cases = 0.0, 0
    for number in (0, 4):
        frame = experiment(number, 1, np.random.default_rng(0)).frames[0]
        for nodes in _ALOHA_NODES:
            expected = math.exp(-2 * nodes * frame.time_on_air_s(PAYLOAD_BYTE) / MEAN_GAP_S)
            found = delivery_ratio(number, nodes, Receiver(None, None))
            worst, cases = max(worst, abs(found / expected - 1)), cases + 1
    return Check(
        "overlaps without capture, exp(-2G)",
        cases,
        f"at most {100 * worst:.1f} % off",
        f"within {100 * _WITHIN_ALOHA:g} %",
        worst <= _WITHIN_ALOHA,
    )
