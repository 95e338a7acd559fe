"""Errors carry their exit code and survive the way from a child process."""

import pickle

import pytest

from simgui.core import errors
from simgui.core.diagnostics import Diagnostic, Location

FIRST = Diagnostic(Location("farm.yaml", 5, 5), "fleet.probe.count", "must be at least 1")
SECOND = Diagnostic(Location("farm.yaml", 9, 7), "", "unknown key", "did you mean 'voltage'?")


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        (errors.InputError, 2),
        (errors.UnitError, 2),
        (errors.UsageError, 2),
        (errors.RunFailed, 3),
        (errors.NotReproducible, 4),
        (errors.RunTimeout, 5),
        (errors.RunCancelled, 130),
    ],
)
def test_that_each_error_has_the_exit_code_of_the_contract(kind: type[errors.SimguiError], exit_code: int) -> None:
    assert issubclass(kind, errors.SimguiError)
    assert kind.exit_code == exit_code


def test_that_an_input_error_reads_one_problem_per_line() -> None:
    error = errors.InputError(iter([FIRST, SECOND]))
    assert error.diagnostics == (FIRST, SECOND)
    assert str(error).splitlines() == [str(FIRST), str(SECOND)]


def test_that_errors_survive_pickling() -> None:
    failed = pickle.loads(pickle.dumps(errors.RunFailed("the worker died", "Traceback: x")))  # noqa: S301
    wrong = pickle.loads(pickle.dumps(errors.InputError([FIRST])))  # noqa: S301
    assert (str(failed), failed.traceback_text) == ("the worker died", "Traceback: x")
    assert wrong.diagnostics == (FIRST,)
