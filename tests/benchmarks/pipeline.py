"""The work every model does: device CPU, shared channel, gateway, cloud; first come first served."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from builders.plans import MS, S, energy, group, plan, stage, task

from simgui.plan.plan import Plan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationKind, StationSet
from simgui.plan.verdicts import Int64Array
from simgui.scenario.site import Dispatch

DEVICES_PER_GATEWAY = 50
CLOUD_SERVERS = 4
CLOUD_LOAD = 0.7


@dataclass(frozen=True, slots=True)
class Work:
    """A fleet and its messages; loads are 0.5 (channel), 0.6 (gateway) and 0.7 (cloud) for every fleet size.

    Parameters
    ----------
    phase_ns : int64 array (devices,)
        First release of each device. [ns]
    jobs_per_device : int
        Releases of each device, one a period.
    """

    phase_ns: Int64Array
    jobs_per_device: int
    period_ns: int = 10 * S
    device_ns: int = 30 * MS
    channel_ns: int = 100 * MS
    gateway_ns: int = 120 * MS
    backhaul_delay_ns: int = 40 * MS

    @classmethod
    def of(cls, devices: int, jobs: int, seed: int = 1) -> Self:
        """Give the work of a fleet that sends about so many messages in all; whole gateways only."""
        if devices % DEVICES_PER_GATEWAY:
            raise ValueError(f"{devices} devices do not fill gateways of {DEVICES_PER_GATEWAY}")
        phase_ns = np.random.default_rng(seed).integers(0, 10 * S, devices)
        return cls(phase_ns=phase_ns, jobs_per_device=max(1, jobs // devices))

    @property
    def devices(self) -> int:
        """How many devices."""
        return len(self.phase_ns)

    @property
    def gateways(self) -> int:
        """How many gateways."""
        return self.devices // DEVICES_PER_GATEWAY

    @property
    def jobs(self) -> int:
        """How many messages in all."""
        return self.devices * self.jobs_per_device

    @property
    def cloud_ns(self) -> int:
        """Service time of a cloud server. [ns]"""
        return round(CLOUD_LOAD * self.period_ns * CLOUD_SERVERS / self.devices)


def plan_of(work: Work) -> Plan:
    """Write the work as a plan for our engines."""
    devices = work.devices
    gateway = np.arange(devices) // DEVICES_PER_GATEWAY
    stations = [
        StationSet("device", StationKind.DEVICE_CPU, devices),
        StationSet("channel", StationKind.CHANNEL, work.gateways),
        StationSet("gateway", StationKind.GATEWAY_CPU, work.gateways),
        StationSet("cloud", StationKind.CLOUD_CPU, 1, workers=CLOUD_SERVERS, dispatch=Dispatch.ROUND_ROBIN),
    ]
    stages = [
        stage(Stage.INFER, 0, work.device_ns, devices=devices, instance=np.arange(devices), state=State.COMPUTE),
        stage(Stage.UPLINK, 1, work.channel_ns, devices=devices, instance=gateway, after=0, state=State.TRANSMIT),
        stage(
            Stage.GATEWAY,
            2,
            work.gateway_ns,
            devices=devices,
            instance=gateway,
            after=1,
            delay_ns=work.backhaul_delay_ns,
        ),
        stage(Stage.CLOUD, 3, work.cloud_ns, devices=devices, after=2),
    ]
    labels = np.random.default_rng(0).random(1000) < 0.02
    pipeline = task(
        stages,
        devices=devices,
        period_ns=work.period_ns,
        jobs=work.jobs_per_device,
        phase_ns=work.phase_ns,
        labels=labels,
        verdict_stage=0,
        decided=(3, 3),
        sense_ns=100 * MS,
        deadline_ns=S,
    )
    return plan(
        stations,
        [group([pipeline], devices=devices, books=energy(devices, 1e-6, (1e-3, 1e-2, 5e-2)))],
        duration_ns=work.jobs_per_device * work.period_ns,
        drain_ns=3600 * S,
    )
