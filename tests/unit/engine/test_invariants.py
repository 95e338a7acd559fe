"""What holds in every run of every plan: no job is lost from the books, no station cheats, no joule disappears."""

import math
from collections import defaultdict

import numpy as np
import numpy.typing as npt
from builders.executed import Executed, Visits, execute
from builders.random_plans import random_plans
from hypothesis import HealthCheck, given, settings

from simgui.core.random_numbers import stable_hash
from simgui.plan.plan import NS_PER_S, GroupPlan, Plan, StagePlan
from simgui.plan.preemption import Preemption
from simgui.plan.stages import Outcome, Stage, State, When
from simgui.plan.verdicts import Int64Array

NEVER_NS = 2**62
OWN = (Stage.INFER, Stage.UPLINK)

often = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def by_station(run: Executed) -> dict[tuple[int, int], list[tuple[Visits, Int64Array]]]:
    """Rows that started at every instance of every station set."""
    found: dict[tuple[int, int], list[tuple[Visits, Int64Array]]] = defaultdict(list)
    for visits in run.visits():
        started = np.flatnonzero(visits.start_ns >= 0)
        for instance in np.unique(visits.instance[started]):
            rows = started[visits.instance[started] == instance]
            found[visits.stage.station_set, int(instance)].append((visits, rows))
    return found


def left_ns(run: Executed, visits: Visits) -> Int64Array:
    """When every row left its station: at the end of its service, at its device's death, or never."""
    death = run.ledgers[visits.group.name].death_ns[visits.chunk.device]
    cut = np.where((death >= 0) & (visits.stage.stage in OWN), death, NEVER_NS)
    return np.where(visits.finish_ns >= 0, visits.finish_ns, cut)


@often
@given(plan=random_plans())
def test_that_every_job_ends_exactly_once(plan: Plan) -> None:
    run = execute(plan)
    for g, group in enumerate(plan.groups):
        for t, task in enumerate(group.tasks):
            chunk = run.tables.get((g, t))
            expected = [(d, k) for d in range(group.devices) for k in range(int(task.jobs[d]))]
            assert expected == ([] if chunk is None else list(zip(chunk.device, chunk.job, strict=True)))
            if chunk is not None:
                assert set(chunk.outcome) <= set(Outcome)
                assert (chunk.release_ns == task.phase_ns[chunk.device] + chunk.job * task.period_ns).all()


@often
@given(plan=random_plans())
def test_that_a_job_is_done_exactly_if_its_deciding_stage_was_passed(plan: Plan) -> None:
    run = execute(plan)
    for (g, t), chunk in run.tables.items():
        task = plan.groups[g].tasks[t]
        deciding = np.where(chunk.reported != 0, task.decided_reported, task.decided_silent)
        passed = chunk.finish_ns[deciding, np.arange(len(chunk))] >= 0
        done = chunk.outcome == Outcome.DONE
        assert passed[done].all()
        death = run.ledgers[plan.groups[g].name].death_ns[chunk.device]
        lossy = np.array([stage.may_fail for stage in task.stages])
        # A last attempt in vain has an end too, and a downlink to a dead device reaches nobody.
        certain = passed & ~lossy[deciding] & (death < 0)
        assert done[certain].all()
        assert not ((chunk.outcome == Outcome.LOST) & ~lossy.any()).any()
        assert not ((chunk.outcome == Outcome.DEAD) & (death < 0)).any()


@often
@given(plan=random_plans())
def test_that_no_stage_starts_before_its_predecessor_arrived_and_every_service_takes_its_time(plan: Plan) -> None:
    for visits in execute(plan).visits():
        started, ended = visits.start_ns >= 0, visits.finish_ns >= 0
        assert (visits.arrival_ns[started] >= visits.chunk.release_ns[started]).all()
        assert (visits.start_ns >= visits.arrival_ns)[started].all()
        assert started[ended].all()
        assert_taken(visits, np.flatnonzero(ended))
        assert (visits.finish_ns < plan.duration_ns + plan.drain_ns).all()
        if visits.stage.when is When.REPORTED:
            assert (visits.chunk.reported[started] == 1).all()


