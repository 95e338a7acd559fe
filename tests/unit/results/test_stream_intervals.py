"""Intervals over distinct streams: that they hold what other streams give, and that reuse adds no evidence."""

import numpy as np
import numpy.typing as npt
import pytest

from simgui.results.stream_counts import Count, StreamCounts, resampled
from simgui.results.stream_intervals import stream_intervals

STREAMS, DAYS, RECALL, ALARMS = 24, 2.0, 0.85, 0.6


def counts(rows: npt.NDArray[np.float64]) -> StreamCounts:
    return StreamCounts("motors", rows, 64)


def some_rows(dice: np.random.Generator, *, likeness: float) -> npt.NDArray[np.float64]:
    """Streams whose chance of being recognised differs, with a random number of events and false alarms."""
    rows = np.zeros((STREAMS, len(Count)))
    rows[:, Count.DEVICE_DAYS] = DAYS
    events = dice.poisson(4.0, STREAMS)
    chance = dice.beta(RECALL * likeness, (1 - RECALL) * likeness, STREAMS)
    rows[:, Count.DETECTED] = dice.binomial(events, chance)
    rows[:, Count.MISSED] = events - rows[:, Count.DETECTED]
    rows[:, Count.ACTION_S] = dice.gamma(np.maximum(rows[:, Count.DETECTED] * 2.0, 1e-9), 5.0)
    rows[:, Count.FALSE_ALARMS] = dice.poisson(dice.gamma(0.5, 2 * ALARMS * DAYS, STREAMS))
    rows[:, Count.TRUE_POSITIVE] = rows[:, Count.DETECTED] * 10
    rows[:, Count.FALSE_NEGATIVE] = rows[:, Count.MISSED] * 10
    return rows


def held(likeness: float) -> dict[str, float]:
    """Share of many sets of streams whose interval holds the truth."""
    dice, sets = np.random.default_rng(7), 200
    truth = {
        "event_recall": RECALL,
        "recall": RECALL,
        "events_missed": STREAMS * 4.0 * (1 - RECALL),
        "false_alarms_per_device_day": ALARMS,
        "event_to_action_s": 10.0,
    }
    hits = dict.fromkeys(truth, 0)
    for number in range(sets):
        found = stream_intervals([counts(some_rows(dice, likeness=likeness))], number)
        for kpi, value in truth.items():
            low, high = found[kpi]
            hits[kpi] += low <= value <= high
    return {kpi: hit / sets for kpi, hit in hits.items()}


@pytest.mark.parametrize("likeness", [3.0, 300.0])
def test_that_nominal_95_percent_are_about_that(likeness: float) -> None:
    shares = held(likeness)
    assert all(0.91 <= share <= 1.0 for share in shares.values()), shares
    assert np.mean(list(shares.values())) <= 0.99, shares


def test_that_hearing_the_same_streams_ten_times_adds_no_evidence() -> None:
    rows = some_rows(np.random.default_rng(1), likeness=10.0)
    once, often = (stream_intervals([counts(rows * times)], 3) for times in (1, 10))
    assert often["event_recall"] == pytest.approx(once["event_recall"])
    assert often["recall"] == pytest.approx(once["recall"])


def test_that_all_events_caught_is_no_certainty() -> None:
    rows = np.zeros((20, len(Count)))
    rows[:, Count.DETECTED], rows[:, Count.DEVICE_DAYS] = 1.0, 1.0
    found = stream_intervals([counts(rows)], 1)
    low, high = found["event_recall"]
    assert high == 1.0
    assert low == pytest.approx(1 - 3.0 / 20, abs=0.03)  # about the rule of three
    assert found["events_missed"][0] == 0.0
    assert found["events_missed"][1] > 3.0


def test_that_nothing_is_missed_in_an_outage_that_does_not_happen() -> None:
    rows = some_rows(np.random.default_rng(2), likeness=10.0)
    assert stream_intervals([counts(rows)], 1)["events_missed_in_outage"] == (0.0, 0.0)
    there = StreamCounts("motors", rows, 64, has_outages=True)
    assert stream_intervals([there], 1)["events_missed_in_outage"][1] > 0


def test_that_one_stream_says_nothing_of_the_next() -> None:
    assert stream_intervals([counts(some_rows(np.random.default_rng(3), likeness=10.0)[:1])], 1) == {}


def test_that_replicates_scatter_as_other_sets_of_streams_do() -> None:
    rows = some_rows(np.random.default_rng(4), likeness=10.0)
    totals = resampled([counts(rows)], 9)[:, Count.DETECTED]
    assert totals.mean() == pytest.approx(rows[:, Count.DETECTED].sum(), rel=0.01)
    assert totals.var() == pytest.approx(STREAMS * rows[:, Count.DETECTED].var(ddof=1), rel=0.15)
