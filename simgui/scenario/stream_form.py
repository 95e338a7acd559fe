"""Streams: source or replay, rate of true events, faults."""

from pathlib import Path
from typing import Any

from simgui.scenario.files import find_recording
from simgui.scenario.schema.block import INVALID, Block, Reading, Spot
from simgui.scenario.schema.faults import SI_NAMES
from simgui.scenario.stream import Fault, Replay, StreamSpec

_PERIODS_S = {
    "events_per_device_year": 31_557_600.0,
    "events_per_device_day": 86_400.0,
    "events_per_device_hour": 3600.0,
}


def resolve_stream(block: Block, folder: Path, reading: Reading) -> StreamSpec:
    """Give the stream of a group, noting what is wrong with it.

    Parameters
    ----------
    block : Block
        The ``stream`` of a group.
    folder : Path
        Where the scenario lies.
    reading : Reading
        Takes the problems.

    Returns
    -------
    StreamSpec
        In SI; meaningless when a problem was noted.
    """
    source, replay = _source(block, folder, reading)
    return StreamSpec(
        source=source,
        replay=replay,
        rate_hz=block["rate"],
        distinct=block["distinct"],
        windows=block["windows"],
        events_per_device_s=_event_rate(block, reading),
        event_duration_s=block["event_duration"],
        phase=block["phase"],
        faults=tuple(_fault(one) for one in block["faults"] or () if isinstance(one, Block)),
        near_misses_per_device_s=_near_misses(block, is_replay=replay is not None, reading=reading),
    )


def _source(block: Block, folder: Path, reading: Reading) -> tuple[str, Replay | None]:
    source = block["source"]
    if not isinstance(source, Block) or not source.is_valid("synthetic", "replay"):
        return "", None
    if (source["synthetic"] is None) == (source["replay"] is None):
        message = "must be either a synthetic source's name or {replay: file}"
        reading.refuse(block.place("source"), block.path("source"), message)
        return "", None
    if source["replay"] is None:
        for key in ("columns", "label_column", "at_end"):
            if source.has(key):
                reading.refuse(source.place(key), source.path(key), f"{key!r} goes with a replay only")
        return source["synthetic"], None
    spot = Spot(source.path("replay"), source.place("replay"))
    file = find_recording(source["replay"], folder, spot, reading)
    columns = tuple(source["columns"] or ())
    if len(set(columns)) != len(columns):
        reading.refuse(source.place("columns"), source.path("columns"), "a column is named twice")
    return "replay", Replay(file or Path(), columns, source["label_column"], source["at_end"])


def _event_rate(block: Block, reading: Reading) -> float:
    """Give the rate of true events; none when nothing is written. [1/s]"""
    given = [key for key in _PERIODS_S if block[key] is not None]
    if len(given) > 1:
        hint = f"keep one of {', '.join(given)}"
        reading.refuse(block.place(given[1]), block.path(given[1]), "the rate of events is given twice", hint)
    if not given or block[given[0]] is INVALID:
        return 0.0
    return float(block[given[0]] / _PERIODS_S[given[0]])


def _near_misses(block: Block, *, is_replay: bool, reading: Reading) -> float | None:
    """Give the rate of near misses; a recording has its own. [1/s]"""
    key = "near_misses_per_device_hour"
    if block[key] is None or block[key] is INVALID:
        return None
    if is_replay:
        reading.refuse(block.place(key), block.path(key), f"{key!r} goes with a synthetic source only")
    return float(block[key] / _PERIODS_S["events_per_device_hour"])


def _fault(block: Block) -> Fault:
    parameters = {si: _number(block[key]) for key, si in SI_NAMES[block["kind"]].items()}
    return Fault(block["kind"], block["from"], block["for"], parameters)


def _number(value: Any) -> float:  # noqa: ANN401 - a number or the word of a choice
    """Give a parameter as a number; of the words, ``zero`` is 1 and every other 0."""
    return float(value) if isinstance(value, int | float) else float(value == "zero")
