from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simgui.ui.presenters.fuzzy import fuzzy_ranked, fuzzy_score

words = st.text(st.characters(categories=["Ll", "Lu", "Nd"], max_codepoint=0x17F), min_size=1, max_size=12)


@given(words, words)
def test_that_letters_out_of_the_text_are_found_in_their_order(one: str, other: str) -> None:
    text = f"{one} {other}"
    assert fuzzy_score(one.casefold()[::2], text.casefold()) is not None


def test_that_a_start_of_a_word_is_passed_over_where_the_rest_would_not_follow() -> None:
    assert fuzzy_score("020", "01200 2") is not None


@given(words)
def test_that_a_letter_that_does_not_occur_is_never_found(text: str) -> None:
    assert fuzzy_score("€", text) is None


def test_that_beginnings_of_words_win() -> None:
    texts = ["Sunrise", "Run all placements", "Prune"]
    assert fuzzy_ranked("run", texts, str)[0] == "Run all placements"


def test_that_initials_find_a_text() -> None:
    assert fuzzy_ranked("rl", ["Full screen", "Reset layout", "Reload"], str)[0] == "Reset layout"


def test_that_words_may_come_in_any_order() -> None:
    assert fuzzy_ranked("motors bearing", ["Bearing wear on 500 motors", "Falls of elders"], str) == [
        "Bearing wear on 500 motors"
    ]


def test_that_no_search_keeps_everything_in_order() -> None:
    assert fuzzy_ranked("  ", ["b", "a"], str) == ["b", "a"]
