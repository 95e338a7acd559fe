"""RAM and flash against what generators and interpreters report."""

from __future__ import annotations

import math
import re
from pathlib import Path

from simgui.models.calibration.architectures import named_graph
from simgui.models.calibration.published import published_work, rows, zoo_stack
from simgui.models.fit import generated_arena_byte
from simgui.models.graph import Model
from simgui.models.memory import Graph, bookkeeping_byte, plan_arena
from simgui.models.overlap import overlapped_byte
from simgui.models.tflite_file import read_model
from simgui.models.validation.comparison import Finding, Point, Section

_FILES = {
    "resnet_v1_": "mlperf_pretrainedResnet_quant",
    "miniresnet_": "stzoo_miniresnet_1stacks_64x50_tl_int8_esc10",
    "miniresnetv2_": "stzoo_miniresnetv2_1stacks_64x50_tl_int8_esc10",
}
"""Files with the layers that set the peak of the zoo's networks, by how those are called."""
_ARENA = re.compile(r"bytes (\d+): head (\d+) \+ tail (\d+)")
_VARIABLE = re.compile(r"variable buffers (\d+)")


def memory_section(truth: Path) -> Section:
    """Predict RAM and flash.

    Parameters
    ----------
    truth : Path
        The folder of the published tables and models.

    Returns
    -------
    Section
        The part of the report.
    """
    return Section(
        "Memory",
        "byte",
        (
            Finding(
                "activation RAM, X-CUBE-AI",
                tuple(_activations(truth)),
                10,
                30,
                "rows whose layers are known; since 9.0 the generator spends RAM for speed by rules not published",
            ),
            Finding(
                "weights in flash, X-CUBE-AI",
                tuple(_weights(truth)),
                1,
                math.inf,
                "sum of the constant tensors; rows beyond 1 % are explained one by one below",
            ),
        ),
        (*_explained(truth), *_arenas(truth)),
    )


def _activations(truth: Path) -> list[Point]:
    found = []
    for row in rows(truth / "stm32_modelzoo.csv"):
        graph = _graph(truth, row["tflite_path"].rpartition("/")[2] or row["model"], row["model"])
        if not row["act_ram_kib"] or row["format"].lower() != "int8" or graph is None:
            continue
        stack = zoo_stack(row)
        byte = (
            generated_arena_byte(graph, stack)
            if isinstance(graph, Model)
            else overlapped_byte(graph, convolutions=stack not in {"x-cube-ai-9", "x-cube-ai-10"})
        )
        found.append(Point(stack, f"{row['model']} {row['input_shape']}", float(row["act_ram_kib"]) * 1024, byte))
    return found


def _graph(truth: Path, file: str, short: str) -> Model | Graph | None:
    """Find the layers of a network."""
    told = re.match(r"mobilenet_v([12])_([\d.]+)_(\d+)(_grayscale)?", file)
    if told:
        grey = "g" if told[4] else ""
        return named_graph(f"mnv{told[1]}_{round(float(told[2]) * 100):03d}_{told[3]}{grey}")
    for start, name in _FILES.items():
        if file.startswith(start):
            return read_model(truth / "models" / f"{name}.tflite")
    return named_graph(short)


def _weights(truth: Path) -> list[Point]:
    works = published_work(truth)
    return [
        Point(
            zoo_stack(row),
            row["model"],
            float(row["weights_flash_kib"]) * 1024,
            works[row["tflite_path"]]["weight_byte"],
        )
        for row in rows(truth / "stm32_modelzoo.csv")
        if row["weights_flash_kib"] and row["tflite_path"] in works and row["format"].lower() == "int8"
        if "NPU" not in row["engine"]
    ]


_REASONS = (
    ("ST MNIST", "nearly four bytes a weight, as a float network has; its name says int8"),
    ("SSD Mobilenet v1", "the file's constants are more: presumably anchors and decoding that the generator folds"),
    ("SSD Mobilenet v2", "the file's constants are more: presumably anchors and decoding that the generator folds"),
    ("ssdv2", "the report is larger than the file: presumably made from another release of it"),
    ("stssd", "the report is larger than the file: presumably made from another release of it"),
    ("MobileNet v1 0.25", "5,136 bytes more, as a head with twenty more classes takes"),
    ("IGN", "40 bytes more, as in the other IGN row; much only for one so small"),
)
"""Why the flash of some rows is not that of the file's constants, by how their names begin."""


def _explained(truth: Path) -> list[str]:
    """Give a line for every row whose weights are off by more than 1 %."""
    lines = []
    for point in sorted(_weights(truth), key=lambda one: -one.percent):
        if point.percent > 1:
            reason = next((why for start, why in _REASONS if point.label.startswith(start)), "not explained")
            lines.append(
                f"Weights of {point.label} ({point.group}): {point.predicted / 1024:.1f} KiB in the file, "
                f"{point.measured / 1024:.1f} KiB reported: {reason}."
            )
    return lines


def _arenas(truth: Path) -> list[str]:
    """Compare with the arenas of TensorFlow Lite Micro, and with upper bounds people ship."""
    model = read_model(truth / "models" / "tflm_keyword_scrambled.tflite")
    plan = plan_arena(model)
    records = bookkeeping_byte(len(model.tensors), len(model.operators))
    lines = []
    for row in rows(truth / "other_inference.csv"):
        told = _ARENA.search(row["kind"])
        if told and "keyword" in row["model"] and "32-bit" in row["system"]:
            variable = _VARIABLE.search(row["kind"])
            kept = int(variable[1]) if variable else 0
            lines.append(
                f"TFLM arena of keyword_scrambled, 32-bit: planned {plan.planned_byte} B (reported head {told[2]} B), "
                f"variables {plan.variable_byte} B (reported {kept} B), records {records} B (reported tail less "
                f"variables {int(told[3]) - kept} B: an estimate by tensors and operators); "
                f"in all {plan.arena_byte + records} B of {told[1]} B."
            )
    bounds = {"person_detect": "tflm_person_detect", "micro_speech_quantized": "tflm_micro_speech_quantized"}
    bounds |= {"hello_world": "tflm_hello_world_int8", "dtln": "tflm_dtln_noise_suppression"}
    bounds |= {"ad01": "mlperf_ad01_int8", "ic01": "mlperf_pretrainedResnet_quant", "kws01": "mlperf_kws_ref_model"}
    bounds |= {"vww01": "mlperf_vww_96_int8", "keyword_scrambled": "tflm_keyword_scrambled"}
    for row in rows(truth / "other_inference.csv"):
        if "upper bound" in row["kind"] and row["model"] in bounds:
            network = read_model(truth / "models" / f"{bounds[row['model']]}.tflite")
            need = network.arena_byte + bookkeeping_byte(len(network.tensors), len(network.operators))
            lines.append(
                f"Arena of {row['model']}: {need / 1e3:.1f} kB predicted, {float(row['ram_kB']):.1f} kB shipped."
            )
    return lines
