"""Real points: same rows wherever they run, nothing done twice, nothing lost."""

import json
import math
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from study_builders import CAPACITY, EVERY, Quiet, a_study, facts, story

from simgui.core.errors import InputError, RunCancelled, SimguiError, UsageError
from simgui.scenario.overrides import Override
from simgui.studies.bundle import pack
from simgui.studies.evaluator import Stop, never
from simgui.studies.executor import SerialExecutor
from simgui.studies.local_executor import LocalExecutor
from simgui.studies.outcome import conclude, to_document, to_text
from simgui.studies.pareto import parse_objectives
from simgui.studies.point import Point, PointRow, Status, failed
from simgui.studies.row_file import read_row, row_document
from simgui.studies.session import Session
from simgui.studies.study import Study, StudyRequest, prepare
from simgui.studies.study_store import StudyStore
from simgui.studies.summary import summarise


def rows_of(study: Study, folder: Path | None = None) -> list[PointRow]:
    with (
        SerialExecutor(study.assignment) as executor,
        StudyStore(folder or study.folder, study.identity) as store,
    ):
        return list(Session(store, executor, Quiet()).run(study.design.points()).values())


class Counting:
    """An executor that remembers what it was asked."""

    def __init__(self, inner: SerialExecutor) -> None:
        self._inner = inner
        self.asked: list[Point] = []

    def run(self, points: Sequence[Point], stop: Stop) -> Iterator[PointRow]:
        self.asked += points
        return self._inner.run(points, stop)

    def close(self) -> None:
        self._inner.close()


def test_that_one_process_and_two_workers_give_the_same_rows(tmp_path: Path) -> None:
    study = a_study(tmp_path, f"{EVERY}=1 s..2 s:3", draws=1)
    points = study.design.points()
    with SerialExecutor(study.assignment) as serial, LocalExecutor(study.assignment, 2) as local:
        alone = {row.point: facts(row) for row in serial.run(points, never)}
        together = {row.point: facts(row) for row in local.run(points, never)}
    assert alone == together
    assert len(alone) == 12


def test_that_a_killed_worker_costs_nothing(tmp_path: Path) -> None:
    study = a_study(tmp_path, f"{EVERY}=1 s..2 s:8", placements=("edge",))
    points = study.design.points()
    with LocalExecutor(study.assignment, 2) as local:
        found = []
        for row in local.run(points, never):
            found.append(row)
            if len(found) == 3 and local.process_ids[0] is not None:
                os.kill(local.process_ids[0], signal.SIGKILL)
    assert sorted(row.point.key for row in found) == sorted(point.key for point in points)
    assert {row.status for row in found} == {Status.DONE}


def test_that_a_study_resumes_with_what_is_missing_only(tmp_path: Path) -> None:
    study = a_study(tmp_path, f"{EVERY}=1 s..2 s:4", placements=("edge",))
    points = study.design.points()
    with (
        SerialExecutor(study.assignment) as executor,
        StudyStore(tmp_path / "s", study.identity) as store,
        pytest.raises(RunCancelled),
    ):
        Session(store, executor, Quiet(stop_after=2)).run(points)
    with (tmp_path / "s" / "points.jsonl").open("a") as stream:
        stream.write('{"key": "torn by a cra')
    with SerialExecutor(study.assignment) as inner, StudyStore(tmp_path / "s", study.identity) as store:
        counting = Counting(inner)
        rows = Session(store, counting, Quiet()).run(points)
    assert len(counting.asked) == 2
    assert list(rows) == points
    assert [facts(row) for row in rows.values()] == [facts(row) for row in rows_of(study, tmp_path / "fresh")]


def test_that_a_larger_study_takes_over_the_points_of_a_smaller_one(tmp_path: Path) -> None:
    small = a_study(tmp_path, f"{EVERY}=1 s,2 s", placements=("edge",))
    rows_of(small, tmp_path / "s")
    large = a_study(tmp_path, f"{EVERY}=1 s,2 s,4 s", placements=("edge",), draws=1)
    with StudyStore(tmp_path / "s", large.identity) as store:
        assert len(store.known(large.design.points())) == 2


def test_that_a_folder_of_another_study_is_refused_with_what_changed(tmp_path: Path) -> None:
    study = a_study(tmp_path, f"{EVERY}=1 s")
    StudyStore(tmp_path / "s", study.identity).close()
    other = prepare(StudyRequest(story(tmp_path), changes=(Override("duration", "20 s"),)))
    with pytest.raises(UsageError, match=r"--set or --duration changed"):
        StudyStore(tmp_path / "s", other.identity)


def test_that_two_processes_cannot_write_one_study(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    with StudyStore(tmp_path / "s", study.identity), pytest.raises(SimguiError, match=r"another simgui"):
        StudyStore(tmp_path / "s", study.identity)


def test_that_failed_points_are_rows_and_tried_again(tmp_path: Path) -> None:
    study = a_study(tmp_path, "fleet.valves.count=2,-1", placements=("edge",))
    rows = rows_of(study, tmp_path / "s")
    assert [row.status for row in rows] == [Status.DONE, Status.FAILED]
    assert "must be 1 or more" in rows[1].reason
    with StudyStore(tmp_path / "s", study.identity) as store:
        assert list(store.known(study.design.points())) == [rows[0].point]


def test_that_a_path_that_suits_no_value_is_an_error_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"did you mean 'count'"):
        a_study(tmp_path, "fleet.valves.cuont=1,2")


