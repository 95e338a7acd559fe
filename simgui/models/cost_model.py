"""What an inference costs: time, energy and memory of a network on a device.

Notes
-----
Every operator is charged cycles for each unit of work (see `WorkUnit`), by kernel library and core::

    latency = overhead + Σ units · cycles per unit / clock + Σ weight bytes / streaming rate

The last term is there only for devices that stream weights from slow memory (NPUs). Float networks take
`KernelProfile.float_factor` times the cycles. Energy is the device's measured power while inferring times the
latency. The interval is the kernel profile's 80 % spread, symmetric in the logarithm.

Fitted so, operator models predict unseen networks within about 10 % (median) and unseen boards within about
14 %; a core or kernel library nobody has measured can be off by a factor of three.

References
----------
MLPerf Tiny v0.5 to v1.3 results; ST model zoo inference times (sources of the kernel profiles).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from simgui.core.errors import SimguiError
from simgui.models.fit import Candidate, Fit, MemoryNeed, fit, memory_need, unsupported_operators
from simgui.models.graph import Model, Operator, Quantisation
from simgui.profiles.part import DeviceProfile, KernelProfile

__all__ = [
    "CostError",
    "Fit",
    "MemoryNeed",
    "OperatorCost",
    "Prediction",
    "at_clock",
    "fit",
    "memory_need",
    "predict",
    "predict_core",
    "unsupported_operators",
]

_DROPS_DEAD_CHANNELS = ("x-cube-ai-8", "x-cube-ai-9", "x-cube-ai-1", "plumerai", "onnc")
"""Libraries that leave out channels whose weights are all zero (X-CUBE-AI since 8.1)."""


class CostError(SimguiError):
    """A kernel profile does not say what a network's work costs."""


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
        Where time and energy go; the fixed overhead belongs to no operator.
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


def predict(
    model: Model, device: DeviceProfile, kernel: KernelProfile, *, candidates: Iterable[Candidate] = ()
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

    Returns
    -------
    Prediction
        Time, energy, memory, and whether it fits.

    Raises
    ------
    CostError
        If the kernel profile has no price for a unit of work the network needs.
    """
    rate = device.memory_byte_per_s.value if device.memory_byte_per_s else math.inf
    seconds = _seconds(model, kernel, device.clock_hz.value, rate)
    verdict = fit(model, device, kernel, candidates=candidates)
    overhead_s = device.inference_overhead_s.value
    return _prediction(model, kernel, seconds, overhead_s, device.active_power_w.value, verdict)


def predict_core(model: Model, kernel: KernelProfile, clock_hz: float) -> Prediction:
    """Predict the time and memory of one inference on a core, on a board nobody described.

    Parameters
    ----------
    model : Model
        The network.
    kernel : KernelProfile
        What a kernel library costs on the core.
    clock_hz : float
        Its clock. [Hz]

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
    return _prediction(model, kernel, _seconds(model, kernel, clock_hz, math.inf), 0.0, math.nan, verdict)


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
        With active power above sleep in proportion to the clock (CMOS at constant voltage).

    Raises
    ------
    CostError
        If the clock stands still.
    """
    if not 0 < clock_hz < math.inf:
        raise CostError(f"{device.name} cannot run at {clock_hz} Hz")
    share = clock_hz / device.clock_hz.value
    sleep_w = device.sleep_power_w.value
    power_w = sleep_w + (device.active_power_w.value - sleep_w) * share
    return replace(
        device,
        clock_hz=replace(device.clock_hz, value=clock_hz, text=f"{clock_hz / 1e6:g} MHz"),
        active_power_w=replace(device.active_power_w, value=power_w, text=f"{power_w * 1e3:.3g} mW"),
    )


def _seconds(model: Model, kernel: KernelProfile, clock_hz: float, weight_byte_per_s: float) -> list[float]:
    """Give the time of each operator. [s]"""
    is_float = model.quantisation in {Quantisation.FP32, Quantisation.FP16, Quantisation.DYNAMIC}
    factor = kernel.float_factor.value if is_float else 1.0
    drops = kernel.stack.startswith(_DROPS_DEAD_CHANNELS)
    streamed: set[int] = set()
    seconds = []
    for operator in model.operators:
        cycles = factor * _cycles(operator, kernel, drops_dead_channels=drops)
        seconds.append(cycles / clock_hz + _fresh_weights(model, operator, streamed) / weight_byte_per_s)
    return seconds


def _cycles(operator: Operator, kernel: KernelProfile, *, drops_dead_channels: bool) -> float:
    """Charge an operator's work. [cycle]"""
    work = operator.live_work if drops_dead_channels else operator.work
    missing = sorted(unit for unit in work if unit not in kernel.cycles_per)
    if missing:
        raise CostError(f"kernel profile {kernel.name} gives no cycles for {', '.join(missing)}")
    return math.fsum(amount * kernel.cycles_per[unit].value for unit, amount in work.items())


def _fresh_weights(model: Model, operator: Operator, streamed: set[int]) -> int:
    """Sum the weights an operator is the first to need, and note them. [byte]"""
    fresh = 0
    for index in operator.inputs:
        if index >= 0 and model.tensors[index].is_constant and model.tensors[index].buffer not in streamed:
            streamed.add(model.tensors[index].buffer)
            fresh += model.tensors[index].byte
    return fresh


def _prediction(
    model: Model, kernel: KernelProfile, seconds: list[float], overhead_s: float, power_w: float, verdict: Fit
) -> Prediction:
    """Put the parts together."""
    latency_s = overhead_s + math.fsum(seconds)
    spread = 1.0 + kernel.latency_spread.value
    return Prediction(
        latency_s=latency_s,
        latency_low_s=latency_s / spread,
        latency_high_s=latency_s * spread,
        energy_j=power_w * latency_s,
        power_w=power_w,
        ram_byte=verdict.need.ram_byte,
        flash_byte=verdict.need.flash_byte,
        fits=verdict.fits,
        problems=verdict.problems,
        remedies=verdict.remedies,
        by_operator=tuple(
            OperatorCost(operator.index, operator.kind, operator.macs, spent_s, power_w * spent_s)
            for operator, spent_s in zip(model.operators, seconds, strict=True)
        ),
    )
