"""Loads all scenarios of a command before any of them runs, and reports the problems of all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from simgui.cli.border import say
from simgui.core.errors import SimguiError

T = TypeVar("T")


def load_all(names: Sequence[str], load: Callable[[str], T]) -> list[T]:
    """Load every scenario.

    Parameters
    ----------
    names : Sequence[str]
        Files, or names of shipped scenarios.
    load : Callable[[str], T]
        Loads and checks one; raises a `SimguiError` if it is bad.

    Returns
    -------
    list[T]
        What was loaded, in order.

    Raises
    ------
    SystemExit
        If at least one is bad, with the highest exit code; all have been reported by then.
    """
    loaded, codes = [], []
    for name in names:
        try:
            loaded.append(load(name))
        except SimguiError as error:
            say(str(error))
            codes.append(error.exit_code)
    if codes:
        raise SystemExit(max(codes))
    return loaded
