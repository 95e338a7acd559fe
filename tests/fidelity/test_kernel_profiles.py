"""The bundled cycles per unit of work against published latencies, where those lie beside the repository."""

import csv
from collections import defaultdict
from pathlib import Path
from statistics import median

import pytest

from simgui.profiles.registry import Registry

TRUTH = Path(__file__).parents[2].parent / "shared" / "truth"
COLUMNS = {
    "first_conv_mac": ("conv_rgb",),
    "conv_mac": ("conv",),
    "pointwise_mac": ("pw",),
    "depthwise_mac": ("dw",),
    "fully_connected_mac": ("fc",),
    "requantised_output": ("rq_conv", "rq_dw"),
    "elementwise": ("elt",),
    "pool": ("pool",),
    "moved_byte": ("move",),
    "operator": ("n_ops",),
}
STACKS = {
    "X-CUBE-AI 7": ("x-cube-ai-7", ""),
    "X-CUBE-AI 9": ("x-cube-ai-9", "_live"),
    "X-CUBE-AI 10": ("x-cube-ai-9", "_live"),
    "microTVM+CMSIS-NN": ("tflm-cmsis-nn", ""),
    "TFLM 2.3.1": ("tflm-reference", ""),
}

pytestmark = pytest.mark.skipif(not TRUTH.is_dir(), reason="no published measurements in ../shared/truth")


def rows(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def relative_errors() -> dict[tuple[str, str], list[float]]:
    registry = Registry()
    features = {row["model_key"]: row for row in rows("op_features.csv")}
    errors: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows("mlperf_tiny_results.csv"):
        match = next((STACKS[stem] for stem in STACKS if row["stack"].startswith(stem)), None)
        core = row["core"].lower()
        if match is None or core not in {"cortex-m4", "cortex-m7", "cortex-m33"} or row["task"] == "SWW":
            continue
        stack, live = match
        counts = features[f"mlperf:{row['task']}{live if row['task'] == 'VWW' else ''}"]
        cycles_per = registry.kernel(core, stack).cycles_per
        cycles = sum(
            number.value * sum(float(counts[column] or 0) for column in COLUMNS[unit])
            for unit, number in cycles_per.items()
        )
        predicted_s = cycles / (float(row["clock_mhz"]) * 1e6)
        errors[core, stack].append(abs(predicted_s / (float(row["latency_ms"]) / 1e3) - 1))
    return errors


def test_that_the_stated_spread_holds_for_four_in_five_published_latencies() -> None:
    errors = relative_errors()
    assert len(errors) >= 7
    inside = [
        error <= Registry().kernel(core, stack).latency_spread.value
        for (core, stack), found in errors.items()
        for error in found
    ]
    assert sum(inside) >= 0.8 * len(inside)


def test_that_no_published_latency_is_off_by_more_than_half() -> None:
    assert max(error for found in relative_errors().values() for error in found) < 0.5


def test_that_the_median_error_over_all_pairs_is_below_ten_percent() -> None:
    assert median(error for found in relative_errors().values() for error in found) < 0.10
