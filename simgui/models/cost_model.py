"""What an inference costs: time, energy and memory of a network on a device.

Notes
-----
Every operator is charged cycles for each unit of work (see `simgui.profiles.schema.KERNEL_UNITS`), by kernel
library and core, and every byte where its way is what takes the time::

    latency = overhead + Σ units · cycles per unit / clock · board factor / speed-up of threads
            + weight bytes not kept on chip / streaming rate + input and output bytes / rate to the host

Convolutions along one axis, and activations or weights that do not fit the near memory, have prices of their own
where a profile knows them. Float networks take `KernelProfile.float_factor` times the cycles; on an accelerator of
integers they are priced by its host, or have no price where its compiler refuses them. Threads divide
`KernelProfile.parallel_share` of the time (Amdahl). Energy is the device's measured power while inferring times
the latency. A pipelined accelerator answers more often than one over its latency: its throughput is that of its
slowest stage.

The 80 % interval is the kernel profile's spread, symmetric in the logarithm, widened where much of the time goes
into units whose own price is less certain than the whole.

References
----------
MLPerf Tiny v0.5 to v1.3 results; ST model zoo inference times (sources of the kernel profiles). Amdahl, Validity
of the single processor approach (AFIPS 1967).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from simgui.models.charge import CostError, Times, charge, hosted_s, log_spread, streamed_s
from simgui.models.fit import Candidate, Fit, MemoryNeed, fit, memory_need, unsupported_operators
from simgui.models.float_host import executing, host_clock_share, host_device, needs_int8
from simgui.models.graph import Model
from simgui.profiles.part import DeviceKind, DeviceProfile, KernelProfile

__all__ = [
    "CostError",
    "Evidence",
    "Fit",
    "MemoryNeed",
    "OperatorCost",
    "Prediction",
    "at_clock",
    "awake",
    "clock_scale",
    "fit",
    "memory_need",
    "predict",
    "predict_core",
    "unsupported_operators",
]


_FIXED_POWER_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class OperatorCost:
    """What one operator costs.

    Parameters
    ----------
    index, kind : int, str
        Which operator. [-]
    macs : int
        Its multiply-accumulates. [-]
    seconds : float
        Time it takes. [s]
    joules : float
        Energy it takes; not a number where the power is unknown. [J]
    """

    index: int
    kind: str
    macs: int
    seconds: float
    joules: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What measurements a prediction rests on.

    Parameters
    ----------
    pair_rows, core_rows, stack_rows : int
        Measurements of this core with this kernel library, of the core, and of the library. [-]
    board_seen : bool
        Whether this very board was among them.
    """

    pair_rows: int = 0
    core_rows: int = 0
    stack_rows: int = 0
    board_seen: bool = False


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one inference costs, and whether it is possible at all.

    Parameters
    ----------
    latency_s, latency_low_s, latency_high_s : float
        Time of one inference and the ends of its 80 % interval. [s]
    energy_j, power_w : float
        Energy of one inference and power meanwhile; not a number where the power is unknown. [J], [W]
    ram_byte, flash_byte : int
        Memory it takes. [byte]
    fits : bool
        Whether nothing is in the way.
    problems, remedies : tuple[str, ...]
        What is in the way and what would help.
    by_operator : tuple[OperatorCost, ...]
        Where time and energy go; overhead and what is streamed belong to no operator.
    evidence : Evidence
        What measurements it rests on.
    throughput_per_s : float
        Inferences a second when the next is started as soon as a stage is free. [1/s]
    host : str
        Kernel profile of the host that does all of it in an accelerator's place; empty where none does.
    """

    latency_s: float
    latency_low_s: float
    latency_high_s: float
    energy_j: float
    power_w: float
    ram_byte: int
    flash_byte: int
    fits: bool
    problems: tuple[str, ...]
    remedies: tuple[str, ...]
    by_operator: tuple[OperatorCost, ...]
    evidence: Evidence = Evidence()
    throughput_per_s: float = math.nan
    host: str = ""


def predict(
    model: Model,
    device: DeviceProfile,
    kernel: KernelProfile,
    *,
    candidates: Iterable[Candidate] = (),
    threads: int = 1,
) -> Prediction:
    """Predict the cost of one inference on a device.

    Parameters
    ----------
    model : Model
        The network.
    device : DeviceProfile
        The device.
    kernel : KernelProfile
        What its kernel library costs on its core.
    candidates : Iterable[tuple[DeviceProfile, KernelProfile]]
        Other devices that may be named as a remedy.
    threads : int
        Cores that work on one inference. [-]

    Returns
    -------
    Prediction
        Time, energy, memory, and whether it fits. A network that the compiler of an accelerator refuses has no time
        (not a number).

    Raises
    ------
    CostError
        If the kernel profile has no price for a unit of work the network needs, or the device has fewer cores.
    """
    if not 1 <= threads <= max(1, device.cores):
        raise CostError(f"{device.name} has {device.cores} cores, not {threads}")
    verdict = fit(model, device, kernel, candidates=candidates)
    if needs_int8(model, kernel):
        return _without_price(verdict, device.active_power_w.value)
    asked, kernel = kernel, executing(model, kernel)
    if kernel is not asked:
        device = host_device(device, asked)
    seconds_per_cycle = (device.board_factor.value if device.board_factor else 1.0) / device.clock_hz.value
    times = charge(model, kernel, seconds_per_cycle / _speed_up(kernel, threads))
    times = replace(
        times,
        streamed=streamed_s(model, device),
        hosted=hosted_s(model, device),
        overhead=device.inference_overhead_s.value,
    )
    evidence = _evidence(kernel, board=device.name)
    found = _prediction(model, kernel, times, device.active_power_w.value, verdict, evidence)
    return replace(found, host=_host_name(model, asked))


def predict_core(model: Model, kernel: KernelProfile, clock_hz: float, *, threads: int = 1) -> Prediction:
    """Predict the time and memory of one inference on a core, on a board nobody described.

    Parameters
    ----------
    model : Model
        The network.
    kernel : KernelProfile
        What a kernel library costs on the core.
    clock_hz : float
        Its clock. [Hz]
    threads : int
        Cores that work on one inference. [-]

    Returns
    -------
    Prediction
        Without overhead; power and energy are not a number; memory is not judged, operators are.

    Raises
    ------
    CostError
        If the kernel profile has no price for a unit of work the network needs, or the clock stands still.
    """
    if not 0 < clock_hz < math.inf:
        raise CostError(f"a core cannot run at {clock_hz} Hz")
    asked, kernel = kernel, executing(model, kernel)
    if kernel is not asked:
        clock_hz *= host_clock_share(asked)
    missing = unsupported_operators(model, kernel)
    need = memory_need(model, kernel)
    verdict = Fit(need)
    if missing:
        names = ", ".join(missing)
        verdict = Fit(
            need,
            (f"{kernel.stack} on {kernel.core} cannot run {names}",),
            (f"replace {names} by operators the library has", "run it on the gateway or in the cloud"),
        )
    if needs_int8(model, kernel):
        refused = f"{kernel.core} needs an int8 model: {kernel.stack} takes quantised operators only"
        quantise = ("quantise it to int8", "run it on the gateway or in the cloud")
        return _without_price(Fit(need, (refused, *verdict.problems), (*quantise, *verdict.remedies)), math.nan)
    times = charge(model, kernel, 1 / clock_hz / _speed_up(kernel, threads))
    found = _prediction(model, kernel, times, math.nan, verdict, _evidence(kernel, board=""))
    return replace(found, host=_host_name(model, asked))


def clock_scale(ratio: float) -> float:
    """Give the power while inferring at another clock.

    Parameters
    ----------
    ratio : float
        The other clock over the known one. [-]

    Returns
    -------
    float
        The power over the known one: a tenth does not follow the clock (regulators, flash, leakage), as the
        streams of MLPerf Tiny v1.3 at two clocks show: 0 to 26 % by board; the voltage stays. [-]
    """
    return _FIXED_POWER_SHARE + (1 - _FIXED_POWER_SHARE) * ratio


def at_clock(device: DeviceProfile, clock_hz: float) -> DeviceProfile:
    """Give a device that runs at another clock.

    Parameters
    ----------
    device : DeviceProfile
        The device.
    clock_hz : float
        Its new clock. [Hz]

    Returns
    -------
    DeviceProfile
        With active power that follows the clock, see `clock_scale`.

    Raises
    ------
    CostError
        If the clock stands still.
    """
    if not 0 < clock_hz < math.inf:
        raise CostError(f"{device.name} cannot run at {clock_hz} Hz")
    power_w = device.active_power_w.value * clock_scale(clock_hz / device.clock_hz.value)
    return replace(
        device,
        clock_hz=replace(device.clock_hz, value=clock_hz, text=f"{clock_hz / 1e6:g} MHz"),
        active_power_w=replace(device.active_power_w, value=power_w, text=f"{power_w * 1e3:.3g} mW"),
    )


def awake(device: DeviceProfile) -> tuple[DeviceProfile, float]:
    """Give a device that has not slept, as benchmarks run it.

    Parameters
    ----------
    device : DeviceProfile
        The device.

    Returns
    -------
    tuple[DeviceProfile, float]
        A microcontroller without its time to wake up, and that time; any other device as it is, and 0. [s]
    """
    if device.kind is not DeviceKind.MCU:
        return device, 0.0
    wake_up = device.inference_overhead_s
    return replace(device, inference_overhead_s=replace(wake_up, value=0.0, text="0 s")), wake_up.value


def _speed_up(kernel: KernelProfile, threads: int) -> float:
    """How many times faster several threads are. [-]"""
    share = kernel.parallel_share.value if kernel.parallel_share else 0.0
    return 1 / (1 - share + share / threads)


def _host_name(model: Model, kernel: KernelProfile) -> str:
    """Name the host that runs a network in an accelerator's place; empty where none does."""
    runs = executing(model, kernel)
    return runs.name if runs is not kernel else ""


