"""Texts that also know how they were made, so that a window can say them in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Self

__all__ = ["Phrase", "and_list", "joined"]


class Phrase(str):
    """An English text made from a template and values; everywhere else it is just that text.

    Parameters
    ----------
    template : str
        English, with ``{name}`` fields; it is what translations are looked up by.
    values : str
        By the names of the fields; each may be a phrase itself.

    Examples
    --------
    >>> told = Phrase("{who} misses {what}", who="fog", what=Phrase("battery life"))
    >>> told
    'fog misses battery life'
    >>> told.said_by({"{who} misses {what}": "{who} verfehlt {what}"}.get)
    'fog verfehlt battery life'
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, str]

    def __new__(cls, template: str, /, **values: str) -> Self:
        """Make the English text."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[Callable[..., Phrase], tuple[str, Mapping[str, str]]]:
        """Keep template and values on the way to another process."""
        return _made, (self.template, self.values)

    def said_by(self, translated: Callable[[str], str | None]) -> str:
        """Say it in another language.

        Parameters
        ----------
        translated : Callable[[str], str | None]
            Gives the template in that language; None where it has none, and the English one is taken.
        """
        template = translated(self.template) or self.template
        if not self.values:
            return template
        values = {
            name: value.said_by(translated) if isinstance(value, Phrase) else value
            for name, value in self.values.items()
        }
        return template.format(**values)


def joined(separator: str, parts: Sequence[str]) -> Phrase:
    """Join texts by a sign that all languages share.

    Examples
    --------
    >>> joined("; ", [Phrase("one"), "two"])
    'one; two'
    """
    template = separator.join(f"{{part{number}}}" for number in range(len(parts)))
    return Phrase(template, **{f"part{number}": part for number, part in enumerate(parts)})


def and_list(parts: Sequence[str]) -> Phrase:
    """Join parts the way a sentence does.

    Examples
    --------
    >>> and_list(["edge", "fog", "cloud"])
    'edge, fog and cloud'
    """
    if len(parts) < 2:
        return joined("", parts)
    return Phrase("{some} and {last}", some=joined(", ", parts[:-1]), last=parts[-1])


def _made(template: str, values: Mapping[str, str]) -> Phrase:
    return Phrase(template, **values)
