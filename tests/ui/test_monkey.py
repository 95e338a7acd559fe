"""A monkey at the window: random valid actions, no exception, no warning of Qt, no edit that cannot be undone.

A failure names the seed and the actions that are enough for it. Again, with just these actions::

    SIMGUI_MONKEY_SEED=2 SIMGUI_MONKEY_STEPS=17,33 pytest tests/ui/test_monkey.py -k few_hundred
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter, process_time

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simgui.core.paths import bundled
from simgui.ui.main_window import MainWindow
from ui.conftest import MakeWindow
from ui.monkey import Monkey
from ui.shrinking import shrunk
from ui.study_builders import StubStudy, a_row
from ui.window_builders import StubRun, a_run_of, five_placements

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
SEED = int(os.environ.get("SIMGUI_MONKEY_SEED", "1"))
STEPS = tuple(map(int, filter(None, os.environ.get("SIMGUI_MONKEY_STEPS", "").split(","))))
_STORY = "pipeline_valve"
_SHRINK_FOR_S = float(os.environ.get("SIMGUI_MONKEY_SHRINK_S", "60"))
_SHOWN_ACTIONS = 40
_MAY_GROW_MB = 100.0

MakeMonkey = Callable[[int], Monkey]
Complaints = Callable[[], list[str]]
Watch = Callable[[int], object]


@pytest.fixture
def complaints(qtlog: object, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """Give what has been complained about since the last call: exceptions in slots, and warnings of Qt."""
    caught: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: caught.append("".join(traceback.format_exception(*error))))
    heard = 0

    def complaints() -> list[str]:
        nonlocal heard
        records = qtlog.records  # type: ignore[attr-defined] # it has no types
        new = [one.message for one in records[heard:] if one.log_type_name in {"WARNING", "CRITICAL", "FATAL"}
               and not one.ignored]  # fmt: skip
        heard = len(records)
        new += caught
        caught.clear()
        return new

    return complaints


@pytest.fixture
def make_monkey(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MakeMonkey]:
    """Open a story in a window in which nothing starts a process: runs and studies are scripts."""
    run = staticmethod(lambda *_, **__: StubRun(a_run_of(five_placements())))
    monkeypatch.setattr("simgui.runs.handle.RunHandle.start", run)
    study = staticmethod(lambda *_, **__: StubStudy([a_row(number) for number in range(3)]))
    monkeypatch.setattr("simgui.studies.handle.StudyHandle.start", study)
    windows: list[MainWindow] = []

    def leave(window: MainWindow) -> None:
        assert window.session.document is not None
        qtbot.waitUntil(lambda: not window.bridge.is_running, timeout=10_000)
        QThreadPool.globalInstance().waitForDone()
        window.session.document.undo_stack.setClean()

    def make(seed: int) -> Monkey:
        for window in windows:  # one is at the keyboard at a time
            leave(window)
            window.close()
        windows.clear()
        file = tmp_path / f"{_STORY}.yaml"
        shutil.copy(bundled("scenarios") / f"{_STORY}.yaml", file)
        window = make_window(start_run=lambda *_: StubRun(a_run_of(five_placements())))
        window.open_scenario(str(file))
        windows.append(window)
        return Monkey(window, seed)

    yield make
    for window in windows:
        leave(window)


def _play(
    make: MakeMonkey, complaints: Complaints, seed: int, steps: Sequence[int], watch: Watch = lambda _number: None
) -> tuple[Monkey, str]:
    """Do what the numbers stand for; gives the monkey, and what went wrong at its last action, or ""."""
    monkey = make(seed)
    complaints()
    try:
        for number in steps:
            monkey.act(number)
            if wrong := complaints():
                return monkey, "\n".join(wrong)
            watch(number)
        monkey.undo_everything_and_redo_it()
    except Exception:  # noqa: BLE001 - whatever it is, the actions that lead to it are wanted
        return monkey, traceback.format_exc()
    return monkey, "\n".join(complaints())


def _check(
    make: MakeMonkey, complaints: Complaints, seed: int, steps: Sequence[int], watch: Watch = lambda _number: None
) -> Monkey:
    """Fail with the fewest actions that are found to do it."""
    monkey, wrong = _play(make, complaints, seed, steps, watch)
    if wrong:
        played = steps[: len(monkey.done)]

        def fails(some: Sequence[int]) -> int:
            again, why = _play(make, complaints, seed, some)
            return len(again.done) if why else 0

        fewest = shrunk(played, fails, _SHRINK_FOR_S)
        again, why = _play(make, complaints, seed, fewest)
        done = "\n".join(again.done[-_SHOWN_ACTIONS:])
        listed = ",".join(map(str, fewest))
        pytest.fail(f"SIMGUI_MONKEY_SEED={seed} SIMGUI_MONKEY_STEPS={listed}\n{done}\n{why or wrong}", pytrace=False)
    return monkey


def test_that_a_few_hundred_random_actions_leave_the_window_whole(
    make_monkey: MakeMonkey, complaints: Complaints
) -> None:
    monkey = _check(make_monkey, complaints, SEED, STEPS or range(350))
    if not STEPS:
        assert len(monkey.kinds) >= 14
        assert len(set(monkey.done)) > 200
        assert monkey.identities > 20


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_that_ten_thousand_random_actions_leave_the_window_whole(
    make_monkey: MakeMonkey, complaints: Complaints
) -> None:
    count = int(os.environ.get("SIMGUI_MONKEY_ACTIONS", "10000"))
    begun_s, cpu_s = perf_counter(), process_time()
    seen: list[tuple[int, float, int]] = []

    def watch(number: int) -> None:
        if number % max(count // 20, 1) == 0:
            gc.collect()
            seen.append((number, _resident_mb(), len(QApplication.allWidgets())))

    monkey = _check(make_monkey, complaints, SEED + 1, range(count), watch)
    kinds = ", ".join(f"{kind} {times}" for kind, times in monkey.kinds.most_common())
    print(  # noqa: T201 - the table of figures is made of it
        f"\nmonkey, seed {SEED + 1}: {count} actions in {perf_counter() - begun_s:.0f} s "
        f"({process_time() - cpu_s:.0f} s of processor time); "
        f"{monkey.identities} times a redone edit was compared with what stood there before; {kinds}"
    )
    for number, resident_mb, widgets in seen:
        print(f"after {number} actions: {resident_mb:.0f} MB resident, {widgets} widgets")  # noqa: T201
    (_, warm_mb, warm_widgets), (_, end_mb, widgets) = seen[len(seen) // 4], seen[-1]
    assert end_mb < warm_mb + _MAY_GROW_MB
    assert widgets < 1.5 * warm_widgets


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
