"""``simgui profiles``: what is listed, shown and refused."""

import json
from typing import Any

import pytest

from simgui.__main__ import main


def printed_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["profiles", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_that_the_list_groups_parts_by_kind(capsys: pytest.CaptureFixture[str]) -> None:
    document = printed_json(capsys, "list")
    assert {"name": "cr2032", "title": "CR2032 coin cell"} in document["profiles"]["battery"]
    assert set(document["profiles"]) == {
        "device", "link", "battery", "sensor", "regulator", "gateway", "cloud", "kernel", "harvester"
    }  # fmt: skip


def test_that_the_list_takes_a_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(printed_json(capsys, "list", "batteries")["profiles"]) == ["battery"]


def test_that_json_gives_si_values_with_source(capsys: pytest.CaptureFixture[str]) -> None:
    (part,) = printed_json(capsys, "show", "cr2032")["profiles"]
    capacity = part["fields"]["capacity_c"]
    assert (capacity["value"], capacity["unit"], capacity["text"]) == (810.0, "C", "225 mAh")
    assert "CR2032" in capacity["source"]
    assert len(part["sha256"]) == 64


def test_that_a_table_is_shown_with_its_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    (part,) = printed_json(capsys, "show", "cr2032")["profiles"]
    table = part["fields"]["ocv_v"]
    assert [0.5, 2.9] in table["points"]
    assert (table["unit"], table["basis"], table["tolerance"]) == ("V", "guess", 0.5)
    (bare,) = printed_json(capsys, "show", "lipo-500")["profiles"]
    assert bare["fields"]["ocv_v"] is None
    assert main(["profiles", "show", "cr2032"]) == 0
    out = capsys.readouterr().out
    assert "10 %, -20 °C: 135 Ω" in out
    assert "0.19 mA: 100 %" in out or "190 µA: 100 %" in out


def test_that_a_shared_name_shows_both_and_a_kind_picks_one(capsys: pytest.CaptureFixture[str]) -> None:
    both = printed_json(capsys, "show", "raspberry-pi-5")["profiles"]
    assert [part["kind"] for part in both] == ["device", "gateway"]
    (one,) = printed_json(capsys, "show", "gateways/raspberry-pi-5")["profiles"]
    assert one["kind"] == "gateway"


def test_that_the_table_shows_value_glyph_tolerance_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "show", "b-u585i-iot02a"]) == 0
    out = capsys.readouterr().out
    line = next(line for line in out.splitlines() if line.strip().startswith("sleep_power_w"))
    assert "15.8 µW (4.8 µA at 3.3 V)" in line
    assert "●" in line
    assert "40 %" in line
    assert "Stop 3" in out
    assert "○ guess" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "cr2023"], "no part called 'cr2023' (did you mean 'cr2032'?)"),
        (["show", "device/cr2032"], "no device called 'cr2032'"),
        (["show", "batery/cr2032"], "no kind of part called 'batery' (did you mean 'battery'?)"),
        (["list", "gizmos"], "no kind of part called 'gizmos'"),
    ],
)
def test_that_unknown_names_are_usage_errors(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main(["profiles", *words]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""
