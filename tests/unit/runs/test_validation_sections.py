"""What `make validate` says of radios and batteries, on tables of a few rows."""

import datetime as dt
from pathlib import Path

from simgui.models.validation.comparison import Check, Section
from simgui.models.validation.report import summary_lines, write_report
from simgui.runs.validation.batteries import battery_section
from simgui.runs.validation.lora import lora_section

TOA = (
    "payload_bytes,sf,bw_khz,coding_rate,explicit_header,crc,preamble_symbols,ldro,expected_ms,source\n"
    "10,7,125,4/5,1,1,8,auto,41.216,x\n"
)
CELLS = (
    "experiment,nodes,full_collision_capture,sent,received,DER,pure_aloha_exp(-2G)\n"
    "0,50,0,9871,8404,0.8514,0.8426\n"
    "0,50,1,9871,8404,0.1,0.8426\n"
)


def test_that_lora_is_held_to_vectors_cells_and_aloha(tmp_path: Path) -> None:
    (tmp_path / "lora_toa_vectors.csv").write_text(TOA, encoding="utf-8")
    (tmp_path / "lorasim_reference.csv").write_text(CELLS, encoding="utf-8")
    airtime, plain, capture, aloha = lora_section(tmp_path).checks
    assert airtime.verdict == plain.verdict == aloha.verdict == "met"
    assert capture.verdict == "missed"
    assert "experiment 0, 50 nodes: +0.7" in capture.note


def test_that_batteries_meet_their_bands_and_a_coin_cell_browns_out_without_a_capacitor(tmp_path: Path) -> None:
    section = battery_section(tmp_path)
    assert [check.name for check in section.checks if not check.is_met] == []
    alone, beside = section.checks[-2:]
    assert alone.found == "falls to 0.00 V"
    assert beside.name.startswith("the same beside ")


def test_that_checks_stand_in_the_report_and_on_the_terminal(tmp_path: Path) -> None:
    section = Section("Radios", "s", (), checks=(Check("airtime", 3, "0 µs off", "within 2 µs", is_met=True),))
    text = write_report(tmp_path, [section], version="1", date=dt.date(2026, 1, 2)).read_text(encoding="utf-8")
    assert "| airtime | 3 | 0 µs off | within 2 µs | met |  |" in text
    assert summary_lines([section])[0].endswith("target within 2 µs    met")
