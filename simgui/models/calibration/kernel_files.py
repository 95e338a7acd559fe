"""Write a fitted law as kernel profiles."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simgui.models.calibration.law import UPPER_80, WIDENING, CycleLaw, Place, place_of
from simgui.models.calibration.measurement import Measurement
from simgui.models.calibration.units import CYCLE_UNITS, NEAR_FLASH_BYTE, NEAR_RAM_BYTE
from simgui.profiles.part import KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.sourced import Basis, Sourced

_EVERYWHERE = ("tflm-cmsis-nn", "tflm-reference", "x-cube-ai-9")
_ONLY_SMALL = ("hale",)
_ONLY_HELIUM = ("renesas-tflm",)
_SMALL, _HELIUM = ("cortex-m0plus",), ("cortex-m55", "cortex-m85")
_REMAINDER = ("float_factor", "runtime_ram_byte", "runtime_flash_byte")
_WIDEST = 3.0
_SIGNAL_TOLERANCE = 0.6


@dataclass(frozen=True, slots=True)
class Author:
    """Who fitted what when; it goes into every file.

    Parameters
    ----------
    sources : str
        What was fitted to.
    date : datetime.date
        When.
    """

    sources: str
    date: datetime.date


def pairs_to_write(cores: Sequence[str], stacks: Sequence[str]) -> list[tuple[str, str]]:
    """List the pairs of core and library that are worth a file.

    Parameters
    ----------
    cores, stacks : Sequence[str]
        Those that were measured.

    Returns
    -------
    list[tuple[str, str]]
        Every library on the common cores; on the smallest and on those with Helium only those made for them.
    """
    found = []
    for core in cores:
        chosen: Sequence[str] = stacks
        if core in _SMALL:
            chosen = (*_EVERYWHERE, *_ONLY_SMALL)
        elif core in _HELIUM:
            chosen = (*_EVERYWHERE, *_ONLY_HELIUM)
        found += [(core, stack) for stack in stacks if stack in chosen]
    return found


def kernel_text(law: CycleLaw, core: str, stack: str, old: KernelProfile, author: Author) -> str:
    """Write one kernel profile.

    Parameters
    ----------
    law : CycleLaw
        The fitted law.
    core, stack : str
        The pair.
    old : KernelProfile
        Gives what is not fitted: float factor, memory, missing operators.
    author : Author
        Who fitted what when.

    Returns
    -------
    str
        The file's YAML.
    """
    library = place_of(_example(core, stack)).library
    place = Place(core, library, stack)
    rows = _counts(law.measurements, core, stack)
    boards = sorted({one.board for one in law.measurements if one.core == core})
    latencies = "latency" if rows["pair"] == 1 else "latencies"
    source = f"fit to {author.sources}: {len(law.measurements)} latencies, {rows['pair']} of this pair ({author.date})"
    lines = [
        "# Written by `make calibrate`: the next calibration writes the cycles again.",
        f"# {_standing(law, place, rows)}",
        f"core: {core}",
        f"stack: {stack}",
        f"pair_rows: {rows['pair']}  # published {latencies} of this core with this library",
        f"core_rows: {rows['core']}",
        f"stack_rows: {rows['stack']}",
        f"boards: [{', '.join(boards)}]",
        "cycles_per:",
    ]
    usual = math.exp(law.usual_board_effect(core))
    cycles = {unit: usual * value for unit, value in law.cycles(place).items()}
    for unit in CYCLE_UNITS:
        half = math.expm1(UPPER_80 * WIDENING * law.unit_spread(place, unit))
        lines += _entry(unit, f"{cycles[unit]:.3g}", source, min(half, _WIDEST), Basis.DERIVED, indent="  ")
    if "signal_flop" in old.cycles_per:
        lines += _again("signal_flop", old.cycles_per["signal_flop"], indent="  ")
    lines += [line for name in _REMAINDER[:1] for line in _again(name, getattr(old, name))]
    spread = math.expm1(UPPER_80 * WIDENING * typical_spread(law, place))
    told = "80 % interval: Laplace spread of the fit, widened 1.4 times so that it holds 80 % of rows left out"
    lines += _entry("latency_spread", f"{100 * min(spread, 2.0):.0f} %", told, 0.3, Basis.DERIVED)
    lines += [line for name in _REMAINDER[1:] for line in _again(name, getattr(old, name))]
    near = "engineering estimate: internal RAM next to the core of the larger Cortex-M parts"
    lines += _entry("near_ram_byte", f"{NEAR_RAM_BYTE // 1024} KiB", near, 0.5, Basis.GUESS)
    bank = "engineering estimate: one bank of internal flash of the larger Cortex-M parts"
    lines += _entry("near_flash_byte", f"{NEAR_FLASH_BYTE // 1024} KiB", bank, 0.5, Basis.GUESS)
    if old.unsupported:
        lines.append("unsupported: [" + ", ".join(f'"{kind}"' for kind in old.unsupported) + "]")
    return "\n".join(lines) + "\n"


def typical_spread(law: CycleLaw, place: Place) -> float:
    """Give the root mean square of what the law says it may be off for networks like those measured. [-]"""
    works: dict[str, Mapping[str, float]] = {one.model: one.work for one in law.measurements}
    squares = [law.spread(place, work) ** 2 for work in works.values()]
    return math.sqrt(math.fsum(squares) / len(squares))


def template(registry: Registry, core: str, stack: str) -> KernelProfile:
    """Find the profile that gives what is not fitted.

    Parameters
    ----------
    registry : Registry
        The profiles there are.
    core, stack : str
        The pair that is to be written.

    Returns
    -------
    KernelProfile
        The pair's own file; else one of the same library, with the float factor of the same core.
    """
    known = registry.stacks(core)
    if stack in known:
        return registry.kernel(core, stack)
    library = stack.rpartition("-")[0] if stack[-1].isdigit() else stack
    donors = [name for name in registry.stacks("cortex-m4") if name.startswith(library)] or ["tflm-cmsis-nn"]
    found = registry.kernel("cortex-m4", donors[-1])
    if known:
        found = replace(found, float_factor=registry.kernel(core, known[0]).float_factor)
    return found


def write_kernel(folder: Path, core: str, stack: str, text: str) -> None:
    """Put a profile where the registry finds it.

    Parameters
    ----------
    folder : Path
        The folder of kernel profiles.
    core, stack : str
        The pair.
    text : str
        The file's YAML.
    """
    (folder / f"{core}+{stack}.yaml").write_text(text, encoding="utf-8")


def _standing(law: CycleLaw, place: Place, rows: Mapping[str, int]) -> str:
    """Say in one line what the numbers are worth."""
    if rows["pair"]:
        return "This core was measured with this library."
    if rows["core"] and law.knows("library", place.library):
        return "Core and library were measured, not together: their terms add up."
    return "No measurement of this core or library: an extrapolation."


def _counts(measurements: Sequence[Measurement], core: str, stack: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in measurements:
        found["core"] += one.core == core
        found["stack"] += one.stack == stack
        found["pair"] += one.core == core and one.stack == stack
    return found


def _again(name: str, number: Sourced, indent: str = "") -> list[str]:
    """Write a number as it was."""
    return _entry(name, number.text, number.source, number.tolerance, number.basis, number.conditions, indent=indent)


def _entry(
    name: str, text: str, source: str, tolerance: float, basis: Basis, conditions: str = "", *, indent: str = ""
) -> list[str]:
    lines = [
        f"{indent}{name}:",
        f'{indent}  value: "{text}"',
        f'{indent}  source: "{source}"',
        f'{indent}  tolerance: "{100 * tolerance:.0f} %"',
        f"{indent}  basis: {basis}",
    ]
    return [*lines, f'{indent}  conditions: "{conditions}"'] if conditions else lines


def _example(core: str, stack: str) -> Measurement:
    """Make a measurement that only says where it was."""
    return Measurement("", "", "", core, stack, "", "", 1.0, 1.0, {})
