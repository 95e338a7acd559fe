"""The report: everything in it, nothing outside it, the same bytes each time."""

import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import result_builder

from simgui.core.paths import bundled
from simgui.core.units import Dimension
from simgui.results.report.left_out import FILE, read_limits
from simgui.results.report.page import make_page
from simgui.results.report.svg import Axis
from simgui.results.report.table import budget_rows, group_rows, kpi_rows, runs_by_placement
from simgui.results.result import Judgement, ScenarioResult
from simgui.results.run_store import Manifest
from simgui.results.wording import shown, supported_digits

ROOT = Path(__file__).resolve().parents[3]
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Walk(HTMLParser):
    """Walks a page and notes unbalanced tags, references and texts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.references: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), tag
        self.references += [value or "" for name, value in attrs if name in {"src", "href", "xlink:href", "data"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def walked(page: str) -> Walk:
    walk = Walk()
    walk.feed(page)
    walk.close()
    return walk


def example(scenario: str = "Bearing wear") -> ScenarioResult:
    runs = [
        result_builder.run("edge", latency_s=0.0423, accuracy=0.8642),
        result_builder.run("fog", latency_s=0.312, power_w=0.002, life_y=2.2, accuracy=0.87),
        result_builder.run("cloud", latency_s=math.inf, power_w=0.003, accuracy=math.nan),
        result_builder.run("split", infeasible="the arena of 300 kB exceeds 256 KiB of RAM"),
    ]
    stages = {"latency_by_stage_s": {"infer": 0.01, "uplink": 0.03}}
    runs = [replace(run, breakdowns={**run.breakdowns, **stages}) if run.feasible else run for run in runs]
    return replace(result_builder.result(*runs), scenario=scenario)


MANIFEST = Manifest(
    scenario="bearing.yaml",
    seeds=(7,),
    versions={"simgui": "0.1.0", "python": "3.11.0"},
    digests={"scenario": "ab" * 32, "model small": "cd" * 32, "profile batteries/er14505": "ef" * 32},
    argv=("/usr/bin/simgui", "run", "bearing.yaml", "--set", "fleet.motors.count=3 "),
)


def test_that_every_placement_and_its_advice_are_there() -> None:
    text = " ".join(walked(make_page(example(), MANIFEST)).texts)
    for words in ("edge", "fog", "cloud", "split", "edge meets all 2 budgets.", "fog would be chosen if it cost less."):
        assert words in text
    assert "the arena of 300 kB exceeds 256 KiB of RAM" in text
    assert "a smaller model" in text


def test_that_values_are_those_of_the_result_with_the_digits_their_interval_supports() -> None:
    result = example()
    page = make_page(result, None)
    cells = re.findall(r"<td[^>]*>([^<]*)", page)
    for run in result.runs:
        for kpi, value in run.kpis.items():
            assert shown(kpi, value, supported_digits(value, run.intervals.get(kpi))) in cells, (run.placement, kpi)
    (accuracy,) = [row for row in kpi_rows(runs_by_placement(result)) if row.label.startswith("Accuracy")]
    assert accuracy.label == "Accuracy [synthetic]"
    assert [cell.text for cell in accuracy.cells] == ["86 %", "87 %", "–", "–"]


def test_that_the_page_is_well_formed_and_its_pictures_are_xml() -> None:
    page = make_page(example(), MANIFEST)
    assert walked(page).open == []
    pictures = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(pictures) == 3
    for picture in pictures:
        ET.fromstring(picture)  # noqa: S314 - our own


def test_that_nothing_outside_is_needed() -> None:
    page = make_page(example(), MANIFEST)
    walk = walked(page)
    assert walk.references == []
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(walk.seen)
    assert re.search(r"https?:|url\(|@import|data:", page) is None


@pytest.mark.parametrize("manifest", [None, MANIFEST])
def test_that_names_from_files_stay_text(manifest: Manifest | None) -> None:
    evil = '<script>alert("1")</script>'
    result = example(evil)
    runs = tuple(replace(run, placement=evil) if run.placement == "edge" else run for run in result.runs)
    result = replace(result, runs=runs, recommended=evil, flips_if=(evil,), file=f"{evil}.yaml")
    walk = walked(make_page(result, manifest))
    assert "script" not in walk.seen
    assert evil in "".join(walk.texts)


def test_that_equal_runs_give_equal_bytes() -> None:
    assert make_page(example(), MANIFEST) == make_page(example(), MANIFEST)


def test_that_the_command_is_the_one_that_was_typed() -> None:
    assert "simgui run bearing.yaml --set &#39;fleet.motors.count=3 &#39;" in make_page(example(), MANIFEST)
    without = make_page(example(), None)
    assert "simgui run bearing.yaml --seed 7" in without
    assert "The command was not kept" in without


def test_that_a_part_tells_its_guesses_only_while_it_is_the_same() -> None:
    from simgui.profiles.registry import Registry
    from simgui.profiles.schema import Kind

    name = "devices/b-u585i-iot02a"
    same = {f"profile {name}": Registry().digest(Kind.DEVICE, "b-u585i-iot02a")}
    assert "inference_overhead_s" in make_page(example(), replace(MANIFEST, digests=same))
    other = make_page(example(), replace(MANIFEST, digests={f"profile {name}": "0" * 64}))
    assert "inference_overhead_s" not in other
    assert "changed or moved since the run" in other


def test_that_a_budget_shows_its_worst_seed() -> None:
    runs = [result_builder.run("edge", seed=1, latency_s=0.05), result_builder.run("edge", seed=2, latency_s=0.15)]
    (latency, battery) = budget_rows(runs_by_placement(result_builder.result(*runs)))
    assert latency.label == "Latency p99 ≤ 100 ms"
    assert latency.cells[0].judgement == Judgement.FAIL
    assert latency.cells[0].text == "✗ missed in 1 of 2 seeds"
    assert latency.cells[0].below == "150 ms, 50 % off"
    assert battery.cells[0].text == "✓ kept"


def test_that_each_of_several_groups_has_its_figures() -> None:
    run = result_builder.run("edge")
    groups = {"motors": {"latency_p99_s": 0.0111}, "pumps": {"latency_p99_s": 0.0222}}
    run = replace(run, by_group=groups, intervals={"pumps/latency_p99_s": (0.020, 0.024)})
    rows = group_rows(runs_by_placement(result_builder.result(run)))
    assert {group: row.cells[0].text for group, (row,) in rows.items()} == {"motors": "11.1 ms", "pumps": "22 ms"}
    page = make_page(result_builder.result(run), None)
    assert "<h3>pumps</h3>" in page
    assert group_rows(runs_by_placement(example())) == {}


def test_that_an_undecided_budget_says_so() -> None:
    budgets = (result_builder.budget("event_recall", ">= 95 %"),)
    run = result_builder.run("edge", budgets=budgets, event_recall=math.nan)
    page = make_page(result_builder.result(run), None)
    assert '<td class="undecided">? undecided' in page


def test_that_a_run_without_anything_feasible_still_reports() -> None:
    result = result_builder.result(result_builder.run("edge", infeasible="no RAM"))
    page = make_page(replace(result, recommended=None, pareto=()), None)
    assert "No placement can be recommended" in page
    assert "<svg" not in page


@pytest.mark.parametrize("values", [(1e-5,), (1e-5, 1.0001e-5), (0.001, 50.0), (0.0, 3.0), (0.0,), (2.0, 15.9)])
def test_that_ticks_lie_on_the_axis_and_tell_apart(values: tuple[float, ...]) -> None:
    axis = Axis.around(values, 0.0, 500.0, Dimension.TIME)
    ticks = axis.ticks()
    assert 2 <= len(ticks) <= 9
    assert all(-0.01 <= place <= 500.01 for place, _ in ticks)
    assert len({label for _, label in ticks}) == len(ticks)
    assert all(0 <= axis.px(value) <= 500 for value in values)


def test_that_the_readme_says_the_same_of_what_is_left_out() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    limits = read_limits()
    assert len(limits.left_out) >= 3
    missing = [words for words in (limits.simulated, *limits.left_out) if words not in readme]
    assert missing == [], f"README.md and {bundled('assets') / FILE} must say the same"
