"""Laws of accelerators and application processors, each with few costs, fitted to published times.

Notes
-----
An accelerator's time is a sum of what it multiplies, what it fetches and a fixed part; which terms there are is a
matter of its build: the Neural-ART NPU streams its weights from flash and leaves elementwise layers to its core,
the Edge TPU keeps 7 MB of weights and fetches the rest over its bus, a pipelined Hailo-8 answers at the rate of
its slowest stage, which is no latency.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simgui.models.calibration.networks import NETWORKS
from simgui.models.calibration.positive import fit_positive, leave_one_group_out
from simgui.models.calibration.published import published_work, rows, zoo_work

Array = NDArray[np.float64]
Row = Mapping[str, str]

RESIDENT_BYTE = 7e6
"""Weights an Edge TPU keeps: 8 MB on chip less the program. [byte]"""
_NPU_RAM_BYTE = 2.5 * 2**20
_IN_PLACE_SHARE = 0.66
_HOSTS = ("pcie", "usb3", "usb3-pi", "usb2")
_HOST_PRIOR = {
    "pcie": (0.3e-3, 1 / 0.4e9, 1 / 0.4e9),
    "usb3": (0.6e-3, 1 / 0.3e9, 1 / 0.3e9),
    "usb3-pi": (2e-3, 1 / 0.2e9, 1 / 0.3e9),
    "usb2": (3e-3, 1 / 35e6, 1 / 35e6),
}
_CPU_PRIOR = {
    "first_conv_mac": 0.9,
    "conv_mac": 0.6,
    "pointwise_mac": 0.6,
    "depthwise_mac": 1.6,
    "fully_connected_mac": 1.0,
    "requantised_output": 6.0,
    "elementwise": 5.0,
    "pool": 3.0,
    "moved_byte": 0.8,
    "operator": 8000.0,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One processor with its measured times and the law they are held to.

    Parameters
    ----------
    name : str
        What it is.
    labels, groups : tuple[str, ...]
        The network of each measurement, and what is left out together.
    columns : tuple[str, ...]
        What the law counts.
    amounts, seconds, prior : NDArray
        Amounts by measurement and column, times, costs expected beforehand. [-], [s], [s]
    spread, noise : float
        How far costs may be from what was expected, and times from the law. [-]
    note : str
        What to know about it.
    """

    name: str
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    columns: tuple[str, ...]
    amounts: Array
    seconds: Array
    prior: Array
    spread: float = 0.7
    noise: float = 0.1
    note: str = ""

    def costs(self) -> dict[str, float]:
        """Fit the cost of one of each column. [s]"""
        found = fit_positive(self.amounts, self.seconds, self.prior, spread=self.spread, noise=self.noise)
        return dict(zip(self.columns, found.tolist(), strict=True))

    def errors_in_fit(self) -> Array:
        """Give the logarithm of predicted over measured, in the fit. [-]"""
        return np.asarray(np.log(self.amounts @ np.array(list(self.costs().values())) / self.seconds))

    def errors_left_out(self) -> Array:
        """Give the logarithm of predicted over measured, each network left out in turn. [-]"""
        return leave_one_group_out(
            self.amounts, self.seconds, self.prior, self.groups, spread=self.spread, noise=self.noise
        )


def all_cases(truth: Path) -> list[Case]:
    """Read every case that has published times.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.

    Returns
    -------
    list[Case]
        In the order of the report.
    """
    return [
        neural_art(truth),
        edge_tpu(truth),
        cortex_a7(truth),
        vivante(truth),
        jetson(truth),
        vip8000(truth),
        esp_kernels(truth, "ESP-NN optimised kernel"),
        esp_kernels(truth, "ANSI C kernel"),
        hailo(truth),
    ]


def neural_art(truth: Path) -> Case:
    """STM32N6: products, bytes of activations and weights, calls, and layers left to the Cortex-M55."""
    found = _zoo(truth, lambda row: row["core"].startswith("ST Neural"))
    columns = ("macs", "activation_byte", "weight_byte", "operator", "elementwise", "far_byte")
    table = []
    for row, work in found:
        far = work["activation_byte"] if work["peak_byte"] * _IN_PLACE_SHARE > _NPU_RAM_BYTE else 0.0
        elementwise = max(0.0, work["elementwise"] - _values(row["input_shape"]))  # the input comes quantised
        table.append([*(work[name] for name in columns[:4]), elementwise, far])
    prior = [1 / 300e9, 1 / 5e9, 1 / 0.37e9, 20e-6, 5e-9, 2e-9]
    return _case("STM32N6 Neural-ART NPU", found, columns, table, prior, noise=0.2)


