"""What a run was made of, as far as it can still be found: story, parts with their evidence, the command."""

import hashlib
import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simgui.core.errors import InputError
from simgui.core.located_yaml import load_yaml
from simgui.profiles.load import fields_of
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, Part
from simgui.profiles.sourced import Basis
from simgui.results.result import ScenarioResult
from simgui.results.run_store import Manifest

_PROFILE, _MODEL = "profile ", "model "


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A model or a part: what it is, its SHA-256, how well its numbers are known, and which are guesses."""

    name: str
    title: str
    digest: str
    evidence: str = ""
    guesses: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a result came from.

    Parameters
    ----------
    story : str
        What the scenario says it is about; empty when its file is gone.
    facts : tuple[tuple[str, str], ...]
        Name and text: scenario, digest, seeds, versions.
    models, parts : tuple[Ingredient, ...]
        What the manifest lists; empty without one.
    command : str
        The line that runs it again.
    remark : str
        What to know before running it; may be empty.
    """

    story: str
    facts: tuple[tuple[str, str], ...]
    models: tuple[Ingredient, ...]
    parts: tuple[Ingredient, ...]
    command: str
    remark: str


def find_origin(result: ScenarioResult, manifest: Manifest | None) -> Origin:
    """Gather what is known of a run.

    Parameters
    ----------
    result : ScenarioResult
        What came out.
    manifest : Manifest | None
        How it was made; a JSON file has none.
    """
    digests = manifest.digests if manifest else {}
    registry = Registry.beside(Path(result.file).parent)
    command, remark = _command(result, manifest)
    return Origin(
        story=_story(result),
        facts=_facts(result, manifest),
        models=tuple(
            Ingredient(name.removeprefix(_MODEL), "", digest)
            for name, digest in digests.items()
            if name.startswith(_MODEL)
        ),
        parts=tuple(
            _part(registry, name.removeprefix(_PROFILE), digest)
            for name, digest in digests.items()
            if name.startswith(_PROFILE)
        ),
        command=command,
        remark=remark,
    )


def _story(result: ScenarioResult) -> str:
    """Read the story, if the file still has the scenario of that name."""
    if not result.file or not Path(result.file).is_file():
        return ""
    try:
        content = load_yaml(Path(result.file)).value
    except InputError:
        return ""
    found = {key: node.value for key, node in content.items()} if isinstance(content, dict) else {}
    return " ".join(str(found.get("story") or "").split()) if found.get("name") == result.scenario else ""


def _facts(result: ScenarioResult, manifest: Manifest | None) -> tuple[tuple[str, str], ...]:
    seeds = sorted({run.seed for run in result.runs})
    engines = sorted({f"{run.engine} ({run.engine_reason})" for run in result.runs if run.feasible})
    inferences = max((run.real_inferences for run in result.runs), default=0)
    versions: Mapping[str, str] = manifest.versions if manifest else {"simgui": result.version}
    facts = [
        ("Scenario file", Path(result.file).name),
        ("SHA-256 of the scenario and its changes", result.digest),
        ("Seeds" if len(seeds) > 1 else "Seed", ", ".join(map(str, seeds))),
        ("Engine", "; ".join(engines)),
        ("Windows through the real model, at most", f"{inferences:,}" if inferences else ""),
        ("Versions", ", ".join(f"{name} {text}" for name, text in versions.items())),
    ]
    return tuple((name, text) for name, text in facts if text)


def _part(registry: Registry, name: str, digest: str) -> Ingredient:
    """Describe a part; one that changed since the run, or is gone, is known by its digest alone."""
    folder, _, stem = name.partition("/")
    kind = next((kind for kind in Kind if kind.folder == folder), None)
    if kind is None or stem not in registry.names(kind) or registry.digest(kind, stem) != digest:
        return Ingredient(name, "not this part any more: changed or moved since the run", digest)
    part = registry.get(kind, stem)
    numbers = list(fields_of(part))
    counts = Counter(number.basis for _, number in numbers)
    evidence = "  ".join(f"{basis.glyph} {counts[basis]}" for basis in Basis if counts[basis])
    guesses = ", ".join(path for path, number in numbers if number.basis is Basis.GUESS)
    return Ingredient(name, _title(part), digest, evidence, guesses)


def _title(part: Part) -> str:
    return str(getattr(part, "title", "")) or f"{getattr(part, 'stack', '')} on {getattr(part, 'core', '')}"


def _command(result: ScenarioResult, manifest: Manifest | None) -> tuple[str, str]:
    """Give the command line as it was typed, or one that does the same as far as is known."""
    words = list(manifest.argv[1:]) if manifest else []
    if words[:1] == ["run"]:
        return shlex.join(["simgui", *words]), ""
    seeds = sorted({run.seed for run in result.runs})
    consecutive = seeds == list(range(seeds[0], seeds[-1] + 1)) if seeds else False
    choice = ["--seeds", f"{seeds[0]}..{seeds[-1]}"] if len(seeds) > 1 and consecutive else []
    choice = ["--seed", str(seeds[0])] if len(seeds) == 1 else choice
    remark = "The command was not kept with this result; this one runs the same scenario."
    if not _is_unchanged(result):
        remark += " The scenario's file differs from what was run: changed by --set, or since the run."
    return shlex.join(["simgui", "run", Path(result.file).name, *choice]), remark


def _is_unchanged(result: ScenarioResult) -> bool:
    try:
        return hashlib.sha256(Path(result.file).read_bytes()).hexdigest() == result.digest
    except OSError:
        return False
