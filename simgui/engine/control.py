"""How an engine reports and is asked to stop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import Plan
from simgui.plan.trace import TraceSink


class Control(Protocol):
    """Whoever runs an engine."""

    def progress(self, time_ns: int, jobs: int) -> None:
        """Hear how far the engine is: simulated time reached [ns] and jobs finished so far."""

    def cancelled(self) -> bool:
        """Tell whether to stop; asked several times a second."""


@dataclass(frozen=True, slots=True)
class EngineReport:
    """What an engine leaves behind besides the trace.

    Parameters
    ----------
    engine, reason : str
        Which engine ran, and why this one.
    ledgers : Mapping[str, GroupLedger]
        Energy books by group.
    """

    engine: str
    reason: str
    ledgers: Mapping[str, GroupLedger]


class Engine(Protocol):
    """Executes a plan under the law of the design."""

    def run(self, plan: Plan, sink: TraceSink, control: Control) -> EngineReport:
        """Run a plan to its end.

        Raises
        ------
        RunCancelled
            When the control asks to stop.
        """
