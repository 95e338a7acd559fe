"""Which job hears which verdict, against an oracle that walks from job to job."""

from dataclasses import replace

import numpy as np
from builders.plans import verdicts
from builders.random_plans import random_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import to_ns
from simgui.plan.stages import State
from simgui.plan.verdicts import TaskVerdicts
from simgui.scenario.task import Confirmation


def walk(known: TaskVerdicts, device: int, jobs: int) -> list[tuple[int, int]]:
    """The k-th window in a state and bin takes verdict (offset + k) mod length."""
    seen: dict[tuple[int, int], int] = {}
    heard = []
    events = known.events
    for job in range(jobs):
        state = 0
        for event in range(len(events)):
            if events.device[event] == device and known.first_job[event] <= job < known.last_job[event]:
                state = int(events.state[event])
        fault_bin = sum(int(first) <= job for first in known.bin_first_job[device]) - 1
        rank = seen.get((state, fault_bin), 0)
        seen[state, fault_bin] = rank + 1
        position = (int(known.offset[device]) + rank) % known.pool.label.shape[3]
        place = (int(known.stream[device]), state, fault_bin, position)
        heard.append((int(known.pool.truth[place]), int(known.pool.label[place])))
    return heard


def test_that_every_job_hears_the_verdict_of_its_state_and_bin() -> None:
    jobs_seen, alarms, true_ones, bins = 0, 0, 0, set()
    for seed in range(60):
        for group in random_plan(seed, max_devices=12).groups:
            for task in group.tasks:
                if task.verdicts is None:
                    continue
                bins.add(task.verdicts.bin_first_job.shape[1])
                for device in range(group.devices):
                    jobs = int(task.jobs[device])
                    truth, label = task.verdicts.of_device(device, jobs)
                    assert list(zip(truth.tolist(), label.tolist(), strict=True)) == walk(task.verdicts, device, jobs)
                    jobs_seen, alarms, true_ones = jobs_seen + jobs, alarms + label.sum(), true_ones + truth.sum()
    assert len(bins) > 1
    assert 0 < alarms < jobs_seen
    assert 0 < true_ones < jobs_seen


def test_that_fewer_jobs_hear_the_same() -> None:
    for group in random_plan(7).groups:
        for task in group.tasks:
            if task.verdicts is not None:
                for device in range(group.devices):
                    jobs = int(task.jobs[device])
                    half = task.verdicts.of_device(device, jobs // 2)
                    whole = task.verdicts.of_device(device, jobs)
                    assert [one.tolist() for one in half] == [one[: jobs // 2].tolist() for one in whole]


def test_that_seconds_become_nanoseconds_half_to_even() -> None:
    assert to_ns(0.5e-9) == 0
    assert to_ns(1.5e-9) == 2
    assert to_ns(7 * 86_400.0) == 604_800_000_000_000


def test_that_the_ledger_names_every_cause_and_state() -> None:
    from builders.plans import S, energy, ints

    books = GroupLedger(energy(2, 0.5, [1, 2, 3, 4, 5]), ints(10 * S, 2), ints(S, 10).reshape(5, 2), ints(-1, 2))
    causes = books.energy_by_cause_j()
    assert list(causes) == ["sleep", *(state.label for state in State)]
    assert [float(one[0]) for one in causes.values()] == [5.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert books.energy_j().tolist() == [20.0, 20.0]


def test_that_an_alarm_needs_enough_detections_among_the_last_windows() -> None:
    raw = [1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1]
    for at_least, of, expected in (
        (1, 3, raw),
        (2, 2, [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1]),
        (2, 3, [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1]),
        (2, 4, [0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1]),
        (3, 3, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        (3, 32, [0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 1]),
    ):
        confirmed = replace(verdicts(raw, devices=2), confirm=Confirmation(at_least, of))
        assert confirmed.of_device(1, len(raw))[1].tolist() == expected
        assert (
            confirmed.of_device(1, len(raw))[0].tolist() == verdicts(raw, devices=2).of_device(1, len(raw))[0].tolist()
        )


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000), pair=st.integers(1, 32).flatmap(lambda of: st.tuples(st.integers(1, of), st.just(of)))
)
def test_that_any_jobs_are_confirmed_like_whole_devices(seed: int, pair: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    for group in random_plan(seed, max_devices=6).groups:
        for task in group.tasks:
            if task.verdicts is None:
                continue
            confirmed = replace(task.verdicts, confirm=Confirmation(*pair))
            of_device = [confirmed.of_device(device, int(task.jobs[device])) for device in range(group.devices)]
            device = np.repeat(np.arange(group.devices, dtype=np.int32), task.jobs)
            job = np.concatenate([np.arange(jobs, dtype=np.int64) for jobs in task.jobs])
            truth, label = (np.concatenate(one) for one in zip(*of_device, strict=True))
            some = rng.permutation(len(job))[: 1 + len(job) // 2]
            assert [one.tolist() for one in confirmed.at(device[some], job[some])] == [
                truth[some].tolist(),
                label[some].tolist(),
            ]
            for one in range(group.devices):
                raw = [heard[1] for heard in walk(task.verdicts, one, int(task.jobs[one]))]
                votes = [sum(raw[max(0, k + 1 - pair[1]) : k + 1]) for k in range(len(raw))]
                expected = [int(own and count >= pair[0]) for own, count in zip(raw, votes, strict=True)]
                assert of_device[one][1].tolist() == expected
