"""Charge a network's work by the prices of a kernel profile."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from simgui.core.errors import SimguiError
from simgui.models.float_host import computes_in_float, host_clock_share, is_float_network
from simgui.models.graph import Model, Operator
from simgui.models.stack_name import drops_dead_channels
from simgui.profiles.part import DeviceProfile, KernelProfile
from simgui.profiles.schema import EXTRA_UNITS

_INSTEAD = {"line_conv_mac": "conv_mac"}
"""The unit whose price holds for one that a profile does not price."""


class CostError(SimguiError):
    """A kernel profile does not say what a network's work costs."""


@dataclass(frozen=True, slots=True)
class Times:
    """Where the time of an inference goes.

    Parameters
    ----------
    by_operator : tuple[float, ...]
        Computing, operator by operator. [s]
    by_unit : Mapping[str, float]
        Computing, by unit of work. [s]
    whole : float
        Moving bytes that belong to no single operator. [s]
    streamed, hosted, overhead : float
        Streaming weights, moving inputs and outputs, and the fixed part. [s]
    float_doubt : float
        How far the factor of a float network may be off, in the logarithm. [-]
    """

    by_operator: tuple[float, ...]
    by_unit: Mapping[str, float]
    whole: float
    streamed: float = 0.0
    hosted: float = 0.0
    overhead: float = 0.0
    float_doubt: float = 0.0

    @property
    def latency(self) -> float:
        """All of it. [s]"""
        return self.overhead + math.fsum(self.by_operator) + self.whole + self.streamed + self.hosted

    @property
    def slowest_stage(self) -> float:
        """The stage that bounds throughput: computing, or moving weights and data. [s]"""
        computing = math.fsum(self.by_operator) + self.whole
        return max(computing, self.streamed + self.hosted) if self.hosted else self.latency


def charge(model: Model, kernel: KernelProfile, seconds_per_cycle: float) -> Times:
    """Charge all work.

    Parameters
    ----------
    model : Model
        The network.
    kernel : KernelProfile
        The prices.
    seconds_per_cycle : float
        How long a cycle takes, threads and board included. [s]

    Returns
    -------
    Times
        Without streaming, host and overhead.

    Raises
    ------
    CostError
        If the profile has no price for a unit of work.
    """
    is_float = is_float_network(model)
    per_cycle = seconds_per_cycle * (kernel.float_factor.value if is_float else 1.0)
    drops = drops_dead_channels(kernel.stack)
    by_operator, by_unit = [], dict.fromkeys(kernel.cycles_per, 0.0)
    for operator in model.operators:
        if kernel.host is not None and computes_in_float(model, operator):
            by_operator.append(_on_host_s(model, operator, kernel, seconds_per_cycle))
            continue
        spent = 0.0
        for unit, amount in _work(model, operator, drops_dead_channels=drops, on_npu=_is_npu(kernel)).items():
            price = _price(kernel, unit)
            seconds = amount * kernel.cycles_per[price].value * per_cycle
            by_unit[price] += seconds
            spent += seconds
        by_operator.append(spent)
    whole = {unit: amount * seconds_per_cycle for unit, amount in _byte_cycles(model, kernel).items()}
    for unit, seconds in whole.items():
        by_unit[unit] += seconds
    doubt = math.log1p(kernel.float_factor.tolerance) if is_float else 0.0
    return Times(tuple(by_operator), by_unit, math.fsum(whole.values()), float_doubt=doubt)


def _on_host_s(model: Model, operator: Operator, kernel: KernelProfile, seconds_per_cycle: float) -> float:
    """Time of a float operator that an accelerator of integers leaves to its host. [s]"""
    assert kernel.host is not None  # noqa: S101 - asked for accelerators with a host only
    host = kernel.host
    work = _work(model, operator, drops_dead_channels=drops_dead_channels(host.stack), on_npu=False)
    cycles = sum(amount * host.cycles_per[_price(host, unit)].value for unit, amount in work.items())
    return cycles * host.float_factor.value * seconds_per_cycle / host_clock_share(kernel)


