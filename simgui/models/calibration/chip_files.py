"""Write the fitted laws of further chips into their kernel profiles."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simgui.models.calibration.accelerators import Case, hailo, vip8000, vivante
from simgui.models.calibration.chips import cortex_a53_share, ethos_u55, gap9
from simgui.models.calibration.kernel_files import brief, profile_text
from simgui.profiles.part import FloatSupport, KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import KERNEL_UNITS
from simgui.profiles.sourced import Basis, Sourced

_DENSE = ("first_conv_mac", "conv_mac", "pointwise_mac", "fully_connected_mac")
_SMALL = {"requantised_output": 0.02, "elementwise": 0.05, "pool": 0.05, "moved_byte": 0.05, "operator": 200.0}
_LEAST_SPREAD, _WIDEST = 0.1, 2.0
_NO_FLOAT = Sourced(20.0, "20", "engineering estimate: float operators run on the cores beside it", 0.7, Basis.GUESS)
_A55_FASTER = 0.85


@dataclass(frozen=True, slots=True)
class _Chip:
    """A case and how its profile is written."""

    case: Case
    core: str
    stack: str
    clock_hz: float
    board: str
    source: str
    head: str
    sizes: tuple[str, str] = ("64 KiB", "64 KiB")


def chip_profiles(truth: Path, registry: Registry, date: dt.date) -> dict[tuple[str, str], str]:
    """Fit further chips and write their kernel profiles.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.
    registry : Registry
        Gives the shape of a profile, and the larger core that the small ones follow.
    date : datetime.date
        When.

    Returns
    -------
    dict[tuple[str, str], str]
        YAML by core and library.
    """
    chips = (
        _Chip(
            gap9(truth),
            "gap9-ne16",
            "gapflow",
            1.0,
            "gap9-evk",
            "MLPerf Tiny v1.0 latencies of GAP9",
            "Cycles of the cluster; dense convolutions on the accelerator, the rest on nine RISC-V cores.",
        ),
        _Chip(
            ethos_u55(truth),
            "ethos-u55-256",
            "vela",
            1.0,
            "",
            "estimates of Arm's compiler Vela 5.2 (no measurement) for its high-end embedded system",
            "What the vendor's compiler estimates, not what a chip was measured to take.",
        ),
        _Chip(
            vivante(truth),
            "vivante-gc8000",
            "openvx",
            1.0,
            "stm32mp257f-dk",
            "ST model zoo v3.0 inference times on STM32MP257F-DK2, int8 per channel",
            "Cycles of the GPU at 800 MHz.",
            ("30 MB", "20 MB"),
        ),
        _Chip(
            vip8000(truth),
            "vip8000",
            "tengine-1.4",
            1e9,
            "imx8mplus-evk",
            "latencies of i.MX 8M Plus in the release notes of Tengine lite 1.4",
            "Sizes of the networks as published, files not at hand; the fixed part stands in the device profile.",
            ("30 MB", "20 MB"),
        ),
        _Chip(
            hailo(truth),
            "hailo-8",
            "hailort",
            400e6,
            "hailo-8-m2",
            "throughputs of Hailo's model zoo at batch 8",
            "The interval between answers of the pipeline; the time through it stands in the device profile.",
            ("30 MB", "20 MB"),
        ),
    )
    found = {(chip.core, chip.stack): _chip_text(chip, registry, date) for chip in chips}
    return found | _small_cores(truth, registry, date)


def _cycles(chip: _Chip) -> dict[str, float]:
    """Give the cycles of every unit a profile must price."""
    costs = {name: cost * chip.clock_hz for name, cost in chip.case.costs().items()}
    dense = costs.get("macs", costs.get("conv_mac", 0.0))
    cycles = dict.fromkeys(_DENSE, dense) | {"depthwise_mac": 4 * dense} | _SMALL
    if "call" in costs and chip.core == "hailo-8":
        cycles["operator"] = costs["call"] / 50
    cycles |= {unit: cost for unit, cost in costs.items() if unit not in ("macs", "call")}
    cycles["requantised_output"] = max(cycles["requantised_output"], 1.5 * cycles["conv_mac"])
    return cycles


def _chip_text(chip: _Chip, registry: Registry, date: dt.date) -> str:
    case, cycles = chip.case, _cycles(chip)
    source = f"fit to {len(case.seconds)} {chip.source} ({date})"
    guess = f"engineering estimate: no column of its own in the fit to {chip.source}"
    fitted = {*case.columns, *(_DENSE if {"macs", "conv_mac"} & set(case.columns) else ())}
    numbers = {
        unit: Sourced(value, brief(value), source, 0.5, Basis.DERIVED)
        if unit in fitted
        else Sourced(value, brief(value), guess, 0.7, Basis.GUESS)
        for unit, value in cycles.items()
    }
    spread = max(_LEAST_SPREAD, float(np.percentile(np.abs(case.errors_left_out()), 80)))
    rows = 0 if "no measurement" in chip.source else len(case.seconds)
    half = min(_WIDEST, math.expm1(spread))
    told = "80 % of absolute errors with the network left out of the fit"
    ram, flash = chip.sizes
    base = registry.kernel("edge-tpu", "edgetpu-runtime")
    own = registry.kernel(chip.core, chip.stack) if chip.stack in registry.stacks(chip.core) else None
    profile = replace(
        base,
        name=f"{chip.core}+{chip.stack}",
        core=chip.core,
        stack=chip.stack,
        cycles_per=numbers,
        float_factor=own.float_factor if own else _NO_FLOAT,
        float_support=own.float_support if own else FloatSupport.NATIVE,
        float_host=own.float_host if own else "",
        host_clock_ratio=own.host_clock_ratio if own else None,
        latency_spread=Sourced(half, f"{100 * half:.0f} %", told, 0.3, Basis.DERIVED),
        runtime_ram_byte=Sourced(0.0, ram, "engineering estimate: driver and runtime", 0.6, Basis.GUESS),
        runtime_flash_byte=Sourced(0.0, flash, "engineering estimate: driver and runtime", 0.6, Basis.GUESS),
        pair_rows=rows,
        core_rows=rows,
        stack_rows=rows,
        boards=(chip.board,) if chip.board else (),
    )
    return profile_text(profile, (chip.head,))


def _small_cores(truth: Path, registry: Registry, date: dt.date) -> dict[tuple[str, str], str]:
    """Write Cortex-A53 and A55 as slower copies of the A72."""
    larger = registry.kernel("cortex-a72", "tflite-xnnpack")
    share, rows = cortex_a53_share(truth, {unit: larger.cycles_per[unit].value for unit in KERNEL_UNITS})
    source = f"cycles of Cortex-A72 times {share:.2f}: {rows} latencies of Coral Dev Board's processor ({date})"
    a55 = "engineering estimate: cycles of Cortex-A53, its forerunner, less 15 %; no measurement"
    seen = _scaled(larger, "cortex-a53", share, Sourced(0.0, "", source, 0.5, Basis.DERIVED), rows)
    unseen = _scaled(larger, "cortex-a55", _A55_FASTER * share, Sourced(0.0, "", a55, 0.7, Basis.GUESS), 0)
    return {
        ("cortex-a53", "tflite-xnnpack"): profile_text(seen, ("One thread; from few whole networks.",)),
        ("cortex-a55", "tflite-xnnpack"): profile_text(unseen, ("One thread; nothing was measured on this core.",)),
    }


def _scaled(larger: KernelProfile, core: str, share: float, like: Sourced, rows: int) -> KernelProfile:
    cycles: Mapping[str, float] = {unit: number.value * share for unit, number in larger.cycles_per.items()}
    spread = "60 %" if rows else "90 %"
    told = "engineering estimate: one factor for all units of work"
    return replace(
        larger,
        name=f"{core}+{larger.stack}",
        core=core,
        cycles_per={unit: replace(like, value=value, text=brief(value)) for unit, value in cycles.items()},
        latency_spread=Sourced(0.0, spread, told, 0.5, Basis.GUESS),
        pair_rows=rows,
        core_rows=rows,
        stack_rows=larger.stack_rows,
        boards=("coral-dev-board-cpu",) if rows else (),
    )
