"""Bad input: each is refused with the exact place, a message that helps, and never a traceback."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bad_values import BASE, CASES, ELSEWHERE, Case

from simgui.core.diagnostics import Diagnostic
from simgui.core.errors import InputError
from simgui.core.paths import bundled
from simgui.profiles.registry import Registry
from simgui.runs.check import check_scenario
from simgui.scenario.load import load_scenario


def lay_out(folder: Path, text: str | bytes) -> Path:
    """Write a scenario file, and a working model beside it."""
    model = bundled("assets") / "models" / "bearing-cnn-int8"
    for suffix in (".tflite", ".yaml"):
        (folder / f"model{suffix}").write_bytes(model.with_suffix(suffix).read_bytes())
    file = folder / "bad.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def refusals(file: Path) -> tuple[Diagnostic, ...]:
    """Load and check a scenario file that must be refused."""
    try:
        found = check_scenario(load_scenario(file), Registry())
    except InputError as error:
        found = error.diagnostics
    assert found, "the file was accepted"
    return found


def marked(case: Case) -> tuple[str, tuple[int, int]]:
    """Give a case's text without its mark, and line and column of the mark."""
    assert BASE.count(case.old) == 1, case.old
    text = BASE.replace(case.old, case.new)
    before = text.partition("§")[0]
    return text.replace("§", ""), (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_that_the_base_of_all_cases_is_fine(tmp_path: Path) -> None:
    scenario = load_scenario(lay_out(tmp_path, BASE))
    assert check_scenario(scenario, Registry()) == ()


@pytest.mark.parametrize("name", [name for name in CASES if name not in ELSEWHERE])
def test_that_a_bad_value_is_named_by_line_and_column(tmp_path: Path, name: str) -> None:
    text, place = marked(CASES[name])
    found = refusals(lay_out(tmp_path, text))
    told = [str(one) for one in found if (one.location.line, one.location.column) == place]
    assert [one for one in told if CASES[name].message in one], "\n".join(map(str, found))


@pytest.mark.parametrize("name", [name for name in CASES if name not in ELSEWHERE])
def test_that_one_mistake_gives_few_problems(tmp_path: Path, name: str) -> None:
    assert len(refusals(lay_out(tmp_path, marked(CASES[name])[0]))) <= 3


def test_that_a_group_without_a_site_leads_to_the_cloud_and_without_clouds_nowhere(tmp_path: Path) -> None:
    text = BASE.replace("    site: plant\n", "").replace("clouds:\n  region: {profile: cloud-8vcpu, rtt: 80 ms}\n", "")
    (problem,) = refusals(lay_out(tmp_path, text))
    assert str(problem).endswith(
        "bad.yaml:16:11: fleet.motors.link: leads to the cloud, but the scenario has no clouds "
        "(add a cloud under clouds, or give the group a site)"
    )


def test_that_the_fleet_as_a_whole_has_a_limit(tmp_path: Path) -> None:
    text = BASE.replace("  motors:\n    count: 4", "  motors: &like\n    count: 9000000")
    text = text.replace("placements:", "  pumps: *like\nplacements:")
    (problem,) = refusals(lay_out(tmp_path, text))
    assert (problem.location.line, problem.location.column) == (12, 1)
    assert "holds 18,000,000 devices; at most 10,000,000" in problem.message


FILES: dict[str, tuple[bytes, tuple[int, int], str]] = {
    "empty": (b"", (1, 1), "the file is empty"),
    "only a remark": (b"# nothing\n", (1, 1), "the file is empty"),
    "a list": (b"- schema: simgui/1\n", (1, 1), "the file holds a list; a map (key: value) is needed"),
    "a word": (b"hello\n", (1, 1), "the file holds a single value"),
    "not UTF-8": (BASE.replace("Test", "T\xe4st").encode("latin-1"), (2, 8), "the byte 0xe4 is not valid UTF-8"),
    "binary": (b"schema: \x00\x01", (1, 9), "control character U+0000"),
    "no YAML": (b"schema: [simgui/1\nname: x\n", (2, 5), "this is not YAML"),
    "a tab": (b"schema: simgui/1\nfleet:\n\tmotors: {}\n", (3, 1), "indent with spaces, not with tabs"),
    "two documents": (BASE.encode() + b"---\na: 1\n", (40, 1), "a second document starts here"),
    "a tag that runs code": (b"schema: !!python/object/apply:os.system [ls]\n", (1, 9), "is not allowed"),
    "10 MB": (b"# " + b"x" * 10_000_000, (1, 1), "larger than the limit of 1 MB"),
    "1000 levels": (b"a: " + b"[" * 1000 + b"]" * 1000, (1, 53), "nested more than 50 levels deep"),
    "alias bomb": (
        b"a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b",".join([b"*a%d" % (i - 1)] * 10)) for i in range(1, 9)),
        (5, 38),
        "more than 100000 values once its aliases are expanded",
    ),
    "alias of itself": (b"a: &a [*a]\n", (1, 8), "stands inside the very value it repeats"),
}


@pytest.mark.parametrize("name", FILES)
def test_that_a_file_that_is_no_scenario_is_refused(tmp_path: Path, name: str) -> None:
    content, place, message = FILES[name]
    first = refusals(lay_out(tmp_path, content))[0]
    assert ((first.location.line, first.location.column), message in str(first)) == (place, True), str(first)


def test_that_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "the file cannot be read: No such file" in str(refusals(tmp_path / "none.yaml")[0])
    assert "the file cannot be read: Is a directory" in str(refusals(tmp_path)[0])


def test_that_a_link_out_of_the_folder_is_no_way_around(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    file = lay_out(folder, BASE)
    (tmp_path / "secret.tflite").write_bytes(b"secret")
    (folder / "model.tflite").unlink()
    (folder / "model.tflite").symlink_to(tmp_path / "secret.tflite")
    (problem,) = refusals(file)
    assert "lies outside the scenario's folder" in problem.message


def _truncate(folder: Path) -> None:
    file = folder / "model.tflite"
    file.write_bytes(file.read_bytes()[:2000])


def _text_model(folder: Path) -> None:
    (folder / "model.tflite").write_text("This is not a network.\n" * 100)


def _empty_model(folder: Path) -> None:
    (folder / "model.tflite").write_bytes(b"")


def _no_card(folder: Path) -> None:
    (folder / "model.yaml").unlink()


MODELS: dict[str, tuple[Callable[[Path], None], str, tuple[int, int], str]] = {
    "truncated": (_truncate, BASE, (5, 20), "model.tflite: "),
    "text": (_text_model, BASE, (5, 20), "model.tflite: "),
    "empty": (_empty_model, BASE, (5, 20), "model.tflite: "),
    "window too short": (
        lambda _folder: None,
        BASE.replace("102.4 ms", "51.2 ms"),
        (30, 17),
        "holds 512 samples x 1 channels, but model takes 1024 x 1 (it is made for 102.4 ms at 10 kHz)",
    ),
    "window too short without a card": (
        _no_card,
        BASE.replace("102.4 ms", "51.2 ms"),
        (30, 17),
        "holds 512 samples x 1 channels, but model takes",
    ),
    "unknown source": (
        lambda _folder: None,
        BASE.replace("source: bearing_vibration", "source: bearing_vibrations"),
        (21, 15),
        "there is no synthetic source 'bearing_vibrations' (did you mean 'bearing_vibration'?)",
    ),
    "too fast for the sensor": (
        lambda _folder: None,
        BASE.replace("adxl1002", "lis2dw12"),
        (22, 13),
        "is faster than the sensor lis2dw12 can sample",
    ),
    "channels": (
        lambda _folder: None,
        BASE.replace("bearing_vibration", "wrist_acceleration"),
        (21, 15),
        "gives 3 values a sample, but the sensor adxl1002 has 1 channels",
    ),
    "model of a placement": (
        lambda _folder: None,
        BASE.replace("models: {", "models: {fall: fall-cnn-int8, ").replace("fog: {}", "fog: {model: fall}"),
        (35, 16),
        "but fall-cnn-int8 takes",
    ),
    "overlapping events": (
        lambda _folder: None,
        BASE.replace("events_per_device_year: 2", "events_per_device_hour: 2\n      event_duration: 1 h"),
        (20, 5),
        "leave no time in between",
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_that_what_the_scenario_names_is_checked_at_the_scenarios_line(tmp_path: Path, name: str) -> None:
    spoil, text, place, message = MODELS[name]
    file = lay_out(tmp_path, text)
    spoil(tmp_path)
    found = refusals(file)
    told = [str(one) for one in found if one.location.file == str(file)]
    at = [(one.location.line, one.location.column) for one in found]
    assert (place in at, [one for one in told if message in one] != []) == (True, True), "\n".join(map(str, found))


CSVS = {
    "NaN": ("t,x\n0,1\n1,nan\n", (3, 3), "'nan' is not a finite number"),
    "empty cell": ("t,x\n0,\n", (2, 3), "this cell is empty"),
    "words": ("t,x\n0,1\n1,loud\n", (3, 3), "'loud' is not a number"),
    "ragged": ("t,x\n0,1,2\n", (2, 1), "this line has 3 cells"),
    "no column": ("t,y\n0,1\n", (1, 1), "there is no column 'x'"),
}


@pytest.mark.parametrize("name", CSVS)
def test_that_a_bad_recording_is_named_by_its_own_line(tmp_path: Path, name: str) -> None:
    content, place, message = CSVS[name]
    file = lay_out(tmp_path, BASE.replace("source: bearing_vibration", "source: {replay: run.csv, columns: [x]}"))
    (tmp_path / "run.csv").write_text(content)
    (problem,) = refusals(file)
    assert problem.location.file == str(tmp_path / "run.csv")
    assert ((problem.location.line, problem.location.column), message in problem.message) == (place, True)


def test_that_a_recording_shorter_than_a_window_is_refused(tmp_path: Path) -> None:
    file = lay_out(tmp_path, BASE.replace("source: bearing_vibration", "source: {replay: run.csv}"))
    (tmp_path / "run.csv").write_text("x\n" + "0\n" * 1000)
    (problem,) = refusals(file)
    assert (problem.location.line, problem.message) == (30, "is longer than the recording, which lasts 100 ms")


def test_that_the_table_is_long_enough() -> None:
    assert len(CASES) + len(FILES) + len(MODELS) + len(CSVS) >= 100


def test_that_a_flood_of_problems_is_reported_in_full_and_in_order(tmp_path: Path) -> None:
    extra = "".join(f"  g{index}: {{count: -1}}\n" for index in range(50))
    found = refusals(lay_out(tmp_path, BASE.replace("placements:", f"{extra}placements:")))
    assert len(found) >= 50 * 6
    assert [one.location for one in found] == sorted(one.location for one in found)


SMOKE = ["unknown key", "wrong unit", "negative count", "a model out of the folder", "1e308 seconds",
         "strategy of a later version", "unknown target", "unknown kpi"]  # fmt: skip


@pytest.mark.parametrize("name", SMOKE)
def test_that_the_command_line_answers_bad_input_with_exit_code_2(tmp_path: Path, name: str) -> None:
    text, (line, column) = marked(CASES[name])
    file = lay_out(tmp_path, text)
    done = subprocess.run(
        [sys.executable, "-m", "simgui", "check", str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert f"{file}:{line}:{column}: " in (done.stderr + done.stdout).replace("\n", "")