def _without_price(verdict: Fit, power_w: float) -> Prediction:
    """Give what is known of a network that cannot be compiled: its memory and what is in the way."""
    return Prediction(
        latency_s=math.nan,
        latency_low_s=math.nan,
        latency_high_s=math.nan,
        energy_j=math.nan,
        power_w=power_w,
        ram_byte=verdict.need.ram_byte,
        flash_byte=verdict.need.flash_byte,
        fits=verdict.fits,
        problems=verdict.problems,
        remedies=verdict.remedies,
        by_operator=(),
    )


def _evidence(kernel: KernelProfile, *, board: str) -> Evidence:
    """Say what the prices rest on."""
    return Evidence(kernel.pair_rows, kernel.core_rows, kernel.stack_rows, board_seen=board in kernel.boards)


def _prediction(
    model: Model, kernel: KernelProfile, times: Times, power_w: float, verdict: Fit, evidence: Evidence
) -> Prediction:
    """Put the parts together."""
    latency_s = times.latency
    factor = math.exp(log_spread(kernel, times))
    return Prediction(
        latency_s=latency_s,
        latency_low_s=latency_s / factor,
        latency_high_s=latency_s * factor,
        energy_j=power_w * latency_s,
        power_w=power_w,
        ram_byte=verdict.need.ram_byte,
        flash_byte=verdict.need.flash_byte,
        fits=verdict.fits,
        problems=verdict.problems,
        remedies=verdict.remedies,
        by_operator=tuple(
            OperatorCost(operator.index, operator.kind, operator.macs, spent_s, power_w * spent_s)
            for operator, spent_s in zip(model.operators, times.by_operator, strict=True)
        ),
        evidence=evidence,
        throughput_per_s=1 / times.slowest_stage if times.slowest_stage > 0 else math.inf,
    )
