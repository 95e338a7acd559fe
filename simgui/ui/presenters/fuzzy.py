"""Finding by a few letters: each word of the search has to occur in the text, in order but with gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")

_WORD_START, _RUN, _PLAIN, _GAP = 8.0, 5.0, 1.0, 0.15


def fuzzy_score(query: str, text: str) -> float | None:
    """Say how well a text fits a search.

    Parameters
    ----------
    query : str
        Words in any order; case does not matter.
    text : str
        Where they are looked for.

    Returns
    -------
    float | None
        The higher the better; None when a word does not occur. [-]

    Examples
    --------
    >>> fuzzy_score("hc", "High contrast") > fuzzy_score("hc", "The chart")
    True
    >>> fuzzy_score("xyz", "High contrast") is None
    True
    """
    total = 0.0
    folded = text.casefold()
    for word in query.casefold().split():
        score = _best(word, folded)
        if score is None:
            return None
        total += score
    return total - 0.01 * len(text)


def fuzzy_ranked(query: str, items: Iterable[Item], text_of: Callable[[Item], str]) -> list[Item]:
    """Give the items that fit, the best first; without a search, all of them in their order."""
    if not query.strip():
        return list(items)
    scored = [(fuzzy_score(query, text_of(item)), number, item) for number, item in enumerate(items)]
    found = [(score, number, item) for score, number, item in scored if score is not None]
    return [item for _, _, item in sorted(found, key=lambda one: (-one[0], one[1]))]


def _best(word: str, text: str) -> float | None:
    """Try every place the word's first letter occurs at, and keep the best."""
    scores = [score for at, letter in enumerate(text) if letter == word[0] and (score := _from(word, text, at))]
    return max(scores, default=None)


def _from(word: str, text: str, start: int) -> float:
    """Score the word from a place on: the next occurrence, or a start of a word; 0 when it does not occur."""
    score, last = 0.0, start - 1
    for number, letter in enumerate(word):
        at = text.find(letter, last + 1)
        if at < 0:
            return 0.0
        start_of_word = _word_start(text, letter, last + 1, at)
        if start_of_word == at or _occurs(word[number + 1 :], text, start_of_word + 1):
            at = start_of_word
        starts = at == 0 or not text[at - 1].isalnum()
        score += _WORD_START if starts else _RUN if at == last + 1 and last >= start else _PLAIN
        score -= _GAP * (at - last - 1) if last >= start else 0.0
        last = at
    return max(score, 0.01)


def _occurs(letters: str, text: str, start: int) -> bool:
    """Tell whether the letters follow one another in the text, gaps allowed."""
    for letter in letters:
        start = text.find(letter, start) + 1
        if not start:
            return False
    return True


def _word_start(text: str, letter: str, after: int, found: int) -> int:
    """Prefer a letter that starts a word to one right in the middle, unless it simply goes on."""
    if found == after:
        return found
    at = found
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            return at
        at = text.find(letter, at + 1)
    return found