def assert_taken(visits: Visits, rows: Int64Array) -> None:
    """Check the time between start and end: the service; with a wake-up, or as much free time, where there are such."""
    lasted = (visits.finish_ns - visits.start_ns)[rows]
    service, device = visits.service_ns[rows], visits.chunk.device[rows]
    if visits.stage.rate_spread is not None:
        assert_drawn(visits, rows, lasted)
    elif visits.stage.wake is not None:
        # Which of both, the engines agree on; a closed form has it exactly.
        assert ((lasted == service) | (lasted == service + visits.stage.wake.extra_ns[device])).all()
    elif visits.stage.preemption is not None:
        rows = rows[:40]
        service, device = service[:40], device[:40]
        free = free_ns(visits.stage.preemption, device, visits.start_ns[rows], visits.finish_ns[rows])
        assert (free == service).all()
        # It does not end a nanosecond later than it could.
        some = np.flatnonzero(service > 0)
        before = free_ns(
            visits.stage.preemption, device[some], visits.start_ns[rows][some], visits.finish_ns[rows][some] - 1
        )
        assert (before == service[some] - 1).all()
    else:
        assert (lasted == service).all()


def assert_drawn(visits: Visits, rows: Int64Array, lasted: Int64Array) -> None:
    """Check that each service is one that its rate gives for an attempt, and may be longer by a wake-up."""
    stage, chunk = visits.stage, visits.chunk
    assert stage.rate_spread is not None
    device = chunk.device[rows].astype(np.int64)
    names = stable_hash(visits.group.name), device, stable_hash(visits.task.name), chunk.job[rows], visits.index
    found = np.zeros(len(rows), dtype=bool)
    for failed in range(stage.max_attempts):
        drawn = stage.rate_spread.drawn_ns(stage.service_ns, visits.seed, *names, failed)
        found |= lasted == drawn
        if stage.wake is not None:
            found |= lasted == drawn + stage.wake.extra_ns[device]
    assert found.all()
    assert (lasted <= stage.longest_ns[device]).all()


