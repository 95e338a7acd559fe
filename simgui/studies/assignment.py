"""What a worker must know to run the points of a study."""

from dataclasses import dataclass, replace
from pathlib import Path

from simgui.scenario.overrides import Override


@dataclass(frozen=True, slots=True)
class Assignment:
    """The part of a study that all its points share; small, and sent to every worker.

    Parameters
    ----------
    scenario : str
        The scenario's file.
    file_digest : str
        SHA-256 of its bytes: a worker refuses a file that was changed since the study began.
    changes : tuple[Override, ...]
        What ``--set`` and ``--duration`` replace in every point.
    part_changes : tuple[tuple[str, str], ...]
        The same for profile numbers: path and value.
    engine : str
        Name of the engine.
    share : str
        Folder where processes on one computer share verdicts.
    """

    scenario: str
    file_digest: str
    changes: tuple[Override, ...]
    part_changes: tuple[tuple[str, str], ...]
    engine: str
    share: str

    def moved(self, scenario: Path, share: Path) -> "Assignment":
        """Give the same for a copy of the scenario's files elsewhere."""
        return replace(self, scenario=str(scenario), share=str(share))
