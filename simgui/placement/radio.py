"""The radios of a group, device by device: who is reached, how fast, and how often an attempt is lost."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from simgui.core.phrase import Phrase
from simgui.placement.airtime import Transfer, own_frame, transfer
from simgui.placement.hop_link import message_byte
from simgui.placement.misfit import MisfitError
from simgui.placement.path_loss import path_losses_db
from simgui.placement.spreading import spreading_factors
from simgui.plan.plan import Float64Array
from simgui.plan.verdicts import Int64Array
from simgui.profiles.lora_frame import LoraFrame
from simgui.profiles.lorawan_class_a import listening_s
from simgui.profiles.part import LinkProfile, RateLaw
from simgui.profiles.sourced import SourcedTable
from simgui.scenario.group import Group, Hop

BoolArray: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of each device.

    Parameters
    ----------
    airtime_s : float64 array (devices,)
        Time on the channel. [s]
    fragments : int64 array (devices,)
        Pieces it is cut into. [-]
    payload_byte : int
        Application bytes. [byte]
    wire_byte : int
        Bytes with all headers; the mean over the devices where their fragments differ. [byte]
    bits_s : float64 array (devices,)
        Part of the time on the channel that goes along with one over the rate. [s]
    """

    airtime_s: Float64Array
    fragments: Int64Array
    payload_byte: int
    wire_byte: int
    bits_s: Float64Array


@dataclass(frozen=True, slots=True)
class Radio:
    """The radios of a group's devices on their first hop.

    Parameters
    ----------
    link : LinkProfile
        As the hop uses it.
    hop : Hop
        As in the scenario.
    count : int
        Devices.
    path_loss_db : float64 array (devices,) or None
        Where it is known. [dB]
    spreading_factor : int64 array (devices,) or None
        Of LoRa devices. [-]
    reached : bool array (devices,)
        Whether the gateway hears the device at all.
    loss_probability : float64 array (devices,)
        Chance that one attempt of one fragment is lost, collisions apart. [-]
    """

    link: LinkProfile
    hop: Hop
    count: int
    path_loss_db: Float64Array | None
    spreading_factor: Int64Array | None
    reached: BoolArray
    loss_probability: Float64Array

    def message(self, payload_byte: int, *, downlink: bool = False) -> Message:
        """Work out one message.

        Parameters
        ----------
        payload_byte : int
            Application bytes; the protocol's own come on top. [byte]
        downlink : bool
            Towards the device.

        Raises
        ------
        MisfitError
            If a device would need too many LoRa frames.
        """
        carried_byte = payload_byte + message_byte(self.hop)
        if self.spreading_factor is not None:
            return self._each(
                self.spreading_factor,
                payload_byte,
                lambda factor: transfer(self.link, carried_byte, frame=self.frame(int(factor), downlink=downlink)),
            )
        levels = self.link.downlink_by_path_loss if downlink else self.link.uplink_by_path_loss
        if self.path_loss_db is not None and levels is not None:
            return self._each(
                at_level(levels, self.path_loss_db),
                payload_byte,
                lambda rate: transfer(self.link, carried_byte, downlink=downlink, rate_bit_per_s=rate),
            )
        one = transfer(self.link, carried_byte, downlink=downlink)
        fragments = np.full(self.count, one.fragments, dtype=np.int64)
        airtime_s, bits_s = np.full(self.count, one.airtime_s), np.full(self.count, one.bits_s)
        return Message(airtime_s, fragments, payload_byte, one.wire_byte, bits_s)

    def frame(self, spreading_factor: int, *, downlink: bool = False) -> LoraFrame:
        """Give the modulation of a LoRa device; gateways send no checksum."""
        own = own_frame(self.link)
        return LoraFrame(spreading_factor, own.bandwidth_hz, own.coding_rate_denominator, has_crc=not downlink)

    def wake_s(self) -> Float64Array | None:
        """Give how long each device sends to set its connection up; None for a link without. [s]"""
        if self.link.wake_s is None:
            return None
        if self.path_loss_db is not None and self.link.wake_by_path_loss is not None:
            return at_level(self.link.wake_by_path_loss, self.path_loss_db)
        return np.full(self.count, self.link.wake_s.value)

    def message_loss(self, message: Message) -> Float64Array:
        """Give the chance that an attempt at a message is lost. [-]

        A LoRa message is lost with any of its fragments; other links repeat fragments themselves.
        """
        if self.spreading_factor is None:
            return self.loss_probability
        return np.asarray(1 - (1 - self.loss_probability) ** message.fragments)

    def listening_s(self) -> Float64Array | None:
        """Give how long each LoRa device listens after a frame that nobody answers; None for other links. [s]"""
        return None if self.spreading_factor is None else self._listening_s(confirmed=False)

    def acknowledged_s(self) -> Float64Array:
        """Give how long each LoRa device listens after a frame that is acknowledged. [s]"""
        return self._listening_s(confirmed=True)

    def _listening_s(self, *, confirmed: bool) -> Float64Array:
        assert self.spreading_factor is not None  # noqa: S101 - asked for LoRa only
        factors, place = np.unique(self.spreading_factor, return_inverse=True)
        known = [listening_s(self.frame(factor), confirmed=confirmed) for factor in factors.tolist()]
        return np.asarray(np.array(known)[place])

    def _each(self, key: npt.NDArray[np.generic], payload_byte: int, of: Callable[[Any], Transfer]) -> Message:
        """Work out a message once for each value of a key."""
        values, place = np.unique(key, return_inverse=True)
        sent = [of(value) for value in values.tolist()]
        fragments = np.array([one.fragments for one in sent], dtype=np.int64)[place]
        wire_byte = round(float(np.mean(np.array([one.wire_byte for one in sent])[place])))
        airtime_s, bits_s = (
            np.array(each)[place] for each in zip(*((one.airtime_s, one.bits_s) for one in sent), strict=True)
        )
        return Message(airtime_s, fragments, payload_byte, wire_byte, bits_s)


