"""Which engine runs a plan, and why."""

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError
from simgui.engine.control import Engine
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import Plan

ENGINES = ("auto", "simpy", "reference", "vectorised")


def check_engine(name: str) -> None:
    """Refuse a name that is no engine's.

    Raises
    ------
    UsageError
        With the names there are.
    """
    if name not in ENGINES:
        hint = did_you_mean(name, ENGINES) or f"there are {', '.join(ENGINES)}"
        raise UsageError(f"there is no engine {name!r} ({hint})")


def engine_for(plan: Plan, name: str, *, workers: int | None = None) -> Engine:
    """Give the engine to run a plan on.

    Parameters
    ----------
    plan : Plan
        What to run.
    name : str
        ``auto`` takes the vectorised engine when the plan is eligible; ``simpy`` (also called ``reference``) and
        ``vectorised`` force one.
    workers : int, optional
        Processes a large fleet is shared out to; None takes as many as there are processors.

    Raises
    ------
    UsageError
        If there is no such engine, or the plan is not eligible for the one that is forced.
    """
    from simgui.engine.reference.engine import ReferenceEngine  # noqa: PLC0415 - simpy only where it is needed

    check_engine(name)
    if name in {"simpy", "reference"}:
        return ReferenceEngine("asked for")
    reason = why_not(plan)
    if name == "auto" and reason:
        return ReferenceEngine(reason)
    if reason:
        raise UsageError(f"{plan.placement} cannot run on the vectorised engine: {reason}; use auto or simpy")
    why = "asked for" if name == "vectorised" else "the plan is eligible: same trace, much faster"
    return VectorisedEngine(why, workers=workers)
