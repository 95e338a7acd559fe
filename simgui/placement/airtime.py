"""From a payload to time on the channel, bytes on the link and energy of the device's radio."""

import math
from dataclasses import dataclass, replace

from simgui.core.phrase import Phrase
from simgui.placement.misfit import MisfitError
from simgui.profiles.lora_frame import LoraFrame
from simgui.profiles.lorawan_class_a import listening_s
from simgui.profiles.lorawan_eu868 import DataRate
from simgui.profiles.lorawan_region import payload_limit_byte, region_of
from simgui.profiles.part import LinkProfile, RateLaw

MOST_LORA_FRAMES = 100


@dataclass(frozen=True, slots=True)
class Transfer:
    """One message on a link.

    Parameters
    ----------
    airtime_s : float
        Channel time. [s]
    wire_byte : int
        Bytes with all headers. [byte]
    fragments : int
        Pieces it is cut into. [-]
    bits_s : float
        Part of the channel time that goes along with one over the rate; 0 for LoRa, whose rate is its modulation. [s]
    """

    airtime_s: float
    wire_byte: int
    fragments: int
    bits_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RadioEnergy:
    """What the device's radio takes for one message, the processor excluded.

    Parameters
    ----------
    transmit_j : float
        While the message is on the channel. [J]
    tail_j : float
        While the radio listens on behind it. [J]
    wake_j : float
        Setting up the connection before it, if the radio was asleep. [J]
    """

    transmit_j: float
    tail_j: float
    wake_j: float = 0.0

    @property
    def total_j(self) -> float:
        """All together. [J]"""
        return self.transmit_j + self.tail_j + self.wake_j


def transfer(
    link: LinkProfile,
    payload_byte: int,
    *,
    downlink: bool = False,
    frame: LoraFrame | None = None,
    rate_bit_per_s: float | None = None,
) -> Transfer:
    """Work out what one message takes on a link.

    Parameters
    ----------
    link : LinkProfile
        The radio or wire.
    payload_byte : int
        Application bytes; an empty message still takes one fragment. [byte]
    downlink : bool
        Towards the device.
    frame : LoraFrame or None
        A modulation other than the link's own; only the LoRa law asks for it.
    rate_bit_per_s : float or None
        A rate other than the link's own; the LoRa law has none. [bit/s]

    Raises
    ------
    MisfitError
        If a LoRa message needs more than a hundred frames: raw data do not belong there.
    """
    if link.law is RateLaw.LORA:
        return _lora_transfer(link, payload_byte, frame or own_frame(link))
    largest = round(link.max_payload_byte.value)
    fragments = max(1, math.ceil(payload_byte / largest))
    wire_byte = payload_byte + fragments * round(link.message_overhead_byte.value)
    own_rate = link.downlink_bit_per_s.value if downlink else link.uplink_bit_per_s.value
    gaps_s = fragments * link.fragment_s.value if link.fragment_s else 0.0
    bits_s = 8 * wire_byte / (rate_bit_per_s or own_rate)
    return Transfer(link.setup_s.value + gaps_s + bits_s, wire_byte, fragments, bits_s)


def _lora_transfer(link: LinkProfile, payload_byte: int, frame: LoraFrame) -> Transfer:
    largest = largest_payload_byte(link, frame)
    overhead = round(link.message_overhead_byte.value)
    if largest <= 0:
        raise MisfitError(
            Phrase(
                "no frame at SF{factor} is short enough for the dwell time of {link}",
                factor=str(frame.spreading_factor),
                link=link.name,
            ),
            (Phrase("leave spreading_factor to adr"), Phrase("put gateways nearer to them")),
        )
    fragments = max(1, math.ceil(payload_byte / largest))
    if fragments > MOST_LORA_FRAMES:
        raise MisfitError(
            Phrase(
                "a message of {size} would take {count} frames on {link}, which carries at most {most} each",
                size=f"{payload_byte} B",
                count=str(fragments),
                link=link.name,
                most=f"{largest} B",
            ),
            (
                Phrase("send results or features instead of windows"),
                Phrase("choose a faster link such as lte-m or wifi-4"),
            ),
        )
    sizes = [min(largest, payload_byte - i * largest) for i in range(fragments)]
    airtime_s = sum(link.setup_s.value + frame.time_on_air_s(size + overhead) for size in sizes)
    return Transfer(airtime_s, payload_byte + fragments * overhead, fragments)


