"""LoRa's time on air against the test vectors of three independent implementations."""

import csv
from pathlib import Path

from simgui.profiles.lora_frame import LoraFrame

WITHIN_S = 2e-6


def test_that_every_published_vector_is_met_within_2_us(truth: Path) -> None:
    with (truth / "lora_toa_vectors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missed = {}
    for row in rows:
        frame = LoraFrame(
            spreading_factor=int(row["sf"]),
            bandwidth_hz=float(row["bw_khz"]) * 1e3,
            coding_rate_denominator=int(row["coding_rate"].removeprefix("4/")),
            preamble_symbols=int(row["preamble_symbols"]),
            has_header=row["explicit_header"] == "1",
            has_crc=row["crc"] == "1",
            low_data_rate={"auto": None, "off": False, "on": True}[row["ldro"]],
        )
        off_s = frame.time_on_air_s(int(row["payload_bytes"])) - float(row["expected_ms"]) * 1e-3
        if abs(off_s) > WITHIN_S:
            missed[tuple(row.values())] = off_s
    assert len(rows) >= 20
    assert missed == {}
