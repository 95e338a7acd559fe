"""Which LoRa frames a gateway receives, against a look at every pair."""

from dataclasses import fields

import numpy as np
import pytest
from builders.lora_cells import experiment, transmissions
from hypothesis import given
from hypothesis import strategies as st

from simgui.engine.links.lora_cell import (
    LoraCellError,
    Receiver,
    Reception,
    Transmissions,
    preamble_slack_ns,
    receive,
)
from simgui.profiles.lora_frame import LoraFrame

Row = tuple[int, int, int, int, int, float]


def columns(rows: list[Row]) -> Transmissions:
    start, airtime, lock, factor, channel = (
        np.array([row[index] for row in rows], dtype=np.int64) for index in range(5)
    )
    return Transmissions(start, airtime, lock, factor, channel, np.array([row[5] for row in rows], dtype=np.float64))


def oracle_collides(one: Row, other: Row, capture_db: float | None) -> bool:
    """Say whether `one` is lost to `other`."""
    if one[3:5] != other[3:5]:
        return False
    earlier, later = sorted((one, other), key=lambda row: (row[0], row[2]))
    if capture_db is None:
        return earlier[0] + earlier[1] > later[0]
    return earlier[0] + earlier[1] > later[0] + later[2] and one[5] - other[5] < capture_db


def oracle_refused(rows: list[Row], demodulators: int | None) -> list[bool]:
    """Give out demodulators one frame at a time, looking at all frames that hold one."""
    refused = [False] * len(rows)
    holders: list[int] = []
    for index in sorted(range(len(rows)), key=lambda i: (rows[i][0], i)):
        busy = sum(rows[holder][0] + rows[holder][1] > rows[index][0] for holder in holders)
        refused[index] = demodulators is not None and busy >= demodulators
        if not refused[index]:
            holders.append(index)
    return refused


frame_rows = st.tuples(
    st.integers(0, 60), st.integers(1, 40), st.just(0), st.integers(7, 8), st.integers(0, 1), st.integers(-9, 9)
).flatmap(
    lambda row: st.integers(0, min(row[1] - 1, 6)).map(
        lambda lock: (row[0], row[1], lock, row[3], row[4], float(row[5]))
    )
)
receivers = st.builds(
    Receiver,
    capture_db=st.sampled_from([None, 0.0, 3.0, 6.0]),
    demodulators=st.sampled_from([None, 1, 2, 3]),
)


@given(rows=st.lists(frame_rows, max_size=30), receiver=receivers)
def test_that_the_pass_agrees_with_a_look_at_every_pair(rows: list[Row], receiver: Receiver) -> None:
    found = receive(columns(rows), receiver)
    collided = [
        any(oracle_collides(one, other, receiver.capture_db) for j, other in enumerate(rows) if j != i)
        for i, one in enumerate(rows)
    ]
    assert found.collided.tolist() == collided
    assert found.refused.tolist() == oracle_refused(rows, receiver.demodulators)
    assert found.received.tolist() == [not (a or b) for a, b in zip(found.collided, found.refused, strict=True)]


@given(rows=st.lists(frame_rows, min_size=1, max_size=20), receiver=receivers, seed=st.integers(0, 99))
def test_that_collisions_do_not_depend_on_the_order_of_rows(rows: list[Row], receiver: Receiver, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(rows))
    shuffled = receive(columns([rows[index] for index in order]), receiver)
    assert shuffled.collided.tolist() == receive(columns(rows), receiver).collided[order].tolist()


@given(rows=st.lists(frame_rows, min_size=1, max_size=20))
def test_that_capture_and_demodulators_only_help(rows: list[Row]) -> None:
    sent = columns(rows)
    aloha, strict, easy = (receive(sent, Receiver(db, None)).collided for db in (None, 6.0, 1.0))
    assert not np.any(strict & ~aloha)
    assert not np.any(easy & ~strict)
    refused = [int(receive(sent, Receiver(None, number)).refused.sum()) for number in (1, 2, 30)]
    assert refused == sorted(refused, reverse=True)
    assert refused[-1] == 0


def pair(gap_ns: int, first_dbm: float, second_dbm: float, capture_db: float | None = 6.0) -> list[bool]:
    """Send two frames of 100 ns with a lock of 10 ns, the second so long after the first."""
    rows: list[Row] = [(0, 100, 10, 7, 0, first_dbm), (gap_ns, 100, 10, 7, 0, second_dbm)]
    return [bool(one) for one in receive(columns(rows), Receiver(capture_db, None)).received]


def test_that_frames_may_touch() -> None:
    assert pair(100, 0, 0, None) == [True, True]
    assert pair(99, 0, 0, None) == [False, False]


def test_that_a_preamble_may_lose_its_beginning() -> None:
    assert pair(90, 0, 0) == [True, True]
    assert pair(89, 0, 0) == [False, False]


def test_that_the_stronger_frame_survives_from_the_threshold_on() -> None:
    assert pair(50, 6, 0) == [True, False]
    assert pair(50, 0, 6) == [False, True]
    assert pair(50, 5.9, 0) == [False, False]


def test_that_a_refused_frame_still_disturbs() -> None:
    rows: list[Row] = [(0, 100, 0, 7, 0, 0.0), (1, 100, 0, 8, 0, 0.0), (2, 50, 0, 7, 0, 0.0), (52, 9, 0, 9, 0, 0.0)]
    found = receive(columns(rows), Receiver(None, 2))
    assert found.refused.tolist() == [False, False, True, True]
    assert found.collided.tolist() == [True, False, True, False]
    assert found.delivery_ratio == 0.25


def test_that_nothing_sent_gives_no_ratio() -> None:
    empty = receive(columns([]), Receiver())
    assert isinstance(empty, Reception)
    assert np.isnan(empty.delivery_ratio)


def test_that_five_of_eight_preamble_symbols_are_enough() -> None:
    assert preamble_slack_ns(LoraFrame(7, 125e3)) == 3 * 1_024_000
    assert preamble_slack_ns(LoraFrame(7, 125e3, preamble_symbols=4)) == 0


def test_that_columns_must_fit() -> None:
    good = columns([(0, 10, 3, 7, 0, 0.0)])
    values = {field.name: getattr(good, field.name) for field in fields(good)}
    with pytest.raises(LoraCellError, match="one length"):
        Transmissions(**{**values, "power_dbm": np.zeros(2)})
    with pytest.raises(LoraCellError, match="longer than its lock"):
        Transmissions(**{**values, "lock_ns": np.array([10])})


@pytest.mark.parametrize("capture_db", [None, 6.0])
def test_that_lone_demodulators_lose_what_erlang_says(capture_db: float | None) -> None:
    """Frames of one length at Poisson times and c demodulators are M/D/c/c: Erlang B, whatever the collisions."""
    rng = np.random.default_rng(5)
    cell = transmissions(experiment(0, 400, rng), 100, rng)
    load, servers = 400 * 1.712128 / (1000 + 1.712128), 2
    blocked = (load**servers / 2) / (1 + load + load**servers / 2)
    found = receive(cell, Receiver(capture_db, servers)).refused.mean()
    assert found == pytest.approx(blocked, rel=0.05)
