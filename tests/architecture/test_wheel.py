"""The wheel: built from this checkout, it works from any folder without it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def call(*words: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        words, cwd=cwd, env={**inherited, **environment}, capture_output=True, text=True, timeout=110, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert built.returncode == 0, built.stderr
    (file,) = folder.glob("simgui-*.whl")
    return file


def test_that_the_wheel_carries_the_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for kind in ("scenarios/predictive_maintenance.yaml", "device_profiles/", "assets/models/"):
        assert any(name.startswith(f"simgui/bundled/{kind}") for name in names), kind
    assert {f"simgui/results/report/templates/report.{ending}" for ending in ("html.j2", "css")} <= set(names)
    assert "simgui/bundled/assets/docs/left_out.md" in names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"simgui"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.endswith(".pyc")]


def test_that_the_unpacked_wheel_checks_a_shipped_scenario(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    where = "from simgui.core.paths import bundled; print(bundled('scenarios'))"
    found = call(sys.executable, "-c", where, cwd=empty, PYTHONPATH=str(site))
    assert Path(found.stdout.strip()).is_relative_to(site)
    done = call(sys.executable, "-m", "simgui", "check", "predictive_maintenance", cwd=empty, PYTHONPATH=str(site))
    assert done.returncode == 0, done.stderr
    assert list(empty.iterdir()) == []


@pytest.mark.slow
def test_that_the_installed_wheel_runs_a_shipped_scenario(wheel: Path, tmp_path: Path) -> None:
    """The libraries come from this environment: what is tested is the wheel and its console script."""
    environment = tmp_path / "environment"
    python = environment / "bin" / "python"
    assert call(sys.executable, "-m", "venv", environment, cwd=tmp_path).returncode == 0
    installed = call(python, "-m", "pip", "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr
    libraries = Path(pytest.__file__).parents[1]
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(f"{libraries}\n")  # read after site-packages: the wheel's simgui wins
    empty = tmp_path / "empty"
    empty.mkdir()
    done = call(environment / "bin" / "simgui", "run", "predictive_maintenance", cwd=empty)
    assert done.returncode == 0, done.stderr
    assert "Recommended" in done.stdout


def test_that_a_checkout_uses_its_own_data() -> None:
    """An editable install copies the bundled data beside the libraries; the checkout's own must win."""
    from simgui.core.paths import bundled

    assert bundled("scenarios") == ROOT / "scenarios"
