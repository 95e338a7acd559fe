"""What a strategy gets to compile a task with: parts, costs, and the stages it may string together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simgui.core.phrase import Phrase
from simgui.models.graph import Model
from simgui.placement.airtime import transfer
from simgui.placement.hop_timing import (
    DUTY_CYCLE_S,
    attempts,
    between_fragments_s,
    collision_of,
    downlink_slot,
    hold_ns,
    in_ns,
    rate_spread_of,
    repeated_at_once,
    repetition,
    retry_tail_ns_of,
    tail_ns_of,
    uplink_slot,
    wake_of,
)
from simgui.placement.inference import cloud_inference_s, device_inference_s, feature_s, front_end_s
from simgui.placement.misfit import MisfitError
from simgui.placement.radio import Message, Radio
from simgui.placement.supply import Parts, spread_factor
from simgui.placement.topology import CloudPlace, GatewayPlace, Topology
from simgui.plan.perceived import Perceived
from simgui.plan.plan import StagePlan, to_ns
from simgui.plan.stages import Stage, State, When
from simgui.plan.verdicts import Int64Array
from simgui.profiles.part import CloudProfile, DeviceProfile
from simgui.scenario.group import Group
from simgui.scenario.scenario import PlacementSpec
from simgui.scenario.site import Tier
from simgui.scenario.task import Task


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
    radio : Radio
        Radios of the first hop.
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
    radio: Radio

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
            what = f"{self.group.name}.{self.task.name}"
            raise MisfitError(Phrase("{what}: this strategy needs a model", what=what), (Phrase("name one"),))
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
                Phrase("{group} has no gateway on its route, so nothing can be decided there", group=self.group.name),
                (Phrase("give the group a site with gateways"), Phrase("decide on the device or in the cloud")),
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
                Phrase("{group} has no cloud behind it", group=self.group.name),
                (Phrase("add one under clouds"), Phrase("decide on the device or the gateway")),
            )
        return place

    @property
    def has_gateway(self) -> bool:
        """Whether the first hop leads to a gateway."""
        return self.group.site is not None and self.group.route[0].to is Tier.FOG

    def all_devices(self, duration_s: float) -> Int64Array:
        """Give the same service time for every device. [s] → [ns]"""
        return np.full(self.group.count, to_ns(duration_s), dtype=np.int64)

    def _front_end_on(self, computer: DeviceProfile | CloudProfile) -> float:
        """Give the time of the front end on a computer. [s]"""
        kernel = self.topology.registry.kernel(computer.core, computer.stack)
        rate_hz, channels = self.group.stream.rate_hz, self.parts.sensor.channels
        return front_end_s(self.task, rate_hz, channels, kernel, computer.clock_hz.value)

    def infer_on_device(self) -> StagePlan:
        """Decide on the device: features and model, or features alone for a threshold.

        Raises
        ------
        MisfitError
            If the model does not fit the device.
        """
        values = self.window_samples * self.parts.sensor.channels
        service_s = feature_s(values, self.parts.device, self.topology.registry) + self._front_end_on(self.parts.device)
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
        link, radio = self.parts.link, self.radio
        message = radio.message(payload_byte)
        every_s = self.task.every_s if every_s is None else every_s
        self._check_duty_cycle(message, every_s, when)
        station, instance = self.topology.channel(self.group, link, towards_device=False)
        delay_s = link.latency_s.value + between_fragments_s(radio, message)
        if not self.has_gateway:
            delay_s += self.need_cloud().spec.rtt_s / 2
        tail_ns = tail_ns_of(radio, message, every_s)
        gap_ns, jitter = repetition(radio)
        return StagePlan(
            stage=Stage.UPLINK,
            after=after,
            station_set=station,
            instance=instance,
            service_ns=in_ns(message.airtime_s),
            delay_ns=to_ns(delay_s),
            when=when,
            state=State.TRANSMIT,
            tail_ns=tail_ns,
            retry_tail_ns=retry_tail_ns_of(radio, message),
            tail_state=State.TAIL if tail_ns.any() else None,
            loss_probability=radio.message_loss(message),
            max_attempts=attempts(radio),
            gap_ns=gap_ns,
            payload_byte=payload_byte,
            wire_byte=message.wire_byte,
            raw=raw,
            hold_ns=hold_ns(radio, message),
            slot=uplink_slot(radio, self.group.name, self.seed),
            wake=wake_of(radio),
            jitter=jitter,
            collision=collision_of(radio, *self.topology.cell(self.group, link)),
            rate_spread=rate_spread_of(link, message.airtime_s, message.bits_s / message.airtime_s),
        )

    def _check_duty_cycle(self, message: Message, every_s: float, when: When) -> None:
        """Refuse what no device could keep up, or what takes more than an hour's share at once."""
        duty = self.parts.link.duty_cycle
        if duty is None:
            return
        what = f"{self.group.name}.{self.task.name}"
        remedies = (Phrase("send less: results or features"), Phrase("choose another link"))
        longest_s, allowed_s = float(message.airtime_s.max()), message.airtime_s / duty.value
        if longest_s > duty.value * DUTY_CYCLE_S:
            raise MisfitError(
                Phrase(
                    "{what}: a message takes {longest} on air, more than the {share} an hour that the {duty} duty "
                    "cycle of {link} leaves",
                    what=what,
                    longest=f"{longest_s:.4g} s",
                    share=f"{duty.value * DUTY_CYCLE_S:.4g} s",
                    duty=f"{duty.value:.2g}",
                    link=self.parts.link.name,
                ),
                remedies,
            )
        broken = int((allowed_s > every_s).sum()) if when is When.ALWAYS else 0
        if broken:
            slowest_s = float(allowed_s.max())
            count, everyone = str(broken), str(self.group.count)
            some = Phrase(" ({count} of {everyone} devices)", count=count, everyone=everyone)
            raise MisfitError(
                Phrase(
                    "{what}: {longest} on air every {every} breaks the {duty} duty cycle of {link}{some}; it allows "
                    "one message every {slowest}",
                    what=what,
                    longest=f"{longest_s:.3g} s",
                    every=f"{every_s:.4g} s",
                    duty=f"{duty.value:.2g}",
                    link=self.parts.link.name,
                    some="" if broken == self.group.count else some,
                    slowest=f"{slowest_s:.4g} s",
                ),
                (Phrase("decide every {slowest} or less often", slowest=f"{slowest_s:.4g} s"), *remedies),
            )

    def at_gateway(self, *, after: int, infer: bool) -> StagePlan:
        """Pass a gateway's processor: to infer there, or only to be forwarded."""
        place = self.need_gateways()
        service_s = place.profile.forward_s.value
        if infer:
            service_s += device_inference_s(self.need_model(), place.device, self.topology.registry)
            service_s += self._front_end_on(place.device)
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
        parts = message.airtime_s, message.bits_s / message.airtime_s
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
            rate_spread=rate_spread_of(link, *(np.full(self.group.count, part) for part in parts)),
        )

    def in_cloud(self, *, after: int) -> StagePlan:
        """Infer on the cloud's servers."""
        place = self.need_cloud()
        service_s = cloud_inference_s(self.need_model(), place.profile, self.topology.registry)
        service_s += self._front_end_on(place.profile)
        return StagePlan(
            stage=Stage.CLOUD,
            after=after,
            station_set=self.topology.cloud_cpu(place),
            instance=np.zeros(self.group.count, dtype=np.int32),
            service_ns=self.all_devices(service_s),
        )

    def downlink(self, *, after: int) -> StagePlan:
        """Bring a reported decision to the device."""
        link, radio = self.parts.link, self.radio
        message = radio.message(self.task.result_byte, downlink=True)
        airtime_s, loss = repeated_at_once(radio, message)
        delay_s = link.latency_s.value + (0.0 if self.has_gateway else self.need_cloud().spec.rtt_s / 2)
        station, instance = self.topology.channel(self.group, link, towards_device=True)
        return StagePlan(
            stage=Stage.DOWNLINK,
            after=after,
            station_set=station,
            instance=instance,
            service_ns=in_ns(airtime_s),
            delay_ns=to_ns(delay_s),
            when=When.REPORTED,
            state=State.RECEIVE,
            loss_probability=loss,
            max_attempts=link.max_attempts,
            payload_byte=self.task.result_byte,
            wire_byte=message.wire_byte,
            hold_ns=hold_ns(radio, message, downlink=True),
            slot=downlink_slot(radio, instance, self.group.name, self.seed, every_s=self.task.every_s),
            rate_spread=rate_spread_of(link, airtime_s, message.bits_s / message.airtime_s),
        )
