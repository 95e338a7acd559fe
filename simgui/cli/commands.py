"""The commands by name; the module of a command is imported when it is called, and no sooner."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simgui import __version__
from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UsageError

COMMANDS = {
    "gui": "open the window, on a scenario if one is given (also: simgui SCENARIO)",
    "run": "simulate every placement of a scenario and judge its budgets",
    "check": "load and cross-check scenarios, memory fit included, without running them",
    "compare": "compare two runs KPI by KPI; exit 1 outside a tolerance",
    "study": "many variants of a scenario: grid, samples, Monte Carlo, seeds; resumable, in parallel",
    "solve": "the largest or smallest value that still meets a budget",
    "present": "tell the story of a scenario to an audience, step by step",
    "render": "a view of a finished run as a PNG or SVG picture, without a window",
    "report": "a run as one HTML file: advice, budgets, figures, pictures, inputs, exclusions",
    "models": "inspect a .tflite, predict its latency, energy and memory on a board",
    "links": "time on air, energy and duty-cycle wait of one message on any link",
    "profiles": "devices, sensors, links, batteries: every number with its source",
}
"""Each is a module of this package with a Typer ``app``; the value is its line in the help."""

LATER = frozenset({"deploy", "agent", "twin"})
"""Commands of the design that this version does not have."""

_SCENARIO_SUFFIXES = (".yaml", ".yml")


def dispatch(words: Sequence[str]) -> int:
    """Find the command and run it.

    Parameters
    ----------
    words : Sequence[str]
        The command line without the program's name.

    Returns
    -------
    int
        The exit code.

    Raises
    ------
    UsageError
        If there is no such command.
    SystemExit
        If the command says how to leave.
    """
    first = words[0] if words else "gui"
    if first in {"-h", "--help", "help"}:
        print(_help())
        return 0
    if first in {"-V", "--version"}:
        print(f"simgui {__version__}")
        return 0
    if first in COMMANDS:
        return _call(first, words[1:])
    if first in LATER:
        raise UsageError(f"simgui {first} is not available in this version ({__version__})")
    if _is_scenario(first):
        return _call("gui", words)
    raise UsageError(_unknown(first))


def _call(name: str, words: Sequence[str]) -> int:
    from importlib import import_module

    from typer.main import get_command

    command = get_command(import_module(f"simgui.cli.{name}").app)
    command.main(args=list(words), prog_name=f"simgui {name}")
    return 0


def _is_scenario(word: str) -> bool:
    """Tell a scenario from a mistyped command: a YAML file, or the name of a shipped scenario."""
    if word.startswith("-"):
        return False
    return word.endswith(_SCENARIO_SUFFIXES) or Path(word).is_file() or word in _shipped_scenarios()


def _shipped_scenarios() -> list[str]:
    from simgui.core.paths import bundled

    return sorted(file.stem for file in bundled("scenarios").glob("*.yaml"))


def _unknown(word: str) -> str:
    if word.startswith("-"):
        return f"simgui: no such option: {word}; options follow a command (see simgui --help)"
    hint = did_you_mean(word, [*COMMANDS, *_shipped_scenarios()])
    return f"simgui: {word!r} is neither a command nor a scenario" + (f" ({hint})" if hint else " (see simgui --help)")


def _help() -> str:
    commands = "\n".join(f"  {name:<9} {summary}" for name, summary in COMMANDS.items())
    return (
        "Usage: simgui COMMAND [ARGUMENTS]…   or   simgui [SCENARIO]\n\n"
        "Simulate a fleet of IoT devices that run neural networks: where should inference run?\n\n"
        f"Commands:\n{commands}\n\n"
        "Options:\n  --version, -V   show the version\n"
        "  --help, -h      show this; 'simgui COMMAND --help' tells more\n\n"
        f"SCENARIO is a YAML file or the name of a shipped one: {', '.join(_shipped_scenarios())}.\n\n"
        "Exit codes: 0 pass · 1 a gated budget or tolerance failed · 2 bad scenario or usage ·\n"
        "            3 runtime error · 4 not reproducible · 5 time-out · 130 cancelled"
    )
