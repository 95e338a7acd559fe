"""When the attempts of a group's first hop may start, how long a radio stays closed, and who disturbs whom."""

import numpy as np

from simgui.core.random_numbers import Purpose, stable_hash, uniform
from simgui.placement.airtime import between_events_s, listening_interval_s
from simgui.placement.radio import Message, Radio
from simgui.plan.plan import Float64Array, StagePlan, to_ns
from simgui.plan.rate_spread import RateSpread
from simgui.plan.timing import Collision, Jitter, Slot, Wake
from simgui.plan.timing import JitterLaw as PlanJitterLaw
from simgui.plan.verdicts import Int32Array, Int64Array
from simgui.profiles.lora_frame import LoraFrame
from simgui.profiles.lorawan_class_a import (
    ACK_TIMEOUT_S,
    CONFIRMED_ATTEMPTS,
    RECEIVE_DELAYS_S,
    closed_s,
)
from simgui.profiles.part import LinkProfile, RateLaw, RateSpreadLaw

DUTY_CYCLE_S = 3600.0
"""Time over which duty cycles are counted: ETSI EN 300 220-1, one hour. [s]"""

_LOCK_SYMBOLS = 5

_WIDEST = 0.95
"""Half the width of a uniform rate at most: a tolerance may lift it to where rates reach zero. [-]"""


def in_ns(duration_s: Float64Array) -> Int64Array:
    """Turn durations into simulated nanoseconds. [s] → [ns]"""
    return np.asarray(np.rint(duration_s * 1e9).astype(np.int64))


def is_lora(radio: Radio) -> bool:
    """Tell whether the LoRa law holds."""
    return radio.link.law is RateLaw.LORA


def hold_ns(radio: Radio, message: Message, *, downlink: bool = False) -> Int64Array | None:
    """Give how long a device, or its gateway, may not transmit after a message; None without such a rule. [ns]

    Notes
    -----
    LoRaWAN: the silence its duty cycle asks for, and in any case until the second receive window of each frame is
    over. A device that hops over two sub-bands is held by the stricter one all the time, so that it exceeds neither.
    So is a gateway, which answers in the sub-band of the uplink.
    """
    duty, has_windows = radio.link.duty_cycle, is_lora(radio) and not downlink
    if duty is None and not has_windows:
        return None
    silent_s = np.zeros(radio.count) if duty is None else message.airtime_s / duty.value - message.airtime_s
    # Rounded up: a nanosecond less would exceed the duty cycle.
    hold = np.ceil(silent_s * 1e9).astype(np.int64)
    return np.asarray(np.maximum(hold, to_ns(closed_s()) * message.fragments)) if has_windows else hold


def between_fragments_s(radio: Radio, message: Message) -> float:
    """Give the time that passes between the fragments of a message. [s]

    BLE sends so many fragments in each connection event. LoRaWAN waits out the duty cycle between frames; where the
    devices' messages differ in length, the longest counts for all.
    """
    link, fragments = radio.link, int(message.fragments.max())
    if is_lora(radio):
        hold = hold_ns(radio, message)
        if hold is None or fragments == 1:
            return 0.0
        return float((hold * (message.fragments - 1) / message.fragments).max()) / 1e9
    return between_events_s(link, fragments)


def tail_ns_of(radio: Radio, message: Message, every_s: float) -> Int64Array:
    """Give the listening time of each device after a message, until the next one at the latest. [ns]

    For LoRaWAN that is the time until the second receive window of each of its frames is over, or as much of it as
    takes the same energy at the mean power that `EnergyPlan` holds: an acknowledgement ends it early.
    """
    empty_s = radio.listening_s()
    if empty_s is not None:
        # Only the last frame of a message is acknowledged.
        lasts_s = message.fragments * empty_s
        if radio.hop.radio.confirmed:
            lasts_s = lasts_s - empty_s + radio.acknowledged_s()
        return in_ns(closed_s() * lasts_s / _most_listening_s(radio))
    left_s = max(0.0, min(radio.link.tail_s.value, every_s - float(message.airtime_s.max())))
    return np.full(radio.count, to_ns(left_s), dtype=np.int64)


