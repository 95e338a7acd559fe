"""Stations of a scenario, and which instance serves which device."""

import re
from dataclasses import dataclass, field, replace

import numpy as np

from simgui.core.phrase import Phrase
from simgui.placement.misfit import MisfitError
from simgui.plan.plan import ServerPlan, to_ns
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.verdicts import Int32Array
from simgui.profiles.part import CloudProfile, DeviceProfile, GatewayProfile, LinkProfile, Medium, RateLaw
from simgui.profiles.registry import Registry
from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario
from simgui.scenario.site import Assign, Cloud, Dispatch, GatewayGroup, Site, Tier

GATEWAY_STORE_MESSAGES = 100_000
"""Messages a gateway keeps while its backhaul is out: a guess, some 100 MB of flash at 1 kB each."""

_TARGET = re.compile(r"^(?P<path>.*?)(\[(?P<instance>\d+)\](?P<rest>.*))?$")


@dataclass(frozen=True, slots=True)
class GatewayPlace:
    """The gateways that serve a group.

    Parameters
    ----------
    path : str
        E.g. ``plant.cell``.
    spec : GatewayGroup
        As in the scenario.
    profile, device, backhaul : GatewayProfile, DeviceProfile, LinkProfile
        Parts of one gateway.
    count : int
        Gateways over all instances of the site.
    instance : int32 array (devices,)
        Gateway of each device.
    """

    path: str
    spec: GatewayGroup
    profile: GatewayProfile
    device: DeviceProfile
    backhaul: LinkProfile
    count: int
    instance: Int32Array


@dataclass(frozen=True, slots=True)
class CloudPlace:
    """The cloud behind a group."""

    spec: Cloud
    profile: CloudProfile


