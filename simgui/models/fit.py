"""Whether a network fits a device, and what to do when it does not.

Notes
-----
RAM is the arena plus what the kernel library takes; flash is the weights plus its code. Nothing is set aside
for the application unless the caller reserves it: a profile's memory is what the application may use.

Libraries that generate code (X-CUBE-AI, ST Edge AI, TinyEngine) write activations over one another, see
`simgui.models.overlap`; interpreters keep the whole file in flash and their records in the arena. What drives an
accelerator lives in its host's memory, not in its own. A float network on an accelerator of integers is its host's
(`simgui.models.float_host`), or does not fit where the compiler refuses it.

References
----------
Published X-CUBE-AI reports of the ST model zoo: weights in flash equal the bytes of the constant tensors;
library RAM grows by about 0.29 KiB and code by about 0.59 KiB per operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from simgui.core.phrase import Phrase
from simgui.core.quantity_format import format_quantity
from simgui.core.unit_table import Dimension
from simgui.models.float_host import executing, needs_int8
from simgui.models.graph import Model, Quantisation
from simgui.models.memory import bookkeeping_byte, plan_arena
from simgui.models.operators import SIGNAL_CUSTOMS, is_known
from simgui.models.overlap import overlapped_byte
from simgui.models.stack_name import split_stack
from simgui.profiles.part import DeviceKind, DeviceProfile, KernelProfile

Candidate: TypeAlias = tuple[DeviceProfile, KernelProfile]

GENERATED_RAM_PER_OPERATOR_BYTE = 297
"""What a code generator's runtime adds to RAM for each operator. [byte]"""
GENERATED_CODE_PER_OPERATOR_BYTE = 604
"""What it adds to flash for each operator. [byte]"""
REFERENCE_OPERATORS = 30
"""Kernel profiles of code generators state their memory for a network of this many operators. [-]"""
_GENERATORS = ("x-cube-ai", "st-edge-ai", "tinyengine")
_MICRO_INTERPRETERS = ("tflm", "esp-nn")
_SPEED_BEFORE_MEMORY = (9,)
"""X-CUBE-AI since 9.0 lets only those outputs lie over inputs that are written in place."""
_MOST_NAMED = 4
_INT8_OF_FLOAT = 4
_SHORT_RAM = "needs {wanted} of RAM (arena {own} + runtime {runtime}{extra}), {device} has {available}"
_SHORT_FLASH = "needs {wanted} of flash (weights {own} + code {runtime}{extra}), {device} has {available}"


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """What a network takes with a kernel library.

    Parameters
    ----------
    arena_byte, runtime_ram_byte : int
        RAM for activations, and for the library. [byte]
    weight_byte, runtime_flash_byte : int
        Flash for the network, and for the library's code. [byte]
    """

    arena_byte: int
    runtime_ram_byte: int
    weight_byte: int
    runtime_flash_byte: int

    @property
    def ram_byte(self) -> int:
        """All RAM. [byte]"""
        return self.arena_byte + self.runtime_ram_byte

    @property
    def flash_byte(self) -> int:
        """All flash. [byte]"""
        return self.weight_byte + self.runtime_flash_byte


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a network fits a device.

    Parameters
    ----------
    need : MemoryNeed
        What it takes.
    problems : tuple[str, ...]
        Why it does not fit; empty when it does.
    remedies : tuple[str, ...]
        What would help, at least two when there is a problem.
    """

    need: MemoryNeed
    problems: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether nothing is in the way."""
        return not self.problems


def memory_need(model: Model, kernel: KernelProfile) -> MemoryNeed:
    """Estimate the memory a network takes with a kernel library.

    Parameters
    ----------
    model : Model
        The network.
    kernel : KernelProfile
        The library.

    Returns
    -------
    MemoryNeed
        RAM and flash, without the application's own.
    """
    operators = len(model.operators)
    ram_byte = round(kernel.runtime_ram_byte.value)
    code_byte = round(kernel.runtime_flash_byte.value)
    if kernel.stack.startswith(_GENERATORS):
        more = operators - REFERENCE_OPERATORS
        return MemoryNeed(
            arena_byte=generated_arena_byte(model, kernel.stack),
            runtime_ram_byte=max(0, ram_byte + GENERATED_RAM_PER_OPERATOR_BYTE * more),
            weight_byte=model.weight_byte,
            runtime_flash_byte=max(0, code_byte + GENERATED_CODE_PER_OPERATOR_BYTE * more),
        )
    if kernel.stack.startswith(_MICRO_INTERPRETERS):
        ram_byte += bookkeeping_byte(len(model.tensors), operators)
    return MemoryNeed(model.arena_byte, ram_byte, model.file_byte, code_byte)


