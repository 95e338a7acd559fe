import json
from pathlib import Path

import numpy as np
import pytest
from result_builder import result, run
from trace_builder import MS, S, chunk, edge_row, edge_stages, fog_stages, group, plan, task

from simgui.core.errors import SimguiError, UsageError
from simgui.plan.trace import TraceChunk
from simgui.results.atomic_file import finished, write_text
from simgui.results.export import to_json
from simgui.results.run_store import describe_run, load_manifest, load_run, save_run, trace_folder
from simgui.results.trace_store import TraceWriter, read_trace, stage_names


def test_that_a_saved_run_is_loaded_again(tmp_path: Path) -> None:
    made = result(run("edge"), run("cloud", infeasible="no link"))
    manifest = describe_run(
        made, {"model detector": "cd" * 32}, ["simgui", "run", "bearing.yaml"], runtime="tflite 2.14"
    )
    save_run(tmp_path / "new" / "run", made, manifest)
    assert load_run(tmp_path / "new" / "run") == made
    assert load_manifest(tmp_path / "new" / "run") == manifest


def test_that_a_json_file_is_loaded_like_a_run_folder(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(to_json(result(run("edge"))), encoding="utf-8")
    assert load_run(tmp_path / "r.json") == result(run("edge"))


def test_that_the_manifest_says_what_was_run_with_what(tmp_path: Path) -> None:
    made = result(run("edge", seed=9), run("edge", seed=8))
    save_run(tmp_path, made, describe_run(made, {}, ["simgui"]))
    document = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert document["schema"] == "simgui.run/1"
    assert document["seeds"] == [8, 9]
    assert document["digests"]["scenario"] == made.digest
    assert document["versions"]["numpy"] == np.__version__


@pytest.mark.parametrize("name", ["missing", "."])
def test_that_a_folder_without_a_run_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no run"):
        load_run(tmp_path / name)
    with pytest.raises(UsageError, match="is not a manifest"):
        load_manifest(tmp_path / name)


def test_that_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write_text(file, "old")

    def interrupted() -> None:
        with finished(file) as unfinished:
            unfinished.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_that_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SimguiError, match="cannot be created"):
        save_run(tmp_path / "file" / "run", result(), describe_run(result(), {}, []))
    with pytest.raises(SimguiError, match="cannot be written"):
        write_text(tmp_path / "missing" / "a.json", "x")


def test_that_trace_folders_stay_inside_the_run_folder(tmp_path: Path) -> None:
    assert trace_folder(tmp_path, "../evil/x", 7).parent == tmp_path / "trace"


def _chunk(first_job: int, rows: int) -> TraceChunk:
    return chunk([edge_row(job % 2, job, 10 * MS, label=job % 2) for job in range(first_job, first_job + rows)])


def test_that_a_trace_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "it's here"
    writer = TraceWriter(folder, plan(group(task(edge_stages()), name="o'motors")), rows_a_file=8)
    for first in range(0, 20, 5):
        writer.record(_chunk(first, 5))
    writer.close()
    assert sorted(file.name for file in folder.iterdir()) == ["00000.parquet", "00001.parquet"]
    rows = read_trace(folder)
    assert set(rows["group"]) == {"o'motors"}
    assert set(rows["task"]) == {"wear"}
    assert sorted(rows["job"].tolist()) == list(range(20))
    order = np.lexsort((rows["job"], rows["device"]))
    assert order.tolist() == list(range(20))
    assert (rows["infer_finish_ns"] == rows["job"] * S + 10 * MS).all()
    assert (rows["uplink_attempts"] == rows["label"]).all()
    assert {rows[name].dtype.kind for name in rows if name not in {"group", "task"}} == {"i"}


def test_that_stages_a_task_does_not_have_never_happened(tmp_path: Path) -> None:
    made = plan(group(task(edge_stages())), group(task(fog_stages()), name="pumps"))
    writer = TraceWriter(tmp_path, made)
    writer.record(_chunk(0, 2))
    writer.record(chunk([edge_row(0, 0, MS)], group=1))
    writer.close()
    rows = read_trace(tmp_path, ["group", "gateway_start_ns", "gateway_attempts"])
    assert rows["group"].tolist() == ["motors", "motors", "pumps"]
    assert rows["gateway_start_ns"].tolist() == [-1, -1, -1]
    assert rows["gateway_attempts"].tolist() == [0, 0, 0]


def test_that_no_trace_and_foreign_columns_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(SimguiError, match="holds no trace"):
        read_trace(tmp_path)
    writer = TraceWriter(tmp_path, plan(group(task(edge_stages()))))
    writer.record(_chunk(0, 1))
    writer.close()
    with pytest.raises(SimguiError, match="cannot be read"):
        read_trace(tmp_path, ["colour"])


def test_that_a_trace_is_not_mixed_with_an_older_one(tmp_path: Path) -> None:
    made = plan(group(task(edge_stages())))
    for rows in (6, 2):
        writer = TraceWriter(tmp_path, made, rows_a_file=1)
        for job in range(rows):
            writer.record(_chunk(job, 1))
        writer.close()
    assert len(read_trace(tmp_path, ["job"])["job"]) == 2


def test_that_a_trace_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path / "trace", plan(group(task(edge_stages()))))
    writer.record(_chunk(0, 1))
    (tmp_path / "trace").rmdir()
    with pytest.raises(SimguiError, match="cannot be written"):
        writer.close()


def test_that_the_second_stage_of_a_kind_has_a_name_of_its_own() -> None:
    uplink = edge_stages()[1]
    assert stage_names(task((*edge_stages(), uplink))) == ("infer", "uplink", "uplink_2")
