"""Every error simgui raises on purpose, with the exit code the command line gives it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from simgui.core.diagnostics import Diagnostic


class SimguiError(Exception):
    """Base of everything simgui raises on purpose; its text is fit for a user's eyes."""

    exit_code: ClassVar[int] = 3


class InputError(SimguiError):
    """A file or an override is wrong; carries every problem found, not just the first.

    Parameters
    ----------
    diagnostics : Iterable[Diagnostic]
        The problems, in the order in which they are shown.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        """Give one diagnostic per line."""
        return "\n".join(str(diagnostic) for diagnostic in self.diagnostics)


class UnitError(SimguiError):
    """A quantity cannot be read: no number, no unit, an unknown unit or the wrong kind of unit."""

    exit_code: ClassVar[int] = 2


class UsageError(SimguiError):
    """The command line asks for something that does not exist or does not go together."""

    exit_code: ClassVar[int] = 2


class RunFailed(SimguiError):  # noqa: N818 - the name is what happened, as it is shown in the run list
    """A run ended by a defect; the traceback is for the log, the message for the user.

    Parameters
    ----------
    message : str
        What failed, in one sentence.
    traceback_text : str
        The formatted traceback of the process or thread that failed.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, traceback_text: str = "") -> None:
        super().__init__(message)
        self.traceback_text = traceback_text


class NotReproducible(SimguiError):  # noqa: N818
    """The same scenario, seed and version gave another trace."""

    exit_code: ClassVar[int] = 4


class RunTimeout(SimguiError):  # noqa: N818
    """A run took longer than it was allowed to."""

    exit_code: ClassVar[int] = 5


class RunCancelled(SimguiError):  # noqa: N818
    """Somebody stopped the run."""

    exit_code: ClassVar[int] = 130
