"""The vocabulary of a plan: stages, conditions, ledger states, outcomes."""

from enum import IntEnum, StrEnum


class Stage(IntEnum):
    """What happens to a job, in topological order; the value is the stage's rank in the engines' law."""

    INFER = 0
    UPLINK = 1
    GATEWAY = 2
    BACKHAUL = 3
    CLOUD = 4
    DOWNHAUL = 5
    DOWNLINK = 6

    @property
    def label(self) -> str:
        """Lower-case name, as in tables and JSON."""
        return self.name.lower()


class When(StrEnum):
    """Which jobs pass through a stage."""

    ALWAYS = "always"
    REPORTED = "reported"


class State(IntEnum):
    """What a device does beyond sleeping; one row of the energy ledger each."""

    SENSE = 0
    COMPUTE = 1
    TRANSMIT = 2
    RECEIVE = 3
    TAIL = 4
    """The radio listens on after a transmission."""

    @property
    def label(self) -> str:
        """Lower-case name, as in tables and JSON."""
        return self.name.lower()


class Outcome(IntEnum):
    """How the way to a job's decision ended (``late`` is a done job behind its deadline); copies do not count."""

    DONE = 0
    LOST = 1
    """Every attempt on a link failed."""
    DROPPED = 2
    """A full store or queue refused it, or its device was without power."""
    DEAD = 3
    """Its device's battery was empty."""
    IN_FLIGHT = 4
    """Not finished when the drain after the run ended."""