def generated_arena_byte(model: Model, stack: str) -> int:
    """Estimate the activation RAM a code generator plans.

    Parameters
    ----------
    model : Model
        The network.
    stack : str
        The generator with its version.

    Returns
    -------
    int
        Activations and variables, without the library's own RAM. [byte]
    """
    library, version = split_stack(stack)
    spares = library == "tinyengine" or (library == "x-cube-ai" and version < _SPEED_BEFORE_MEMORY)
    return overlapped_byte(model, convolutions=spares) + plan_arena(model).variable_byte


def unsupported_operators(model: Model, kernel: KernelProfile | None = None) -> tuple[str, ...]:
    """Name the operators that cannot be run or whose cost nobody knows.

    Parameters
    ----------
    model : Model
        The network.
    kernel : KernelProfile | None
        A kernel library whose gaps count too.

    Returns
    -------
    tuple[str, ...]
        Kinds of operators, sorted.
    """
    gaps = frozenset(kernel.unsupported) if kernel else frozenset()
    if "CUSTOM" in gaps:
        gaps |= SIGNAL_CUSTOMS
    kinds = {operator.kind for operator in model.operators}
    return tuple(sorted(kind for kind in kinds if kind in gaps or not is_known(kind)))


def fit(
    model: Model,
    device: DeviceProfile,
    kernel: KernelProfile,
    *,
    candidates: Iterable[Candidate] = (),
    reserve_ram_byte: int = 0,
    reserve_flash_byte: int = 0,
) -> Fit:
    """Judge whether a network fits a device.

    Parameters
    ----------
    model : Model
        The network.
    device : DeviceProfile
        The device.
    kernel : KernelProfile
        The kernel library it runs with.
    candidates : Iterable[tuple[DeviceProfile, KernelProfile]]
        Other devices that may be named as a remedy.
    reserve_ram_byte, reserve_flash_byte : int
        Memory to set aside for the application and for other networks. [byte]

    Returns
    -------
    Fit
        Problems with the bytes needed and available, and remedies.
    """
    kernel = executing(model, kernel)
    need = memory_need(model, kernel)
    if device.kind is DeviceKind.ACCELERATOR:
        need = replace(need, runtime_ram_byte=0, runtime_flash_byte=0)
    problems = [
        *_shortages(need, device, reserve_ram_byte, reserve_flash_byte),
        *_gaps(model, device, kernel),
    ]
    if not problems:
        return Fit(need)
    remedies = _remedies(model, device, kernel, need, (reserve_ram_byte, reserve_flash_byte))
    others = _others(model, device, candidates, (reserve_ram_byte, reserve_flash_byte))
    return Fit(need, tuple(problems), (*remedies[:1], *others, *remedies[1:]))


def _shortages(need: MemoryNeed, device: DeviceProfile, ram_reserve: int, flash_reserve: int) -> list[str]:
    """Say which memory is too small."""
    parts = (
        ("RAM", need.ram_byte, ram_reserve, device.ram_byte.value, (need.arena_byte, need.runtime_ram_byte)),
        (
            "flash",
            need.flash_byte,
            flash_reserve,
            device.flash_byte.value,
            (need.weight_byte, need.runtime_flash_byte),
        ),
    )
    found: list[str] = []
    for memory, wanted, reserve, available, (own, runtime) in parts:
        if wanted + reserve > available:
            extra = Phrase(" + reserved {size}", size=_size(reserve)) if reserve else ""
            found.append(
                Phrase(
                    _SHORT_RAM if memory == "RAM" else _SHORT_FLASH,
                    wanted=_size(wanted + reserve),
                    own=_size(own),
                    runtime=_size(runtime),
                    extra=extra,
                    device=device.name,
                    available=_size(available),
                )
            )
    return found


