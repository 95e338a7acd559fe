"""Parts are found by name, a scenario's own before the bundled ones, and loaded once."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from simgui.core.diagnostics import Location
from simgui.core.errors import InputError
from simgui.core.paths import bundled
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind


@pytest.fixture
def scenario_folder(tmp_path: Path) -> Path:
    text = (bundled("device_profiles") / "batteries" / "cr2032.yaml").read_text(encoding="utf-8")
    own = tmp_path / "device_profiles" / "batteries"
    own.mkdir(parents=True)
    (own / "cr2032.yaml").write_text(text.replace("225 mAh", "100 mAh"), encoding="utf-8")
    (own / "mine.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_that_names_come_from_file_names_alone(tmp_path: Path) -> None:
    (tmp_path / "devices").mkdir()
    (tmp_path / "devices" / "broken.yaml").write_text("{ this is not YAML", encoding="utf-8")
    (tmp_path / "devices" / "notes.txt").touch()
    assert Registry([tmp_path]).names(Kind.DEVICE) == ("broken",)


def test_that_a_kind_without_folder_has_no_names(tmp_path: Path) -> None:
    assert Registry([tmp_path]).names(Kind.CLOUD) == ()


def test_that_a_part_is_loaded_once() -> None:
    registry = Registry()
    assert registry.battery("cr2032") is registry.get(Kind.BATTERY, "cr2032")


def test_that_a_scenarios_own_part_hides_the_bundled_one(scenario_folder: Path) -> None:
    registry = Registry.beside(scenario_folder)
    assert registry.battery("cr2032").capacity_c.value == pytest.approx(360)
    assert registry.battery("er14505").name == "er14505"
    assert "mine" in registry.names(Kind.BATTERY)
    assert registry.names(Kind.BATTERY).count("cr2032") == 1


def test_that_a_folder_without_profiles_gives_the_bundled_ones(tmp_path: Path) -> None:
    assert Registry.beside(tmp_path).names(Kind.LINK) == Registry().names(Kind.LINK)


def test_that_a_missing_name_is_reported_where_it_was_written() -> None:
    with pytest.raises(InputError) as caught:
        Registry().battery("cr2023", at=Location("farm.yaml", 9, 12), path="fleet.probe.battery")
    assert str(caught.value) == (
        "farm.yaml:9:12: fleet.probe.battery: there is no battery called 'cr2023' (did you mean 'cr2032'?)"
    )


def test_that_a_name_like_nothing_lists_what_is_known() -> None:
    with pytest.raises(InputError, match="known: cloud-2vcpu, cloud-8vcpu"):
        Registry().cloud("zzz")


@pytest.mark.parametrize("name", ["../batteries/cr2032", "/etc/passwd", "", ".", "cr2032\x00"])
def test_that_a_name_cannot_leave_its_folder(name: str) -> None:
    with pytest.raises(InputError, match="there is no device"):
        Registry().device(name)


def test_that_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("title: x\n", encoding="utf-8")
    inside = tmp_path / "profiles" / "devices"
    inside.mkdir(parents=True)
    (inside / "sneaky.yaml").symlink_to(outside)
    with pytest.raises(InputError, match="there is no device called 'sneaky'"):
        Registry([tmp_path / "profiles"]).device("sneaky")


def test_that_the_digest_is_the_sha256_of_the_file_and_stable(scenario_folder: Path) -> None:
    file = scenario_folder / "device_profiles" / "batteries" / "cr2032.yaml"
    registry = Registry.beside(scenario_folder)
    assert registry.digest(Kind.BATTERY, "cr2032") == hashlib.sha256(file.read_bytes()).hexdigest()
    assert registry.digest(Kind.BATTERY, "cr2032") != Registry().digest(Kind.BATTERY, "cr2032")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert registry.digest(Kind.BATTERY, "cr2032") == Registry.beside(scenario_folder).digest(Kind.BATTERY, "cr2032")


def test_that_kernels_are_named_by_core_and_stack() -> None:
    kernel = Registry().kernel("cortex-m33", "x-cube-ai-9")
    assert (kernel.core, kernel.stack) == ("cortex-m33", "x-cube-ai-9")
    assert "tflm-cmsis-nn" in Registry().stacks("cortex-m33")
    assert Registry().stacks("cortex-m99") == ()


def test_that_a_part_added_or_taken_away_later_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "device_profiles" / Kind.DEVICE.folder
    registry = Registry((tmp_path / "device_profiles",))
    assert registry.names(Kind.DEVICE) == ()
    folder.mkdir(parents=True)
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text("{}")
        os.utime(folder, ns=(time.time_ns(), time.time_ns()))  # two files may come within one tick of the clock
        assert name in registry.names(Kind.DEVICE)
    (folder / "one.yaml").unlink()
    os.utime(folder, ns=(time.time_ns(), time.time_ns()))
    assert registry.names(Kind.DEVICE) == ("two",)


def test_that_names_are_listed_once_while_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    before = registry.names(Kind.LINK)
    monkeypatch.setattr(Path, "glob", lambda *_: pytest.fail("the folder is read again"))
    assert registry.names(Kind.LINK) == before
