"""A presentation as it is given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.scenario.presentation import PLACEMENT, Presentation, PresentedView, Slider, Step
from simgui.ui.presenters.event_shares import event_shares
from simgui.ui.presenters.talk import Talk
from ui.window_builders import a_result, a_run

_EVERY = "fleet.motors.every"


def _step(title: str, placement: str = "", changes: dict[str, str] | None = None, live: tuple[str, ...] = ()) -> Step:
    return Step(title, "", PresentedView.BYTES, placement, ("uplink_bytes_per_device_day",), changes or {}, live)


def _talk() -> Talk:
    steps = (
        _step("Today", "cloud"),
        _step("Edge", "edge"),
        _step("More often", changes={_EVERY: "1 s"}, live=(_EVERY,)),
        _step("Broken", changes={"events": "[]"}),
    )
    return Talk(Presentation((Slider(_EVERY, "Every", ("1 s", "10 s", "1 min")),), steps))


@given(st.lists(st.integers(-2, 2)))
def test_that_walking_never_leaves_the_talk_and_reset_begins_anew(steps: list[int]) -> None:
    talk = _talk()
    for by in steps:
        before = talk.index
        assert talk.go(by) == (talk.index != before)
        assert 0 <= talk.index < 4
    talk.reset()
    assert (talk.index, talk.changes()) == (0, ())


def test_that_steps_keep_what_earlier_ones_set_and_name() -> None:
    talk = _talk()
    talk.go(3)
    assert talk.changes() == (f"{_EVERY}=1 s", "events=[]")
    assert talk.placement() == "edge"
    assert talk.placements() == ("cloud", "edge")


def test_that_sliders_stand_where_the_story_put_them_until_they_are_moved() -> None:
    talk = _talk()
    assert talk.sliders() == ()
    talk.go(2)
    (slider,) = talk.sliders()
    assert talk.position(slider, "10 s") == 0
    talk.move(slider, 2)
    assert talk.position(slider, "10 s") == 2
    assert talk.changes() == (f"{_EVERY}=1 min",)
    talk.reset()
    assert talk.position(slider, "10 s") == 1


def test_that_what_is_known_is_not_simulated_again() -> None:
    talk = _talk()
    assert talk.upcoming() == ((), (f"{_EVERY}=1 s",), (f"{_EVERY}=1 s", "events=[]"))
    talk.keep((), a_result((a_run("cloud"), a_run("edge"))))
    assert talk.result() is not None
    assert talk.upcoming() == ((f"{_EVERY}=1 s",), (f"{_EVERY}=1 s", "events=[]"))


def test_that_big_numbers_say_how_far_they_are_from_the_first_step() -> None:
    talk = _talk()
    cloud = a_run("cloud", {"uplink_bytes_per_device_day": 1e6})
    edge = a_run("edge", {"uplink_bytes_per_device_day": 1e3})
    assert talk.numbers()[0].text == "…"
    talk.keep((), a_result((cloud, edge)))
    (first,) = talk.numbers()
    assert (first.text, first.change) == ("1 MB", "")
    talk.go(1)
    (second,) = talk.numbers()
    assert (second.text, second.change) == ("1 kB", "1,000 times less")


def _sliding() -> Talk:
    slider = Slider(PLACEMENT, "Who decides", ("cloud", "edge", "fog"))
    steps = (
        _step("Today", "cloud"),
        _step("Slide", live=(PLACEMENT,)),
        replace(_step("Broken", "edge", {"events": "[]"}), button="Break it"),
    )
    return Talk(Presentation((slider,), steps))


def test_that_a_slider_of_placements_moves_without_a_simulation() -> None:
    talk = _sliding()
    assert talk.placements() == ("cloud", "edge", "fog")
    talk.go(1)
    (slider,) = talk.sliders()
    assert (talk.placement(), talk.position(slider, "")) == ("cloud", 0)
    talk.move(slider, 2)
    assert (talk.placement(), talk.changes()) == ("fog", ())


def test_that_each_step_begins_with_the_placement_it_names() -> None:
    talk = _sliding()
    talk.go(1)
    talk.move(talk.sliders()[0], 2)
    talk.go(1)
    assert talk.placement() == "edge"
    talk.go(-1)
    assert talk.placement() == "cloud"


def test_that_the_button_says_what_the_next_step_does() -> None:
    talk = _sliding()
    assert talk.next_button == ""
    talk.go(1)
    assert talk.next_button == "Break it"
    talk.go(1)
    assert talk.next_button == ""


def test_that_numbers_are_compared_with_the_first_step_wherever_the_slider_stands() -> None:
    talk = _sliding()
    cloud, edge = (
        a_run(name, {"uplink_bytes_per_device_day": value}) for name, value in (("cloud", 1e6), ("edge", 1e3))
    )
    talk.keep((), a_result((cloud, edge)))
    talk.go(1)
    talk.move(talk.sliders()[0], 1)
    assert talk.numbers()[0].change == "1,000 times less"


@given(
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(1, 50),
)
def test_that_every_event_is_in_one_part_of_its_bar(in_outage: int, otherwise: int, caught: int) -> None:
    total, missed = in_outage + otherwise + caught, in_outage + otherwise
    kpis = {
        "event_recall": caught / total,
        "events_missed": float(missed),
        "events_missed_in_outage": float(in_outage),
    }
    (share,) = event_shares((a_run("edge", kpis),), "edge")
    assert share.is_shown
    assert share.caught + share.in_outage + share.otherwise == pytest.approx(1.0)
    assert share.in_outage == pytest.approx(in_outage / total)


def test_that_the_placement_looked_at_comes_first_and_unjudged_ones_are_left_out() -> None:
    runs = (a_run("cloud", {"event_recall": 0.5}), a_run("edge", {"event_recall": 1.0}), a_run("fog"))
    assert [one.placement for one in event_shares(runs, "edge")] == ["edge", "cloud"]
