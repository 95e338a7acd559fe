"""What the shipped scenarios advise, in full length, and that they pass `simgui check` without a word of warning."""

import json
from pathlib import Path

import pytest

from simgui.__main__ import main
from simgui.scenario.load import shipped_scenarios

ADVICE = {
    "predictive_maintenance": "fog_large",
    "predictive_maintenance_cellular": "edge_large",
    "wearable_fall": "edge",
    "pipeline_valve": "edge",
    "lpwan_scale": "edge",
    "motor_control": "fog",
    "vineyard_audio": "edge",
    "cold_chain": "edge",
}

MEANT = {"motor_control": "warning: edge: in_interrupt."}
"""Warnings that a story is about, by their beginnings."""


@pytest.mark.parametrize("name", shipped_scenarios())
def test_that_a_shipped_scenario_checks_without_a_warning(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", name]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"{name}: ok: ")
    assert "infeasible" not in out
    assert [line for line in err.splitlines() if not line.startswith(MEANT.get(name, "no warning"))] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ADVICE)
def test_that_a_shipped_scenario_gives_the_advice_its_text_explains(name: str, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    assert main(["run", name, "--json", str(file)]) == 0
    assert json.loads(file.read_text(encoding="utf-8"))["recommended"] == ADVICE[name]
