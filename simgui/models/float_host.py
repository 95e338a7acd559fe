"""What an accelerator of integer operators makes of float ones: its host runs them, or its compiler refuses."""

from __future__ import annotations

from dataclasses import replace

from simgui.models.graph import Model, Operator, Quantisation
from simgui.profiles.part import DeviceProfile, FloatSupport, KernelProfile

_FLOATS = frozenset({"float32", "float16", "bfloat16", "float64"})
_FLOAT_NETWORKS = frozenset({Quantisation.FP32, Quantisation.FP16, Quantisation.DYNAMIC})


def is_float_network(model: Model) -> bool:
    """Tell whether the heavy arithmetic of a network is done on floats; weights alone may be integers.

    Parameters
    ----------
    model : Model
        The network.

    Returns
    -------
    bool
        A network without multiply-accumulates counts by what its operators take.
    """
    if model.quantisation is Quantisation.NONE:
        return any(computes_in_float(model, operator) for operator in model.operators)
    return model.quantisation in _FLOAT_NETWORKS


def computes_in_float(model: Model, operator: Operator) -> bool:
    """Tell whether an operator works on float activations; one that makes integers of them is not counted.

    Parameters
    ----------
    model : Model
        The network.
    operator : Operator
        One of its operators.
    """
    taken = (model.tensors[index] for index in operator.inputs if index >= 0)
    return operator.kind != "QUANTIZE" and any(one.dtype in _FLOATS and not one.is_constant for one in taken)


def needs_int8(model: Model, kernel: KernelProfile) -> bool:
    """Tell whether the compiler of an accelerator refuses a network for its floats.

    Parameters
    ----------
    model : Model
        The network.
    kernel : KernelProfile
        The accelerator.
    """
    if kernel.float_support is not FloatSupport.REFUSED:
        return False
    return is_float_network(model) or model.quantisation is Quantisation.MIXED


def executing(model: Model, kernel: KernelProfile) -> KernelProfile:
    """Give the prices of the core that does a network's heavy arithmetic.

    Parameters
    ----------
    model : Model
        The network.
    kernel : KernelProfile
        The core it is meant for.

    Returns
    -------
    KernelProfile
        That of the host for a float network on an accelerator of integers, else `kernel`.
    """
    return kernel.host if kernel.host is not None and is_float_network(model) else kernel


def host_clock_share(kernel: KernelProfile) -> float:
    """Give the clock of an accelerator's host over its own. [-]"""
    return kernel.host_clock_ratio.value if kernel.host_clock_ratio else 1.0


def host_device(device: DeviceProfile, kernel: KernelProfile) -> DeviceProfile:
    """Give a device as its host alone works: at the host's clock, nothing streamed to an accelerator.

    Parameters
    ----------
    device : DeviceProfile
        The device.
    kernel : KernelProfile
        Its accelerator.

    Returns
    -------
    DeviceProfile
        Its power is still that of the device while it infers: how much less the host alone takes is not known.
    """
    clock_hz = device.clock_hz.value * host_clock_share(kernel)
    return replace(
        device,
        clock_hz=replace(device.clock_hz, value=clock_hz, text=f"{clock_hz / 1e6:g} MHz"),
        board_factor=None,
        memory_byte_per_s=None,
        host_byte_per_s=None,
    )