def free_ns(law: Preemption, device: npt.NDArray[np.int32], begin_ns: Int64Array, end_ns: Int64Array) -> Int64Array:
    """Count the time without control tasks between two instants, spell by spell."""
    free = []
    for one, begin, end in zip(device, begin_ns, end_ns, strict=True):
        busy = 0
        for k in range((begin - law.phase_ns[one]) // law.period_ns, (end - law.phase_ns[one]) // law.period_ns + 1):
            zero = law.phase_ns[one] + k * law.period_ns
            for since, until in law.busy_ns.reshape(-1, 2):
                busy += max(0, min(end, zero + until) - max(begin, zero + since))
        free.append(end - begin - busy)
    return np.array(free, dtype=np.int64)


@often
@given(plan=random_plans())
def test_that_no_station_starts_within_the_pause_behind_a_service(plan: Plan) -> None:
    """The duty cycle of one worker: each start is a pause behind every earlier end, retries left out."""
    for (station_set, _), parts in by_station(execute(plan)).items():
        if plan.stations[station_set].workers > 1:
            continue
        starts = np.sort(np.concatenate([visits.start_ns[rows] for visits, rows in parts]))
        for visits, rows in parts:
            if visits.stage.hold_ns is None:
                continue
            ended = rows[visits.finish_ns[rows] >= 0]
            hold = visits.stage.hold_ns[visits.chunk.device[ended]]
            ended, hold = ended[hold > 0], hold[hold > 0]
            # At the instant of a service without length others without one may have been before it.
            end = visits.finish_ns[ended] + (visits.finish_ns[ended] == visits.start_ns[ended])
            until = visits.finish_ns[ended] + hold
            assert (np.searchsorted(starts, until) == np.searchsorted(starts, np.minimum(end, until))).all()


@often
@given(plan=random_plans())
def test_that_attempts_are_taken_at_slots_only(plan: Plan) -> None:
    for visits in execute(plan).visits():
        slot = visits.stage.slot
        if slot is None:
            continue
        once = np.flatnonzero((visits.start_ns >= 0) & (visits.attempts == 1))
        sent = visits.task.sent_before(visits.index)
        zero = visits.chunk.release_ns if sent < 0 else visits.chunk.finish_ns[sent]
        reached = visits.chunk.reached_ns(plan, visits.index)
        if visits.stage.dark is not None:
            reached = visits.stage.dark.taken_ns(reached, visits.chunk.device)
        wait = visits.arrival_ns - reached
        awake = reached - zero < slot.awake_ns
        phase = zero if slot.phase_ns is None else slot.phase_ns[visits.chunk.device]
        at = np.isin((visits.arrival_ns - phase) % slot.interval_ns, slot.offsets_ns)
        assert (visits.start_ns >= visits.arrival_ns)[once].all()
        assert np.where(awake, wait == 0, at & (wait >= 0) & (wait < slot.interval_ns))[once].all()


@often
@given(plan=random_plans())
def test_that_no_radio_listens_on_while_it_sends_or_twice_at_once(plan: Plan) -> None:
    """States of the radio add up to no more than its life where its transmissions do not overlap."""
    run = execute(plan)
    for g, group in enumerate(plan.groups):
        ledger = run.ledgers[group.name]
        channels = {step.station_set for one in group.tasks for step in one.stages if uses_radio(step)}
        alone = len(channels) == 1 and all(
            plan.stations[index].workers == 1 and plan.stations[index].count == group.devices for index in channels
        )
        listened = ledger.state_ns[State.TAIL]
        assert (listened >= 0).all()
        assert (listened <= most_tail_ns(run, g, group)).all()
        if alone:
            radio = listened + ledger.state_ns[State.TRANSMIT] + ledger.state_ns[State.RECEIVE]
            assert (radio <= ledger.alive_ns).all()


def uses_radio(step: StagePlan) -> bool:
    return step.state in (State.TRANSMIT, State.RECEIVE)


def most_tail_ns(run: Executed, g: int, group: GroupPlan) -> Int64Array:
    """Add up all tails as if none ended early."""
    most = np.zeros(group.devices, dtype=np.int64)
    for t, task in enumerate(group.tasks):
        chunk = run.tables.get((g, t))
        for index, step in enumerate(task.stages):
            if chunk is not None and step.tailed:
                rows = np.flatnonzero(chunk.attempts[index] > 0)
                device, failed = chunk.device[rows], chunk.attempts[index, rows] - 1
                np.add.at(most, device, step.tail_ns[device] + failed * step.retry_tail_ns[device])
    return most


@often
@given(plan=random_plans())
def test_that_one_worker_serves_in_the_order_of_the_law(plan: Plan) -> None:
    """Order: arrival, group name, device, task, job, hop. Rows that came a second time are left out."""
    for (station_set, _), parts in by_station(execute(plan)).items():
        if plan.stations[station_set].workers > 1:
            continue
        keys, starts, finishes = [], [], []
        for visits, rows in parts:
            first = rows if not visits.stage.may_fail else rows[visits.attempts[rows] == 1]
            keys.append(np.column_stack([visits.arrival_ns[first], visits.order[first]]))
            starts.append(visits.start_ns[first])
            finishes.append(np.where(visits.finish_ns[first] >= 0, visits.finish_ns[first], NEVER_NS))
        key, start, finish = np.concatenate(keys), np.concatenate(starts), np.concatenate(finishes)
        law = np.lexsort(key.T[::-1])
        assert (np.diff(start[law]) >= 0).all()
        finished = finish[law][finish[law] < NEVER_NS]
        assert (np.diff(finished) >= 0).all()


@often
@given(plan=random_plans(features=frozenset({"half_duplex", "delays", "unequal", "zero_services", "background"})))
def test_that_an_undisturbed_worker_is_never_idle_while_a_job_waits(plan: Plan) -> None:
    """Start = max(arrival, previous finish), exactly; from the trace's own arrivals."""
    run = execute(plan)
    for parts in by_station(run).values():
        key = np.concatenate([np.column_stack([v.arrival_ns[rows], v.order[rows]]) for v, rows in parts])
        start = np.concatenate([v.start_ns[rows] for v, rows in parts])
        finish = np.concatenate([left_ns(run, v)[rows] for v, rows in parts])
        free = 0
        for row in np.lexsort(key.T[::-1]):
            assert start[row] == max(int(key[row, 0]), free)
            free = int(finish[row])


@often
@given(plan=random_plans())
def test_that_never_more_jobs_are_in_service_than_there_are_workers(plan: Plan) -> None:
    run = execute(plan)
    for (station_set, _), parts in by_station(run).items():
        start = np.concatenate([v.start_ns[rows] for v, rows in parts])
        left = np.concatenate([left_ns(run, v)[rows] for v, rows in parts])
        lasting = left > start
        times = np.concatenate([start[lasting], left[lasting]])
        change = np.repeat([1, -1], lasting.sum())
        in_service = np.cumsum(change[np.lexsort((change, times))])
        assert in_service.max(initial=0) <= plan.stations[station_set].workers


@often
@given(plan=random_plans())
def test_that_nothing_is_served_in_an_outage_but_what_may_collide_and_that_is_not_heard(plan: Plan) -> None:
    run = execute(plan)
    for (station_set, instance), parts in by_station(run).items():
        for outage in plan.stations[station_set].outages_of(instance):
            for visits, rows in parts:
                start, left = visits.start_ns[rows], left_ns(run, visits)[rows]
                if visits.stage.collision is not None:
                    # The last attempt is the one that got through, if any did.
                    out = (start < outage.end_ns) & (visits.finish_ns[rows] > outage.start_ns)
                    after = [i for i, other in enumerate(visits.task.stages) if other.after == visits.index]
                    assert all((visits.chunk.start_ns[i, rows[out]] < 0).all() for i in after)
                    continue
                assert not ((outage.start_ns <= start) & (start < outage.end_ns)).any()
                ended = left < NEVER_NS
                assert not ((start < outage.start_ns) & (left > outage.start_ns) & ended).any()


@often
@given(plan=random_plans())
def test_that_no_station_is_busier_than_always(plan: Plan) -> None:
    run = execute(plan)
    busy_ns: dict[tuple[int, int], int] = defaultdict(int)
    for visits in run.visits():
        until = np.minimum(left_ns(run, visits), plan.duration_ns)
        busy = np.where(visits.start_ns >= 0, np.maximum(until - visits.start_ns, 0), 0) + visits.lost_ns
        assert (visits.lost_ns >= 0).all()
        for instance in np.unique(visits.instance):
            busy_ns[visits.stage.station_set, int(instance)] += int(busy[visits.instance == instance].sum())
    for (station_set, _), used in busy_ns.items():
        assert used <= plan.stations[station_set].workers * plan.duration_ns


def drawn_j(run: Executed, g: int, group: GroupPlan) -> list[float]:
    """Energy of every device from the rows alone, job by job."""
    ledger = run.ledgers[group.name]
    busy_ns = [[0] * len(State) for _ in range(group.devices)]
    for t, task in enumerate(group.tasks):
        chunk = run.tables.get((g, t))
        for row in range(0 if chunk is None else len(chunk)):
            assert chunk is not None
            device = int(chunk.device[row])
            death = int(ledger.death_ns[device])
            end = min(run.plan.duration_ns, death if death >= 0 else NEVER_NS)
            release = int(chunk.release_ns[row])
            spans = [(State.SENSE, max(release - task.sense_ns, 0), release)]
            for index, stage in enumerate(task.stages):
                start, finish = int(chunk.start_ns[index, row]), int(chunk.finish_ns[index, row])
                if stage.state is not None:
                    busy_ns[device][stage.state] += int(chunk.lost_ns[index, row])
                    if start >= 0:
                        until = finish if finish >= 0 else NEVER_NS
                        if stage.draws_apart:
                            own = stage.drawn_ns(chunk.device[row : row + 1], chunk.release_ns[row : row + 1])
                            until = min(until, start + int(own[0]))
                        spans.append((stage.state, start, until))
            for state, since, until in spans:
                busy_ns[device][state] += max(0, min(until, end) - since)
    energies = []
    for device in range(group.devices):
        busy_ns[device][State.TAIL] = int(ledger.state_ns[State.TAIL, device])
        death = int(ledger.death_ns[device])
        alive_s = (death if death >= 0 else run.plan.duration_ns) / NS_PER_S
        parts = [float(power_w[device]) * alive_s for power_w in group.energy.base_power_w.values()]
        parts += [
            float(group.energy.state_power_w[state][device]) * busy_ns[device][state] / NS_PER_S for state in State
        ]
        energies.append(math.fsum(parts))
    return energies


@often
@given(plan=random_plans())
def test_that_the_causes_add_up_to_what_left_the_battery(plan: Plan) -> None:
    """A dead device drew its capacity, to the nanosecond of its death; a living one drew less."""
    run = execute(plan)
    for g, group in enumerate(plan.groups):
        ledger = run.ledgers[group.name]
        drawn = np.array(drawn_j(run, g, group))
        np.testing.assert_allclose(ledger.energy_j(), drawn, rtol=1e-9)
        np.testing.assert_allclose(sum(ledger.energy_by_cause_j().values()), drawn, rtol=1e-9)
        capacity_j = group.energy.capacity_j
        if capacity_j is None:
            assert (ledger.death_ns == -1).all()
            continue
        dead = ledger.death_ns >= 0
        most_w = sum(group.energy.base_power_w.values()) + 12 * sum(group.energy.state_power_w.values())
        one_ns_j = most_w * 2e-9
        assert (np.abs(drawn - capacity_j) <= 1e-9 * capacity_j + one_ns_j)[dead].all()
        assert (drawn < capacity_j * (1 + 1e-9) + one_ns_j)[~dead].all()