def _is_npu(kernel: KernelProfile) -> bool:
    """Whether the activations' way to memory is priced, as only accelerators need."""
    return "activation_byte" in kernel.cycles_per


def _work(model: Model, operator: Operator, *, drops_dead_channels: bool, on_npu: bool) -> Mapping[str, int]:
    """Give an operator's work; an accelerator takes its input as it comes, without a first scaling."""
    if on_npu and operator.kind == "QUANTIZE" and operator.inputs[0] in model.inputs:
        return {}
    return operator.live_work if drops_dead_channels else operator.work


def _price(kernel: KernelProfile, unit: str) -> str:
    """Name the unit whose price holds."""
    for name in (unit, _INSTEAD.get(unit, unit)):
        if name in kernel.cycles_per:
            return name
    raise CostError(f"kernel profile {kernel.name} gives no cycles for {unit}")


def _byte_cycles(model: Model, kernel: KernelProfile) -> dict[str, float]:
    """Charge the bytes that belong to no single operator. [cycle]"""
    activations = sum(
        model.tensors[index].byte
        for operator in model.operators
        for index in (*operator.inputs, *operator.outputs)
        if index >= 0 and not model.tensors[index].is_constant
    )
    is_far = kernel.near_ram_byte is not None and model.arena_inplace_byte > kernel.near_ram_byte.value
    is_far_weight = kernel.near_flash_byte is not None and model.weight_byte > kernel.near_flash_byte.value
    amounts = {
        "activation_byte": activations,
        "weight_byte": model.weight_byte,
        "coded_weight_byte": model.coded_weight_byte,
        "far_byte": activations if is_far else 0,
        "far_weight_byte": model.weight_byte if is_far_weight else 0,
        "host_byte": _host_byte(model),
    }
    return {
        unit: amount * kernel.cycles_per[unit].value for unit, amount in amounts.items() if unit in kernel.cycles_per
    }


def _host_byte(model: Model) -> int:
    """Sum what goes in and comes out. [byte]"""
    return sum(tensor.byte for tensor in (*model.input_tensors, *model.output_tensors))


def streamed_s(model: Model, device: DeviceProfile) -> float:
    """Time for the weights that are not kept on chip. [s]"""
    if device.memory_byte_per_s is None:
        return 0.0
    kept = device.resident_byte.value if device.resident_byte else 0.0
    needed = sum(_fresh_weights(model))
    return max(0.0, needed - kept) / device.memory_byte_per_s.value


def hosted_s(model: Model, device: DeviceProfile) -> float:
    """Time to move inputs and outputs. [s]"""
    return _host_byte(model) / device.host_byte_per_s.value if device.host_byte_per_s else 0.0


def _fresh_weights(model: Model) -> list[int]:
    """Give the weights each operator is the first to need. [byte]"""
    streamed: set[int] = set()
    fresh = []
    for operator in model.operators:
        tensors = [model.tensors[index] for index in operator.inputs if index >= 0]
        new = {tensor.buffer: tensor.byte for tensor in tensors if tensor.is_constant and tensor.buffer not in streamed}
        streamed |= new.keys()
        fresh.append(sum(new.values()))
    return fresh


def log_spread(kernel: KernelProfile, times: Times) -> float:
    """Give the half-width of the 80 % interval in the logarithm; extra units and floats add their own doubt. [-]"""
    common = math.log1p(kernel.latency_spread.value)
    if not kernel.latency_spread.value or times.latency <= 0:
        return common
    shares = {unit: times.by_unit[unit] / times.latency for unit in EXTRA_UNITS if unit in kernel.cycles_per}
    own = (share * math.log1p(kernel.cycles_per[unit].tolerance) for unit, share in shares.items())
    return math.hypot(common, times.float_doubt, *own)