def cortex_a7(truth: Path) -> Case:
    """STM32MP157: two threads of TensorFlow Lite on Cortex-A7 at 800 MHz; v3 of the zoo mixes two runtimes."""
    found = _zoo(truth, lambda row: "MP157" in row["board"] and "v3" not in row["release"])
    table = [[work.get(unit, 0.0) / 800e6 for unit in _CPU_PRIOR] for _, work in found]
    return _case("STM32MP157, 2 x Cortex-A7", found, tuple(_CPU_PRIOR), table, list(_CPU_PRIOR.values()), spread=0.6)


def vivante(truth: Path) -> Case:
    """STM32MP257: per-channel int8 runs on the GPU at 800 MHz."""
    found = _zoo(truth, lambda row: "MP257" in row["board"] and "GPU)" in row["engine"])
    table = [[work.get(unit, 0.0) / 800e6 for unit in _CPU_PRIOR] for _, work in found]
    return _case("STM32MP257 GPU (per channel)", found, tuple(_CPU_PRIOR), table, list(_CPU_PRIOR.values()), spread=0.6)


def edge_tpu(truth: Path) -> Case:
    """Coral: products, bytes to the host, weights beyond 7 MB over the bus, SSD post-processing on the host."""
    found = [row for row in _others(truth) if "Edge TPU" in row["accelerator"] + row["stack"]]
    columns = ["macs"] + [f"{host} {what}" for host in _HOSTS for what in ("call", "host_byte", "streamed_byte")]
    table = []
    for row in found:
        network = NETWORKS[row["model"].lower()]
        line = [network.macs]
        for host in _HOSTS:
            on = float(_host(row) == host)
            line += [on, on * network.input_byte, on * max(0.0, network.parameters - RESIDENT_BYTE)]
        table.append([*line, float("ssd" in row["model"].lower())])
    prior = [1e-12, *(value for host in _HOSTS for value in _HOST_PRIOR[host]), 5e-3]
    names = tuple(row["model"] for row in found)
    labels = tuple(f"{row['model']} ({_host(row)})" for row in found)
    return Case(
        "Coral Edge TPU",
        labels,
        names,
        (*columns, "post-processing"),
        np.array(table),
        _seconds(found),
        np.array(prior),
        spread=0.5,
        noise=0.15,
        note="32 rows of 15 networks on four hosts; sizes of networks as published, files not at hand",
    )


def jetson(truth: Path) -> Case:
    """Jetson Orin Nano: products and weights by the width of a value, and a fixed part."""
    found = [row for row in _others(truth) if "Jetson Orin" in row["system"] and row["stack"] == "TensorRT"]
    width = {"fp32": 4.0, "fp16": 2.0, "int8": 1.0}
    table = [
        [n.macs * width[row["precision"]], n.parameters * width[row["precision"]], 1.0]
        for row, n in ((row, NETWORKS[row["model"].lower()]) for row in found)
    ]
    return _named(
        "Jetson Orin Nano, TensorRT", found, ("byte_mac", "weight_byte", "call"), table, [1 / 4e12, 1 / 60e9, 5e-4]
    )


def vip8000(truth: Path) -> Case:
    """i.MX 8M Plus: products, weights and a fixed part."""
    found = [row for row in _others(truth) if "i.MX 8M" in row["system"]]
    table = [[NETWORKS[row["model"].lower()].macs, NETWORKS[row["model"].lower()].parameters, 1.0] for row in found]
    return _named("i.MX 8M Plus NPU", found, ("macs", "weight_byte", "call"), table, [1e-12, 1 / 5e9, 1e-3])


def hailo(truth: Path) -> Case:
    """Hailo-8: seconds an answer of the pipeline at batch 8, by products, weights and input; no latency."""
    found, table = [], []
    for row in rows(truth / "other_inference.csv"):
        told = re.search(r"batch8 (\d+) fps; *([\d.]+) GOPs; *([\d.]+) MParams", row["note"])
        if row["system"].startswith("Hailo") and told:
            found.append((row, 1 / float(told[1])))
            table.append([float(told[2]) * 0.5e9, float(told[3]) * 1e6, float(_values(row["input"])), 1.0])
    names = tuple(row["model"] for row, _ in found)
    return Case(
        "Hailo-8 (pipeline throughput)",
        names,
        tuple(name.split("_")[0] for name in names),
        ("macs", "weight_byte", "host_byte", "call"),
        np.array(table),
        np.array([seconds for _, seconds in found]),
        np.array([1 / 5e12, 1 / 3e9, 1 / 1.5e9, 2e-4]),
        spread=1.0,
        noise=0.3,
        note="how the compiler cuts a network over the chip is not published; throughput is never 1 / latency",
    )


