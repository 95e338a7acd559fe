"""How long the work of a decision takes where it is done."""

from collections.abc import Iterator

from simgui.models.cost_model import predict, predict_core
from simgui.models.graph import Model, WorkUnit
from simgui.placement.misfit import MisfitError
from simgui.profiles.part import CloudProfile, DeviceProfile, KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind

FEATURE_PASSES = 2
"""Standardising a window, or taking a feature of it, reads every value twice: for the moments, then to use it."""


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
            f"{model.name} does not fit {device.name}: {'; '.join(prediction.problems)}", prediction.remedies
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


def _all_devices(registry: Registry) -> Iterator[tuple[DeviceProfile, KernelProfile]]:
    for name in registry.names(Kind.DEVICE):
        device = registry.device(name)
        yield device, registry.kernel(device.core, device.stack)
