"""Loads all scenarios of a command before any of them runs, and reports the problems of all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from simgui.cli.border import say
from simgui.core.errors import InputError, SimguiError
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import Override
from simgui.scenario.scenario import Scenario

T = TypeVar("T")


def load_checked(name: str, changes: Sequence[Override] = ()) -> Scenario:
    """Load a scenario and check it against its models and parts.

    Parameters
    ----------
    name : str
        A file, or the name of a shipped scenario.
    changes : Sequence[Override]
        What replaces values of the file.

    Returns
    -------
    Scenario
        Fit to run.

    Raises
    ------
    InputError
        With every problem found.
    """
    from simgui.runs.check import check_scenario

    scenario = load_scenario(name, overrides=changes)
    problems = check_scenario(scenario, registry_of(scenario))
    if problems:
        raise InputError(problems)
    return scenario


def registry_of(scenario: Scenario) -> Registry:
    """Give the parts a scenario can name: those beside its file over those that come with simgui."""
    return Registry.beside(scenario.file.parent)


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
    loaded: list[T] = []
    codes: list[int] = []
    for name in names:
        try:
            loaded.append(load(name))
        except SimguiError as error:
            say(str(error))
            codes.append(error.exit_code)
    if codes:
        raise SystemExit(max(codes))
    return loaded
