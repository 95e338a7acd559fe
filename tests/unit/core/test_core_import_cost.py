"""The foundations must not slow down the start of every command."""

import subprocess
import sys


def test_that_units_and_yaml_import_no_heavy_library() -> None:
    code = "import sys, simgui.core.units, simgui.core.located_yaml, simgui.core.paths; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    heavy = {"ruamel.yaml", "numpy", "pydantic", "decimal", "fractions", "difflib", "platformdirs", "rich"}
    assert "simgui.core.units" in found
    assert heavy.isdisjoint(found)
