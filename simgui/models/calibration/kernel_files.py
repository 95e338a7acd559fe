"""Write a fitted law as kernel profiles."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from simgui.models.calibration.law import UPPER_80, CycleLaw, Place, place_of
from simgui.models.calibration.measurement import Measurement
from simgui.models.calibration.spectrum import spectrum_prices
from simgui.models.calibration.units import NEAR_RAM_BYTE
from simgui.profiles.part import FloatSupport, KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.sourced import Basis, Sourced

_EVERYWHERE = ("tflm-cmsis-nn", "tflm-reference", "x-cube-ai-9")
_ONLY_SMALL = ("hale",)
_ONLY_HELIUM = ("renesas-tflm",)
_SMALL, _HELIUM = ("cortex-m0plus",), ("cortex-m55", "cortex-m85")
_WIDEST = 3.0
_SIGNAL_CYCLES = {"cortex-m4": 30.0, "cortex-m33": 28.0, "cortex-m7": 14.0}
_SIGNAL_SOURCE = (
    "MLPerf Tiny v1.3 streaming wake word, STMicroelectronics: cycles beyond the network's over the operations of a "
    "log-mel spectrum of 1024 samples; audio path included"
)
_NEAR_RAM = "engineering estimate: internal RAM next to the core of the larger Cortex-M parts"
_INTERNAL_FLASH_BYTE = 2 * 1024 * 1024
_NEAR_FLASH = (
    "engineering estimate: internal flash of STM32L4R5, H7A3 and U585 by their data sheets; the price beyond is of an "
    "STM32H747, whose Cortex-M7 has half of its own"
)


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
    date: dt.date


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
    source = f"fit to {author.sources}: {len(law.measurements)} latencies, {rows['pair']} of this pair ({author.date})"
    usual = math.exp(law.usual_board_effect(core))
    cycles = {}
    for unit, value in law.cycles(place).items():
        half = min(math.expm1(UPPER_80 * law.unit_spread(place, unit)), _WIDEST)
        cycles[unit] = Sourced(0.0, brief(usual * value), source, half, Basis.DERIVED)
    if core in _SIGNAL_CYCLES:
        cycles["signal_flop"] = Sourced(0.0, f"{_SIGNAL_CYCLES[core]:g}", _SIGNAL_SOURCE, 0.6, Basis.DERIVED)
    cycles |= spectrum_prices(core)
    spread = min(math.expm1(UPPER_80 * typical_spread(law, place)), 2.0)
    told = "80 % interval: Laplace spread of the fit and what such laws leave out; it holds over 80 % of rows left out"
    profile = replace(
        old,
        name=f"{core}+{stack}",
        core=core,
        stack=stack,
        cycles_per=cycles,
        latency_spread=Sourced(spread, f"{100 * spread:.0f} %", told, 0.3, Basis.DERIVED),
        pair_rows=rows["pair"],
        core_rows=rows["core"],
        stack_rows=rows["stack"],
        boards=tuple(sorted({one.board for one in law.measurements if one.core == core})),
        near_ram_byte=Sourced(0.0, f"{NEAR_RAM_BYTE // 1024} KiB", _NEAR_RAM, 0.5, Basis.GUESS),
        near_flash_byte=Sourced(0.0, f"{_INTERNAL_FLASH_BYTE // 1024} KiB", _NEAR_FLASH, 0.5, Basis.GUESS),
    )
    return profile_text(profile, (_standing(law, place, rows),))


def profile_text(profile: KernelProfile, head: Sequence[str]) -> str:
    """Write a kernel profile as YAML.

    Parameters
    ----------
    profile : KernelProfile
        What to write: of its numbers the texts, not the values.
    head : Sequence[str]
        Lines of comment.

    Returns
    -------
    str
        The file.
    """
    lines = [
        "# Written by `make calibrate`: the next calibration writes the cycles again.",
        *(f"# {line}" for line in head),
        f"core: {profile.core}",
        f"stack: {profile.stack}",
        f"pair_rows: {profile.pair_rows}  # measured latencies of this core with this library",
        f"core_rows: {profile.core_rows}",
        f"stack_rows: {profile.stack_rows}",
        f"boards: [{', '.join(profile.boards)}]",
        "cycles_per:",
    ]
    for unit, number in profile.cycles_per.items():
        lines += _entry(unit, number, indent="  ")
    for field in fields(profile):
        number = getattr(profile, field.name)
        if isinstance(number, Sourced):
            lines += _entry(field.name, number)
    if profile.float_support is not FloatSupport.NATIVE:
        lines.append(f"float_support: {profile.float_support}")
    if profile.float_host:
        lines.append(f"float_host: {profile.float_host}")
    if profile.unsupported:
        lines.append("unsupported: [" + ", ".join(f'"{kind}"' for kind in profile.unsupported) + "]")
    return "\n".join(lines) + "\n"


def brief(value: float) -> str:
    """Write a number to three digits, without an exponent."""
    return f"{value:.3g}" if value < 1000 else f"{round(value, 2 - len(str(int(value))) + 1):.0f}"


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


def _entry(name: str, number: Sourced, *, indent: str = "") -> list[str]:
    """Write a number with what it rests on."""
    lines = [
        f"{indent}{name}:",
        f'{indent}  value: "{number.text}"',
        f'{indent}  source: "{number.source}"',
        f'{indent}  tolerance: "{100 * number.tolerance:.3g} %"',
        f"{indent}  basis: {number.basis}",
    ]
    return [*lines, f'{indent}  conditions: "{number.conditions}"'] if number.conditions else lines


def _example(core: str, stack: str) -> Measurement:
    """Make a measurement that only says where it was."""
    return Measurement("", "", "", core, stack, "", "", 1.0, 1.0, {})
