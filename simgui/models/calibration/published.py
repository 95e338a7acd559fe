"""Read the tables of published measurements that lie beside the repository.

Notes
-----
The tables are MLPerf Tiny's results, the inference times of ST's model zoo, and results of other projects, each
row with its source; `op_features.csv` holds the work of networks whose files may not be passed on.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from simgui.models.calibration.architectures import named_work
from simgui.models.calibration.measurement import Measurement
from simgui.models.calibration.units import NEAR_FLASH_BYTE, NEAR_RAM_BYTE, STACKS
from simgui.models.stack_name import choose_stack, drops_dead_channels
from simgui.models.tflite_file import read_model

_COLUMNS = {
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
_IN_PLACE_SHARE = 0.66
"""Activation RAM of X-CUBE-AI against the naive peak of live tensors, median. [-]"""
_LINES = ("/gmp/", "/ign/")
"""Networks over three-axis windows: all their kernels are k x 1."""
_BOARDS = {
    "STM32L4R5": "nucleo-l4r5zi",
    "STM32H7A3": "nucleo-h7a3zi",
    "STM32U575": "nucleo-u575zi-q",
    "STM32F746": "disco-f746ng",
    "STM32G0B1": "nucleo-g0b1re",
    "R7FA8D1A": "ek-ra8d1",
    "PSoC 62": "cy8cproto-062-4343w",
    "nRF5340": "nrf5340-dk",
    "B-U585I-IOT02A": "b-u585i-iot02a",
    "STM32H747I": "stm32h747i-disco",
    "STM32F769I": "stm32f769i-disco",
}
_FAMILIES = {
    "mlperf:AD": "autoencoder",
    "mlperf:KWS": "ds-cnn",
    "mlperf:VWW": "mobilenet-v1",
    "mlperf:IC": "resnet",
    "mobilenetv1": "mobilenet-v1",
    "mobilenetv2": "mobilenet-v2",
    "resnetv1": "resnet",
    "miniresnetv2": "miniresnet",
    "stmnist": "st-mnist",
    "st_mnist": "st-mnist",
    "ssd_mobilenetv1": "ssd-mobilenet-v1",
    "st_ssd_mobilenet_v1": "ssd-mobilenet-v1",
}
_DATED = {"2d9c459": "7.3.0", "81bdd9a": "8.1.0", "index copy": "8.1.0"}
"""X-CUBE-AI of a model zoo release, for rows that do not tell; those of v3 repeat the numbers of v2."""


def rows(file: Path) -> list[dict[str, str]]:
    """Read a CSV file.

    Parameters
    ----------
    file : Path
        With a line of column names.

    Returns
    -------
    list[dict[str, str]]
        Its rows.
    """
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cortex_m(truth: Path) -> list[Measurement]:
    """Read every int8 latency on a Cortex-M whose work is known.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.

    Returns
    -------
    list[Measurement]
        MLPerf Tiny closed division without accelerators and without streaming, ST's model zoo, and others.
    """
    features = published_work(truth)
    return [*_mlperf(truth, features), *_zoo(truth, features), *_others(truth, features)]


def published_work(truth: Path) -> dict[str, dict[str, float]]:
    """Read the work of published networks, by their keys.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.

    Returns
    -------
    dict[str, dict[str, float]]
        Units of work, and ``weight_byte``, ``activation_byte``, ``macs`` beside them. [-], [byte]
    """
    found = {}
    for row in rows(truth / "op_features.csv"):
        number = {name: float(value or 0) for name, value in row.items() if name != "model_key"}
        work = {unit: sum(number[column] for column in columns) for unit, columns in _COLUMNS.items()}
        if any(mark in row["model_key"] for mark in _LINES):
            work["line_conv_mac"] = work["first_conv_mac"] + work["conv_mac"]
            work["first_conv_mac"] = work["conv_mac"] = 0.0
        extra = {"weight_byte": number["w_bytes"], "activation_byte": number["act_bytes"], "macs": number["macs"]}
        found[row["model_key"]] = _with_far({**work, **extra, "peak_byte": number["peak"]})
    return found


def zoo_work(row: Mapping[str, str], features: Mapping[str, Mapping[str, float]]) -> Mapping[str, float] | None:
    """Give the work of a row of the model zoo; None where nobody knows it."""
    if row["tflite_path"] in features:
        return features[row["tflite_path"]]
    built = named_work(row["model"])
    return _with_far(built) if built else None


def _with_far(work: dict[str, float]) -> dict[str, float]:
    """Add the bytes that go through an external bus."""
    far = work["peak_byte"] * _IN_PLACE_SHARE > NEAR_RAM_BYTE
    far_weights = work["weight_byte"] > NEAR_FLASH_BYTE
    return {
        **work,
        "far_byte": work["activation_byte"] if far else 0.0,
        "far_weight_byte": work["weight_byte"] if far_weights else 0.0,
    }


def core_name(text: str) -> str:
    """Spell a core as profiles do."""
    return text.lower().replace("+", "plus").strip()


def board_name(text: str) -> str:
    """Spell a board as profiles do."""
    return next((name for start, name in _BOARDS.items() if text.startswith(start)), text.lower().replace(" ", "-"))


def zoo_stack(row: Mapping[str, str]) -> str:
    """Tell which X-CUBE-AI a row of the model zoo was made with."""
    told = re.search(r"\d+\.\d+\.\d+", row["tool_version"])
    dated = next((version for mark, version in _DATED.items() if mark in row["release"]), "10.0.0")
    return choose_stack(f"X-CUBE-AI {told[0] if told else dated}", STACKS)


def _mlperf(truth: Path, features: Mapping[str, Mapping[str, float]]) -> Iterator[Measurement]:
    for row in rows(truth / "mlperf_tiny_results.csv"):
        skip = row["accelerator"] or row["task"] == "SWW" or row["division"] != "closed" or row["precision"] != "int8"
        if skip or "Cortex-M" not in row["core"]:
            continue
        stack = choose_stack(row["stack"], STACKS)
        key = f"mlperf:{row['task']}"
        live = key == "mlperf:VWW" and drops_dead_channels(stack)
        for variant in ("max_performance", "min_ram"):  # settings of HALE that trade memory for time
            stack = f"{stack}-{variant.replace('_', '-')}" if variant in row["system"] else stack
        energy_j = math.nan if "suspect" in row["note"] else float(row["energy_uJ"] or math.nan) * 1e-6
        yield Measurement(
            source=f"MLPerf Tiny {row['round']}",
            system=f"{row['round']} {row['submitter']} {row['system']}",
            board=board_name(row["soc"])
            if "STM32U575" not in row["soc"] or "H7A3" not in row["board"]
            else "nucleo-h7a3zi",
            core=core_name(row["core"]),
            stack=stack,
            model=key,
            family=_FAMILIES[key],
            clock_hz=float(row["clock_mhz"]) * 1e6,
            latency_s=float(row["latency_ms"]) * 1e-3,
            work=features[f"{key}_live" if live else key],
            energy_j=energy_j,
            supply_v=_number(row["supply_v"]),
        )


def _zoo(truth: Path, features: Mapping[str, Mapping[str, float]]) -> Iterator[Measurement]:
    for row in rows(truth / "stm32_modelzoo.csv"):
        work = zoo_work(row, features)
        if work is None or row["format"].lower() != "int8" or not row["inference_ms"]:
            continue
        if not row["core"].startswith("Cortex-M"):
            continue
        stack = zoo_stack(row)
        yield Measurement(
            source=f"ST model zoo {row['release']}",
            system=f"{row['release']} {row['board']} {stack}",
            board=board_name(row["board"]),
            core=core_name(row["core"]),
            stack=stack,
            model=row["tflite_path"] or row["model"],
            family=_family(row),
            clock_hz=float(row["clock_mhz"]) * 1e6,
            latency_s=float(row["inference_ms"]) * 1e-3,
            work=work,
        )


def _others(truth: Path, features: Mapping[str, Mapping[str, float]]) -> Iterator[Measurement]:
    """Read what is on a Cortex-M with an optimised library and a network whose work is known."""
    for row in rows(truth / "other_inference.csv"):
        board, clock_hz = row["system"].partition(" ")[0].lower(), _number(row["clock_mhz"]) * 1e6
        if row["system"].startswith("Apollo510") and row["model"] == "mlperf_kws_ref_model":
            key, core = "mlperf:KWS", "cortex-m55"
        elif row["system"] == "STM32H743" and row["model"] == "mcunet-vww1" and "TFLM" not in row["stack"]:
            key, core, clock_hz = "mcunet-vww1", "cortex-m7", 480e6  # not stated: the board's own default
        else:
            continue
        stack = choose_stack(row["stack"], STACKS)
        yield Measurement(
            source=row["source"].partition("@")[0],
            system=f"{row['system']} {row['stack']}",
            board=board,
            core=core,
            stack=stack,
            model=key,
            family=_FAMILIES.get(key, "mcunet"),
            clock_hz=clock_hz,
            latency_s=float(row["latency_ms"]) * 1e-3,
            work=features[key] if key in features else _file_work(truth / "models" / "mcunet_vww.tflite"),
            energy_j=_number(row["energy_mJ"]) * 1e-3,
        )


def _file_work(file: Path) -> dict[str, float]:
    """Count the work of a network file."""
    return {unit: float(amount) for unit, amount in read_model(file).work.items()}


def _family(row: Mapping[str, str]) -> str:
    """Tell a network's family by its place in the zoo."""
    if not row["tflite_path"]:
        return f"mobilenet-v{row['model'][3]}"
    folder = row["tflite_path"].partition(":")[2].split("/")[2]
    return _FAMILIES.get(folder, folder)


def _number(text: str) -> float:
    """Read a number that may be missing."""
    try:
        return float(text)
    except ValueError:
        return math.nan
