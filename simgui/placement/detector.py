"""Which detector judges the windows under a placement."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """A model, or a feature against a threshold.

    Parameters
    ----------
    kind : {"model", "threshold"}
        Which of the two.
    model : str
        Key of the scenario's models; empty for a threshold.
    feature : str
        Feature of the window; empty for a model.
    above : float | None
        Alarm above this value, in the signal's unit; None calibrates it on normal windows.
    """

    kind: Literal["model", "threshold"]
    model: str = ""
    feature: str = ""
    above: float | None = None