def largest_payload_byte(link: LinkProfile, frame: LoraFrame) -> int:
    """Give the largest application payload of one LoRa frame.

    Parameters
    ----------
    link : LinkProfile
        A LoRa link; its own limit counts, and that of its region, data rate and dwell time where that is smaller.
    frame : LoraFrame
        The modulation.

    Returns
    -------
    int
        The limit; 0 where no frame of this modulation is allowed. [byte]
    """
    own = round(link.max_payload_byte.value)
    limit = payload_limit_byte(link.name, frame.spreading_factor, frame.bandwidth_hz)
    largest = own if limit is None else min(own, limit)
    region = region_of(link.name)
    dwell_s = math.inf if region is None or region.dwell_s is None else region.dwell_s
    overhead = round(link.message_overhead_byte.value)
    while largest > 0 and frame.time_on_air_s(largest + overhead) > dwell_s:
        largest -= 1
    return largest


def own_frame(link: LinkProfile) -> LoraFrame:
    """Give the modulation of a LoRa link's profile."""
    return LoraFrame(link.spreading_factor, link.bandwidth_hz, link.coding_rate_denominator)


def at_data_rate(link: LinkProfile, rate: DataRate) -> LinkProfile:
    """Set a LoRaWAN link to another data rate of its region.

    Parameters
    ----------
    link : LinkProfile
        A LoRa link.
    rate : DataRate
        The data rate; its largest payload is the one that also passes a repeater.

    Returns
    -------
    LinkProfile
        The link with this modulation, rate and largest payload, under its own name.
    """
    region = region_of(link.name)
    source = f"{region.source}: {rate.name}" if region else rate.name
    speed = f"{rate.rate_bit_per_s:g} bit/s"
    return replace(
        link,
        spreading_factor=rate.spreading_factor,
        bandwidth_hz=rate.bandwidth_hz,
        uplink_bit_per_s=replace(link.uplink_bit_per_s, value=rate.rate_bit_per_s, text=speed, source=source),
        downlink_bit_per_s=replace(link.downlink_bit_per_s, value=rate.rate_bit_per_s, text=speed, source=source),
        max_payload_byte=replace(
            link.max_payload_byte,
            value=float(rate.max_payload_byte),
            text=f"{rate.max_payload_byte} B",
            source=source,
        ),
    )


def radio_energy(
    link: LinkProfile, airtime_s: float, frame: LoraFrame | None = None, *, fragments: int = 1
) -> RadioEnergy:
    """Work out what sending one message takes from the device's supply.

    Parameters
    ----------
    link : LinkProfile
        The radio.
    airtime_s : float
        Time of the message on the channel. [s]
    frame : LoraFrame or None
        LoRa modulation, if it is not the link's own.
    fragments : int
        Pieces of the message. [-]

    Notes
    -----
    One attempt by a radio that slept before. The tail counts once a message, as in a plan; a message that follows
    sooner would cut it short. For the LoRa law it is the two receive windows of class A after each frame, all empty.
    """
    tail_s = link.tail_s.value
    if link.law is RateLaw.LORA:
        tail_s = fragments * listening_s(frame or own_frame(link))
    wake_s = link.wake_s.value if link.wake_s else 0.0
    return RadioEnergy(
        link.transmit_power_w.value * airtime_s, link.tail_power_w.value * tail_s, link.transmit_power_w.value * wake_s
    )


def longest_burst_s(link: LinkProfile) -> float:
    """Give the time of the longest burst of sending: a full fragment, with the connection set up before it. [s]"""
    wake_s = link.wake_s.value if link.wake_s else 0.0
    return wake_s + transfer(link, round(link.max_payload_byte.value)).airtime_s


def between_events_s(link: LinkProfile, fragments: int) -> float:
    """Give the time a message waits for further connection events, so many fragments going out in each. [s]"""
    if link.uplink_interval_s is None or not link.packets_per_event:
        return 0.0
    return (-(-fragments // link.packets_per_event) - 1) * link.uplink_interval_s.value


def listening_power_w(link: LinkProfile) -> float:
    """Give the continuous draw that keeps a device attached: standby, and listening at every interval. [W]"""
    if link.event_energy_j is None:
        return link.standby_power_w.value
    return link.standby_power_w.value + link.event_energy_j.value / listening_interval_s(link)


def listening_interval_s(link: LinkProfile) -> float:
    """Give the time from one listening to the next; infinite for a link that listens always or never. [s]"""
    if link.downlink_interval_s is not None:
        return link.downlink_interval_s.value
    if link.uplink_interval_s is not None:
        return link.uplink_interval_s.value * (1 + link.skipped_events)
    return math.inf


def silence_s(airtime_s: float, duty_cycle: float) -> float:
    """Give the time without transmission that a duty cycle asks for after so much airtime.

    Parameters
    ----------
    airtime_s : float
        Time on the air. [s]
    duty_cycle : float
        Largest share of time on the air, in (0, 1]. [-]

    References
    ----------
    LoRaWAN 1.0 specification, section 7.1.3: T_off = time on air / duty cycle - time on air.

    Examples
    --------
    >>> round(silence_s(0.041216, 0.01), 6)
    4.080384
    """
    return airtime_s / duty_cycle - airtime_s
