"""The hash of a trace: the same for the same rows, another one for any change."""

from dataclasses import replace

import numpy as np
import pytest
from builders.plans import S, group, plan, stage, task

from simgui.plan.plan import Plan
from simgui.plan.stages import Stage
from simgui.plan.stations import StationKind, StationSet
from simgui.plan.trace import TraceChunk, TraceHash

ROWS, STAGES = 6, 2
COLUMNS = ("device", "job", "release_ns", "truth", "label", "reported", "outcome")
STAGE_COLUMNS = ("start_ns", "finish_ns", "attempts", "lost_ns")


def the_plan(*, group_name: str = "group", task_name: str = "task", second: Stage = Stage.UPLINK) -> Plan:
    stages = [stage(Stage.INFER, 0, S, devices=3), stage(second, 1, S, devices=3, after=0)]
    stations = [StationSet("a", StationKind.DEVICE_CPU, 1), StationSet("b", StationKind.CHANNEL, 1)]
    tasks = [task(stages, devices=3, period_ns=S, jobs=2, name=name) for name in (task_name, "other")]
    return plan(stations, [group(tasks, devices=3, name=group_name)], duration_ns=2 * S)


def chunk() -> TraceChunk:
    rng = np.random.default_rng(3)
    start = rng.integers(0, 10 * S, (STAGES, ROWS))
    return TraceChunk(
        group=0,
        task=0,
        device=np.repeat(np.arange(3, dtype=np.int32), 2),
        job=np.tile(np.arange(2, dtype=np.int64), 3),
        release_ns=rng.integers(0, 2 * S, ROWS),
        truth=rng.integers(0, 2, ROWS).astype(np.int8),
        label=rng.integers(0, 2, ROWS).astype(np.int8),
        reported=rng.integers(-1, 2, ROWS).astype(np.int8),
        outcome=rng.integers(0, 5, ROWS).astype(np.int8),
        start_ns=start,
        finish_ns=start + S,
        attempts=rng.integers(0, 3, (STAGES, ROWS)).astype(np.int16),
        lost_ns=rng.integers(0, S, (STAGES, ROWS)),
    )


def rows_of(whole: TraceChunk, rows: np.ndarray) -> TraceChunk:  # type: ignore[type-arg]
    return replace(whole, **{name: getattr(whole, name)[..., rows] for name in (*COLUMNS, *STAGE_COLUMNS)})


def digest(*chunks: TraceChunk, of: Plan | None = None) -> str:
    sink = TraceHash(of or the_plan())
    for one in chunks:
        sink.record(one)
    return sink.hexdigest()


def test_that_the_order_of_rows_and_chunks_does_not_matter() -> None:
    whole = chunk()
    rng = np.random.default_rng(4)
    for _ in range(20):
        order = rng.permutation(ROWS)
        cut = int(rng.integers(0, ROWS + 1))
        assert digest(rows_of(whole, order[:cut]), rows_of(whole, order[cut:])) == digest(whole)


@pytest.mark.parametrize("name", [*COLUMNS, *STAGE_COLUMNS])
def test_that_any_change_of_any_number_shows(name: str) -> None:
    """By one, and to the number beside it; in every row and stage."""
    whole = chunk()
    seen = {digest(whole)}
    column = getattr(whole, name)
    for index in np.ndindex(column.shape):
        for change in (1, -1):
            other = column.copy()
            other[index] += change
            seen.add(digest(replace(whole, **{name: other})))
    assert len(seen) == 1 + 2 * column.size


def test_that_a_row_twice_or_not_at_all_shows() -> None:
    whole = chunk()
    rows = np.arange(ROWS)
    found = {digest(whole), digest(rows_of(whole, rows[1:])), digest(whole, rows_of(whole, rows[:1])), digest()}
    assert len(found) == 4
    assert digest(whole, whole) != digest()


def test_that_equal_numbers_in_other_places_show() -> None:
    """Two columns swapped; the values of two rows swapped; two stages swapped."""
    whole = chunk()
    columns = replace(whole, start_ns=whole.finish_ns, finish_ns=whole.start_ns)
    stages = replace(whole, start_ns=whole.start_ns[::-1])
    swapped = whole.release_ns.copy()
    swapped[[0, 1]] = swapped[[1, 0]]
    rows = replace(whole, release_ns=swapped)
    assert len({digest(one) for one in (whole, columns, stages, rows)}) == 4


def test_that_names_of_group_task_and_stages_show() -> None:
    whole = chunk()
    plans = [the_plan(), the_plan(group_name="else"), the_plan(task_name="else"), the_plan(second=Stage.CLOUD)]
    assert len({digest(whole, of=one) for one in plans} | {digest(replace(whole, task=1))}) == 5


def test_that_the_hash_counts_rows() -> None:
    assert digest(chunk()).startswith(f"{ROWS:x}-")
    assert digest() == f"0-{0:016x}-{0:016x}"
