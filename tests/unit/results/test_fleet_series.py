"""Tests of the history of a run."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders.plans import MS, S, Unwatched, energy, group, plan, stage, task
from builders.random_plans import FEATURES, random_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.core.errors import UsageError
from simgui.engine.choice import engine_for
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import Plan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.trace import FanOut
from simgui.results.accumulator import KpiAccumulator
from simgui.results.fleet_record import FleetRecord
from simgui.results.fleet_series import FleetSeries, SeriesPart
from simgui.results.moments import MomentKind, alive_share, ending_moments, outage_moments
from simgui.results.series_layout import layout_of
from simgui.results.series_store import load_record, save_record


def one_cell(devices: int = 6, seconds: int = 20) -> Plan:
    """A shared channel that is out from 5 s to 8 s."""
    outage = StationOutage(None, 5 * S, 8 * S)
    stations = [
        StationSet("fleet.group.cpu", StationKind.DEVICE_CPU, devices),
        StationSet("site.cell.channel", StationKind.CHANNEL, 1, outages=(outage,)),
    ]
    infer = stage(Stage.INFER, 0, 20 * MS, devices=devices, instance=np.arange(devices), state=State.COMPUTE)
    uplink = stage(Stage.UPLINK, 1, 5 * MS, devices=devices, after=0, state=State.TRANSMIT, tail_ns=3 * MS)
    wear = task([infer, uplink], devices=devices, period_ns=S, jobs=seconds, phase_ns=np.arange(devices) * 30 * MS,
                labels=(0, 0, 1), sense_ns=10 * MS, deadline_ns=S)  # fmt: skip
    books = energy(devices, base_w=1e-3, state_w=(2e-3, 10e-3, 50e-3, 20e-3, 5e-3), capacity_j=0.5)
    return plan(stations, [group([wear], devices=devices, books=books)], duration_ns=seconds * S, drain_ns=10 * S)


def record_of(series: FleetSeries) -> FleetRecord:
    record = FleetRecord(series.layout)
    record.take(SeriesPart(1.0, np.arange(series.layout.bins), series.total()))
    return record


def test_that_an_outage_shows_as_a_queue_late_jobs_and_nothing_else() -> None:
    what = one_cell()
    series = FleetSeries(what, layout_of(what, time_bins=20))
    ReferenceEngine().run(what, series, Unwatched())
    record = record_of(series)
    waiting = record.queues()["site.cell.channel"]
    late = record.of("group", "late").sum(axis=1)
    assert waiting[:5].max() < 0.2
    # Six devices send one message each, 20 to 170 ms after the second begins, and all wait for the end of the outage.
    assert waiting[5:8] == pytest.approx([5.43, 11.43, 17.43], abs=0.02)
    assert waiting[10:].max() < 0.2
    assert late[5:7].tolist() == [6, 6]  # those of the last second of the outage wait for about a second
    assert np.flatnonzero(late).tolist() == [5, 6, 7]
    assert record.of("group", "jobs").sum() == 6 * 20
    assert record.of("group", "lost").sum() == 0


def test_that_its_energy_is_that_of_the_ledger() -> None:
    what = one_cell()
    series = FleetSeries(what)
    report = ReferenceEngine().run(what, series, Unwatched())
    record = record_of(series)
    ledger = report.ledgers["group"].energy_by_cause_j()
    by_state = record.power_by_state_w("group")
    for cause in ("sleep", "sense", "compute", "transmit", "tail"):
        assert by_state[cause].mean() * 20 * 6 == pytest.approx(float(ledger[cause].sum()), rel=0.01)
    charge = record.charge("group")
    assert charge is not None
    assert charge[0].tolist() == [1.0] * 6
    assert charge[-1] == pytest.approx(1 - report.ledgers["group"].energy_j() / 0.5, rel=0.01)


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 3), st.integers(1, 20))
def test_that_it_is_the_same_however_the_rows_come(seed: int, bins: int, workers: int, chunks: int) -> None:
    what = random_plan(seed, max_devices=60, max_jobs=800, features=FEATURES - {"deaths"})
    layout = layout_of(what, time_bins=bins, device_bins=60)
    plain, divided = FleetSeries(what, layout), FleetSeries(what, layout)
    ReferenceEngine().run(what, plain, Unwatched())
    engine = engine_for(what, "auto")
    if isinstance(engine, VectorisedEngine):
        jobs = sum(int(one.jobs.sum()) for g in what.groups for one in g.tasks)
        engine = VectorisedEngine(chunk_jobs=max(1, jobs // chunks), workers=workers)
    engine.run(what, FanOut([divided]), Unwatched())
    one, other = plain.total(), divided.total()
    for name in one:
        if name == "touched" or name.startswith("log/"):
            continue
        assert other[name] == pytest.approx(one[name], rel=1e-3, abs=1e-6 + 1e-5 * float(np.abs(one[name]).max())), name
    assert np.array_equal(one["log/count"], other["log/count"])


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_that_it_counts_what_the_kpis_count(seed: int) -> None:
    what = random_plan(seed, max_devices=40, max_jobs=800)
    series, kpis = FleetSeries(what), KpiAccumulator(what)
    report = ReferenceEngine().run(what, FanOut([series, kpis]), Unwatched())
    found, record = kpis.finish(report.ledgers), record_of(series)
    for one in what.groups:
        mine = found.by_group[one.name]
        assert record.of(one.name, "jobs").sum() == mine["jobs"]
        assert record.of(one.name, "lost").sum() == mine["jobs_lost"]


def test_that_its_quantiles_are_those_of_the_latencies() -> None:
    devices = 400
    rng = np.random.default_rng(1)
    service = (rng.lognormal(np.log(0.02), 1.0, devices) * S).astype(np.int64)
    stations = [StationSet("cpu", StationKind.DEVICE_CPU, devices)]
    infer = stage(Stage.INFER, 0, service, devices=devices, instance=np.arange(devices), state=State.COMPUTE)
    what = plan(stations, [group([task([infer], devices=devices, period_ns=10 * S, jobs=1)], devices=devices)],
                duration_ns=10 * S)  # fmt: skip
    series = FleetSeries(what, layout_of(what, time_bins=1))
    ReferenceEngine().run(what, series, Unwatched())
    found = record_of(series).latency_quantiles_s("group", (0.5, 0.95))[:, 0]
    true = np.quantile(service / S, (0.5, 0.95), method="inverted_cdf")
    assert found == pytest.approx(true, rel=0.033)


def test_that_parts_put_together_are_the_whole() -> None:
    what = one_cell(seconds=50)
    series = FleetSeries(what, layout_of(what, time_bins=10))
    record = FleetRecord(series.layout)

    class InParts(Unwatched):
        def progress(self, time_ns: int, jobs: int) -> None:
            record.take(pickle.loads(pickle.dumps(series.grown(time_ns / S))))  # noqa: S301 - our own bytes

    VectorisedEngine(chunk_jobs=30, workers=2).run(what, FanOut([series]), InParts())
    record.take(series.grown(50.0))
    for name, array in series.total().items():
        if name != "touched":
            assert np.array_equal(record.arrays[name], array), name
    assert record.until_s == 50.0


def test_that_the_log_tells_first_late_jobs_deaths_and_outages() -> None:
    what = one_cell()
    series, kpis = FleetSeries(what), KpiAccumulator(what)
    report = ReferenceEngine().run(what, FanOut([series, kpis]), Unwatched())
    record = record_of(series)
    record.note(outage_moments(what))
    late = [moment for moment in record.moments() if moment.kind is MomentKind.LATE]
    assert sorted(moment.device for moment in late) == list(range(6))
    assert all(6 <= moment.time_s <= 7 for moment in late)
    outage = [(m.time_s, m.subject) for m in record.moments() if m.kind is MomentKind.OUTAGE]
    assert outage == [(5.0, "site.cell.channel")]
    death_ns = np.array([-1, 10 * S, -1, -1, -1, -1])
    ledgers = {"group": replace(report.ledgers["group"], death_ns=death_ns)}
    moments, counts = ending_moments(what, ledgers, kpis)
    assert [(m.kind, m.time_s, m.device) for m in moments] == [(MomentKind.DEATH, 10.0, 1)]
    assert counts["death"] == 1
    alive = alive_share(series.layout, 0, death_ns)
    assert alive is not None
    assert alive[:, 1].mean() == pytest.approx(0.5)
    assert alive[:, 0].min() == 1.0


def test_that_a_stored_history_is_read_as_it_was(tmp_path: Path) -> None:
    what = one_cell()
    series = FleetSeries(what)
    ReferenceEngine().run(what, series, Unwatched())
    record = record_of(series)
    record.note(outage_moments(what))
    record.is_complete = True
    save_record(tmp_path, record)
    read = load_record(tmp_path, "test", 1)
    assert read.moments() == record.moments()
    assert read.is_complete
    assert read.layout.groups[0].tasks == ("task",)
    for name, array in record.arrays.items():
        assert np.array_equal(read.arrays[name], array), name
    with pytest.raises(UsageError, match="keeps no history"):
        load_record(tmp_path, "other", 1)
    (tmp_path / "series" / "test-1.npz").write_bytes(b"nonsense")
    with pytest.raises(UsageError, match="not a history"):
        load_record(tmp_path, "test", 1)


def test_that_large_groups_are_gathered_in_parts() -> None:
    layout = layout_of(one_cell(devices=1000, seconds=1), device_bins=512).groups[0]
    assert layout.bins == 512
    assert sum(len(layout.members(part)) for part in range(512)) == 1000
    assert all(device in layout.members(layout.part_of(device)) for device in range(1000))
    assert not layout.is_exact
