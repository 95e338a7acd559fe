"""The link as a part: a radio or wire, its law of time, energy, reach and losses."""

from dataclasses import dataclass
from enum import StrEnum

from simgui.profiles.sourced import Sourced, SourcedTable


class Medium(StrEnum):
    """Who shares a link's channel: all devices of a gateway, or nobody."""

    SHARED = "shared"
    DEDICATED = "dedicated"


class RateLaw(StrEnum):
    """Which law turns a payload into time on the channel."""

    LINEAR = "linear"
    LORA = "lora"


class JitterLaw(StrEnum):
    """How the extra delay of a message is distributed; its number is the mean, or the upper end where uniform."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    UNIFORM = "uniform"


class RateSpreadLaw(StrEnum):
    """How the rate of a link is distributed over its messages."""

    LOGNORMAL = "lognormal"
    UNIFORM = "uniform"


@dataclass(frozen=True, slots=True)
class LinkProfile:
    """A radio or wire, seen from the device.

    Parameters
    ----------
    name, title : str
        Its key in ``device_profiles/links`` and its full name.
    medium : Medium
        Whether the devices of a gateway (or cell) share the channel.
    law : RateLaw
        How a payload becomes time on the channel.
    uplink_bit_per_s, downlink_bit_per_s : Sourced
        Application-level rate of the channel (ignored by the LoRa law). [bit/s]
    message_overhead_byte : Sourced
        Headers and trailers of one fragment, all layers. [byte]
    max_payload_byte : Sourced
        Largest payload of one fragment; longer messages are cut. [byte]
    setup_s : Sourced
        Channel time before the first byte: connection event, grant, preamble. [s]
    latency_s : Sourced
        One-way delay behind the channel (core network, propagation), the sender idle. [s]
    tail_s : Sourced
        Time the radio listens on after a transmission. [s]
    transmit_power_w, receive_power_w, tail_power_w : Sourced
        Device-side radio power while sending, receiving, and in the tail (the processor excluded). [W]
    standby_power_w : Sourced
        Extra continuous draw to stay attached to the network. [W]
    burst_current_a : Sourced
        Peak current asked of the battery while sending. [A]
    loss_probability : Sourced
        Chance that one attempt is lost. [-]
    max_attempts : int
        Attempts before a message is given up. [-]
    duty_cycle : Sourced | None
        Largest share of time a device may transmit; None without a limit. [-]
    spreading_factor, bandwidth_hz, coding_rate_denominator : int, float, int
        LoRa modulation; zero for other laws. [-], [Hz], [-]
    price_usd : Sourced
        Radio module for one device, zero where the board has the radio. [USD]
    usd_per_device_month : Sourced
        Subscription. [USD/month]
    usd_per_byte : Sourced
        Metered traffic. [USD/byte]
    lower_overhead_byte : Sourced | None
        Part of ``message_overhead_byte`` up to and including IP, which stays whatever protocol a scenario names; None
        for a link that carries no IP. [byte]
    fragment_s : Sourced | None
        Channel time of each fragment beside its bits: gaps, acknowledgement, mean backoff; None for none. [s]
    uplink_interval_s : Sourced | None
        Messages from the device start at multiples of this only (BLE connection interval); None at any time. [s]
    downlink_interval_s : Sourced | None
        The device listens at multiples of this only (DTIM, poll, eDRX cycle); None always, or as the law has it. [s]
    skipped_events : int
        Uplink intervals a device may sleep through if it has nothing to send (BLE peripheral latency); it listens
        once in as many and one. [-]
    packets_per_event : int
        Fragments that fit one uplink interval; 0 for as many as there are. [-]
    event_energy_j : Sourced | None
        Energy of listening once when nothing comes; over the interval it adds to ``standby_power_w``. [J]
    wake_s : Sourced | None
        Time of sending that setting up the connection takes once the tail is over (RRC, association), in terms of
        energy; None for none. [s]
    downlink_after_uplink : int
        1 if the device can be reached in the tail after its own messages only (PSM), 0 otherwise. [-]
    listens_together : int
        1 if all devices of a channel listen at the same instants (DTIM beacons), 0 if each at its own. [-]
    jitter_s : Sourced | None
        Extra delay of a message by its law: the mean, or the upper end where uniform; None for none. [s]
    jitter_law : JitterLaw
        How it is distributed.
    jitter_shape : Sourced | None
        Standard deviation of the logarithm, for the lognormal law. [-]
    rate_spread : Sourced | None
        How far the rate varies from message to message: standard deviation of its logarithm, or half its width
        relative to the middle where uniform; the mean time of a message stays. None for a constant rate. [-]
    rate_spread_law : RateSpreadLaw
        How the rate is distributed.
    carrier_hz : Sourced | None
        Carrier frequency, for free-space and indoor path loss. [Hz]
    most_path_loss_db : Sourced | None
        Largest path loss (maximum coupling loss) it reaches through; None where it follows from levels, or is not
        known. [dB]
    fading_db : Sourced | None
        Standard deviation of the received level from message to message; None takes ``loss_probability`` alone. [dB]
    transmit_dbm : Sourced | None
        Radiated power; for the LoRa law. [dBm]
    sensitivity_dbm : SourcedTable | None
        Points (spreading factor, least level a gateway hears at the profile's bandwidth); for the LoRa law. [-], [dBm]
    capture_db : Sourced | None
        A frame survives another one that it exceeds by so much; None: every overlap destroys both. [dB]
    demodulators : int
        Frames a gateway receives at a time; 0 for no limit. [-]
    channels : int
        Channels that devices hop over by chance; 0 for a link that does not. [-]
    uplink_by_path_loss, downlink_by_path_loss : SourcedTable | None
        Points (largest path loss, rate): coverage levels with their repetitions. [dB], [bit/s]
    wake_by_path_loss : SourcedTable | None
        Points (largest path loss, ``wake_s`` there). [dB], [s]
    """

    name: str
    title: str
    medium: Medium
    law: RateLaw
    uplink_bit_per_s: Sourced
    downlink_bit_per_s: Sourced
    message_overhead_byte: Sourced
    max_payload_byte: Sourced
    setup_s: Sourced
    latency_s: Sourced
    tail_s: Sourced
    transmit_power_w: Sourced
    receive_power_w: Sourced
    tail_power_w: Sourced
    standby_power_w: Sourced
    burst_current_a: Sourced
    loss_probability: Sourced
    max_attempts: int
    duty_cycle: Sourced | None
    spreading_factor: int
    bandwidth_hz: float
    coding_rate_denominator: int
    price_usd: Sourced
    usd_per_device_month: Sourced
    usd_per_byte: Sourced
    lower_overhead_byte: Sourced | None = None
    fragment_s: Sourced | None = None
    uplink_interval_s: Sourced | None = None
    downlink_interval_s: Sourced | None = None
    skipped_events: int = 0
    packets_per_event: int = 0
    event_energy_j: Sourced | None = None
    wake_s: Sourced | None = None
    downlink_after_uplink: int = 0
    listens_together: int = 0
    jitter_s: Sourced | None = None
    jitter_law: JitterLaw = JitterLaw.EXPONENTIAL
    jitter_shape: Sourced | None = None
    rate_spread: Sourced | None = None
    rate_spread_law: RateSpreadLaw = RateSpreadLaw.LOGNORMAL
    carrier_hz: Sourced | None = None
    most_path_loss_db: Sourced | None = None
    fading_db: Sourced | None = None
    transmit_dbm: Sourced | None = None
    sensitivity_dbm: SourcedTable | None = None
    capture_db: Sourced | None = None
    demodulators: int = 0
    channels: int = 0
    uplink_by_path_loss: SourcedTable | None = None
    downlink_by_path_loss: SourcedTable | None = None
    wake_by_path_loss: SourcedTable | None = None
