"""The readme: its files load, its quotes are true, and the commands it shows work in its order."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"(?:<!-- from (\S+) -->\n)?```(\w+)\n(.*?)```", README, flags=re.DOTALL)
QUOTES = [(file, text) for file, _, text in FENCES if file]
FILES = {
    named[1]: text
    for _, language, text in FENCES
    if language == "yaml" and (named := re.match(r"# (\S+\.yaml)\n", text)) is not None
}
COMMANDS = [line for _, language, text in FENCES if language == "sh" for line in text.splitlines()]
SMALL = "duration=1 min", "fleet.motors.count=25", "fleet.motors.stream.distinct=2", "fleet.motors.stream.windows=8"
SHOWN = sorted(set(re.findall(r"^\| `simgui \[?(\w+)", README, flags=re.MULTILINE)))


def without_comments(text: str) -> list[str]:
    return [line for line in (re.sub(r"\s+#.*|^#.*", "", one).rstrip() for one in text.splitlines()) if line]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the readme shows, and a network under the name it uses."""
    made = tmp_path_factory.mktemp("readme")
    for name, text in FILES.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "assets" / "models" / "bearing-cnn-int8.tflite", made / "my_net.tflite")
    return made


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "simgui", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SIMGUI_CACHE_DIR": str(folder / "cache")},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_that_the_readme_shows_what_these_tests_look_for() -> None:
    assert set(FILES) == {"my_scenario.yaml", "device_profiles/devices/my-node.yaml"}
    assert len(QUOTES) >= 5
    assert len(COMMANDS) >= 5
    assert {"gui", "run", "check", "compare", "models", "profiles"} <= set(SHOWN)


@pytest.mark.parametrize(("file", "quote"), QUOTES, ids=range(len(QUOTES)))
def test_that_a_quoted_line_stands_in_the_file_it_is_from(file: str, quote: str) -> None:
    lines = without_comments((ROOT / file).read_text(encoding="utf-8"))
    assert [line for line in without_comments(quote) if line not in lines] == []


def test_that_the_commands_work_in_order(folder: Path) -> None:
    for command in COMMANDS:
        program, *words = shlex.split(command)
        assert program == "simgui"
        shipped = "predictive_maintenance" in words
        done = call(folder, *words, *(f"--set={change}" for change in SMALL if shipped))
        # A minute of a shipped story need not meet its budgets.
        assert done.returncode in ({0, 1} if shipped else {0}), f"{command}\n{done.stderr}"


def test_that_every_command_of_the_table_exists(folder: Path) -> None:
    text = call(folder, "--help").stdout
    known = set(re.findall(r"^  (\w+)  ", text, flags=re.MULTILINE))
    assert set(SHOWN) <= known
