"""How long the work of a decision takes where it is done."""

import math
from collections.abc import Iterator

from simgui.core.phrase import Phrase, joined
from simgui.models.cost_model import predict, predict_core
from simgui.models.graph import Model, WorkUnit
from simgui.models.signal_cost import log_mel_flops, signal_s, spectrum_s, statistics_flops
from simgui.placement.misfit import MisfitError
from simgui.profiles.part import CloudProfile, DeviceProfile, KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.scenario.task import FrontEndKind, Task

FEATURE_PASSES = 2
"""Standardising a window, or taking a feature of it, reads every value twice: for the moments, then to use it."""
_ROUNDING = 1e-9


def device_inference_s(model: Model, device: DeviceProfile, registry: Registry) -> float:
    """Time of one inference on a device. [s]

    Raises
    ------
    MisfitError
        If memory or operators do not fit, with remedies.
    """
    prediction = predict(model, device, registry.kernel(device.core, device.stack), candidates=_all_devices(registry))
    if not prediction.fits:
        raise MisfitError(
            Phrase(
                "{model} does not fit {device}: {problems}",
                model=model.name,
                device=device.name,
                problems=joined("; ", prediction.problems),
            ),
            prediction.remedies,
        )
    return prediction.latency_s


def cloud_inference_s(model: Model, cloud: CloudProfile, registry: Registry) -> float:
    """Time of one request to a cloud server, its overhead included. [s]"""
    kernel = registry.kernel(cloud.core, cloud.stack)
    return cloud.inference_overhead_s.value + predict_core(model, kernel, cloud.clock_hz.value).latency_s


def feature_s(values: int, device: DeviceProfile, registry: Registry) -> float:
    """Time to standardise a window, or to take one of its features. [s]

    Parameters
    ----------
    values : int
        Samples × channels of the window.
    device : DeviceProfile
        Where it happens.
    registry : Registry
        Gives the kernel costs.
    """
    kernel = registry.kernel(device.core, device.stack)
    cycles = kernel.cycles_per[WorkUnit.ELEMENTWISE].value
    return FEATURE_PASSES * values * cycles / device.clock_hz.value


def front_end_s(task: Task, rate_hz: float, channels: int, kernel: KernelProfile, clock_hz: float) -> float:
    """Time to take the features of one decision. [s]

    Parameters
    ----------
    task : Task
        Its front end; zero where it has none.
    rate_hz : float
        Sampling rate. [Hz]
    channels : int
        Values per sample, each with features of its own. [-]
    kernel : KernelProfile
        What the core costs where it happens.
    clock_hz : float
        Its clock. [Hz]

    Notes
    -----
    Windows that overlap share their frames: only those that ended since the last decision are computed.
    """
    front = task.front_end
    if front is None:
        return 0.0
    points = round(front.frame_s * rate_hz)
    whole = 1 + math.floor((task.window_s - front.frame_s) / front.step_s + _ROUNDING)
    frames = min(whole, math.ceil(task.every_s / front.step_s - _ROUNDING))
    match front.kind:
        case FrontEndKind.STATISTICS:
            each_s = signal_s(statistics_flops(points), kernel, clock_hz)
        case FrontEndKind.FFT:
            each_s = spectrum_s(points, kernel, clock_hz)
        case FrontEndKind.LOG_MEL:
            each_s = signal_s(log_mel_flops(points, front.bands), kernel, clock_hz)
    return channels * frames * each_s


def _all_devices(registry: Registry) -> Iterator[tuple[DeviceProfile, KernelProfile]]:
    for name in registry.names(Kind.DEVICE):
        device = registry.device(name)
        yield device, registry.kernel(device.core, device.stack)