def retry_tail_ns_of(radio: Radio, message: Message) -> Int64Array:
    """Give the listening time of each device after an attempt in vain: LoRaWAN waits for the acknowledgement. [ns]"""
    empty_s = radio.listening_s()
    if empty_s is None or not radio.hop.radio.confirmed:
        return np.zeros(radio.count, dtype=np.int64)
    return in_ns(closed_s() * message.fragments * empty_s / _most_listening_s(radio))


def tail_share(radio: Radio) -> Float64Array | None:
    """Give the share of its tail that each radio listens in: of class A the windows; None for all of it. [-]"""
    return None if radio.listening_s() is None else np.asarray(_most_listening_s(radio) / closed_s())


def _most_listening_s(radio: Radio) -> Float64Array:
    """Give the longest time a LoRa device listens after a frame, so that no tail outlasts its windows. [s]"""
    empty_s = radio.listening_s()
    assert empty_s is not None  # noqa: S101 - asked for LoRa only
    return np.asarray(np.maximum(empty_s, radio.acknowledged_s()) if radio.hop.radio.confirmed else empty_s)


def attempts(radio: Radio) -> int:
    """Give how often a message is sent at most."""
    return CONFIRMED_ATTEMPTS if radio.hop.radio.confirmed else radio.link.max_attempts


def repetition(radio: Radio) -> tuple[int, Jitter | None]:
    """Give the pause before another attempt, and the random part of it and of the delay. [ns]

    A confirmed LoRaWAN uplink is repeated 1 to 3 s after its second receive window.
    """
    if radio.hop.radio.confirmed:
        least_s, most_s = ACK_TIMEOUT_S
        return to_ns(closed_s() + least_s), Jitter(PlanJitterLaw.UNIFORM, to_ns(most_s - least_s), on_delay=False)
    link = radio.link
    if link.jitter_s is None:
        return 0, None
    shape = link.jitter_shape.value if link.jitter_shape else 0.0
    scale_s = link.jitter_s.value
    law = PlanJitterLaw(link.jitter_law.value)
    if law is PlanJitterLaw.LOGNORMAL:
        scale_s *= float(np.exp(-(shape**2) / 2))
    return 0, Jitter(law, to_ns(scale_s), shape)


def rate_spread_of(link: LinkProfile, airtime_s: Float64Array, bits_share: Float64Array) -> RateSpread | None:
    """Give how the time of messages on a link varies with its rate; None where the rate is constant.

    Parameters
    ----------
    link : LinkProfile
        As the hop uses it.
    airtime_s : float64 array (devices,)
        Time on the channel, on average. [s]
    bits_share : float64 array (devices,)
        Part of it that goes along with one over the rate. [-]
    """
    if link.rate_spread is None or link.rate_spread.value <= 0 or not np.any(bits_share > 0):
        return None
    shape = link.rate_spread.value
    if link.rate_spread_law is RateSpreadLaw.UNIFORM:
        shape = min(shape, _WIDEST)
    return RateSpread(link.rate_spread_law, shape, in_ns(airtime_s * (1 - bits_share)))


def repeated_at_once(radio: Radio, message: Message) -> tuple[Float64Array, Float64Array]:
    """Give the time of a message to each device, and its chance to be lost. [s], [-]

    In a connection event a packet is repeated until it is acknowledged: it takes longer on average, and only devices
    out of reach lose it. On other links the next attempt waits until the device listens again.
    """
    loss = radio.message_loss(message)
    if radio.link.uplink_interval_s is None:
        return message.airtime_s, loss
    hopeless = loss >= 1
    return message.airtime_s / np.where(hopeless, 1.0, 1 - loss), np.where(hopeless, 1.0, 0.0)


def uplink_slot(radio: Radio, group: str, seed: int) -> Slot | None:
    """Give the instants at which a device may start to send; None for any time."""
    interval = radio.link.uplink_interval_s
    if interval is None:
        return None
    return Slot(to_ns(interval.value), _phases_ns(np.arange(radio.count), to_ns(interval.value), group, seed))


