"""How a scenario is told to an audience: steps with notes, and the few sliders that are live."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PLACEMENT = "placement"
"""The path of a slider that moves from one placement to another; nothing is simulated anew for it."""


class PresentedView(StrEnum):
    """What a step shows large."""

    STORY = "story"
    ADVICE = "advice"
    BUDGETS = "budgets"
    TRADE_OFF = "trade_off"
    LATENCY = "latency"
    ENERGY = "energy"
    BYTES = "bytes"
    COST = "cost"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Slider:
    """A value the audience may see changed.

    Parameters
    ----------
    path : str
        In the path grammar, or `PLACEMENT`.
    label : str
        What it is called.
    values : tuple[str, ...]
        Where it can stand, as written in the file; at least two.
    """

    path: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to say.

    Parameters
    ----------
    title, notes : str
        The headline, and what the presenter says; notes may be empty.
    view : PresentedView
        What is shown large.
    placement : str
        The placement it is about; empty leaves the one before.
    kpis : tuple[str, ...]
        Full names of KPIs written large.
    changes : Mapping[str, str]
        What is set from this step on: value by path.
    sliders : tuple[str, ...]
        Paths of the sliders that are live.
    button : str
        What the button that leads here says; empty for the usual word.
    """

    title: str
    notes: str
    view: PresentedView
    placement: str
    kpis: tuple[str, ...]
    changes: Mapping[str, str]
    sliders: tuple[str, ...]
    button: str = ""


@dataclass(frozen=True, slots=True)
class Presentation:
    """The whole talk."""

    sliders: tuple[Slider, ...]
    steps: tuple[Step, ...]
