"""The results table: readable at 80 columns, without colour, with everything a decision needs."""

import io
import re
from dataclasses import replace
from functools import partial

import pytest
from builders.outcomes import budget, infeasible, outcome, placement
from rich.cells import cell_len
from rich.console import Console

from simgui.cli.quantities import shown
from simgui.cli.result_rows import runs_by_placement, table_rows
from simgui.cli.result_table import print_result
from simgui.profiles.sourced import Basis
from simgui.results.result import Judgement, ScenarioResult
from simgui.results.why.driver import Driver

NAMES = ("edge", "fog", "cloud", "cloud_stream", "threshold")
KPIS = {
    "latency_p50_s": 0.012345,
    "latency_p99_s": 0.04723,
    "battery_life_s": 3.2 * 31_557_600,
    "device_power_w": 0.000243,
    "uplink_bytes_per_device_day": 3_110_400.0,
    "raw_bytes_leaving_device": 0.0,
    "accuracy": 0.973,
}


def five() -> ScenarioResult:
    fails = budget("motors/uplink_bytes_per_device_day", "<= 10 kB", 3.1e6, Judgement.FAIL, "motors")
    runs = [placement(name, budget("latency_p99", "<= 50 ms", 0.047), fails, kpis=KPIS) for name in NAMES]
    return outcome(*runs, recommended="edge")


def printed(result: ScenarioResult, width: int = 80, **options: object) -> str:
    stream = io.StringIO()
    print_result(result, Console(file=stream, width=width, highlight=False, **options))  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_that_no_line_is_wider_than_the_terminal_and_no_value_is_cut(width: int) -> None:
    text = printed(five(), width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "…" not in text
    assert all(name in text for name in NAMES)
    assert text.count("47.2 ms") == len(NAMES)


def test_that_five_placements_stand_side_by_side_at_100_columns() -> None:
    heads = [line for line in printed(five(), 100).splitlines() if "edge" in line and "threshold" in line]
    assert heads, "one table holds the first and the last placement"


def test_that_a_verdict_is_told_without_colour() -> None:
    plain = printed(five(), no_color=True)
    assert "\x1b" not in plain
    limit = next(line for line in plain.splitlines() if "<= 50 ms" in line)
    assert "✓" in limit
    assert "✗ 3.1 MB" in next(line for line in plain.splitlines() if "motors: <= 10 kB" in line)


def test_that_colour_adds_no_text() -> None:
    coloured = printed(five(), force_terminal=True, color_system="standard")
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == printed(five(), no_color=True)


def test_that_an_infeasible_placement_gives_reason_and_remedies() -> None:
    result = outcome(
        placement("edge", kpis=KPIS), infeasible("fog", "needs 9 GB, has 8 GB", "take int8"), recommended="edge"
    )
    text = printed(result)
    assert "✗ fog is infeasible: needs 9 GB, has 8 GB" in text
    assert "  · take int8" in text
    assert "✗ no" in next(line for line in text.splitlines() if line.startswith("Feasible"))


def test_that_the_advice_comes_with_its_reason_and_what_flips_it() -> None:
    text = printed(five())
    assert "Recommended: edge" in text
    assert "it meets every budget with the least power" in text
    assert "  · If there were over 2,000 motors, fog would be cheaper." in text


def test_that_accuracy_says_what_it_was_measured_on() -> None:
    run = placement("edge", notes={"accuracy_kind": "synthetic"}, kpis=KPIS)
    assert "Accuracy [synthetic]" in printed(outcome(run))


def test_that_several_seeds_show_the_median_and_the_worst_verdict() -> None:
    verdict = partial(budget, "latency_p99", "<= 50 ms", 0.01)
    judgements = (Judgement.PASS, Judgement.FAIL, Judgement.PASS)
    runs = [
        placement("edge", verdict(judgement), seed=seed, kpis={"latency_p99_s": seed / 100})
        for seed, judgement in enumerate(judgements, start=1)
    ]
    text = printed(outcome(*runs, recommended="edge"))
    assert "median of 3 seeds (1…3)" in text
    assert "20 ms" in next(line for line in text.splitlines() if line.startswith("Latency p99"))
    assert "✗ 1/3" in text


def test_that_a_kpi_nobody_has_takes_no_row() -> None:
    rows = table_rows(runs_by_placement(outcome(placement("edge", kpis={"latency_p50_s": 0.01}))))
    assert [row.label for row in rows] == ["Latency p50"]


def test_that_a_budget_brings_its_kpi_into_the_table() -> None:
    run = placement("edge", budget("energy_per_job", "<= 1 mJ", 0.0005), kpis={"energy_per_job_j": 0.0005})
    rows = table_rows(runs_by_placement(outcome(run)))
    assert [row.label for row in rows] == ["Energy per job", "  <= 1 mJ"]


@pytest.mark.parametrize(
    ("value", "interval", "text"),
    [
        (0.04723, None, "47.2 ms"),
        (0.04723, (0.040, 0.055), "47 ms"),
        (0.04723, (0.01, 0.09), "50 ms"),
        (0.047234, (0.04723, 0.04724), "47.23 ms"),
        (float("inf"), None, "∞"),
        (float("nan"), None, "–"),
    ],
)
def test_that_digits_shown_are_limited_by_the_interval(
    value: float, interval: tuple[float, float] | None, text: str
) -> None:
    assert shown("latency_p99_s", value, interval) == text


def test_that_signs_and_chances_are_shown_where_they_were_worked_out() -> None:
    drivers = {"device_power_w": (Driver("a/b.c_w", "1 W", 0.5, Basis.GUESS, "an estimate", 1.0, 2.0, 1.0),)}
    known = placement("edge", kpis={"device_power_w": 1.5, "latency_p50_s": 0.05})
    unsure = replace(known, drivers=drivers, p_meets_budgets=0.625)
    rows = {row.label: row.cells[0].text for row in table_rows(runs_by_placement(outcome(unsure)))}
    assert rows["Device power"] == "○ 1.5 W"
    assert rows["Latency p50"] == "◐ 50 ms"
    assert rows["No budget missed"] == "62 %"
    plain = {row.label: row.cells[0].text for row in table_rows(runs_by_placement(outcome(known)))}
    assert plain["Device power"] == "1.5 W"
    assert "No budget missed" not in plain
