"""Why a scenario cannot be opened: one entry per problem, with its place and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from simgui.core.errors import InputError, SimguiError
from simgui.ui.presenters.wording import plural
from simgui.ui.translation import tr

_MOST = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; ``place`` is ``file:line:col`` or "" where it has none."""

    place: str
    path: str
    message: str
    hint: str

    @property
    def text(self) -> str:
        """All of it in a line, as the command line prints it."""
        hint = f" ({self.hint})" if self.hint else ""
        return ": ".join(part for part in (self.place, self.path, self.message) if part) + hint


@dataclass(frozen=True, slots=True)
class ProblemList:
    """What the Problems page shows."""

    title: str
    advice: str
    problems: tuple[Problem, ...]


def problem_list(name: str, error: SimguiError) -> ProblemList:
    """List the problems of a scenario.

    Parameters
    ----------
    name : str
        What was to be opened.
    error : SimguiError
        What came of it.
    """
    if isinstance(error, InputError):
        problems = tuple(
            Problem(str(one.location), one.path, one.message, one.hint) for one in error.diagnostics[:_MOST]
        )
        hidden = len(error.diagnostics) - len(problems)
        count = plural(len(error.diagnostics), "problem")
    else:
        problems, hidden, count = (Problem("", "", str(error), ""),), 0, plural(1, "problem")
    advice = tr("Correct the file and reload it (Ctrl+R), or edit it here.")
    if hidden:
        advice = tr("The first {count} are shown.", count=_MOST) + f" {advice}"
    return ProblemList(f"✗ {name}: {count}", advice, problems)
