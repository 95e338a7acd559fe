"""Paths stay inside the folders they may reach."""

from pathlib import Path

import pytest

from simgui.core import paths
from simgui.core.errors import SimguiError
from simgui.core.paths import bundled, cache_dir, resolve_inside


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    for name in ("scenario", "bundled", "outside"):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "sub" / f"{name}.tflite").write_text(name)
    return [tmp_path / "scenario", tmp_path / "bundled"]


@pytest.mark.parametrize("name", ["sub/scenario.tflite", "./sub/../sub/scenario.tflite", "sub/bundled.tflite"])
def test_that_a_file_inside_a_folder_is_found(folders: list[Path], name: str) -> None:
    found = resolve_inside(name, folders)
    assert found is not None
    assert found.read_text() == found.stem


def test_that_an_absolute_path_counts_only_inside(folders: list[Path], tmp_path: Path) -> None:
    inside = tmp_path / "bundled" / "sub" / "bundled.tflite"
    assert resolve_inside(str(inside), folders) == inside.resolve()
    assert resolve_inside(str(tmp_path / "outside" / "sub" / "outside.tflite"), folders) is None


@pytest.mark.parametrize(
    "name",
    [
        "../outside/sub/outside.tflite",
        "../../../../../../../../../../etc/passwd",
        "/etc/passwd",
        "sub",
        ".",
        "",
        "missing.tflite",
        "sub/scenario.tflite/x",
        "nul\0byte",
        "x" * 5000,
    ],
)
def test_that_nothing_else_is_reached(folders: list[Path], name: str) -> None:
    assert resolve_inside(name, folders) is None


def test_that_links_are_followed_before_they_are_judged(folders: list[Path], tmp_path: Path) -> None:
    scenario = tmp_path / "scenario"
    (scenario / "good").symlink_to(tmp_path / "bundled" / "sub" / "bundled.tflite")
    (scenario / "bad").symlink_to(tmp_path / "outside" / "sub" / "outside.tflite")
    (scenario / "bad_folder").symlink_to(tmp_path / "outside", target_is_directory=True)
    (scenario / "loop").symlink_to(scenario / "loop")
    assert resolve_inside("good", folders) is not None
    assert resolve_inside("bad", folders) is None
    assert resolve_inside("bad_folder/sub/outside.tflite", folders) is None
    assert resolve_inside("loop", folders) is None


def test_that_a_folder_whose_name_only_starts_alike_is_outside(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data-secret").mkdir()
    (tmp_path / "data-secret" / "x").write_text("x")
    assert resolve_inside("../data-secret/x", [tmp_path / "data"]) is None


def test_that_a_checkout_finds_its_data_beside_the_package() -> None:
    root = Path(__file__).resolve().parents[3]
    assert bundled("scenarios") == root / "scenarios"
    assert bundled("device_profiles") == root / "device_profiles"
    assert bundled("assets") == root / "assets"


def test_that_a_wheel_finds_its_data_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "simgui"
    (package / "bundled" / "assets").mkdir(parents=True)
    (tmp_path / "assets").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert bundled("assets") == package / "bundled" / "assets"
    with pytest.raises(SimguiError, match="install simgui again"):
        bundled("scenarios")


def test_that_the_cache_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMGUI_CACHE_DIR", str(tmp_path / "c"))
    assert cache_dir() == tmp_path / "c"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIMGUI_CACHE_DIR", "c")
    assert cache_dir() == tmp_path / "c"
    monkeypatch.setenv("SIMGUI_CACHE_DIR", "")
    assert cache_dir().is_absolute()
    assert "simgui" in cache_dir().parts