def radio_of(group: Group, link: LinkProfile, seed: int) -> Radio:
    """Resolve the radios of a group.

    Parameters
    ----------
    group : Group
        The devices; what its first hop says of the radio counts.
    link : LinkProfile
        The link as the hop uses it, see `simgui.placement.hop_link`.
    seed : int
        Seed of what differs from device to device.

    Raises
    ------
    MisfitError
        If no device at all is reached, or a law of distance does not go with the link.
    """
    hop = group.route[0]
    carrier_hz = link.carrier_hz.value if link.carrier_hz else None
    loss_db = path_losses_db(hop.radio, carrier_hz, group=group.name, count=group.count, seed=seed)
    factor = spreading_factors(link, hop.radio, loss_db, group.count) if link.law is RateLaw.LORA else None
    margin_db = margins_db(link, loss_db, factor)
    reached = np.ones(group.count, dtype=np.bool_) if margin_db is None else margin_db >= 0
    if loss_db is not None and margin_db is not None and not reached.any():
        raise _out_of_reach(group, link, loss_db, margin_db)
    loss = np.where(reached, _losses(link, hop, margin_db, group.count), 1.0)
    return Radio(link, hop, group.count, loss_db, factor, reached, loss)


def margins_db(
    link: LinkProfile, path_loss_db: Float64Array | None, spreading_factor: Int64Array | None
) -> Float64Array | None:
    """Give by how much each device is heard above what is just heard; None where it is not known. [dB]"""
    if path_loss_db is None:
        return None
    if spreading_factor is not None:
        if link.transmit_dbm is None or link.sensitivity_dbm is None:
            return None
        limits = {int(factor): level for factor, level in link.sensitivity_dbm.points}
        factors, place = np.unique(spreading_factor, return_inverse=True)
        limit_dbm = np.array([limits.get(factor, math.inf) for factor in factors.tolist()])[place]
        return np.asarray(link.transmit_dbm.value - path_loss_db - limit_dbm)
    if link.uplink_by_path_loss is not None:
        return np.asarray(link.uplink_by_path_loss.points[-1][0] - path_loss_db)
    return None if link.most_path_loss_db is None else np.asarray(link.most_path_loss_db.value - path_loss_db)


def at_level(levels: SourcedTable, path_loss_db: Float64Array) -> Float64Array:
    """Give each device's number: that of the first level that reaches as far as its path loss; beyond all, the last."""
    reach_db = np.array([one[0] for one in levels.points])
    row = np.minimum(np.searchsorted(reach_db, path_loss_db, side="left"), len(reach_db) - 1)
    return np.asarray(np.array([one[-1] for one in levels.points])[row])


def upper_tail(deviations: Float64Array) -> Float64Array:
    """Give the chance that a standard normal number exceeds so many deviations. [-]

    References
    ----------
    M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 1964, 7.1.26: off by 7.5e-8 at most.

    Examples
    --------
    >>> upper_tail(np.array([0.0, 1.0, -1.0])).round(4).tolist()
    [0.5, 0.1587, 0.8413]
    """
    positive = np.abs(deviations) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * positive)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    above = series * np.exp(-(positive**2)) / 2
    return np.asarray(np.where(deviations >= 0, above, 1 - above))


def _losses(link: LinkProfile, hop: Hop, margin_db: Float64Array | None, count: int) -> Float64Array:
    """Give the chance that an attempt is lost, for devices that are reached. [-]"""
    own = np.full(count, link.loss_probability.value)
    if hop.radio.loss_probability is not None or margin_db is None or link.fading_db is None:
        return own
    faded = upper_tail(margin_db / max(link.fading_db.value, 1e-9))
    # A LoRa profile's own loss stands for fading where the path loss is not known.
    return faded if link.law is RateLaw.LORA else np.asarray(1 - (1 - own) * (1 - faded))


_FAR = (
    "{group}: none of {count} devices is in reach of {link}: the best placed has a path loss of {loss}, "
    "{excess} too much"
)


def _out_of_reach(group: Group, link: LinkProfile, path_loss_db: Float64Array, margin_db: Float64Array) -> MisfitError:
    nearest = int(np.argmax(margin_db))
    return MisfitError(
        Phrase(
            _FAR,
            group=group.name,
            count=str(group.count),
            link=link.name,
            loss=f"{path_loss_db[nearest]:.1f} dB",
            excess=f"{-margin_db[nearest]:.1f} dB",
        ),
        (
            Phrase("put gateways nearer to them"),
            Phrase("leave spreading_factor to adr"),
            Phrase("choose a link that reaches farther"),
        ),
    )