def test_that_a_scenario_changed_while_the_study_runs_fails_its_points(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    with SerialExecutor(study.assignment) as executor:
        with (tmp_path / "small.yaml").open("a") as stream:
            stream.write("\n")
        (row, *_) = executor.run(study.design.points(), never)
    assert row.status is Status.FAILED
    assert "was changed" in row.reason


def test_that_battery_life_is_proportional_to_capacity(tmp_path: Path) -> None:
    """Self-discharge is a share of the capacity, so the life is the harmonic law of load and self-discharge."""
    study = a_study(tmp_path, f"{CAPACITY}=1 Ah,2 Ah,4 Ah", placements=("edge",))
    lives = [row.result.kpis["battery_life_s"] for row in rows_of(study) if row.result]
    assert 1 / lives[1] - 1 / lives[2] == pytest.approx((1 / lives[0] - 1 / lives[1]) / 2, rel=1e-6)


def test_that_monte_carlo_intervals_are_those_of_the_drawn_number(tmp_path: Path) -> None:
    """With only the board's price uncertain, the price of the parts is a linear function of a uniform number."""
    study = a_study(tmp_path, draws=60, placements=("threshold",))
    rows = rows_of(study)
    (line,) = summarise(rows, study.toleranced(), seed=study.scenario.seed)
    low, high = line.intervals["bom_usd_per_device"]
    numbers = study.toleranced()
    parts = {key: one for key, one in numbers.items() if key.endswith("price_usd")}
    board = parts["devices/b-u585i-iot02a.price_usd"]
    rest = sum((one.value * one.tolerance) ** 2 for key, one in parts.items() if one is not board) ** 0.5
    middle, width = line.kpis["bom_usd_per_device"], board.value * board.tolerance
    assert low == pytest.approx(middle - 0.9 * width, abs=0.2 * width + rest)
    assert high == pytest.approx(middle + 0.9 * width, abs=0.2 * width + rest)
    assert line.spread["bom_usd_per_device"][0].number in parts
    assert 0 <= line.p_meets_budgets <= 1


def test_that_all_variants_share_seeds_and_draws(tmp_path: Path) -> None:
    study = a_study(tmp_path, "fleet.valves.tasks.burst.deadline=1 s,2 s", placements=("edge",), seeds=(1, 2), draws=2)
    by_variant: dict[object, list[float]] = {}
    for row in rows_of(study):
        assert row.result is not None
        by_variant.setdefault(row.point.values, []).append(row.result.kpis["device_power_w"])
    first, second = by_variant.values()
    assert first == second
    assert len(set(np.round(first, 12))) > 2


def test_that_rows_survive_the_file(tmp_path: Path) -> None:
    rows = [*rows_of(a_study(tmp_path, draws=1)), failed(Point("edge", 1, (("a", "ü"),)), "why")]
    for row in rows:
        copy = read_row(json.loads(json.dumps(row_document(row), allow_nan=False)))
        assert facts(copy) == facts(row)
        if row.result and copy.result:
            assert copy.result.kpis == pytest.approx(dict(row.result.kpis), nan_ok=True)


def test_that_the_document_is_json_and_holds_every_point(tmp_path: Path) -> None:
    study = a_study(tmp_path, "fleet.valves.count=2,-1", seeds=(1, 2))
    outcome = conclude(study, rows_of(study), parse_objectives("latency_p99,device_power"))
    document = json.loads(to_text(to_document(outcome)))
    assert document["schema"] == "simgui.study/1"
    assert len(document["points"]) == 8
    assert len(document["summary"]) == 4
    assert {point["feasible"] for point in document["points"] if point["status"] == "failed"} == {False}
    assert all(document["summary"][index]["pareto"] for index in document["pareto"])
    good = document["summary"][0]
    assert "2 seeds" in good["interval_kind"]
    low, high = good["intervals"]["device_power_w"]
    assert low <= good["kpis"]["device_power_w"] <= high


def test_that_a_bundle_holds_what_lies_beside_the_scenario(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    own = tmp_path / "device_profiles" / "batteries"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text("x: 1")
    (tmp_path / "secret.txt").write_text("not asked for")
    bundle = pack(tmp_path / "small.yaml", study.files)
    assert pack(tmp_path / "small.yaml", study.files).digest == bundle.digest
    copy = bundle.unpack(tmp_path / "copy")
    assert copy.read_bytes() == (tmp_path / "small.yaml").read_bytes()
    names = {file.relative_to(copy.parent).as_posix() for file in copy.parent.rglob("*") if file.is_file()}
    assert names == {"small.yaml", "device_profiles/batteries/mine.yaml"}


def test_that_series_of_a_scenario_travel_with_it_and_belong_to_its_identity(tmp_path: Path) -> None:
    file = Path(story(tmp_path))
    warmth = "    temperature: {series: air.csv, column: air, unit: degC, every: 1 h}\n    profile:"
    file.write_text(file.read_text().replace("    profile:", warmth, 1))
    (tmp_path / "air.csv").write_text("air\n10\n20\n")
    first = prepare(StudyRequest(str(file)))
    (tmp_path / "air.csv").write_text("air\n10\n30\n")
    second = prepare(StudyRequest(str(file)))
    changed = {name for name, digest in first.identity.items() if second.identity[name] != digest}
    assert changed == {"base", "models, recordings or series"}
    copy = pack(file, second.files).unpack(tmp_path / "copy")
    assert (copy.parent / "air.csv").read_text() == "air\n10\n30\n"


def test_that_progress_ends_at_the_total(tmp_path: Path) -> None:
    study = a_study(tmp_path, f"{EVERY}=1 s,2 s")
    quiet = Quiet()
    with SerialExecutor(study.assignment) as executor, StudyStore(tmp_path / "s", study.identity) as store:
        Session(store, executor, quiet).run(study.design.points())
    assert [one.done for one in quiet.heard] == [0, 1, 2, 3, 4]
    assert {one.total for one in quiet.heard} == {4}
    assert math.isnan(quiet.heard[0].eta_s)
    assert quiet.heard[-1].eta_s == 0
