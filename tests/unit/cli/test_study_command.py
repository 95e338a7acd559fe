"""`simgui study`: a table on stdout, JSON for machines, resumed by the same command."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from builders.study_story import STUDY_STORY

from simgui.__main__ import main

EVERY = "fleet.valves.tasks.burst.every"


@pytest.fixture
def small(tmp_path: Path) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(f"{STUDY_STORY}\n# of its own, lest tests side by side work on one study: {tmp_path}\n")
    return str(file)


def test_that_a_grid_is_a_table_and_a_front(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", small, "--vary", f"{EVERY}=1 s,2 s", "--workers", "1", "--pareto", "device_power"]) == 0
    out = capsys.readouterr().out
    assert "4 points" in out
    assert "every" in out
    assert "Pareto front over device_power: 1 of 4" in out
    (best,) = [line for line in out.splitlines() if line.endswith("◆")]
    assert best.startswith("2 s")


def test_that_the_same_command_finds_its_points_again(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["study", small, "--vary", f"{EVERY}=1.1 s,3 s", "--workers", "1", "--json", "-"]
    assert main(words) == 0
    first = capsys.readouterr()
    assert "were done before" not in first.err
    assert main(words) == 0
    second = capsys.readouterr()
    assert "4 points were done before" in second.err
    assert json.loads(first.out) == json.loads(second.out)


def test_that_monte_carlo_says_where_the_spread_comes_from(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", small, "--monte-carlo", "40", "--placement", "edge", "--workers", "1"]) == 0
    out = capsys.readouterr().out
    assert "5 % to 95 % of 40 Monte Carlo draws" in out
    assert "of the spread comes from" in out


def test_that_a_folder_gets_a_parquet_table(small: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import duckdb

    out = tmp_path / "out"
    assert main(["study", small, "--seeds", "1..2", "--workers", "1", "--out", str(out)]) == 0
    capsys.readouterr()
    table = duckdb.connect().read_parquet(str(out / "points.parquet"))
    rows = table.project("placement, seed, battery_life_s").fetchall()
    assert {(placement, seed) for placement, seed, _ in rows} == {
        (placement, seed) for placement in ("edge", "threshold") for seed in (1, 2)
    }


def test_that_a_break_even_that_never_happens_is_said(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["study", small, "--break-even", "edge,threshold", "--over", f"{EVERY}=1 s..8 s", "--workers", "1"]
    assert main([*words, "--by", "latency_p99"]) == 0
    assert "nothing changes: threshold is better from 1 s to 8 s" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--vary", "fleet.valves.count"],
        ["--vary", "fleet.valves.cuont=1"],
        ["--vary", "fleet.valves.count=1..9"],
        ["--sample", "5"],
        ["--seeds", "1..2", "--placement", "egde"],
        ["--seeds", "1..2", "--pareto", "jobs"],
        ["--break-even", "edge,threshold"],
        ["--break-even", "edge", "--over", EVERY],
        ["--break-even", "edge,fgo", "--over", EVERY],
        ["--seeds", "1..2", "--dask", "nowhere"],
        ["--seeds", "1..2", "--dask", "tcp://127.0.0.1:1", "--workers", "2"],
        ["--seeds", "1..2", "--engine", "warp"],
        ["--seeds", "1..2", "--duration", "5 m/s"],
        ["--seeds", "1..2", "--set", "device_profiles.batteries.er34615.volume=1 V"],
    ],
)
def test_that_bad_usage_is_refused(words: list[str], small: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", small, *words]) == 2
    err = capsys.readouterr().err
    assert err
    assert "Traceback" not in err


def test_that_a_study_whose_every_point_fails_fails(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["study", small, "--vary", "fleet.valves.tasks.burst.window=1 s", "--placement", "edge", "--workers", "1"]
    assert main(words) == 3
    assert "takes windows of" in capsys.readouterr().out


def test_that_ctrl_c_keeps_what_is_done(small: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["study", small, "--vary", f"{EVERY}=10 ms..20 ms:5000", "--workers", "2", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "simgui", *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    points = out / "points.jsonl"
    assert process.stderr is not None
    while process.poll() is None and not (points.exists() and points.stat().st_size):
        threading.Event().wait(0.01)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130, stderr
    assert "the same command goes on" in stderr
    assert "not complete" in stdout
    done = points.read_text().splitlines()
    assert 0 < len(done) < 5000
    assert all(json.loads(line)["status"] == "done" for line in done)
