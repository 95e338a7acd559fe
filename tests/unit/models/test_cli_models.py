"""``simgui models`` from the outside."""

import json
from pathlib import Path
from typing import Any

import pytest
from builders.models import FIXTURES

from simgui.__main__ import main

TINY = str(FIXTURES / "tiny_cnn_int8.tflite")
BOARD = "nucleo-l4r5zi"


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["models", *words, "--json"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return json.loads(shown.out)


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["models", *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    return shown.err


def test_that_inspect_tells_what_a_network_is_made_of(capsys: pytest.CaptureFixture[str]) -> None:
    facts = answer(capsys, "inspect", TINY)
    assert {"macs", "parameters", "arena_byte", "file_byte", "weight_byte", "operators"} <= facts.keys()
    assert facts["macs"] == sum(operator["macs"] for operator in facts["operators"]) == 7948
    assert facts["inputs"][0]["shape"] == [1, 16, 4, 1]
    assert (facts["quantisation"], facts["unsupported_operators"]) == ("int8", [])


def test_that_predict_answers_for_a_device(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "predict", TINY, "--device", BOARD)
    low, high = found["interval"]
    assert 0 < low < found["latency_s"] < high
    assert found["energy_j"] == pytest.approx(found["power_w"] * found["latency_s"])
    assert (found["fits"], found["problems"], found["macs"]) == (True, [], 7948)
    assert found["stack"].startswith("x-cube-ai")


def test_that_predict_answers_for_a_core_without_board(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("predict", TINY, "--core", "Cortex-M33", "--stack", "X-CUBE-AI 9.0", "--clock")
    slow, fast = (answer(capsys, *words, clock) for clock in ("80 MHz", "160 MHz"))
    assert slow["stack"] == "x-cube-ai-9"
    assert slow["latency_s"] == pytest.approx(2 * fast["latency_s"])
    assert slow["energy_j"] is None


def test_that_predict_says_what_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    seen = answer(capsys, "predict", TINY, "--device", BOARD)["evidence"]
    assert seen["core_seen"]
    assert seen["stack_seen"]
    assert seen["pair_seen"]
    assert seen["board_seen"]
    words = ("predict", TINY, "--core", "cortex-m33", "--clock", "200 MHz", "--stack", "Renesas (TFLM-based)")
    unseen = answer(capsys, *words)
    assert unseen["stack"] == "renesas-tflm"
    assert (unseen["evidence"]["pair_seen"], unseen["evidence"]["board_seen"]) == (False, False)
    assert unseen["interval"][1] > 1.2 * unseen["latency_s"]


def test_that_threads_make_an_application_processor_faster(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("predict", TINY, "--core", "cortex-a7", "--clock", "800 MHz", "--threads")
    one, two = (answer(capsys, *words, threads)["latency_s"] for threads in ("1", "2"))
    assert 1.5 < one / two < 2


def test_that_a_faster_clock_shortens_a_devices_inference(capsys: pytest.CaptureFixture[str]) -> None:
    usual = answer(capsys, "predict", TINY, "--device", BOARD)
    slow = answer(capsys, "predict", TINY, "--device", BOARD, "--clock", "10 MHz")
    assert slow["latency_s"] > 5 * usual["latency_s"]
    assert slow["clock_hz"] == 1e7


def test_that_the_kernel_library_matters(capsys: pytest.CaptureFixture[str]) -> None:
    usual = answer(capsys, "predict", TINY, "--device", BOARD)
    reference = answer(capsys, "predict", TINY, "--device", BOARD, "--stack", "TFLM reference")
    assert reference["stack"] == "tflm-reference"
    assert reference["latency_s"] > 2 * usual["latency_s"]


def test_that_a_misfit_names_bytes_and_devices(capsys: pytest.CaptureFixture[str], truth: Path) -> None:
    file = str(truth / "models" / "mcunet_mcunetv2_large.tflite")
    found = answer(capsys, "predict", file, "--device", "rp2040-pico")
    assert not found["fits"]
    assert "needs 2.5 MB of RAM" in found["problems"][0]
    assert "rp2040-pico has" in found["problems"][0]
    assert len(found["remedies"]) >= 2
    assert any("raspberry-pi-4" in remedy for remedy in found["remedies"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["inspect", "no-such-model"], "neither a file nor a shipped model"),
        (["inspect", str(FIXTURES)], "is a folder"),
        (["inspect", __file__], "is text"),
        (["predict", TINY], "either --device or --core"),
        (["predict", TINY, "--device", BOARD, "--core", "cortex-m4"], "either --device or --core"),
        (["predict", TINY, "--device", "nucleo-l4r5z"], "nucleo-l4r5zi"),
        (["predict", TINY, "--core", "cortex-m4"], "--clock"),
        (["predict", TINY, "--core", "cortex-m35", "--clock", "1 MHz"], "cortex-m33"),
        (["predict", TINY, "--core", "cortex-m4", "--clock", "3 mW"], "--clock: '3 mW' is a power"),
        (["predict", TINY, "--core", "cortex-m4", "--clock", "0 Hz"], "greater than zero"),
        (["predict", TINY, "--device", BOARD, "--stack", "TensorRT"], "known: "),
        (["predict", TINY, "--device", BOARD, "--stack", "TFLM + Ethos-U55"], "ethos-u55"),
        (["predict", TINY, "--device", "NDP9120"], "--core"),
        (["predict", TINY, "--core", "Cortex-M55 + Ethos-U55", "--clock", "1 MHz"], "ethos u55"),
    ],
)
def test_that_wrong_usage_is_explained_on_stderr(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert message in refusal(capsys, *words)


def test_that_what_a_name_is_taken_for_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "predict", TINY, "--device", "STM32L4R5", "--stack", "X-CUBE-AI 10.2")
    assert (found["target"], found["stack"]) == (BOARD, "x-cube-ai-9")
    assert any("taken for nucleo-l4r5zi" in note for note in found["notes"])
    assert any("X-CUBE-AI 10.2" in note for note in found["notes"])


def test_that_people_get_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "inspect", TINY]) == 0
    assert "DEPTHWISE_CONV_2D" in capsys.readouterr().out
    assert main(["models", "predict", TINY, "--device", BOARD]) == 0
    shown = capsys.readouterr().out
    assert "80 %" in shown
    assert "x-cube-ai" in shown


def test_that_list_gives_the_facts_of_every_shipped_model(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, "list")
    shipped = Path(__file__).resolve().parents[3] / "assets" / "models"
    assert [row["name"] for row in rows] == sorted(file.stem for file in shipped.glob("*.tflite"))
    assert all(row["macs"] > 0 and 0 < row["accuracy"] <= 1 for row in rows)
    assert main(["models", "list"]) == 0
    shown = capsys.readouterr().out
    assert all(row["name"] in shown for row in rows)
