"""The second half of the architect's five minutes: explore, compare, budgets, command and report."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from PySide6.QtGui import QGuiApplication

from simgui.ui.panels.canvas import Canvas
from simgui.ui.workspaces.explore import ExploreWorkspace
from ui.journeys.everyday import choose_entry, go_to, name_the_file, run_all, type_values
from ui.journeys.eyes import changes_of, node_place, picture_of, plot_place, texts_of
from ui.journeys.journey import Journey, Steps

_GROUP = "fleet.motors"
AXES = (
    (f"{_GROUP}.tasks.wear.every", "30 min,1 h,2 h,4 h,8 h"),
    (f"{_GROUP}.temperature", "5 degC,15 degC,25 degC,35 degC"),
    (f"{_GROUP}.count", "100,200,300,400,500,600"),
)
RUNS = 120
BUDGETS = {"budgets.latency_p99": "<= 20 ms", "budgets.battery_life": ">= 2 y"}


def explore(me: Journey) -> Steps:
    """Vary three parameters: dots arrive, cancel keeps, and it goes on from there."""
    me.begin("3:15 explore: three parameters, live, cancelled and gone on with")
    yield from go_to(me, 3, "explore")
    workspace = me.window.workspaces["explore"]
    assert isinstance(workspace, ExploreWorkspace)
    yield "the form", lambda: workspace.explorer is not None
    form: Any = workspace.view_widget("study")
    views: Any = workspace.central()
    yield from _fill(me, form)
    yield from me.keys("Return", held=("Control_L",))
    assert workspace.explorer is not None
    bridge = workspace.explorer.bridge
    arrived: list[int] = []
    told: list[str] = []

    def came(count: int) -> bool:
        shown = len(views.table.rows)
        if shown and (not arrived or shown > arrived[-1]):
            arrived.append(shown)
            told.append(form.state.text())
        return shown >= count or not bridge.is_running

    yield "the first dots", lambda: came(1)
    first = picture_of(views.scatter)
    yield "more dots", lambda: came(arrived[0] + 1) and len(arrived) > 1
    assert bridge.is_running, "the study is too short to be seen"
    assert picture_of(views.scatter) != first
    yield from _cancel(me, form, views, bridge)
    yield from me.keys("Return", held=("Control_L",))
    yield "all runs, those from before among them", lambda: came(RUNS) and len(views.table.rows) == RUNS
    yield "the study to end", lambda: not bridge.is_running
    me.noted["dots arrived"] = arrived
    assert any("left" in text for text in told), told
    yield from _star(me)
    yield from _brush_and_open(me, views)


def _fill(me: Journey, form: Any) -> Steps:
    """Say what to vary."""
    for number, (path, values) in enumerate(AXES):
        if number >= len(form.rows):
            yield from me.click(form.add_row)
        yield from me.type_into(form.rows[number].path, path)
        yield from me.keys("Tab")
        yield from me.type_into(form.rows[number].values, values)
    yield from me.type_into(form.duration, "4 d")
    yield from _choose_edge(me, form.placements)
    yield f"{RUNS} runs to be counted", lambda: str(RUNS) in form.state.text()


def _cancel(me: Journey, form: Any, views: Any, bridge: Any) -> Steps:
    """Cancel; what is through stays."""
    through = len(views.table.rows)
    yield from me.click(form.cancel)
    yield "the study to end", lambda: not bridge.is_running
    kept = len(views.table.rows)
    assert through <= kept < RUNS
    assert "Cancelled" in form.state.text()
    me.noted["runs kept by cancel"] = kept


def _choose_edge(me: Journey, choice: Any) -> Steps:
    """Open the list of placements, and choose the one on the device."""
    yield from me.click(choice)
    yield "the list of placements", choice.view().isVisible
    wanted = choice.findText("edge")
    for _ in range(choice.count()):
        if choice.view().currentIndex().row() != wanted:
            yield from me.keys("Down" if choice.view().currentIndex().row() < wanted else "Up")
    yield from me.keys("Return")
    yield "edge to be chosen", lambda: choice.currentText() == "edge" and not choice.view().isVisible()


def _star(me: Journey) -> Steps:
    yield from me.keys("s", held=("Control_L", "Alt_L"))
    yield "a baseline", lambda: me.window.session.baseline is me.window.session.runs[-1]


def _brush_and_open(me: Journey, views: Any) -> Steps:
    me.begin("4:00 brush an axis, click a dot, open it as a scenario")
    plot, scatter = views.parallel, views.scatter
    yield from me.settled(plot, lambda: plot_place(plot, 0.0, 0.6))
    yield from me.drag(plot_place(plot, 0.0, 0.6), plot_place(plot, 0.0, 1.1))
    yield "fewer runs", lambda: 0 < int(views.table.shown().sum()) < RUNS
    shown = int(views.table.shown().sum())
    assert f"{shown} of {RUNS}" in views.count.text(), views.count.text()
    xs, ys = scatter._points()
    dot = int(np.flatnonzero(views.table.shown())[-1])
    yield from me.settled(scatter, lambda: plot_place(scatter, float(xs[dot]), float(ys[dot])))
    yield from me.click_at(plot_place(scatter, float(xs[dot]), float(ys[dot])))
    yield "a dot to be chosen", lambda: views.selected >= 0
    yield from me.click(views.open)
    yield "the design of that run", lambda: me.window.current == "design"
    values = views.table.rows[views.selected].point.values
    document = me.window.session.document
    me.noted["opened"] = values
    assert {path: document.parts.written(path) for path, _ in values} == dict(values)


def compare(me: Journey) -> Steps:
    """Run what the dot stands for, and see what is other than in the baseline."""
    me.begin("compare with the baseline")
    yield from run_all(me)
    yield from go_to(me, 4, "compare")
    panel: Any = me.window.workspaces["compare"].central().widget(1)
    yield "figures beside each other", lambda: panel.isVisible() and panel.model.rowCount() > 5
    runs, baseline = me.window.session.runs, me.window.session.baseline
    assert panel.baseline.currentData() == baseline.number
    assert panel.other.currentData() == runs[-1].number > baseline.number
    changes = changes_of(panel.model)
    me.noted["deltas"] = changes[:5]
    assert changes, "nothing differs"
    assert f"{_GROUP}." in panel.difference.toPlainText()


def type_budgets(me: Journey) -> Steps:
    """Type two budgets into the inspector."""
    me.begin("4:40 type two budgets, save, copy the command line")
    yield from go_to(me, 1, "design")
    canvas: Any = me.window.workspaces["design"].findChild(Canvas)
    yield from me.settled(canvas, lambda: node_place(canvas, _GROUP))
    yield from me.click_at(node_place(canvas, _GROUP))
    inspector: Any = me.window.workspaces["design"].view_widget("inspector")
    session = me.window.session
    while session.selected_path:
        below = session.selected_path
        yield from me.click(inspector._up)
        yield "the part above", partial(_is_above, session, below)
    yield from type_values(me, BUDGETS)
    yield from me.keys("s", held=("Control_L",))
    yield "nothing to be unsaved", lambda: not me.window.session.document.is_dirty
    lines = (me.folder / "mine.yaml").read_text(encoding="utf-8").splitlines()
    for path, limit in BUDGETS.items():
        name = path.rpartition(".")[2]
        assert any(line.strip().startswith(f"{name}:") and limit in line for line in lines), (name, lines)


def hand_over(me: Journey) -> Steps:
    """Run with the budgets, copy the command, and leave a report."""
    window = me.window
    yield from run_all(me)
    limits = texts_of(window.run_workspace.page.results.details)
    assert any("20 ms" in text for text in limits), limits
    yield from me.keys("c", held=("Control_L", "Shift_L"))
    yield "a command", lambda: QGuiApplication.clipboard().text().startswith("simgui run")
    run = window.session.run
    me.noted["command"] = QGuiApplication.clipboard().text()
    me.noted["hashes"] = {one.placement: one.trace_hash for one in run.runs}
    me.noted["budgets"] = {f"{one.placement} {budget.kpi} {budget.limit}": budget.judgement.value for one in run.runs
                           for budget in one.budgets}  # fmt: skip
    me.noted["advice"] = run.recommended
    me.begin("5:00 leave a report")
    yield from choose_entry(me, "File", "File/Export", "file.report_html")
    yield from name_the_file(me, "report.html")
    yield "the report", (me.folder / "report.html").is_file


def _is_above(session: Any, below: str) -> bool:
    return len(session.selected_path) < len(below)
