"""Loads a scenario: from a file or the name of a shipped story to checked records in SI."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from simgui.core.diagnostics import Diagnostic, DiagnosticCollector, Location, did_you_mean
from simgui.core.errors import InputError
from simgui.core.located_yaml import load_yaml
from simgui.core.paths import bundled
from simgui.core.yaml_node import Node
from simgui.profiles.registry import Registry
from simgui.scenario.overrides import Override, apply_overrides
from simgui.scenario.resolve import resolve
from simgui.scenario.scenario import Scenario
from simgui.scenario.schema.block import Reading, Spot
from simgui.scenario.schema.file import SCENARIO

_SUFFIX = ".yaml"


def shipped_scenarios() -> tuple[str, ...]:
    """List the stories that come with simgui, by name."""
    return tuple(sorted(file.stem for file in bundled("scenarios").glob(f"*{_SUFFIX}")))


def find_scenario(name_or_path: str | Path) -> Path:
    """Find the file of a scenario.

    Parameters
    ----------
    name_or_path : str | Path
        The name of a shipped story, or a path.

    Returns
    -------
    Path
        The file; one given as a path need not exist.

    Raises
    ------
    InputError
        If there is neither a file nor a shipped story of that name.
    """
    path = Path(name_or_path)
    if isinstance(name_or_path, Path) or path.suffix or path.name != name_or_path or path.is_file():
        return path
    names = shipped_scenarios()
    if name_or_path in names:
        return bundled("scenarios") / f"{name_or_path}{_SUFFIX}"
    hint = did_you_mean(name_or_path, names) or f"shipped: {', '.join(names)}"
    message = f"there is neither a file nor a shipped scenario {name_or_path[:80]!r}"
    raise InputError((Diagnostic(Location(name_or_path[:80], 1, 1), "", message, hint),))


def load_scenario(
    name_or_path: str | Path, *, overrides: Sequence[Override] = (), registry: Registry | None = None
) -> Scenario:
    """Load, check and resolve a scenario.

    Parameters
    ----------
    name_or_path : str | Path
        The name of a shipped story such as ``predictive_maintenance``, or a path.
    overrides : Sequence[Override]
        Values that replace what the file says, the last one winning.
    registry : Registry | None
        Where profiles are looked up; left out, a ``device_profiles`` folder beside the file, then the bundled ones.

    Returns
    -------
    Scenario
        Complete and consistent; its models exist but were not read.

    Raises
    ------
    InputError
        With every problem found, in the order of the file.
    """
    file = find_scenario(name_or_path)
    root = apply_overrides(load_yaml(file), overrides)
    profiles = registry if registry is not None else Registry.beside(file.parent)
    return _resolved(root, file, _digest(file.read_bytes(), overrides), profiles)


def _resolved(root: Node, file: Path, digest: str, profiles: Registry) -> Scenario:
    reading = Reading(DiagnosticCollector(), profiles.names)
    return resolve(SCENARIO.read(root, Spot("", root.location), reading), file, digest, reading)


def _digest(content: bytes, overrides: Sequence[Override]) -> str:
    """Give the SHA-256 of a file's bytes and of the overrides."""
    digest = hashlib.sha256(content)
    for override in overrides:
        digest.update(f"\0{override.path}={override.value}".encode())
    return digest.hexdigest()
