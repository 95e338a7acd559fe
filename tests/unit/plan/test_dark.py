"""Who finds nobody there, who waits, and until when."""

import numpy as np

from simgui.plan.dark import Dark

TWO = Dark(np.array([[10, 0], [50, 50]]), np.array([[20, 0], [60, 60]]), np.array([[25, 5], [60, 61]]))
"""Two spells of two devices; the second device has power all through the first one."""


def test_that_messages_are_lost_from_the_failure_on_and_until_power_is_back() -> None:
    arrival = np.array([9, 10, 19, 20, 24, 25, 49, 50, 59, 60])
    lost = TWO.refuses(arrival, np.zeros(10, dtype=np.int32))
    assert arrival[lost].tolist() == [10, 19, 50, 59]
    assert not TWO.refuses(np.array([0, 4]), np.array([1, 1])).any()


def test_that_attempts_wait_until_the_device_is_back_in_its_network() -> None:
    arrival = np.array([9, 10, 20, 24, 25, 60])
    assert TWO.taken_ns(arrival, np.zeros(6, dtype=np.int32)).tolist() == [9, 25, 25, 25, 25, 60]
    assert TWO.taken_ns(np.array([0, 4, 5, 60]), np.ones(4, dtype=np.int32)).tolist() == [5, 5, 5, 61]


def test_that_who_waits_into_the_next_spell_waits_for_its_end_too() -> None:
    chained = Dark(np.array([[0], [10]]), np.array([[0], [20]]), np.array([[15], [30]]))
    assert chained.taken_ns(np.array([3]), np.array([0])).tolist() == [30]