def esp_kernels(truth: Path, stack: str) -> Case:
    """ESP32-S3: single kernels of ESP-NN's own benchmark, in cycles at 240 MHz."""
    prior = {"mac": 1.0, "depthwise_mac": 3.0, "output": 20.0, "elementwise": 8.0, "window": 3.0, "call": 500.0}
    if "ANSI" in stack:
        prior = {name: 6 * cost for name, cost in prior.items()}
    found, table = [], []
    for row in rows(truth / "other_inference.csv"):
        counts = _kernel_counts(row["model"], row["input"]) if row["stack"] == stack else None
        if counts:
            found.append(row)
            table.append([counts.get(name, 0.0) / 240e6 for name in prior])
    labels = tuple(f"{row['model'].removeprefix('kernel:')} {row['input']}" for row in found)
    return Case(
        f"ESP32-S3, {stack}",
        labels,
        labels,
        tuple(prior),
        np.array(table),
        _seconds(found),
        np.array(list(prior.values())),
        spread=1.0,
        noise=0.2,
        note="single kernels, each left out in turn",
    )


def _kernel_counts(model: str, shape: str) -> dict[str, float] | None:
    """Count the work of a kernel by its shape."""
    size = [int(number) for number in re.findall(r"\d+", shape)]
    kind = model.removeprefix("kernel:")
    if kind == "conv":
        high, wide, out, kh, kw, depth = size[:6]
        made = (high - kh + 1) * (wide - kw + 1) * out
        return {"mac": made * kh * kw * depth, "output": made, "call": 1}
    if kind == "depthwise":
        high, wide = size[0] + (2 if "pad1" in shape else 0), size[1] + (2 if "pad1" in shape else 0)
        multiplier, kh, kw, depth = size[-4:]
        made = (high - kh + 1) * (wide - kw + 1) * depth * multiplier
        return {"depthwise_mac": made * kh * kw, "output": made, "call": 1}
    if kind == "fully_connected":
        return {"mac": size[0] * size[1], "output": size[1], "call": 1}
    if kind.startswith("elementwise"):
        return {"elementwise": size[0], "call": 1}
    if kind.endswith("pool"):
        return {"window": 14 * 14 * 9 * 16, "output": 14 * 14 * 16 * 0.1, "call": 1}
    return None


def _zoo(truth: Path, chosen: Callable[[Row], bool]) -> list[tuple[Row, Mapping[str, float]]]:
    """Read the rows of the model zoo that are chosen and whose work is known."""
    features = published_work(truth)
    both = ((row, zoo_work(row, features)) for row in rows(truth / "stm32_modelzoo.csv") if chosen(row))
    return [(row, work) for row, work in both if work is not None and row["inference_ms"]]


def _others(truth: Path) -> list[dict[str, str]]:
    """Read the rows of networks whose size is known."""
    return [row for row in rows(truth / "other_inference.csv") if row["model"].lower() in NETWORKS]


def _case(
    name: str,
    found: Sequence[tuple[Row, Mapping[str, float]]],
    columns: tuple[str, ...],
    table: Sequence[Sequence[float]],
    prior: Sequence[float],
    *,
    spread: float = 0.7,
    noise: float = 0.1,
) -> Case:
    labels = tuple(row["model"] for row, _ in found)
    groups = tuple(row["tflite_path"] or row["model"] for row, _ in found)
    seconds = _seconds([row for row, _ in found])
    return Case(name, labels, groups, columns, np.array(table), seconds, np.array(prior), spread, noise)


def _named(
    name: str, found: Sequence[Row], columns: tuple[str, ...], table: Sequence[Sequence[float]], prior: Sequence[float]
) -> Case:
    names = tuple(row["model"] for row in found)
    return Case(name, names, names, columns, np.array(table), _seconds(found), np.array(prior))


def _seconds(found: Sequence[Row]) -> Array:
    column = "inference_ms" if found and "inference_ms" in found[0] else "latency_ms"
    return np.array([float(row[column]) * 1e-3 for row in found])


def _values(shape: str) -> int:
    """Multiply the axes of a shape such as ``224x224x3``. [-]"""
    return math.prod(int(number) for number in re.findall(r"\d+", shape))


def _host(row: Row) -> str:
    """Tell how an Edge TPU is attached."""
    system = row["system"]
    if "Dev Board" in system:
        return "pcie"
    if "USB2" in system:
        return "usb2"
    return "usb3-pi" if "RPi 4" in system or system.startswith("Coral USB") else "usb3"
