"""Histories of runs in the run folder, one file for each placement and seed."""

import json
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np

from simgui.core.errors import SimguiError, UsageError
from simgui.results.atomic_file import finished
from simgui.results.fleet_record import FleetRecord
from simgui.results.fleet_series import SeriesPart
from simgui.results.moments import Moment, MomentKind
from simgui.results.series_layout import GroupLayout, SeriesLayout, StationLayout

SERIES_FOLDER = "series"
SCHEMA = "simgui.series/1"
_ARRAYS = ("base_power_w", "capacity_j")


def series_file(folder: Path, placement: str, seed: int) -> Path:
    """Give where a run folder keeps the history of a placement with a seed."""
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in placement)
    return folder / SERIES_FOLDER / f"{safe}-{seed}.npz"


def save_record(folder: Path, record: FleetRecord) -> None:
    """Write a history into a run folder, whole or not at all.

    Raises
    ------
    SimguiError
        If it cannot be written.
    """
    layout = record.layout
    head = {
        "schema": SCHEMA,
        "placement": layout.placement,
        "seed": layout.seed,
        "duration_ns": layout.duration_ns,
        "bin_ns": layout.bin_ns,
        "until_s": record.until_s,
        "is_complete": record.is_complete,
        "groups": [
            {field.name: getattr(group, field.name) for field in fields(group) if field.name not in _ARRAYS}
            for group in layout.groups
        ],
        "stations": [asdict(station) for station in layout.stations],
        "moments": [[m.time_s, m.kind.value, m.group, m.device, m.subject] for m in record.noted],
    }
    arrays = dict(record.arrays)
    for group in layout.groups:
        arrays[f"layout/{group.name}/base_power_w"] = group.base_power_w
        if group.capacity_j is not None:
            arrays[f"layout/{group.name}/capacity_j"] = group.capacity_j
    file = series_file(folder, layout.placement, layout.seed)
    text = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with finished(file) as unfinished, unfinished.open("wb") as stream:
            np.savez_compressed(stream, head=text, **arrays)
    except OSError as error:
        raise SimguiError(f"{file} cannot be written: {error.strerror or error}") from error


def load_record(folder: Path, placement: str, seed: int) -> FleetRecord:
    """Read a history from a run folder.

    Raises
    ------
    UsageError
        If there is none, or it was not written by simgui.
    """
    file = series_file(folder, placement, seed)
    try:
        with np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        head = json.loads(arrays.pop("head").tobytes().decode())
        if head["schema"] != SCHEMA:
            raise UsageError(f"{file} has the schema {head['schema']!r}; {SCHEMA} is needed")
        groups = tuple(
            GroupLayout(
                **{**group, "tasks": tuple(group["tasks"])},
                base_power_w=arrays.pop(f"layout/{group['name']}/base_power_w"),
                capacity_j=arrays.pop(f"layout/{group['name']}/capacity_j", None),
            )
            for group in head["groups"]
        )
        stations = tuple(StationLayout(**station) for station in head["stations"])
        layout = SeriesLayout(head["placement"], head["seed"], head["duration_ns"], head["bin_ns"], groups, stations)
        record = FleetRecord(layout)
        record.take(SeriesPart(head["until_s"], np.arange(layout.bins), arrays))
        record.note(tuple(Moment(at, MomentKind(kind), *rest) for at, kind, *rest in head["moments"]))
        record.is_complete = head["is_complete"]
    except FileNotFoundError as error:
        raise UsageError(f"{folder} keeps no history of {placement} with seed {seed}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} is not a history that simgui wrote") from error
    return record
