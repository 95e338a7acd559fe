"""Bad input: each is refused with the exact place, a message that helps, and never a traceback.

In the changed texts ``§`` marks where the problem must be reported; it is taken out before the file is written.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from simgui.core.diagnostics import Diagnostic
from simgui.core.errors import InputError
from simgui.core.paths import bundled
from simgui.profiles.registry import Registry
from simgui.runs.check import check_scenario
from simgui.scenario.load import load_scenario

BASE = """\
schema: simgui/1
name: Test
seed: 7
duration: 1 h
models: {detector: model.tflite}
sites:
  plant:
    gateways:
      cell: {profile: raspberry-pi-5, count: 2, backhaul: ethernet-100m}
clouds:
  region: {profile: cloud-8vcpu, rtt: 80 ms}
fleet:
  motors:
    count: 4
    site: plant
    profile: b-u585i-iot02a
    sensor: adxl1002
    battery: er14505
    link: ble-2m
    stream:
      source: bearing_vibration
      rate: 10 kHz
      distinct: 32
      windows: 256
      events_per_device_year: 2
      faults: [{kind: noise, snr: 10 dB}]
    tasks:
      wear:
        model: detector
        window: 102.4 ms
        every: 10 s
        deadline: 100 ms
placements:
  edge: {}
  fog: {}
budgets:
  latency_p99: "<= 100 ms"
events:
  - {at: 10 min, kind: outage, target: plant.cell.backhaul, for: 1 min}
