"""`simgui check`: every problem of every scenario, and what fits where, without a run."""

from pathlib import Path

import pytest

from simgui.__main__ import main
from simgui.cli.files import write_whole
from simgui.core.errors import SimguiError
from simgui.core.paths import bundled
from simgui.plan.plan import Infeasible

STORY = (bundled("scenarios") / "predictive_maintenance.yaml").read_text(encoding="utf-8")


def scenario(folder: Path, name: str, *changes: tuple[str, str]) -> str:
    text = STORY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_that_a_good_scenario_is_ok(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = scenario(tmp_path, "good.yaml")
    assert main(["check", name]) == 0
    assert capsys.readouterr().out == f"{name}: ok: 500 devices, 6 placements, 7 d\n"


def test_that_a_bad_scenario_does_not_hide_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = scenario(tmp_path, "bad.yaml", ("seed: 7", "sede: 7"))
    worse = scenario(tmp_path, "worse.yaml", ("rate: 10 kHz", "rate: 9 kHz"), ("battery: ", "batery: "))
    good = scenario(tmp_path, "good.yaml")
    assert main(["check", bad, good, worse]) == 2
    out, err = capsys.readouterr()
    assert out.splitlines() == [f"{good}: ok: 500 devices, 6 placements, 7 d"]
    assert f"{bad}:11:1: sede: unknown key (did you mean 'seed'?)" in err
    assert f"{worse}:" in err


def test_that_what_does_not_fit_comes_with_reason_and_remedies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = scenario(tmp_path, "small.yaml", ("battery: er14505", "battery: cr2032"), ("ble-2m", "lte-m"))
    code = main(["check", name])
    out, _ = capsys.readouterr()
    assert code == 1, "a coin cell cannot feed a cellular radio, wherever the model runs"
    assert "✗ edge is infeasible: " in out
    assert "    · " in out


@pytest.mark.parametrize(("misfits", "code"), [((), 0), (("edge",), 0), (("edge", "fog"), 0)])
def test_that_one_placement_that_fits_is_enough(
    misfits: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tuple(Infeasible(name, "too large", ()) for name in misfits)
    monkeypatch.setattr("simgui.runs.feasibility.find_infeasible", lambda *_: found)
    assert main(["check", scenario(tmp_path, "some.yaml")]) == code


def test_that_a_written_file_replaces_the_old_one_whole(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text("a long text that was there before")
    write_whole(file, "new")
    assert file.read_text() == "new"
    assert list(tmp_path.iterdir()) == [file]


def test_that_a_link_is_written_through(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.touch()
    link.symlink_to(target)
    write_whole(link, "text")
    assert link.is_symlink()
    assert target.read_text() == "text"


def test_that_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SimguiError, match="gone"):
        write_whole(tmp_path / "gone" / "results.json", "text")


def test_that_control_tasks_that_may_be_late_are_named_without_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "motor_control"]) == 0
    out, err = capsys.readouterr()
    assert out == "motor_control: ok: 40 devices, 2 placements, 10 min\n"
    warnings = [line for line in err.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 3
    assert warnings[0].startswith("warning: edge: in_interrupt.current may end 32.")