def downlink_slot(radio: Radio, instance: Int32Array, group: str, seed: int, *, every_s: float) -> Slot | None:
    """Give the instants at which a device listens; None for always.

    Parameters
    ----------
    radio : Radio
        The radios.
    instance : int32 array (devices,)
        Gateway or channel of each device: a beacon is the same for all of them.
    group : str
        Name of the group.
    seed : int
        Seed of the run.
    every_s : float
        Period of the task: a class A device, or one that saves power, listens again after its next uplink. [s]
    """
    link = radio.link
    if is_lora(radio):
        offsets_ns = tuple(to_ns(delay_s) for delay_s in RECEIVE_DELAYS_S)
        return Slot(max(to_ns(every_s), offsets_ns[-1] + to_ns(1.0)), None, offsets_ns)
    tail_ns = to_ns(link.tail_s.value)
    if link.downlink_after_uplink:
        return Slot(max(to_ns(every_s), 1), None, (0,), tail_ns)
    interval_s = listening_interval_s(link)
    if not np.isfinite(interval_s):
        return None
    interval_ns, uplink_ns = to_ns(interval_s), _uplink_ns(radio)
    if uplink_ns:
        # A device that sends hears what is waiting for it in the same connection event.
        interval_ns = min(interval_ns, max(1, -(-to_ns(every_s) // uplink_ns)) * uplink_ns)
    who = instance if link.listens_together else np.arange(radio.count)
    phase_ns = _phases_ns(who, uplink_ns or interval_ns, "" if link.listens_together else group, seed)
    return Slot(interval_ns, phase_ns, awake_ns=tail_ns)


def wake_of(radio: Radio) -> Wake | None:
    """Give how long a radio that slept sends to set its connection up; None for a link without."""
    wake_s = radio.wake_s()
    return None if wake_s is None else Wake(to_ns(radio.link.tail_s.value), in_ns(wake_s))


def awake_ns(stage: StagePlan) -> Int64Array:
    """Give how long a stage keeps a device busy if it has to wake up first. [ns]"""
    return stage.service_ns if stage.wake is None else stage.service_ns + stage.wake.extra_ns


def collision_of(radio: Radio, domain: str, cell: Int32Array) -> Collision | None:
    """Give who disturbs whom; None for links whose channel is shared out.

    Parameters
    ----------
    radio : Radio
        The radios; where no path loss is known, all are heard alike and none captures a gateway.
    domain : str
        The air they share.
    cell : int32 array (devices,)
        Gateway of each device.
    """
    link, factors = radio.link, radio.spreading_factor
    if factors is None:
        return None
    loss_db = np.zeros(radio.count) if radio.path_loss_db is None else radio.path_loss_db
    transmit_dbm = link.transmit_dbm.value if link.transmit_dbm else 0.0
    known, place = np.unique(factors, return_inverse=True)
    lock_ns = np.array([_lock_ns(radio.frame(factor)) for factor in known.tolist()], dtype=np.int64)
    return Collision(
        domain=domain,
        cell=cell,
        spreading_factor=factors,
        power_dbm=transmit_dbm - loss_db,
        lock_ns=lock_ns[place],
        channels=max(link.channels, 1),
        capture_db=link.capture_db.value if link.capture_db else None,
        demodulators=link.demodulators or None,
    )


def _uplink_ns(radio: Radio) -> int:
    interval = radio.link.uplink_interval_s
    return to_ns(interval.value) if interval else 0


def _phases_ns(who: Int32Array | Int64Array, interval_ns: int, group: str, seed: int) -> Int64Array:
    """Draw where the intervals of each device begin; those of one number begin together. [ns]"""
    drawn = uniform(seed, Purpose.PHASE, stable_hash(group), who, stable_hash("radio"))
    return np.asarray(np.minimum((drawn * interval_ns).astype(np.int64), interval_ns - 1))


def _lock_ns(frame: LoraFrame) -> int:
    """Give the time at a frame's start that another may still cover; see `simgui.engine.links.lora_cell`. [ns]"""
    return round(max(frame.preamble_symbols - _LOCK_SYMBOLS, 0) * frame.symbol_s * 1e9)
