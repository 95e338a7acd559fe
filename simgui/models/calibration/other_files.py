"""Write the fitted laws of accelerators and application processors into their kernel profiles."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from simgui.models.calibration.accelerators import Case, cortex_a7, edge_tpu, neural_art
from simgui.models.calibration.chip_files import chip_profiles
from simgui.models.calibration.kernel_files import brief, profile_text
from simgui.profiles.part import KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import KERNEL_UNITS
from simgui.profiles.sourced import Basis, Sourced

_MACS = ("first_conv_mac", "conv_mac", "pointwise_mac", "depthwise_mac", "fully_connected_mac")
_NEGLIGIBLE = 0.01
_LEAST_SPREAD = 0.1
_NPU_HZ, _TPU_HZ = 1e9, 500e6
_NPU_RAM = "2560 KiB"


def other_profiles(truth: Path, registry: Registry, date: dt.date) -> dict[tuple[str, str], str]:
    """Fit what is no Cortex-M and write its kernel profiles.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.
    registry : Registry
        Gives what is not fitted.
    date : datetime.date
        When.

    Returns
    -------
    dict[tuple[str, str], str]
        YAML by core and library.
    """
    return {
        ("st-neural-art", "st-edge-ai-2"): _npu(neural_art(truth), registry, date),
        ("cortex-a7", "tflite-xnnpack"): _cpu(cortex_a7(truth), registry, date),
        ("edge-tpu", "edgetpu-runtime"): _tpu(edge_tpu(truth), registry, date),
        **chip_profiles(truth, registry, date),
    }


def _npu(case: Case, registry: Registry, date: dt.date) -> str:
    costs = {name: cost * _NPU_HZ for name, cost in case.costs().items()}
    cycles = dict.fromkeys(_MACS, costs["macs"])
    cycles |= {"requantised_output": _NEGLIGIBLE, "pool": _NEGLIGIBLE, "moved_byte": _NEGLIGIBLE}
    cycles |= {name: costs[name] for name in ("operator", "elementwise", "activation_byte", "weight_byte", "far_byte")}
    source = f"fit to {len(case.seconds)} ST model zoo v3.0 inference times on STM32N6570-DK ({date})"
    near = Sourced(
        0.0,
        _NPU_RAM,
        "ST model zoo v3.0: networks with up to 2361 KiB in internal RAM keep to the law, one with 4570 KiB is slowed",
        0.1,
        Basis.DERIVED,
    )
    old = replace(registry.kernel("st-neural-art", "st-edge-ai-2"), near_ram_byte=near)
    head = ("Cycles of the NPU clock. Weights stream from octal-SPI flash; elementwise layers run on the Cortex-M55.",)
    return _text(case, old, cycles, source, "stm32n6570-dk", head)


def _cpu(case: Case, registry: Registry, date: dt.date) -> str:
    share = 0.89
    one_thread = 1 / (1 - share + share / 2)
    cycles = {unit: cost * one_thread for unit, cost in case.costs().items()}
    source = f"fit to {len(case.seconds)} ST model zoo v1, v2 inference times on STM32MP157F-DK2, two threads ({date})"
    template = replace(
        registry.kernel("cortex-a72", "tflite-xnnpack"), core="cortex-a7", name="cortex-a7+tflite-xnnpack"
    )
    divides = "ST model zoo: cycles of EfficientNet and SSD on one core (STM32MP135) over two (STM32MP157), 1.8"
    old = replace(template, parallel_share=Sourced(share, f"{share:.2g}", divides, 0.1, Basis.DERIVED))
    head = ("One thread; measured with two (--threads 2), the share that divides from a board with one core.",)
    return _text(case, old, cycles, source, "stm32mp157f-dk2", head)


def _tpu(case: Case, registry: Registry, date: dt.date) -> str:
    costs = case.costs()
    cycles = dict.fromkeys(_MACS, costs["macs"] * _TPU_HZ)
    old = registry.kernel("edge-tpu", "edgetpu-runtime")
    cycles |= {unit: old.cycles_per[unit].value for unit in KERNEL_UNITS if unit not in cycles}
    source = f"fit to {len(case.seconds)} latencies of Coral devices on four hosts ({date})"
    head = ("The device profile says how fast the host is and which weights stay on chip.",)
    return _text(case, old, cycles, source, "coral-usb", head)


def _text(
    case: Case, old: KernelProfile, cycles: Mapping[str, float], source: str, board: str, head: tuple[str, ...]
) -> str:
    spread = max(_LEAST_SPREAD, float(np.percentile(np.abs(case.errors_left_out()), 80)))
    found = {unit: Sourced(value, brief(value), source, 0.5, Basis.DERIVED) for unit, value in cycles.items()}
    rows = len(case.seconds)
    told = "80 % of absolute errors with the network left out of the fit"
    profile = replace(
        old,
        cycles_per=found,
        latency_spread=Sourced(0.0, f"{100 * math.expm1(spread):.0f} %", told, 0.3, Basis.DERIVED),
        pair_rows=rows,
        core_rows=rows,
        stack_rows=rows,
        boards=(board,),
    )
    return profile_text(profile, head)
