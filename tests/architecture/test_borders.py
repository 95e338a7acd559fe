"""The borders between rooms, and what a command may import before it is needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QT = ("PySide6", "shiboken6", "pyqtgraph")
HEAVY = (*QT, "simpy", "duckdb", "numpy", "pydantic", "rich", "typer", "tflite_runtime", "ai_edge_litert")

LIST_MODULES = (
    "import sys; from simgui.__main__ import main; code = main(sys.argv[1:]); sys.stdout.flush(); "
    "print(code, *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
)


def modules_after(*words: str, folder: Path) -> tuple[str, set[str]]:
    """Run a command in a process of its own; give its exit code and the packages it imported."""
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    code, *modules = done.stderr.splitlines()[-1].split()
    assert code in {"0", "1"}, done.stderr
    return code, set(modules)


def test_that_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_that_help_imports_nothing_heavy(words: tuple[str, ...], tmp_path: Path) -> None:
    code, modules = modules_after(*words, folder=tmp_path)
    assert code == "0"
    assert modules.isdisjoint(HEAVY)


@pytest.mark.parametrize("command", ["run", "check", "compare", "models", "profiles"])
def test_that_help_of_a_command_imports_no_engine(command: str, tmp_path: Path) -> None:
    code, modules = modules_after(command, "--help", folder=tmp_path)
    assert code == "0"
    assert modules.isdisjoint({*QT, "simpy", "duckdb", "tflite_runtime", "ai_edge_litert"})


def test_that_a_check_imports_neither_qt_nor_an_engine(tmp_path: Path) -> None:
    code, modules = modules_after("check", "predictive_maintenance", folder=tmp_path)
    assert code == "0"
    assert modules.isdisjoint({*QT, "simpy", "duckdb", "tflite_runtime", "ai_edge_litert"})


@pytest.mark.parametrize("words", [("profiles", "list"), ("models", "list")])
def test_that_lists_import_no_qt(words: tuple[str, ...], tmp_path: Path) -> None:
    code, modules = modules_after(*words, folder=tmp_path)
    assert code == "0"
    assert modules.isdisjoint(QT)


def test_that_running_and_comparing_import_no_qt(tmp_path: Path) -> None:
    changes = ("fleet.motors.count=25", "fleet.motors.stream.distinct=2", "fleet.motors.stream.windows=8")
    short = ("--duration", "2 min", "--placement", "edge", *(f"--set={change}" for change in changes))
    _, modules = modules_after("run", "predictive_maintenance", *short, "--out", "base", folder=tmp_path)
    assert modules.isdisjoint(QT)
    assert "simpy" in modules or "numpy" in modules
    code, modules = modules_after("compare", "base", "base", folder=tmp_path)
    assert code == "0"
    assert modules.isdisjoint(QT)