@dataclass(slots=True)
class Topology:
    """Hands out station sets, one of each name.

    Parameters
    ----------
    scenario : Scenario
        Sites, clouds and outages.
    registry : Registry
        Parts.
    """

    scenario: Scenario
    registry: Registry
    stations: list[StationSet] = field(default_factory=list)
    servers: dict[int, ServerPlan] = field(default_factory=dict)

    def gateways(self, group: Group) -> GatewayPlace | None:
        """Find the gateways of a group; None when it has no site."""
        if group.site is None:
            return None
        name, _, cell = group.site.partition(".")
        site = self.scenario.sites[name]
        spec = _gateway_group(site, cell)
        profile = self.registry.gateway(spec.profile)
        count = site.count * spec.count
        device = np.arange(group.count, dtype=np.int64)
        dealt = device * count // group.count if site.assign is Assign.BLOCK else device % count
        return GatewayPlace(
            path=f"{site.name}.{spec.name}",
            spec=spec,
            profile=profile,
            device=self.registry.device(profile.device),
            backhaul=self.registry.link(spec.backhaul),
            count=count,
            instance=dealt.astype(np.int32),
        )

    def cloud(self, group: Group) -> CloudPlace | None:
        """Find the cloud of a group; None when it has none."""
        if group.cloud is None:
            return None
        spec = self.scenario.clouds[group.cloud]
        return CloudPlace(spec, self.registry.cloud(spec.profile))

    def device_cpu(self, group: Group) -> int:
        """Station set of the devices' processors, one each."""
        return self._add(StationSet(f"fleet.{group.name}.cpu", StationKind.DEVICE_CPU, group.count))

    def channel(self, group: Group, link: LinkProfile, *, towards_device: bool) -> tuple[int, Int32Array]:
        """Station set of the first hop, and each device's instance.

        A shared channel is half-duplex: both directions use the same station. A LoRa device has a station of its own,
        which nobody else waits for; a gateway sends one frame at a time.
        """
        place = self.gateways(group)
        to_gateway = group.route[0].to is Tier.FOG and place is not None
        own = np.arange(group.count, dtype=np.int32)
        kind = StationKind.DOWNLINK if towards_device else StationKind.CHANNEL
        direction = "downlink" if towards_device else "link"
        if link.law is RateLaw.LORA and towards_device and place is not None and to_gateway:
            path, targets = f"{place.path}.downlink", [f"fleet.{group.name}.link"]
            instance, count, device_gateway = place.instance, place.count, None
        elif link.medium is Medium.DEDICATED:
            path = f"fleet.{group.name}.{direction}"
            targets = [f"fleet.{group.name}.link"]
            instance, count, device_gateway = own, group.count, place.instance if place and to_gateway else None
        elif place is not None and to_gateway:
            kind, path = StationKind.CHANNEL, f"{place.path}.channel.{link.name}"
            targets = [f"fleet.{group.name}.link"]
            instance, count, device_gateway = place.instance, place.count, None
        else:
            kind, path = StationKind.CHANNEL, f"cell.{link.name}"
            targets = [f"fleet.{group.name}.link"]
            instance, count, device_gateway = np.zeros(group.count, dtype=np.int32), 1, None
        limit = group.store_messages if kind is StationKind.CHANNEL else None
        outages = _at_instances(self._outages(*targets), np.unique(instance), count)
        if place is not None and to_gateway:
            outages += self._gateway_outages(place, device_gateway, ("", ".channel"))
        return self._add(StationSet(path, kind, count, sender_limit=limit, outages=_merged(outages, count))), instance

    def cell(self, group: Group, link: LinkProfile) -> tuple[str, Int32Array]:
        """Name the air that a group's first hop shares, and the gateway (or cell) each device sends to."""
        place = self.gateways(group)
        if place is None or group.route[0].to is not Tier.FOG:
            return f"cell.{link.law}", np.zeros(group.count, dtype=np.int32)
        return f"{place.path}.{link.law}", place.instance

    def gateway_cpu(self, place: GatewayPlace) -> int:
        """Station set of the gateways' processors."""
        station = self._add(
            StationSet(
                place.path,
                StationKind.GATEWAY_CPU,
                place.count,
                workers=place.profile.workers,
                outages=_merged(self._gateway_outages(place, None, ("",)), place.count),
            )
        )
        power = place.device.idle_power_w.value, place.device.active_power_w.value
        self.servers.setdefault(station, ServerPlan(station, *power, usd_per_s=0.0))
        return station

    def backhaul(self, place: GatewayPlace, *, towards_gateway: bool) -> int:
        """Station set of the gateways' lines to the cloud, one direction."""
        kind, name = (StationKind.DOWNHAUL, "downhaul") if towards_gateway else (StationKind.BACKHAUL, "backhaul")
        outages = self._gateway_outages(place, None, ("", ".backhaul"))
        return self._add(
            StationSet(
                f"{place.path}.{name}",
                kind,
                place.count,
                queue_limit=GATEWAY_STORE_MESSAGES,
                outages=_merged(outages, place.count),
            )
        )

    def cloud_cpu(self, place: CloudPlace) -> int:
        """Station set of a cloud's servers, one pool."""
        spec, profile = place.spec, place.profile
        station = self._add(
            StationSet(
                spec.name,
                StationKind.CLOUD_CPU,
                1,
                workers=spec.servers * profile.workers,
                dispatch=spec.dispatch if spec.servers * profile.workers > 1 else Dispatch.FIFO,
                outages=_merged(self._outages(spec.name), 1),
            )
        )
        self.servers.setdefault(
            station,
            ServerPlan(
                station,
                idle_power_w=profile.idle_power_w.value * spec.servers,
                active_power_w=profile.active_power_w.value * spec.servers,
                usd_per_s=profile.usd_per_server_s.value * spec.servers,
            ),
        )
        return station

    def _add(self, station: StationSet) -> int:
        for index, known in enumerate(self.stations):
            if known.name == station.name:
                limits = [limit for limit in (known.sender_limit, station.sender_limit) if limit is not None]
                outages = known.outages
                if station.outages != outages:
                    # Groups on one cell share its channel: an outage of one group's link is the cell's.
                    outages = _merged([*outages, *station.outages], known.count)
                self.stations[index] = replace(known, sender_limit=max(limits, default=None), outages=outages)
                return index
        self.stations.append(station)
        return len(self.stations) - 1

    def _outages(self, *paths: str) -> list[StationOutage]:
        found = []
        for outage in self.scenario.all_outages:
            match = _TARGET.match(outage.target)
            path, instance = outage.target, None
            if match and match["instance"] is not None:
                path, instance = match["path"] + match["rest"], int(match["instance"])
            if path in paths:
                start_ns = to_ns(outage.at_s)
                found.append(StationOutage(instance, start_ns, start_ns + to_ns(outage.for_s)))
        return found

    def _gateway_outages(
        self, place: GatewayPlace, device_gateway: Int32Array | None, suffixes: tuple[str, ...]
    ) -> list[StationOutage]:
        """Outages of the gateways themselves; for links of the devices' own, spread over the devices they serve."""
        found = self._outages(*(place.path + suffix for suffix in suffixes))
        if device_gateway is None:
            return found
        spread = []
        for outage in found:
            if outage.instance is None:
                spread.append(outage)
                continue
            served = np.flatnonzero(device_gateway == outage.instance)
            spread += [replace(outage, instance=int(device)) for device in served]
        return spread


def _gateway_group(site: Site, cell: str) -> GatewayGroup:
    for spec in site.gateways:
        if spec.name == cell or not cell:
            return spec
    raise MisfitError(
        Phrase("site {site} has no gateways {cell}", site=site.name, cell=repr(cell)),
        (Phrase("add them under {path}", path=f"sites.{site.name}.gateways"),),
    )


def _at_instances(outages: list[StationOutage], concerned: Int32Array, count: int) -> list[StationOutage]:
    """Keep outages to the instances that are concerned."""
    if len(concerned) == count:
        return outages
    return [replace(outage, instance=int(instance)) for outage in outages for instance in concerned]


def _merged(outages: list[StationOutage], count: int) -> tuple[StationOutage, ...]:
    """Join overlapping outages, so that those of one instance are ascending and disjoint."""
    if not outages:
        return ()
    everywhere = all(outage.instance is None for outage in outages)
    merged: list[StationOutage] = []
    for instance in [None] if everywhere else range(count):
        mine = sorted((o.start_ns, o.end_ns) for o in outages if o.instance in (None, instance))
        spans: list[tuple[int, int]] = []
        for start_ns, end_ns in mine:
            if spans and start_ns <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(spans[-1][1], end_ns))
            else:
                spans.append((start_ns, end_ns))
        merged += [StationOutage(instance, *span) for span in spans]
    return tuple(merged)
