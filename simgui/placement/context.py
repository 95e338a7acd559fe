"""What a strategy gets to compile a task with: parts, costs, and the stages it may string together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simgui.models.graph import Model
from simgui.placement.airtime import Transfer, transfer
from simgui.placement.inference import cloud_inference_s, device_inference_s, feature_s
from simgui.placement.misfit import MisfitError
from simgui.placement.supply import Parts, spread_factor
from simgui.placement.topology import CloudPlace, GatewayPlace, Topology
from simgui.plan.perceived import Perceived
from simgui.plan.plan import StagePlan, to_ns
from simgui.plan.stages import Stage, State, When
from simgui.plan.verdicts import Int32Array, Int64Array
from simgui.scenario.scenario import Group, PlacementSpec, Task, Tier


@dataclass(frozen=True, slots=True)
class TaskContext:
    """A task of a group under a placement.

    Parameters
    ----------
    group, task, spec : Group, Task, PlacementSpec
        As in the scenario.
    parts : Parts
        Parts of one device.
    model : Model | None
        The detector's model; None for a threshold.
    perceived : Perceived
        Windows and verdicts.
    topology : Topology
        Hands out stations.
    models : Mapping[str, Model]
        All models of the scenario, by key.
    seed : int
        Seed of the spread.
    """

    group: Group
    task: Task
    spec: PlacementSpec
    parts: Parts
    model: Model | None
    perceived: Perceived
    topology: Topology
    models: Mapping[str, Model]
    seed: int

    @property
    def window_samples(self) -> int:
        """Samples in a window, per channel."""
        return round(self.task.window_s * self.group.stream.rate_hz)

    @property
    def window_byte(self) -> int:
        """Raw bytes of a window. [byte]"""
        return self.window_samples * self.parts.sensor.channels * self.parts.sensor.sample_byte

    def need_model(self) -> Model:
        """Give the model.

        Raises
        ------
        MisfitError
            If the detector has none.
        """
        if self.model is None:
            raise MisfitError(f"{self.group.name}.{self.task.name}: this strategy needs a model", ("name one",))
        return self.model

    def need_gateways(self) -> GatewayPlace:
        """Give the group's gateways.

        Raises
        ------
        MisfitError
            If its route leads past any gateway.
        """
        place = self.topology.gateways(self.group)
        if place is None or self.group.route[0].to is not Tier.FOG:
            raise MisfitError(
                f"{self.group.name} has no gateway on its route, so nothing can be decided there",
                ("give the group a site with gateways", "decide on the device or in the cloud"),
            )
        return place

    def need_cloud(self) -> CloudPlace:
        """Give the group's cloud.

        Raises
        ------
        MisfitError
            If there is none.
        """
        place = self.topology.cloud(self.group)
        if place is None:
            raise MisfitError(
                f"{self.group.name} has no cloud behind it",
                ("add one under clouds", "decide on the device or the gateway"),
            )
        return place

    @property
    def has_gateway(self) -> bool:
        """Whether the first hop leads to a gateway."""
        return self.group.site is not None and self.group.route[0].to is Tier.FOG

    def all_devices(self, duration_s: float) -> Int64Array:
        """Give the same service time for every device. [s] → [ns]"""
        return np.full(self.group.count, to_ns(duration_s), dtype=np.int64)

    def infer_on_device(self) -> StagePlan:
        """Decide on the device: features and model, or features alone for a threshold.

        Raises
        ------
        MisfitError
            If the model does not fit the device.
        """
        values = self.window_samples * self.parts.sensor.channels
        service_s = feature_s(values, self.parts.device, self.topology.registry)
        if self.model is not None:
            service_s += device_inference_s(self.model, self.parts.device, self.topology.registry)
        factor = spread_factor(self.group, "latency", self.seed)
        return StagePlan(
            stage=Stage.INFER,
            after=-1,
            station_set=self.topology.device_cpu(self.group),
            instance=np.arange(self.group.count, dtype=np.int32),
            service_ns=np.round(factor * service_s * 1e9).astype(np.int64),
            state=State.COMPUTE,
        )

    def uplink(
        self, payload_byte: int, *, after: int, when: When, raw: bool, every_s: float | None = None
    ) -> StagePlan:
        """Send a message over the first hop, every so often; as often as the task decides unless told otherwise.

        Raises
        ------
        MisfitError
            If the link cannot carry it, or not that often.
        """
        link = self.parts.link
        message = transfer(link, payload_byte)
        every_s = self.task.every_s if every_s is None else every_s
        if when is When.ALWAYS:
            self._check_duty_cycle(message, every_s)
        station, instance = self.topology.channel(self.group, link, towards_device=False)
        delay_s = link.latency_s.value
        if not self.has_gateway:
            delay_s += self.need_cloud().spec.rtt_s / 2
        return StagePlan(
            stage=Stage.UPLINK,
            after=after,
            station_set=station,
            instance=instance,
            service_ns=self.all_devices(message.airtime_s),
            delay_ns=to_ns(delay_s),
            when=when,
            state=State.TRANSMIT,
            tail_ns=self._tail_ns(message, every_s),
            tail_state=State.TAIL if link.tail_s.value > 0 else None,
            loss_probability=np.full(self.group.count, link.loss_probability.value),
            max_attempts=link.max_attempts,
            payload_byte=payload_byte,
            wire_byte=message.wire_byte,
            raw=raw,
        )

    def _tail_ns(self, message: Transfer, every_s: float) -> int:
        """Give the listening time after a message, until the next one at the latest. [ns]"""
        return to_ns(max(0.0, min(self.parts.link.tail_s.value, every_s - message.airtime_s)))

    def _check_duty_cycle(self, message: Transfer, every_s: float) -> None:
        duty = self.parts.link.duty_cycle
        if duty is None or message.airtime_s <= duty.value * every_s:
            return
        allowed_s = message.airtime_s / duty.value
        raise MisfitError(
            f"{self.group.name}.{self.task.name}: {message.airtime_s:.3g} s on air every {every_s:.4g} s "
            f"breaks the {duty.value:.2g} duty cycle of {self.parts.link.name}; it allows one message every "
            f"{allowed_s:.4g} s",
            (f"decide every {allowed_s:.4g} s or less often", "send less: results or features", "choose another link"),
        )

    def at_gateway(self, *, after: int, infer: bool) -> StagePlan:
        """Pass a gateway's processor: to infer there, or only to be forwarded."""
        place = self.need_gateways()
        service_s = place.profile.forward_s.value
        if infer:
            service_s += device_inference_s(self.need_model(), place.device, self.topology.registry)
        return StagePlan(
            stage=Stage.GATEWAY,
            after=after,
            station_set=self.topology.gateway_cpu(place),
            instance=place.instance,
            service_ns=self.all_devices(service_s),
        )

    def backhaul(self, payload_byte: int, *, after: int, when: When = When.ALWAYS) -> StagePlan:
        """Send a message from the gateway to the cloud."""
        return self._wire(payload_byte, after=after, when=when, towards_gateway=False)

    def downhaul(self, payload_byte: int, *, after: int) -> StagePlan:
        """Send a message from the cloud to the gateway."""
        return self._wire(payload_byte, after=after, when=When.REPORTED, towards_gateway=True)

    def _wire(self, payload_byte: int, *, after: int, when: When, towards_gateway: bool) -> StagePlan:
        place = self.need_gateways()
        link = place.backhaul
        message = transfer(link, payload_byte, downlink=towards_gateway)
        return StagePlan(
            stage=Stage.DOWNHAUL if towards_gateway else Stage.BACKHAUL,
            after=after,
            station_set=self.topology.backhaul(place, towards_gateway=towards_gateway),
            instance=place.instance,
            service_ns=self.all_devices(message.airtime_s),
            delay_ns=to_ns(link.latency_s.value + self.need_cloud().spec.rtt_s / 2),
            when=when,
            loss_probability=np.full(self.group.count, link.loss_probability.value),
            max_attempts=link.max_attempts,
            payload_byte=payload_byte,
            wire_byte=message.wire_byte,
        )

    def in_cloud(self, *, after: int) -> StagePlan:
        """Infer on the cloud's servers."""
        place = self.need_cloud()
        return StagePlan(
            stage=Stage.CLOUD,
            after=after,
            station_set=self.topology.cloud_cpu(place),
            instance=np.zeros(self.group.count, dtype=np.int32),
            service_ns=self.all_devices(cloud_inference_s(self.need_model(), place.profile, self.topology.registry)),
        )

    def downlink(self, *, after: int) -> StagePlan:
        """Bring a reported decision to the device."""
        link = self.parts.link
        message = transfer(link, self.task.result_byte, downlink=True)
        delay_s = link.latency_s.value + (0.0 if self.has_gateway else self.need_cloud().spec.rtt_s / 2)
        station: int
        instance: Int32Array
        station, instance = self.topology.channel(self.group, link, towards_device=True)
        return StagePlan(
            stage=Stage.DOWNLINK,
            after=after,
            station_set=station,
            instance=instance,
            service_ns=self.all_devices(message.airtime_s),
            delay_ns=to_ns(delay_s),
            when=When.REPORTED,
            state=State.RECEIVE,
            loss_probability=np.full(self.group.count, link.loss_probability.value),
            max_attempts=link.max_attempts,
            payload_byte=self.task.result_byte,
            wire_byte=message.wire_byte,
        )