def _gaps(model: Model, device: DeviceProfile, kernel: KernelProfile) -> list[str]:
    """Say what the kernel library cannot run."""
    found: list[str] = []
    if needs_int8(model, kernel):
        refused = "{device} needs an int8 model: {stack} takes quantised operators only, this network is {kind}"
        found.append(Phrase(refused, device=device.name, stack=kernel.stack, kind=str(model.quantisation)))
    missing = unsupported_operators(model, kernel)
    if missing:
        lacking = "{stack} on {device} cannot run {kinds}"
        found.append(Phrase(lacking, stack=kernel.stack, device=device.name, kinds=", ".join(missing)))
    if model.quantisation is Quantisation.DYNAMIC and device.kind is DeviceKind.MCU:
        mixed = "{stack} cannot mix float activations with int8 weights (dynamic-range network)"
        found.append(Phrase(mixed, stack=kernel.stack))
    return found


def _remedies(
    model: Model, device: DeviceProfile, kernel: KernelProfile, need: MemoryNeed, reserve: tuple[int, int]
) -> list[str]:
    """List what helps, what helps most first."""
    short_ram = need.ram_byte + reserve[0] > device.ram_byte.value
    short_flash = need.flash_byte + reserve[1] > device.flash_byte.value
    found = []
    if not model.quantisation.is_integer and model.quantisation is not Quantisation.NONE:
        found.append(_quantise(need, device, reserve))
    missing = unsupported_operators(model, kernel)
    if missing:
        found.append(Phrase("replace {kinds} by operators the library has", kinds=", ".join(missing)))
    if short_ram:
        found.append(_shrink_arena(model))
    if short_flash:
        left = _size(_left_for_weights(need, device, reserve))
        found.append(Phrase("prune or narrow the network: its weights may take {size}", size=left))
    found.append(Phrase("run it on the gateway or in the cloud (placement fog or cloud)"))
    return found


def _quantise(need: MemoryNeed, device: DeviceProfile, reserve: tuple[int, int]) -> str:
    """Say what an int8 version would take and whether it would fit; four bytes become one."""
    ram = need.arena_byte // _INT8_OF_FLOAT + need.runtime_ram_byte
    flash = need.weight_byte // _INT8_OF_FLOAT + need.runtime_flash_byte
    fits = ram + reserve[0] <= device.ram_byte.value and flash + reserve[1] <= device.flash_byte.value
    verdict = Phrase("which fits") if fits else Phrase("which is not enough alone")
    quantised = "quantise it to int8: about {ram} of RAM and {flash} of flash, {verdict}"
    return Phrase(quantised, ram=_size(ram), flash=_size(flash), verdict=verdict)


def _shrink_arena(model: Model) -> str:
    """Say where the peak is."""
    plan = plan_arena(model)
    peak = model.operators[plan.peak_operator] if model.operators else None
    if peak is None:
        return Phrase("feed a smaller input or use fewer channels in the first layers")
    return Phrase(
        "feed a smaller input or use fewer channels in the first layers: the peak of {size} is at operator {place}",
        size=_size(plan.live_peak_byte),
        place=f"{peak.index} ({peak.kind})",
    )


def _left_for_weights(need: MemoryNeed, device: DeviceProfile, reserve: tuple[int, int]) -> float:
    """Give the flash that weights may take. [byte]"""
    return max(0.0, device.flash_byte.value - need.runtime_flash_byte - reserve[1])


def _others(
    model: Model, device: DeviceProfile, candidates: Iterable[Candidate], reserve: tuple[int, int]
) -> Sequence[str]:
    """Name the cheapest known devices on which it would fit."""
    fitting = [
        other
        for other, kernel in candidates
        if other.name != device.name
        and fit(model, other, kernel, reserve_ram_byte=reserve[0], reserve_flash_byte=reserve[1]).fits
    ]
    names = [other.name for other in sorted(fitting, key=lambda other: other.price_usd.value)]
    if not names:
        return []
    named, rest = ", ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    if rest > 0:
        return [Phrase("use a device it fits: {names} and {count} more", names=named, count=str(rest))]
    return [Phrase("use a device it fits: {names}", names=named)]


def _size(byte: float) -> str:
    """Write bytes for a reader."""
    return format_quantity(float(byte), Dimension.SIZE)
