"""The law that is fitted: it finds back what made the numbers, and falls back where nothing was measured."""

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest
from builders.models import FIXTURES
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.models.calibration.__main__ import main
from simgui.models.calibration.kernel_files import Author, kernel_text, template
from simgui.models.calibration.law import CycleLaw, Place, place_of
from simgui.models.calibration.leave_out import accuracy, leave_board_out_calibrated, leave_out
from simgui.models.calibration.measurement import (
    Measurement,
    MeasurementError,
    read_measurements,
    write_measurements,
)
from simgui.models.calibration.positive import fit_positive, leave_one_group_out
from simgui.models.calibration.units import CYCLE_UNITS, PRIOR_CYCLES
from simgui.profiles.load import load_part
from simgui.profiles.part import KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind

WORKS = {
    "dense": {"fully_connected_mac": 3e5, "requantised_output": 2e3, "operator": 10},
    "deep": {"pointwise_mac": 2e6, "depthwise_mac": 3e5, "requantised_output": 6e4, "operator": 12},
    "wide": {"conv_mac": 1e7, "first_conv_mac": 4e5, "requantised_output": 9e4, "elementwise": 3e4, "operator": 15},
}


def measured(core: str, stack: str, board: str, *, factor: float = 1.0, model: str = "deep") -> Measurement:
    """Make a measurement by the prior's own law, a factor slower."""
    work = WORKS[model]
    cycles = factor * sum(amount * PRIOR_CYCLES[unit] for unit, amount in work.items())
    return Measurement("made up", f"{board} {stack}", board, core, stack, model, model, 1e8, cycles / 1e8, work)


def several(*, factors: dict[str, float]) -> list[Measurement]:
    return [
        measured(core, stack, f"{core}-board", factor=factor, model=model)
        for core, factor in factors.items()
        for stack in ("hale", "x-cube-ai-9")
        for model in WORKS
    ]


def test_that_the_law_finds_back_how_much_slower_a_core_is() -> None:
    law = CycleLaw(several(factors={"cortex-m4": 1.0, "cortex-m7": 0.6, "cortex-m33": 1.4}))
    for core, factor in {"cortex-m4": 1.0, "cortex-m7": 0.6, "cortex-m33": 1.4}.items():
        one = measured(core, "hale", f"{core}-board", factor=factor, model="wide")
        assert law.predict(place_of(one), one.work) == pytest.approx(one.log_cycles, abs=0.05)


def test_that_an_unmeasured_pair_adds_up_core_and_library() -> None:
    known = [
        *(measured("cortex-m4", "hale", "a", model=model) for model in WORKS),
        *(measured("cortex-m4", "plumerai", "a", factor=0.7, model=model) for model in WORKS),
        *(measured("cortex-m7", "hale", "b", factor=0.6, model=model) for model in WORKS),
    ]
    law = CycleLaw(known)
    expected = measured("cortex-m7", "plumerai", "", factor=0.42)
    assert law.predict(Place("cortex-m7", "plumerai", "plumerai"), expected.work) == pytest.approx(
        expected.log_cycles, abs=0.15
    )


def test_that_what_was_never_measured_is_less_certain() -> None:
    law = CycleLaw(several(factors={"cortex-m4": 1.0, "cortex-m7": 0.6}))
    seen, unseen = Place("cortex-m4", "hale", "hale"), Place("cortex-m85", "tinyengine", "tinyengine")
    assert law.spread(unseen, WORKS["deep"]) > 2 * law.spread(seen, WORKS["deep"])
    assert law.unit_spread(seen, "far_byte") > law.unit_spread(seen, "pointwise_mac")


def test_that_one_wild_measurement_does_not_carry_the_law_away() -> None:
    good = several(factors={"cortex-m4": 1.0, "cortex-m7": 0.6})
    wild = replace(good[0], latency_s=20 * good[0].latency_s)
    one = good[1]
    calm, shaken = CycleLaw(good), CycleLaw([wild, *good[1:]])
    assert abs(shaken.predict(place_of(one), one.work) - calm.predict(place_of(one), one.work)) < 0.2


def test_that_leaving_out_predicts_every_row_once_and_calibrating_helps() -> None:
    rows = [
        *several(factors={"cortex-m4": 1.0, "cortex-m7": 0.6}),
        *(measured("cortex-m4", "hale", "slow", factor=1.6, model=model) for model in WORKS),
    ]
    guesses = leave_out(rows, lambda one: one.board)
    assert len(guesses) == len(rows)
    before = accuracy([one.percent for one in guesses if one.measurement.board == "slow"])
    after = accuracy([one.percent for one in leave_board_out_calibrated(rows) if one.measurement.board == "slow"])
    assert after.median < before.median


