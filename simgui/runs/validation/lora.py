"""LoRa against published numbers: time on air, delivery beside others on the channel, payloads."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from simgui.models.calibration.published import rows
from simgui.models.validation.comparison import Check, Finding, Point, Section
from simgui.profiles.lora_frame import LoraFrame
from simgui.runs.validation.lorasim import (
    CAPTURE_DB,
    MEAN_GAP_S,
    PAYLOAD_BYTE,
    by_rule,
    delivery_ratio,
    experiment,
    spared_arrivals,
)

_WITHIN_S = 2e-6
_WITHIN_RATIO = 0.02
_WITHIN_ALOHA = 0.026
_ALOHA_NODES = (50, 100, 200, 400, 800)
_EXPERIMENTS = (0, 3, 4, 5)
_SLIPS = (3, 5)
"""Experiments whose rows with capture a program made that forgets the collisions of arriving frames."""
_SLIP = (
    "experiments 3 and 5 counted as LoRaSim's revision 218 does, which forgets that an arriving frame collided; "
    "by simgui's own rule beyond it: {own}"
)
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
            _delivery("delivery with capture, LoRaSim", capture, _SLIPS),
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


def _delivery(name: str, cells: Sequence[Mapping[str, str]], slips: Collection[int] = ()) -> Check:
    """Compare every cell, those of some experiments as the authors' first program counts; name what is beyond."""
    off, own = {}, {}
    for row in cells:
        number, nodes, reference = int(row["experiment"]), int(row["nodes"]), float(row["DER"])
        rule = by_rule(CAPTURE_DB if row["full_collision_capture"] == "1" else None)
        off[number, nodes] = delivery_ratio(number, nodes, rule) - reference
        if number in slips:
            own[number, nodes] = off[number, nodes]
            off[number, nodes] = delivery_ratio(number, nodes, spared_arrivals) - reference
    beyond = _named(off)
    worst = max(off.values(), key=abs)
    note = f"beyond it: {beyond}" if beyond else ""
    if _named(own):
        note = "; ".join(part for part in (note, _SLIP.format(own=_named(own))) if part)
    found = f"at most {abs(worst):.3f} off, {sum(not _is_off(one) for one in off.values())} of {len(off)} within"
    return Check(name, len(off), found, f"within {_WITHIN_RATIO:g}", not beyond, note)


def _named(off: Mapping[tuple[int, int], float]) -> str:
    return "; ".join(f"experiment {key[0]}, {key[1]} nodes: {one:+.3f}" for key, one in off.items() if _is_off(one))


def _is_off(difference: float) -> bool:
    return abs(difference) > _WITHIN_RATIO


def _aloha() -> Check:
    """Compare with exp(-2G), the chance that nobody starts within one airtime before or after."""
    worst, cases = 0.0, 0
    for number in (0, 4):
        frame = experiment(number, 1, np.random.default_rng(0)).frames[0]
        for nodes in _ALOHA_NODES:
            expected = math.exp(-2 * nodes * frame.time_on_air_s(PAYLOAD_BYTE) / MEAN_GAP_S)
            found = delivery_ratio(number, nodes, by_rule(None))
            worst, cases = max(worst, abs(found / expected - 1)), cases + 1
    return Check(
        "overlaps without capture, exp(-2G)",
        cases,
        f"at most {100 * worst:.1f} % off",
        f"within {100 * _WITHIN_ALOHA:g} %",
        worst <= _WITHIN_ALOHA,
    )
