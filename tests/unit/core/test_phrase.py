import json
import pickle

from hypothesis import given
from hypothesis import strategies as st

from simgui.core.phrase import Phrase, and_list, joined

texts = st.text(max_size=12)


@given(who=texts, what=texts)
def test_that_a_phrase_is_its_english_text_whatever_its_values(who: str, what: str) -> None:
    told = Phrase("{who} misses {what}", who=who, what=Phrase("{one}", one=what))
    assert told == f"{who} misses {what}"
    assert json.loads(json.dumps({"text": told})) == {"text": str(told)}
    again = pickle.loads(pickle.dumps(told))  # noqa: S301 - our own
    assert (again, again.template, dict(again.values)) == (told, told.template, dict(told.values))


def test_that_phrases_within_phrases_are_translated() -> None:
    words = {"{some} and {last}": "{some} und {last}", "battery life": "Laufzeit", "{what} of {who}": "{who}: {what}"}
    told = Phrase("{what} of {who}", what=and_list([Phrase("battery life"), "x", "y"]), who="fog")
    assert told == "battery life, x and y of fog"
    assert told.said_by(words.get) == "fog: Laufzeit, x und y"


def test_that_what_has_no_translation_stays_english() -> None:
    assert joined("; ", [Phrase("one"), "two"]).said_by(lambda _: None) == "one; two"


def test_that_braces_in_values_and_in_texts_without_values_are_left_alone() -> None:
    assert Phrase("{what} is bad", what="{odd}") == "{odd} is bad"
    assert Phrase("a {b}").said_by(lambda _: None) == "a {b}"
