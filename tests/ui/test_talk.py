"""A presentation as it is given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simgui.scenario.presentation import Presentation, PresentedView, Slider, Step
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
