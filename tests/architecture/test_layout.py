"""The rules of the layout that no linter knows: sizes, names, depth, who imports what."""

import ast
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import simgui

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "simgui"
TESTS = ROOT / "tests"
MODULES = sorted(file for file in PACKAGE.rglob("*.py") if "bundled" not in file.parts)
TEST_MODULES = sorted(TESTS.rglob("*.py"))

MOST_LINES = 600
DEEPEST = 4  # simgui/a/b/c.py
VAGUE_NAMES = {"utils", "util", "misc", "common", "helpers", "helper", "manager", "base", "core_utils"}
TOP_LEVEL = {
    *("scenarios", "device_profiles", "assets", "simgui", "tests"),
    *("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "Makefile"),
}
MAY_APPEAR = {"dist", "build", "runs", "out"}  # made by commands, ignored by git


def imported_packages(file: Path) -> set[str]:
    """Top-level names of everything a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


def importers(*packages: str) -> list[Path]:
    return [file.relative_to(PACKAGE) for file in MODULES if imported_packages(file) & set(packages)]


def test_that_only_the_engine_imports_simpy() -> None:
    found = importers("simpy")
    assert [file for file in found if file.parts[0] != "engine"] == []
    assert found, "the scan must see the engine's own imports"


def test_that_only_the_window_imports_qt() -> None:
    found = importers("PySide6", "shiboken6", "pyqtgraph")
    assert [file for file in found if file.parts[0] != "ui"] == []


def test_that_runtimes_are_reached_through_one_adapter() -> None:
    found = importers("tflite_runtime", "ai_edge_litert")
    assert len(found) <= 1, found


def test_that_the_core_needs_no_tensorflow() -> None:
    assert [file for file in importers("tensorflow") if file.parts[:2] != ("models", "zoo")] == []


@pytest.mark.parametrize("file", MODULES + TEST_MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_that_a_module_stays_small(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_that_no_module_has_a_vague_name() -> None:
    assert [file for file in MODULES + TEST_MODULES if file.stem.strip("_") in VAGUE_NAMES] == []


def test_that_folders_are_no_deeper_than_two() -> None:
    deep = [file for file in MODULES if len(file.relative_to(ROOT).parts) > DEEPEST]
    assert deep == []


def test_that_test_modules_have_names_of_their_own() -> None:
    """Pytest imports a test by its bare name, unless its folder is a package."""
    bare = [file for file in TEST_MODULES if not (file.parent / "__init__.py").exists()]
    names = Counter(file.name for file in bare if file.name.startswith("test_"))
    assert [name for name, count in names.items() if count > 1] == []


def test_that_the_top_level_holds_what_the_design_lists() -> None:
    found = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith((".", "__"))}
    assert found - TOP_LEVEL - MAY_APPEAR == set()


def test_that_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert simgui.__version__ == project["version"]
    assert f"## {simgui.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
