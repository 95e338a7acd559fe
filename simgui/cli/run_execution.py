"""Runs the scenarios of ``simgui run`` one after the other and shows what came out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from simgui.cli.border import CANCELLED, READER_GONE, guarded, say
from simgui.cli.files import write_whole
from simgui.cli.gate import judge
from simgui.cli.progress import ProgressWatcher
from simgui.cli.run_request import RunRequest, is_stdout
from simgui.cli.scenario_files import load_all, load_checked
from simgui.cli.stop import StopRequest
from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import RunCancelled, RunTimeout, UsageError
from simgui.results.result import ScenarioResult
from simgui.runs.options import RunOptions
from simgui.scenario.scenario import Scenario

_LAST_WORDS = frozenset({CANCELLED, READER_GONE, RunTimeout.exit_code})
"""Exit codes after which no further scenario is started."""


def execute(names: Sequence[str], request: RunRequest) -> int:
    """Run every scenario, print and write the results.

    Parameters
    ----------
    names : Sequence[str]
        Scenario files or names of shipped ones.
    request : RunRequest
        How to run them.

    Returns
    -------
    int
        The highest exit code of any scenario.

    Raises
    ------
    SystemExit
        If a scenario cannot be loaded; then none is run.
    UsageError
        If two scenarios would write to the same folder.
    """
    scenarios = load_all(names, lambda name: _load(name, request))
    if request.out is not None and len({scenario.file.stem for scenario in scenarios}) < len(scenarios):
        raise UsageError("--out: two scenarios have the same name, and would share a run folder")
    session = _Session(request, StopRequest(request.timeout_s), several=len(scenarios) > 1)
    codes = [0]
    with session.stop.listening():
        for scenario in scenarios:
            codes.append(guarded(partial(session.run, scenario)))
            if codes[-1] in _LAST_WORDS:
                break
    codes.append(guarded(session.write))
    return max(codes)


def _load(name: str, request: RunRequest) -> Scenario:
    scenario = load_checked(name, request.changes)
    for placement in request.placements:
        if placement not in scenario.placements:
            known = f"it has {', '.join(scenario.placements)}"
            hint = did_you_mean(placement, scenario.placements) or known
            raise UsageError(f"--placement: {name} has no placement {placement!r} ({hint})")
    return scenario


@dataclass(slots=True)
class _Session:
    """The runs of one command."""

    request: RunRequest
    stop: StopRequest
    several: bool
    results: list[ScenarioResult] = field(default_factory=list)

    def run(self, scenario: Scenario) -> int:
        """Run one scenario and print its table; what was finished before a stop is shown as well."""
        from simgui.runs.runner import run_scenario

        watcher = ProgressWatcher(scenario.name, self.stop)
        try:
            with watcher.showing():
                result = run_scenario(scenario, self._options(scenario), watcher)
        except (RunCancelled, RunTimeout, KeyboardInterrupt):
            if watcher.finished:
                self._show(_partial(scenario, watcher))
            raise
        self._show(result)
        if self.stop.reason is not None:
            raise self.stop.reason
        verdict = judge(result, scenario.gate)
        for warning in verdict.warnings:
            say(f"warning: {warning}")
        for failure in verdict.failures:
            say(f"gate failed: {failure}")
        return verdict.exit_code

    def _options(self, scenario: Scenario) -> RunOptions:
        request = self.request
        out = request.out / scenario.file.stem if request.out is not None and self.several else request.out
        return RunOptions(
            request.placements,
            request.seeds,
            request.engine,
            out,
            request.trace,
            intervals=request.intervals,
            series=request.series,
        )

    def _show(self, result: ScenarioResult) -> None:
        self.results.append(result)
        if is_stdout(self.request.json) or not result.runs:
            return
        from rich.console import Console

        from simgui.cli.result_table import print_explanation, print_result

        if len(self.results) > 1:
            print()
        console = Console(highlight=False)
        print_result(result, console)
        for kpi in self.request.explain:
            print_explanation(result, kpi, self.request.placements, console)
        sys.stdout.flush()

    def write(self) -> int:
        """Write the files that were asked for, if anything was run."""
        if not self.results:
            return 0
        from simgui.results.export import to_json
        from simgui.results.junit import to_junit

        if self.request.json is not None:
            documents = [to_json(result, explain=self.request.explain) for result in self.results]
            text = ",\n".join(documents)
            _emit(self.request.json, f"[{text}]\n" if self.several else f"{text}\n")
        if self.request.junit is not None:
            write_whole(self.request.junit, to_junit(self.results))
        return 0


def _partial(scenario: Scenario, watcher: ProgressWatcher) -> ScenarioResult:
    """Gather what was finished before the stop; there is no advice on half of the placements."""
    from simgui import __version__

    return ScenarioResult(
        scenario.name,
        str(scenario.file),
        scenario.digest,
        __version__,
        tuple(watcher.finished),
        pareto=(),
        recommended=None,
        recommended_because="",
        flips_if=(),
    )


def _emit(file: Path, text: str) -> None:
    if is_stdout(file):
        print(text, end="")
    else:
        write_whole(file, text)
