"""Quantiles of runs that keep their trace."""

from pathlib import Path

import numpy as np
import pytest
from run_builders import SMALL_STORY, Silent

from simgui.results.run_store import trace_folder
from simgui.results.trace_store import read_trace
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario

CHANGES = (
    ("edge: {}", "fog: {}"),
    ("needed_at: device, report: on_detection", "needed_at: fog, report: always"),
    ("count: 6", "count: 40"),
    ("rate: 100 Hz,", "rate: 100 Hz, phase: aligned,"),
)
QUANTILES = {"latency_p50_s": 0.50, "latency_p95_s": 0.95, "latency_p99_s": 0.99, "latency_max_s": 1.0}


def test_that_a_run_with_trace_has_the_exact_quantiles_of_its_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMGUI_CACHE_DIR", str(tmp_path / "cache"))
    file = tmp_path / "queue.yaml"
    text = SMALL_STORY
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)
    scenario = load_scenario(file)
    out = tmp_path / "out"
    (with_trace,) = run_scenario(scenario, RunOptions(placements=("fog",), out=out, trace=True), Silent()).runs
    (without,) = run_scenario(scenario, RunOptions(placements=("fog",)), Silent()).runs
    rows = read_trace(trace_folder(out, "fog", 5), ["release_ns", "gateway_finish_ns"])
    latency_s = (rows["gateway_finish_ns"] - rows["release_ns"]) / 1e9
    assert len(np.unique(latency_s)) > 20  # forty devices want the channel at once
    for kpi, fraction in QUANTILES.items():
        exact = np.quantile(latency_s, fraction, method="inverted_cdf")
        assert with_trace.kpis[kpi] == exact
        assert exact * (1 - 1e-15) <= without.kpis[kpi] <= exact * (1 + 1 / 1024)
