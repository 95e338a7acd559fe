"""What ``simgui run`` was asked to do, checked before anything is loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simgui.cli.files import claim_file, claim_folder
from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UnitError, UsageError
from simgui.core.units import Dimension, parse_quantity
from simgui.scenario.kpi import BUDGET_KEYS, KPIS
from simgui.scenario.overrides import Override, parse_override

ENGINES = ("auto", "simpy", "vectorised")
DRAWS = 60
"""Draws that intervals rest on, unless told otherwise. [-]"""
_MOST_SEEDS = 10_000
_SEEDS = re.compile(r"([0-9]{1,18})\.\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The options of ``simgui run``, read.

    Parameters
    ----------
    placements : tuple[str, ...]
        Placements by name; empty means all.
    seeds : tuple[int, ...]
        Seeds; empty means the scenario's own.
    changes : tuple[Override, ...]
        What replaces values of the scenario.
    engine : str
        One of ``ENGINES``.
    out, json, junit : Path | None
        What to write; ``-`` as JSON file is stdout.
    trace : bool
        Whether the trace is kept.
    timeout_s : float | None
        Limit on the wall clock. [s]
    intervals : int
        Draws from the tolerances of the profile numbers. [-]
    explain : tuple[str, ...]
        KPIs to take apart, by full name.
    series : bool
        Whether the history of the run is kept.
    """

    placements: tuple[str, ...]
    seeds: tuple[int, ...]
    changes: tuple[Override, ...]
    engine: str
    out: Path | None
    json: Path | None
    junit: Path | None
    trace: bool
    timeout_s: float | None
    intervals: int = DRAWS
    explain: tuple[str, ...] = ()
    series: bool = False

    @classmethod
    def from_options(
        cls,
        *,
        placements: Sequence[str],
        seeds: tuple[int | None, str | None],
        changes: Sequence[str],
        engine: str,
        files: tuple[Path | None, Path | None, Path | None],
        trace: bool,
        times: tuple[str | None, str | None],
    ) -> RunRequest:
        """Read the options and claim the files that will be written.

        Parameters
        ----------
        placements : Sequence[str]
            Names of placements.
        seeds : tuple[int | None, str | None]
            What ``--seed`` and ``--seeds`` said.
        changes : Sequence[str]
            ``path=value`` each.
        engine : str
            Name of an engine.
        files : tuple[Path | None, Path | None, Path | None]
            What ``--out``, ``--json`` and ``--junit`` said.
        trace : bool
            Whether the trace is kept.
        times : tuple[str | None, str | None]
            What ``--duration`` and ``--timeout`` said; a duration is one more change.

        Returns
        -------
        RunRequest
            The options, read.

        Raises
        ------
        UsageError
            If an option is malformed, or two do not go together.
        """
        if engine not in ENGINES:
            hint = did_you_mean(engine, ENGINES) or f"one of {', '.join(ENGINES)}"
            raise UsageError(f"--engine: there is no engine {engine!r} ({hint})")
        out, json, junit = files
        if trace and out is None:
            raise UsageError("--trace keeps the trace in the run folder: it needs --out DIR")
        duration, timeout = times
        timeout_s = _positive_s("--timeout", timeout)
        overrides = [parse_override(change) for change in changes]
        if duration is not None:
            _positive_s("--duration", duration)
            overrides.append(Override("duration", duration))
        _claim(out, json, junit)
        return cls(
            placements=tuple(dict.fromkeys(placements)),
            seeds=parse_seeds(*seeds),
            changes=tuple(overrides),
            engine=engine,
            out=out,
            json=json,
            junit=junit,
            trace=trace,
            timeout_s=timeout_s,
        )

    def with_history(self, *, series: bool) -> RunRequest:
        """Give the request with what ``--series`` said.

        Raises
        ------
        UsageError
            If there is no folder to keep it in.
        """
        if series and self.out is None:
            raise UsageError("--series keeps the history in the run folder: it needs --out DIR")
        return replace(self, series=series)

    def in_doubt(self, intervals: int, explain: Sequence[str]) -> RunRequest:
        """Give the request with what ``--intervals`` and ``--explain`` said.

        Raises
        ------
        UsageError
            If there is no such KPI, or nothing to explain it by.
        """
        kpis = tuple(dict.fromkeys(_kpi(name) for name in explain))
        if kpis and not intervals:
            raise UsageError("--explain says where a spread comes from: it needs --intervals above 0")
        return replace(self, intervals=intervals, explain=kpis)


def is_stdout(file: Path | None) -> bool:
    """Tell whether a file name stands for stdout."""
    return file is not None and str(file) == "-"


def parse_seeds(seed: int | None, seeds: str | None) -> tuple[int, ...]:
    """Read ``--seed N`` or ``--seeds A..B``, both ends included.

    Raises
    ------
    UsageError
        If both are given, the range is malformed, empty or has more than 10,000 seeds.

    Examples
    --------
    >>> parse_seeds(None, "3..6")
    (3, 4, 5, 6)
    """
    if seed is not None and seeds is not None:
        raise UsageError("--seed and --seeds do not go together")
    if seeds is None:
        return () if seed is None else (seed,)
    match = _SEEDS.fullmatch(seeds.replace(" ", ""))
    if match is None:
        raise UsageError(f"--seeds: {seeds!r} is not a range of seeds such as 1..20")
    first, last = int(match[1]), int(match[2])
    if not 0 <= last - first < _MOST_SEEDS:
        raise UsageError(f"--seeds: {seeds!r} must go upwards and hold at most {_MOST_SEEDS:,} seeds")
    return tuple(range(first, last + 1))


def _kpi(name: str) -> str:
    """Read a KPI by its full name or the one that budgets use."""
    if name in BUDGET_KEYS:
        return BUDGET_KEYS[name].name
    if name in KPIS and not KPIS[name].is_breakdown:
        return name
    hint = did_you_mean(name, (*BUDGET_KEYS, *KPIS)) or f"there are {', '.join(BUDGET_KEYS)}"
    raise UsageError(f"--explain: there is no KPI {name[:80]!r} ({hint})")


def _positive_s(option: str, text: str | None) -> float | None:
    """Read a time of an option that must not be zero. [s]"""
    if text is None:
        return None
    try:
        time_s = parse_quantity(text, Dimension.TIME)
    except UnitError as error:
        raise UsageError(f"{option}: {error}") from None
    if time_s <= 0:
        raise UsageError(f"{option}: {text!r} leaves no time to run")
    return time_s


def _claim(out: Path | None, json: Path | None, junit: Path | None) -> None:
    if out is not None:
        claim_folder(out, "--out")
    if json is not None and not is_stdout(json):
        claim_file(json, "--json")
    if junit is not None:
        claim_file(junit, "--junit")