def test_that_measurements_survive_a_file(tmp_path: Path) -> None:
    rows = several(factors={"cortex-m4": 1.0})
    write_measurements(tmp_path / "m.csv", rows)
    back = read_measurements(tmp_path / "m.csv")
    assert [one.log_cycles for one in back] == pytest.approx([one.log_cycles for one in rows])
    assert back[0].work["pointwise_mac"] == rows[0].work.get("pointwise_mac", 0)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("latency_s", "latency", r"m\.csv:1: there is no column latency_s"),
        ("100000000,", "fast,", r"m\.csv:2: clock_hz: 'fast'"),
        ("100000000,", "3 mW,", r"m\.csv:2: clock_hz: '3 mW' is a power"),
        ("100000000,", "0,", r"m\.csv:2: clock_hz must be above zero"),
        ("100000000,", "100,", r"m\.csv:2: .* hertz"),
        ("cortex-m4", "cortex-m99", r"m\.csv:2: nothing is known about the core 'cortex-m99'"),
        ("hale", "TFLM", r"m\.csv:2: .* leaves open which kernels"),
    ],
)
def test_that_a_bad_file_names_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "m.csv"
    write_measurements(file, several(factors={"cortex-m4": 1.0})[:1])
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(MeasurementError, match=told):
        read_measurements(file)


OWN = "board,core,stack,model,clock_hz,latency_s\n"


def own_rows(folder: Path, *rows: str) -> Path:
    copyfile(FIXTURES / "tiny_cnn_int8.tflite", folder / "tiny.tflite")
    (folder / "own.csv").write_text(OWN + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return folder / "own.csv"


def test_that_a_file_of_ones_own_counts_work_from_the_network(tmp_path: Path) -> None:
    file = own_rows(tmp_path, "My Board,ARM Cortex-M4F,X-CUBE-AI 9.0,tiny.tflite,120 MHz,1 ms")
    (one,) = read_measurements(file)
    assert (one.board, one.core, one.stack, one.clock_hz, one.latency_s) == (
        "my-board",
        "cortex-m4",
        "x-cube-ai-9",
        120e6,
        1e-3,
    )
    assert one.work["depthwise_mac"] > 0


def test_that_a_few_rows_tell_a_boards_factor_and_replace_no_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = own_rows(tmp_path, "mine,cortex-m4,x-cube-ai-9,tiny.tflite,120 MHz,1 ms")
    words = ["--measurements", str(file), "--out", str(tmp_path / "parts")]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "board_factor" in told
    assert "kept cortex-m4+x-cube-ai-9" in told
    assert not list((tmp_path / "parts" / "kernels").iterdir())
    assert main([*words, "--overwrite"]) == 0
    assert [file.stem for file in (tmp_path / "parts" / "kernels").iterdir()] == ["cortex-m4+x-cube-ai-9"]


@pytest.mark.parametrize(
    "row", ["", "mine,cortex-m4,hale,no.tflite,1 MHz,1 ms", "mine,cortex-m4,hale,own.csv,1 MHz,1 s"]
)
def test_that_a_file_that_cannot_be_fitted_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str
) -> None:
    assert main(["--measurements", str(own_rows(tmp_path, *filter(None, [row])))]) == 2
    assert "own.csv" in capsys.readouterr().err
    assert main(["--measurements", str(tmp_path / "none.csv")]) == 2


def test_that_a_written_profile_reads_back_with_its_evidence(tmp_path: Path) -> None:
    law = CycleLaw(several(factors={"cortex-m4": 1.0, "cortex-m7": 0.6}))
    author = Author("made-up rows", dt.date(2026, 1, 2))
    file = tmp_path / "cortex-m4+hale.yaml"
    file.write_text(kernel_text(law, "cortex-m4", "hale", template(Registry(), "cortex-m4", "hale"), author))
    profile = load_part(file, Kind.KERNEL)
    assert isinstance(profile, KernelProfile)
    assert (profile.pair_rows, profile.core_rows, profile.boards) == (3, 6, ("cortex-m4-board",))
    assert set(CYCLE_UNITS) <= set(profile.cycles_per)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_that_positive_costs_are_found_back(seed: int) -> None:
    draw = np.random.default_rng(seed)
    truth = np.exp(draw.normal(size=3))
    amounts = np.exp(draw.normal(size=(30, 3)))
    found = fit_positive(amounts, amounts @ truth, np.ones(3), spread=2.0, noise=0.02)
    assert found == pytest.approx(truth, rel=0.1)


def test_that_a_group_left_out_is_predicted_by_the_others() -> None:
    amounts = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0], [4.0, 1.0]])
    seconds = amounts @ np.array([2.0, 5.0])
    seconds[3] *= 2
    errors = leave_one_group_out(amounts, seconds, np.array([2.0, 5.0]), ["a", "a", "b", "c"], noise=0.01)
    assert abs(errors[2]) < abs(errors[3])
    assert errors[3] == pytest.approx(-math.log(2), abs=0.05)
