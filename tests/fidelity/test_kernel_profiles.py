"""The bundled cycles per unit of work against published latencies, where those lie beside the repository."""

from pathlib import Path
from statistics import median

import numpy as np
import pytest

from simgui.models.calibration.published import cortex_m
from simgui.models.cost_model import predict_core
from simgui.models.tflite_file import read_model
from simgui.profiles.registry import Registry

FILES = {
    "mlperf:AD": "mlperf_ad01_int8",
    "mlperf:KWS": "mlperf_kws_ref_model",
    "mlperf:IC": "mlperf_pretrainedResnet_quant",
    "mlperf:VWW": "mlperf_vww_96_int8",
}


def predictions(truth: Path) -> list[tuple[float, bool]]:
    """Give the relative error of every MLPerf Tiny latency, and whether it lies in its interval."""
    registry = Registry()
    models = {key: read_model(truth / "models" / f"{name}.tflite") for key, name in FILES.items()}
    found = []
    for one in cortex_m(truth):
        if one.model in models and one.stack in registry.stacks(one.core):
            told = predict_core(models[one.model], registry.kernel(one.core, one.stack), one.clock_hz)
            inside = told.latency_low_s <= one.latency_s <= told.latency_high_s
            found.append((abs(told.latency_s / one.latency_s - 1), inside))
    return found


def test_that_files_predict_published_latencies_within_a_few_percent(truth: Path) -> None:
    errors = [error for error, _ in predictions(truth)]
    assert len(errors) > 150
    assert median(errors) < 0.05
    assert np.percentile(errors, 90) < 0.15


def test_that_the_stated_interval_holds_at_least_four_in_five(truth: Path) -> None:
    inside = [held for _, held in predictions(truth)]
    assert sum(inside) >= 0.8 * len(inside)


def test_that_the_work_counted_in_files_is_that_of_the_published_features(truth: Path) -> None:
    for one in cortex_m(truth):
        if one.model in FILES and one.stack == "hale":
            work = read_model(truth / "models" / f"{FILES[one.model]}.tflite").work
            published = {unit: amount for unit, amount in one.work.items() if unit in work}
            assert published == pytest.approx(dict(work)), one.model
