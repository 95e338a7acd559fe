"""A study on a real Dask cluster: a scheduler and two workers, one of which is killed half-way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders.study_story import STUDY_STORY

import simgui
from simgui.core.errors import SimguiError
from simgui.core.paths import bundled
from simgui.studies.axis import parse_axis
from simgui.studies.evaluator import never
from simgui.studies.executor import SerialExecutor
from simgui.studies.point import PointRow, Status
from simgui.studies.study import Study, StudyRequest, prepare

pytest.importorskip("distributed", reason="dask.distributed is the extra [cluster]")

POINTS = 60
PACKAGE_FOLDER = str(Path(simgui.__file__).parent.parent)
ENVIRONMENT = os.environ | {"PYTHONPATH": PACKAGE_FOLDER}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def running(*words: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as stream:
        command = [sys.executable, "-m", *words]
        process = subprocess.Popen(command, stdout=stream, stderr=stream, cwd=log.parent, env=ENVIRONMENT)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    worker = ("distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard")
    with ExitStack() as stack:
        stack.enter_context(running(*scheduler, log=tmp_path / "scheduler.log"))
        workers = [
            stack.enter_context(
                running(*worker, "--local-directory", str(tmp_path / name), log=tmp_path / f"{name}.log")
            )
            for name in ("first", "second")
        ]
        yield Cluster(address, tuple(workers))


def a_study_of_own_files(folder: Path) -> Study:
    """Let the scenario use a model and a battery beside it, which the workers cannot find by themselves."""
    folder.mkdir()
    batteries, models = bundled("device_profiles") / "batteries", bundled("assets") / "models"
    (folder / "device_profiles" / "batteries").mkdir(parents=True)
    shutil.copy(batteries / "er34615.yaml", folder / "device_profiles" / "batteries" / "own.yaml")
    for file in models.glob("valve-mlp-int8.*"):
        shutil.copy(file, folder / f"mine{file.suffix}")
    text = STUDY_STORY.replace("valve-mlp-int8", "mine.tflite").replace("er34615", "own")
    (folder / "own.yaml").write_text(text)
    vary = parse_axis(f"fleet.valves.tasks.burst.every=100 ms..200 ms:{POINTS // 2}")
    return prepare(StudyRequest(str(folder / "own.yaml"), axes=(vary,)))


def facts(row: PointRow) -> tuple[object, ...]:
    result = row.result
    return (row.point, row.status, row.reason, result and (result.trace_hash, sorted(map(repr, result.kpis.items()))))


def test_that_a_worker_killed_half_way_costs_nothing_and_changes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    from simgui.studies.dask_executor import DaskExecutor

    study = a_study_of_own_files(tmp_path / "own")
    points = study.design.points()
    with SerialExecutor(study.assignment) as serial:
        expected = {row.point: facts(row) for row in serial.run(points, never)}
    found: dict[object, tuple[object, ...]] = {}
    with DaskExecutor(study.assignment, study.files, cluster.address) as executor:
        shutil.rmtree(tmp_path / "own")  # the workers must live on what they are sent
        for row in executor.run(points, never):
            assert row.point not in found
            found[row.point] = facts(row)
            if len(found) == POINTS // 2:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
    assert len(points) == POINTS
    assert {one[1] for one in expected.values()} == {Status.DONE}
    assert found == expected


def test_that_a_cluster_that_is_not_there_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from simgui.studies import dask_executor

    monkeypatch.setattr(dask_executor, "CONNECT_WITHIN_S", 0.5)
    study = a_study_of_own_files(tmp_path / "own")
    with pytest.raises(SimguiError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"):
        dask_executor.DaskExecutor(study.assignment, study.files, "tcp://127.0.0.1:9")
