"""Run folders: what was run, with what, and what came out."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from simgui.core.errors import SimguiError, UsageError
from simgui.results.atomic_file import write_text
from simgui.results.export import from_json, to_json
from simgui.results.result import ScenarioResult

MANIFEST_FILE = "manifest.json"
RESULT_FILE = "result.json"
TRACE_FOLDER = "trace"
SCHEMA = "simgui.run/1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything needed to run it again.

    Parameters
    ----------
    scenario : str
        The scenario's file.
    seeds : tuple[int, ...]
        Seeds that were run.
    versions : Mapping[str, str]
        Of simgui, Python, numpy and the inference runtime.
    digests : Mapping[str, str]
        SHA-256 by what it is of, e.g. ``scenario``, ``model detector``, ``profile devices/b-u585i-iot02a``.
    argv : tuple[str, ...]
        The command line.
    schema : str
        Version of this file's shape.
    """

    scenario: str
    seeds: tuple[int, ...]
    versions: Mapping[str, str]
    digests: Mapping[str, str]
    argv: tuple[str, ...]
    schema: str = SCHEMA


def describe_run(
    result: ScenarioResult, digests: Mapping[str, str], argv: Sequence[str], runtime: str = ""
) -> Manifest:
    """Make the manifest of a result.

    Parameters
    ----------
    result : ScenarioResult
        What came out.
    digests : Mapping[str, str]
        SHA-256 of models and profiles; the scenario's is added.
    argv : Sequence[str]
        The command line.
    runtime : str
        Name and version of the inference runtime; empty when none was used.
    """
    versions = {"simgui": result.version, "python": platform.python_version(), "numpy": np.__version__}
    if runtime:
        versions["runtime"] = runtime
    return Manifest(
        scenario=result.file,
        seeds=tuple(sorted({run.seed for run in result.runs})),
        versions=versions,
        digests={"scenario": result.digest, **digests},
        argv=tuple(argv),
    )


def trace_folder(folder: Path, placement: str, seed: int) -> Path:
    """Give where a run folder keeps the trace of a placement with a seed."""
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in placement)
    return folder / TRACE_FOLDER / f"{safe}-{seed}"


def save_run(folder: Path, result: ScenarioResult, manifest: Manifest) -> None:
    """Write ``manifest.json``, then ``result.json``, each whole or not at all.

    Parameters
    ----------
    folder : Path
        Created when missing; an older result in it is replaced.
    result : ScenarioResult
        What came out.
    manifest : Manifest
        How it was made.

    Raises
    ------
    SimguiError
        If the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SimguiError(f"{folder} cannot be created: {error.strerror or error}") from error
    write_text(folder / MANIFEST_FILE, json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n")
    write_text(folder / RESULT_FILE, to_json(result) + "\n")


def load_run(folder: Path) -> ScenarioResult:
    """Read the result of a run.

    Parameters
    ----------
    folder : Path
        A run folder, or a JSON file that ``run --json`` wrote.

    Raises
    ------
    UsageError
        If there is no result, or it was not written by simgui.
    """
    file = folder / RESULT_FILE if folder.is_dir() else folder
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(f"{folder} is no run: there is no {RESULT_FILE} in it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    return from_json(text, str(file))


def load_manifest(folder: Path) -> Manifest:
    """Read how a run was made.

    Raises
    ------
    UsageError
        If there is no manifest, or it was not written by simgui.
    """
    file = folder / MANIFEST_FILE
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA:
            raise UsageError(f"{file} has the schema {document['schema']!r}; {SCHEMA} is needed")
        return Manifest(
            scenario=document["scenario"],
            seeds=tuple(document["seeds"]),
            versions=document["versions"],
            digests=document["digests"],
            argv=tuple(document["argv"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} is not a manifest that simgui wrote") from error
