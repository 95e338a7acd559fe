"""Laws of further chips: a RISC-V cluster with an accelerator, Arm's microNPU, and small application cores."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import median

import numpy as np

from simgui.models.calibration.accelerators import Case
from simgui.models.calibration.architectures import named_work
from simgui.models.calibration.networks import NETWORKS
from simgui.models.calibration.published import published_work, rows
from simgui.models.tflite_file import read_model

_GAP9_PRIOR = {
    "conv_mac": 0.012,
    "depthwise_mac": 0.08,
    "fully_connected_mac": 0.1,
    "requantised_output": 0.3,
    "weight_byte": 0.1,
    "operator": 4000.0,
}
_ETHOS_PRIOR = {
    "first_conv_mac": 1 / 16,  # eight channels are multiplied at once: one of them leaves seven idle
    "conv_mac": 1 / 128,
    "depthwise_mac": 1 / 16,
    "coded_weight_byte": 0.8,  # weights lie compressed in flash and are decoded on the way
    "activation_byte": 0.1,
    "operator": 500.0,
}
_DENSE = ("first_conv_mac", "conv_mac", "pointwise_mac", "line_conv_mac")
_VELA = "Vela estimate Ethos_U55"
_MULTIPLIERS = "256"


def gap9(truth: Path) -> Case:
    """GAP9: products by kind, outputs, weights and calls, in cycles of the cluster at two clocks."""
    features = published_work(truth)
    found = [row for row in rows(truth / "mlperf_tiny_results.csv") if row["system"].startswith("gap9")]
    table = []
    for row in found:
        work = features[f"mlperf:{row['task']}"]
        amounts = {**work, "conv_mac": sum(work.get(unit, 0.0) for unit in _DENSE)}
        clock_hz = float(row["clock_mhz"]) * 1e6
        table.append([amounts.get(unit, 0.0) / clock_hz for unit in _GAP9_PRIOR])
    seconds = np.array([float(row["latency_ms"]) * 1e-3 for row in found])
    return Case(
        "GAP9, RISC-V cluster with NE16",
        tuple(f"{row['task']} at {float(row['clock_mhz']):.0f} MHz" for row in found),
        tuple(row["task"] for row in found),
        tuple(_GAP9_PRIOR),
        np.array(table),
        seconds,
        np.array(list(_GAP9_PRIOR.values())),
        spread=0.7,
        noise=0.1,
        note="four networks at two clocks",
    )


def ethos_u55(truth: Path) -> Case:
    """Ethos-U55 with 256 multipliers: estimates of Arm's compiler for networks at hand, no measurements."""
    found = [
        row
        for row in rows(truth / "other_inference.csv")
        if row["system"].startswith(_VELA)
        and row["accelerator"].endswith(f"-{_MULTIPLIERS}")
        and (truth / "models" / f"{row['model']}.tflite").is_file()
    ]
    table = []
    for row in found:
        work = _file_work(truth / "models" / f"{row['model']}.tflite")
        amounts = {**work, "conv_mac": sum(work.get(unit, 0.0) for unit in (*_DENSE[1:], "fully_connected_mac"))}
        table.append([amounts.get(unit, 0.0) / 500e6 for unit in _ETHOS_PRIOR])
    return Case(
        "Ethos-U55-256, Vela's estimates",
        tuple(row["model"] for row in found),
        tuple(row["model"] for row in found),
        tuple(_ETHOS_PRIOR),
        np.array(table),
        np.array([float(row["latency_ms"]) * 1e-3 for row in found]),
        np.array(list(_ETHOS_PRIOR.values())),
        spread=0.8,
        noise=0.15,
        note="the vendor's tool is what is predicted, not a chip; weights are fetched compressed: 7.8 / 59.7 % "
        "while they counted as they lie in the file",
    )


def cortex_a53_share(truth: Path, larger: Mapping[str, float]) -> tuple[float, int]:
    """Give the cycles of a Cortex-A53 with one thread over those of a larger core, and how many rows say so.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.
    larger : Mapping[str, float]
        Cycles of the larger core by unit of work.

    Notes
    -----
    Of most networks only the multiply-accumulates are known; all are taken to need as many cycles for each as
    MobileNet v1 does on the larger core.
    """
    work = named_work("mnv1_100_224") or {}
    usual = sum(amount * larger.get(unit, 0.0) for unit, amount in work.items()) / work["macs"]
    found = [
        float(row["latency_ms"]) * 1e-3 * 1.5e9 / NETWORKS[row["model"].lower()].macs
        for row in rows(truth / "other_inference.csv")
        if row["system"] == "Coral Dev Board CPU" and row["model"].lower() in NETWORKS
    ]
    return median(found) / usual, len(found)


def _file_work(file: Path) -> Mapping[str, float]:
    """Count the work of a network file, and its bytes."""
    model = read_model(file)
    activations = sum(
        model.tensors[index].byte
        for operator in model.operators
        for index in (*operator.inputs, *operator.outputs)
        if index >= 0 and not model.tensors[index].is_constant
    )
    work = {unit: float(amount) for unit, amount in model.work.items()}
    return {
        **work,
        "weight_byte": float(model.weight_byte),
        "coded_weight_byte": float(model.coded_weight_byte),
        "activation_byte": float(activations),
    }