"""


@dataclass(frozen=True)
class Case:
    """A piece of the valid text, what replaces it, and what the message must say."""

    old: str
    new: str
    message: str


CASES = {
    # keys
    "unknown key": Case("    site: plant", "    §sites: plant", "unknown key (did you mean 'site'?)"),
    "unknown key at the top": Case("name: Test", "name: Test\n§flet: {}", "unknown key (did you mean 'fleet'?)"),
    "key of another table": Case("rate: 10 kHz", "rate: 10 kHz\n      §deadline: 1 s", "unknown key (known keys: source,"),
    "duplicate key": Case("    count: 4", "    count: 4\n    §count: 5", "the key is given twice (first on line 14)"),
    "key that is a number": Case("  motors:", "  §7:", "the key '7' is not text"),
    "name with a dot": Case("  motors:", "  §mo.tors:", "'mo.tors' is no name"),
    "missing key": Case("  motors:\n    count: 4\n", "  §motors:\n", "fleet.motors.count: this key is missing"),
    "missing duration": Case("schema: simgui/1\nname: Test\nseed: 7\nduration: 1 h", "§schema: simgui/1\nname: Test",
                             "duration: this key is missing (needed: time)"),
    "empty group": Case("  edge: {}\n  fog: {}", "  edge: {}\n  fog: {§motors: 1}", "placements.fog.motors: unknown key"),
    # kinds of values
    "wrong unit": Case("duration: 1 h", "duration: §10 kHz", "'10 kHz' is a frequency; a time such as '50 ms' is needed"),
    "unknown unit": Case("every: 10 s", "every: §10 sex", "has an unknown unit 'sex'"),
    "no unit": Case("every: 10 s", "every: §10", "'10' has no unit"),
    "a map for a quantity": Case("every: 10 s", "every: §{a: 1}", "must be a quantity (time), not a map"),
    "a bool for a quantity": Case("every: 10 s", "every: §true", "must be a quantity (time), not true"),
    "nothing for a quantity": Case("every: 10 s", "every:§", "must be a quantity (time), not nothing"),
    "a time series": Case("every: 10 s", "every: §{series: a.csv}", "time series are not available in this version"),
    "a number for a text": Case("name: Test", "name: §42", "must be a text, not 42 (put it in quotes)"),
    "a text for a number": Case("count: 4", "count: §four", "must be a whole number, not 'four'"),
    "half a device": Case("count: 4", "count: §4.5", "must be a whole number, not 4.5"),
    "a list for a map": Case("      wear:\n        model: detector\n        window: 102.4 ms\n        every: 10 s\n"
                             "        deadline: 100 ms", "      wear: §[]", "must be a map (key: value), not a list"),
    "a map for a list": Case("faults: [{kind: noise, snr: 10 dB}]", "faults: §{kind: noise}", "must be a list of fault"),
    "a list for the fleet's site": Case("site: plant", "site: §[plant]", "must be a text, not a list"),
    "an empty text": Case("name: Test", 'name: §" "', "must not be empty"),
    "a wrong choice": Case("deadline: 100 ms", "report: §on_detect", "did you mean 'on_detection'?"),
    "edge where device is meant": Case("deadline: 100 ms", "needed_at: §edge", "did you mean 'device'?"),
    "another schema": Case("schema: simgui/1", "schema: §simgui/9", "must be one of simgui/1, not 'simgui/9'"),
    # impossible values
    "negative count": Case("count: 4", "count: §-4", "must be 1 or more, not -4"),
    "no devices": Case("count: 4", "count: §0", "must be 1 or more, not 0"),
    "too many devices": Case("count: 4", "count: §10000001", "must be at most 10,000,000 devices"),
    "too many devices in all": Case("fleet:\n  motors:\n    count: 4", "§fleet:\n  motors: &m\n    count: 9000000",
                                    "holds 18,000,000 devices"),
    "endless count": Case("count: 4", f"count: §{'9' * 250}", "must be at most 10,000,000 devices"),
    "zero period": Case("every: 10 s", "every: §0 s", "must be more than 0 s"),
    "negative period": Case("every: 10 s", "every: §-1 s", "must be more than 0 s, not '-1 s'"),
    "zero duration": Case("duration: 1 h", "duration: §0 h", "must be more than 0 s"),
    "over a century": Case("duration: 1 h", "duration: §101 y", "must be at most 100 y"),
    "negative deadline": Case("deadline: 100 ms", "deadline: §-5 ms", "must be more than 0 s, not '-5 ms'"),
    "not a number": Case("every: 10 s", "every: §.nan", "a number must be finite"),
    "not a number with unit": Case("every: 10 s", "every: §nan s", "is not a finite number"),
    "infinite": Case("seed: 7", "seed: §.inf", "a number must be finite"),
    "1e308 seconds": Case("every: 10 s", "every: §1e308 s", "too large to compute with"),
    "1e400": Case("events_per_device_year: 2", "events_per_device_year: §1e400", "the number is too large"),
    "1e308 events": Case("events_per_device_year: 2", "events_per_device_year: §1e308", "too large to compute with"),
    "share above one": Case("{kind: noise, snr: 10 dB}", "{kind: dropout, share: §120 %}", "must be at most 100 %"),
    "share below zero": Case("{kind: noise, snr: 10 dB}", "{kind: dropout, share: §-0.1}", "must be 0 % or more"),
    "too many distinct streams": Case("distinct: 32", "distinct: §100001", "must be at most 100,000"),
    "a word for distinct": Case("distinct: 32", "distinct: §each", "must be a whole number, not 'each'"),
    "seed beyond 64 bits": Case("seed: 7", "seed: §9223372036854775808", "must be at most 9,223,372,036,854,775,807"),
    "below absolute zero": Case("link: ble-2m", "link: ble-2m\n    temperature: §-300 degC", "below absolute zero"),
    "half a byte": Case("deadline: 100 ms", "result: §4 bit", "must be whole bytes"),
    "half a sample": Case("window: 102.4 ms", "window: §102.45 ms", "holds 1024.5 samples at 10 kHz"),
    "one sample": Case("window: 102.4 ms", "window: §100 us", "holds 1 samples at 10 kHz; 2 or more are needed"),
    "events given twice": Case("events_per_device_year: 2", "events_per_device_year: 2\n      events_per_device_day: §1",
                               "the rate of events is given twice"),
    # references
    "unknown model key": Case("model: detector", "model: §detektor", "did you mean 'detector'?"),
    "unknown site": Case("site: plant", "site: §plnt", "there is no site 'plnt' (did you mean 'plant'?)"),
    "unknown cloud": Case("site: plant", "site: plant\n    cloud: §regoin", "there is no cloud 'regoin' (did you mean 'region'?)"),
    "unknown device": Case("profile: b-u585i-iot02a", "profile: §b-u585-iot02a", "did you mean 'b-u585i-iot02a'?"),
    "unknown link": Case("link: ble-2m", "link: §zigbee", "there is no link profile 'zigbee' (there are "),
    "unknown battery": Case("battery: er14505", "battery: {profile: §er14500}", "did you mean 'er14505'?"),
    "unknown sensor": Case("sensor: adxl1002", "sensor: §adxl1003", "did you mean 'adxl1002'?"),
    "a profile that is a path": Case("link: ble-2m", "link: §../links/ble-2m", "there is no link profile"),
    "unknown gateway": Case("{profile: raspberry-pi-5,", "{profile: §raspberry-pi-55,", "did you mean 'raspberry-pi-5'?"),
    "link and route": Case("link: ble-2m", "link: ble-2m\n    route: §[{link: ble-2m, to: gateway}]", "either a link or a route"),
    "two hops": Case("link: ble-2m", "route: §[{link: ble-2m, to: gateway}, {link: lte-m, to: cloud}]", "one hop in this version"),
    "gateway without a site": Case("    site: plant\n", "", "there is no gateway"),
    "unknown gate": Case("seed: 7", "gate: [edge, §fogg]", "there is no placement 'fogg' (did you mean 'fog'?)"),
    # models
    "missing model": Case("model.tflite}", "§modle.tflite}", "there is no file 'modle.tflite' (did you mean 'model.tflite'?)"),
    "unknown shipped model": Case("model.tflite}", "§bearing-cnn-int9}", "did you mean 'bearing-cnn-int8'?"),
    "a model out of the folder": Case("model.tflite}", "§../../etc/passwd}", "lies outside the scenario's folder"),
    "a model by absolute path": Case("model.tflite}", "§/etc/passwd}", "lies outside the scenario's folder"),
    "a recording out of the folder": Case("source: bearing_vibration", "source: {replay: §../../secret.csv}",
                                          "lies outside the scenario's folder"),
    "a recording of another kind": Case("source: bearing_vibration", "source: {replay: §song.mp3}", "neither a .csv nor a .wav"),
    "columns without a replay": Case("source: bearing_vibration", "source: {synthetic: bearing_vibration, columns: §[x]}",
                                     "goes with a replay only"),
    # placements, budgets, events, faults
    "strategy of a later version": Case("fog: {}", "h: {strategy: §cascade, escalate_to: fog}",
                                        "strategy 'cascade' is not available in this version; available: edge, fog, cloud"),
    "later strategy by name": Case("  fog: {}", "  §split: {}", "strategy 'split' is not available in this version"),
    "unknown strategy": Case("fog: {}", "h: {strategy: §egde}", "unknown strategy 'egde'; available: edge"),
    "name without a strategy": Case("  fog: {}", "  §mine: {}", "needs a strategy: the name implies none"),
    "option of another strategy": Case("fog: {}", "fog: {feature: §rms}", "strategy 'fog' has no option 'feature'"),
    "unknown feature": Case("fog: {}", "threshold: {feature: §rmss}", "did you mean 'rms'?"),
    "exception for nobody": Case("fog: {}", "fog: {by_group: {§motor: edge}}", "there is no device group 'motor'"),
    "exception for no task": Case("fog: {}", "fog: {by_task: {§ware: edge}}", "there is no task 'ware' (did you mean 'wear'?)"),
    "unknown kpi": Case("  latency_p99:", "  §latency_99:", "there is no KPI 'latency_99' (did you mean 'latency_p99'?)"),
    "kpi with its unit": Case("  latency_p99:", "  §latency_p99_s:", "did you mean 'latency_p99'?"),
    "kpi of no group": Case("  latency_p99:", "  §pumps/latency_p99:", "there is no device group 'pumps'"),
    "kpi that is a table": Case("  latency_p99:", "  §latency_by_stage_s:", "no budget can limit it"),
    "limit without a sign": Case('"<= 100 ms"', "§100 ms", "starts with none of <=, >=, ==, <, >"),
    "limit of another kind": Case('"<= 100 ms"', '§"<= 100 mW"', "'100 mW' is a power"),
    "event of a later version": Case("kind: outage", "kind: §ota", "the event 'ota' is not available in this version"),
    "unknown event": Case("kind: outage", "kind: §outtage", "unknown event 'outtage' (did you mean 'outage'?)"),
    "unknown target": Case("target: plant.cell.backhaul", "target: §plant.cel.backhaul", "did you mean 'plant.cell.backhaul'?"),
    "target that is not there": Case("target: plant.cell.backhaul", 'target: §"plant.cell[2].backhaul"', "there are 2, counted from 0"),
    "index where there is none": Case("target: plant.cell.backhaul", 'target: §"region[0]"', "'region' takes no index"),
    "unknown fault": Case("{kind: noise,", "{kind: §noisy,", "unknown fault 'noisy' (did you mean 'noise'?)"),
    "fault without a kind": Case("[{kind: noise, snr: 10 dB}]", "[§{snr: 10 dB}]", "faults[0].kind: this key is missing"),
    "fault's own key": Case("{kind: noise, snr: 10 dB}", "{kind: noise, §srn: 10 dB, snr: 1 dB}", "did you mean 'snr'?"),
}  # fmt: skip
_ELSEWHERE = {"gateway without a site", "too many devices in all"}


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
    with pytest.raises(InputError) as caught:
        scenario = load_scenario(file)
        raise InputError(check_scenario(scenario, Registry()))
    return caught.value.diagnostics


def marked(case: Case) -> tuple[str, tuple[int, int]]:
    """Give a case's text without its mark, and line and column of the mark."""
    assert BASE.count(case.old) == 1, case.old
    text = BASE.replace(case.old, case.new)
    before = text.partition("§")[0]
    return text.replace("§", ""), (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_that_the_base_of_all_cases_is_fine(tmp_path: Path) -> None:
    scenario = load_scenario(lay_out(tmp_path, BASE))
    assert check_scenario(scenario, Registry()) == ()


@pytest.mark.parametrize("name", [name for name in CASES if name not in _ELSEWHERE])
def test_that_a_bad_value_is_named_by_line_and_column(tmp_path: Path, name: str) -> None:
    text, place = marked(CASES[name])
    found = refusals(lay_out(tmp_path, text))
    told = [str(one) for one in found if (one.location.line, one.location.column) == place]
    assert [one for one in told if CASES[name].message in one], "\n".join(map(str, found))


@pytest.mark.parametrize("name", [name for name in CASES if name not in _ELSEWHERE])
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
        (5, 46),
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


@pytest.mark.skipif(
    importlib.util.find_spec("simgui.__main__") is None or importlib.util.find_spec("simgui.cli.check") is None,
    reason="the command line is not there yet",
)
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
