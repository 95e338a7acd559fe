"""What all rows of a study depend on: rows of different identities must not be mixed."""

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable
from pathlib import Path

from simgui import __version__
from simgui.core.paths import bundled
from simgui.models.runtime import runtime_name
from simgui.scenario.scenario import Scenario
from simgui.studies.assignment import Assignment

_LIBRARIES = ("numpy", "simpy")


def identify(assignment: Assignment, files: Iterable[Path]) -> dict[str, str]:
    """Sum up what the rows of a study depend on.

    Parameters
    ----------
    assignment : Assignment
        Scenario, changes and engine.
    files : Iterable[Path]
        Models, recordings and series that any of its points uses.

    Returns
    -------
    dict[str, str]
        Digest or version by what it is; ``base`` is the digest of all of them.
    """
    folder = Path(assignment.scenario).parent
    libraries = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)
    changes = [(one.path, one.value) for one in assignment.changes]
    own = folder / "device_profiles"
    profiles = [*_yaml_files(bundled("device_profiles")), *(_yaml_files(own) if own.is_dir() else ())]
    identity = {
        "the scenario": assignment.file_digest,
        "--set or --duration": _digest([*changes, *assignment.part_changes]),
        "--engine": assignment.engine,
        "models, recordings or series": _digest([(file.name, _file_digest(file)) for file in sorted(set(files))]),
        "device profiles": _digest([(file.name, _file_digest(file)) for file in profiles]),
        "the version of simgui": __version__,
        "the versions of libraries": f"{libraries}, {runtime_name()}, Python {platform.python_version()}",
    }
    return {"base": _digest(sorted(identity.items())), **identity}


def files_of(scenario: Scenario) -> set[Path]:
    """Give the models, recordings and series a scenario reads."""
    return {ref.file for ref in scenario.models.values()} | scenario.data_files


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.yaml"))


def _file_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
