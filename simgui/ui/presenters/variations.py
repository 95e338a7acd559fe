"""What of a scenario can be varied, with values worth trying, and the request of a study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simgui.core.errors import SimguiError, UsageError
from simgui.core.units import Dimension, parse_quantity
from simgui.core.yaml_node import Node, Step
from simgui.profiles.schema import Kind
from simgui.scenario.difference import path_text
from simgui.studies.span import read_amount
from simgui.ui.presenters.study_errors import in_window_words
from simgui.ui.translation import tr

if TYPE_CHECKING:
    from simgui.profiles.registry import Registry
    from simgui.studies.study import StudyRequest

_SKIPPED = frozenset(
    {"schema", "name", "story", "seed", "placements", "budgets", "events", "presentation", "models", "gate"}
    | {"window", "rate", "sensor", "distinct", "windows"}  # a model is made for its windows
)
_PARTS: Mapping[str, Kind] = {
    "link": Kind.LINK,
    "battery": Kind.BATTERY,
    "sensor": Kind.SENSOR,
    "regulator": Kind.REGULATOR,
}
_MOST_PARTS = 4
_FACTORS = (0.5, 1.0, 2.0, 4.0)
_FIRST = ("every", "count", "window", "battery", "link", "rtt", "servers")


@dataclass(frozen=True, slots=True)
class Variation:
    """A path and values to try.

    Parameters
    ----------
    path : str
        In the path grammar.
    current : str
        What the scenario says.
    values : str
        As ``--vary`` takes them: ``v1,v2`` or ``a..b:n``.
    """

    path: str
    current: str
    values: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a study cannot be started: the row it is about (-1 for all), and a sentence."""

    row: int
    text: str


def variations(root: Node, registry: Registry) -> tuple[Variation, ...]:
    """List what can be varied, what is varied most often first.

    Parameters
    ----------
    root : Node
        A scenario file as read.
    registry : Registry
        Parts to offer in place of others.
    """
    found = list(_walk((), root, registry))
    return tuple(sorted(found, key=lambda one: _rank(one.path)))


def study_request(
    file: Path,
    changes: Sequence[str],
    rows: Sequence[tuple[str, str]],
    *,
    placements: Sequence[str] = (),
    draws: int = 0,
    samples: int = 0,
) -> StudyRequest | tuple[Problem, ...]:
    """Make the request of a study, or say what is wrong with it.

    Parameters
    ----------
    file : Path
        The scenario.
    changes : Sequence[str]
        ``path=value`` each, in place of what the file says.
    rows : Sequence[tuple[str, str]]
        Path and values of each axis.
    placements : Sequence[str]
        Names; none stands for all.
    draws, samples : int
        Monte Carlo draws of the profile numbers, and Latin hypercube samples. [-]
    """
    from simgui.scenario.overrides import parse_override  # noqa: PLC0415 - only when a study starts
    from simgui.studies.axis import parse_axis  # noqa: PLC0415
    from simgui.studies.study import StudyRequest  # noqa: PLC0415

    axes, problems = [], []
    for number, (path, values) in enumerate(rows):
        try:
            axes.append(parse_axis(f"{path}={values}"))
        except UsageError as error:
            problems.append(Problem(number, in_window_words(str(error))))
    if not rows and not draws:
        problems.append(Problem(-1, tr("Add something to vary, or some Monte Carlo draws.")))
    if problems:
        return tuple(problems)
    return StudyRequest(
        scenario=str(file),
        changes=tuple(map(parse_override, changes)),
        axes=tuple(axes),
        placements=tuple(placements),
        samples=samples if any(axis.span is not None for axis in axes) else 0,
        draws=draws,
    )


def run_count(request: StudyRequest, placements: int) -> int:
    """Tell how many runs a request asks for.

    Parameters
    ----------
    request : StudyRequest
        What to do.
    placements : int
        Placements of the scenario, for a request that names none. [-]
    """
    count = request.samples or 1
    for axis in request.axes:
        count *= len(axis.values) if axis.span is None else 1
    return count * (len(request.placements) or placements) * (request.draws + 1)


def command_line(request: StudyRequest, rows: Sequence[tuple[str, str]]) -> str:
    """Write the command that runs the same study in a terminal."""
    import shlex  # noqa: PLC0415 - only when it is copied

    words = ["simgui", "study", request.scenario]
    words += [word for path, values in rows for word in ("--vary", f"{path}={values}")]
    words += [word for name in request.placements for word in ("--placement", name)]
    words += [word for change in request.changes for word in ("--set", f"{change.path}={change.value}")]
    words += ["--monte-carlo", str(request.draws)] if request.draws else []
    words += ["--sample", str(request.samples)] if request.samples else []
    return shlex.join(words)


def _walk(steps: tuple[Step, ...], node: Node, registry: Registry) -> Iterator[Variation]:
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            if key not in _SKIPPED:
                yield from _walk((*steps, key), child, registry)
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from _walk((*steps, index), child, registry)
    elif node.value is not None and not isinstance(node.value, bool):
        current = str(node.value)
        values = _part_values(steps, current, registry) or _amounts(current)
        if values:
            yield Variation(path_text(steps), current, values)


def _part_values(steps: tuple[Step, ...], current: str, registry: Registry) -> str:
    """Offer other parts of the same kind."""
    key = steps[-1]
    kind = _PARTS.get(key) if isinstance(key, str) else None
    if key == "profile" and len(steps) == 3 and steps[0] == "fleet":
        kind = Kind.DEVICE
    elif key == "profile" and steps[-2] == "battery":
        kind = Kind.BATTERY
    if kind is None:
        return ""
    others = [name for name in registry.names(kind) if name != current][: _MOST_PARTS - 1]
    return ",".join([current, *others]) if others else ""


def _amounts(current: str) -> str:
    """Offer half, once, twice and four times the value; of temperatures those from frost to heat."""
    if current.endswith("degC"):
        return ",".join(dict.fromkeys(["-20 degC", "0 degC", "20 degC", "40 degC", current]))
    try:
        amount, unit, is_whole = read_amount(current)
    except UsageError:
        return ""
    if amount <= 0 or not is_quantity(current):
        return ""
    values = dict.fromkeys(round(amount * factor) if is_whole and not unit else amount * factor for factor in _FACTORS)
    return ",".join(f"{value:g} {unit}".strip() for value in values if value > 0)


def is_quantity(text: str) -> bool:
    """Tell whether a text is a number with a unit of ours."""
    for dimension in Dimension:
        try:
            parse_quantity(text, dimension)
        except SimguiError:
            continue
        return True
    return False


def _rank(path: str) -> tuple[int, str]:
    last = path.rpartition(".")[2]
    place = _FIRST.index(last) if last in _FIRST else len(_FIRST)
    return (0 if path.startswith("fleet") else 1) * 10 + place, path
