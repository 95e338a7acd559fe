"""A link as a scenario's hop uses it: its profile with what the hop says instead."""

import math
from dataclasses import replace

from simgui.core.phrase import Phrase
from simgui.placement.airtime import largest_payload_byte, own_frame
from simgui.placement.misfit import MisfitError
from simgui.placement.protocol import OVERHEADS
from simgui.profiles.part import JitterLaw, LinkProfile, RateLaw
from simgui.profiles.sourced import Basis, Sourced
from simgui.scenario.group import Hop
from simgui.scenario.hop_radio import PLAIN_RADIO, MessageProtocol, SpreadingChoice

_SOURCE = "the scenario"
_SUPERVISION_S = 32.0


class HopMisfitError(MisfitError):
    """A hop asks for what its link does not have.

    Parameters
    ----------
    key : str
        Key of the hop.
    reason : str
        What is wrong.
    remedies : tuple[str, ...]
        What would help.
    """

    def __init__(self, key: str, reason: str, remedies: tuple[str, ...]) -> None:
        super().__init__(reason, remedies)
        self.key = key


def hop_link(profile: LinkProfile, hop: Hop) -> LinkProfile:
    """Adapt a link to a hop.

    Parameters
    ----------
    profile : LinkProfile
        As in its file.
    hop : Hop
        May say connection interval, protocol, jitter, loss and how the rate varies.

    Returns
    -------
    LinkProfile
        Under its own name.

    Raises
    ------
    HopMisfitError
        If the hop says what such a link does not have.
    """
    radio = hop.radio
    _check(profile, hop)
    _check_dwell(profile, radio.spreading_factor)
    link = profile
    if radio.connection_interval_s is not None:
        link = _at_interval(link, radio.connection_interval_s)
    if radio.protocol is not None:
        link = _with_protocol(link, radio.protocol)
    if radio.jitter_s is not None:
        law = JitterLaw.EXPONENTIAL
        link = replace(link, jitter_s=_told(radio.jitter_s, "s") if radio.jitter_s else None, jitter_law=law)
    if radio.rate_spread is not None:
        spread = _told(radio.rate_spread, "") if radio.rate_spread else None
        link = replace(link, rate_spread=spread, rate_spread_law=radio.rate_spread_law)
    if radio.loss_probability is not None:
        link = replace(link, loss_probability=_told(radio.loss_probability, ""))
    return link


def message_byte(hop: Hop) -> int:
    """Give what the protocol of a hop adds once to each message. [byte]"""
    return 0 if hop.radio.protocol is None else OVERHEADS[hop.radio.protocol].message_byte


def _with_protocol(link: LinkProfile, protocol: MessageProtocol) -> LinkProfile:
    if link.lower_overhead_byte is None:
        if protocol is MessageProtocol.NONE:
            return link
        raise HopMisfitError(
            "protocol",
            Phrase(
                "{link} carries no IP, so no {protocol} either: the gateway speaks it, on its backhaul",
                link=link.name,
                protocol=str(protocol),
            ),
            (Phrase("leave protocol out"), Phrase("choose a link with IP, such as thread, wifi-4 or nb-iot")),
        )
    overhead_byte = link.lower_overhead_byte.value + OVERHEADS[protocol].fragment_byte
    # A frame of the link stays as long as it is: longer headers leave less room for the payload.
    room_byte = link.max_payload_byte.value + link.message_overhead_byte.value - overhead_byte
    return replace(
        link,
        message_overhead_byte=_told(overhead_byte, "B"),
        max_payload_byte=_told(max(1.0, room_byte), "B"),
    )


def _at_interval(link: LinkProfile, interval_s: float) -> LinkProfile:
    """Change the connection interval of BLE; a device skips no more events than the longest time-out bears.

    References
    ----------
    Bluetooth Core Specification, Vol 4 Part E, 7.8.12: the supervision time-out is 32 s at most, and longer than
    (1 + latency) * interval * 2.
    """
    most = math.ceil(_SUPERVISION_S / (2 * interval_s) * (1 - 1e-9)) - 1
    return replace(
        link, uplink_interval_s=_told(interval_s, "s"), skipped_events=min(link.skipped_events, max(most - 1, 0))
    )


def _check(link: LinkProfile, hop: Hop) -> None:
    radio, is_lora = hop.radio, link.law is RateLaw.LORA
    for key, is_given, fits, has in (
        ("spreading_factor", radio.spreading_factor is not None, is_lora, "a LoRa link, such as lorawan-eu868"),
        ("confirmed", radio.confirmed, is_lora, "a LoRa link, such as lorawan-eu868"),
        (
            "adr_margin",
            radio.adr_margin_db != PLAIN_RADIO.adr_margin_db,
            _is_by_adr(link, hop),
            "a LoRa link whose spreading factor adr chooses",
        ),
        (
            "path_loss",
            radio.path_loss is not None,
            _has_reach(link),
            "a link that tells how far it reaches, such as ble-2m",
        ),
        (
            "distance",
            radio.distance is not None,
            _has_reach(link),
            "a link that tells how far it reaches, such as ble-2m",
        ),
        ("rate_spread", bool(radio.rate_spread), not is_lora, "a link whose rate varies, such as lte-m"),
        (
            "connection_interval",
            radio.connection_interval_s is not None,
            link.uplink_interval_s is not None,
            "a link with a connection interval, such as ble-2m",
        ),
    ):
        if is_given and not fits:
            raise HopMisfitError(
                key,
                Phrase("{key} is for {links}, not for {link}", key=key, links=Phrase(has), link=link.name),
                (Phrase("leave {key} out", key=key), Phrase("choose {links}", links=Phrase(has))),
            )


def _check_dwell(link: LinkProfile, factor: object) -> None:
    """Refuse a fixed spreading factor whose shortest frame breaks the dwell time of the region."""
    if link.law is not RateLaw.LORA or not isinstance(factor, int):
        return
    frame = replace(own_frame(link), spreading_factor=factor)
    if largest_payload_byte(link, frame) <= 0:
        reason = Phrase(
            "no frame at SF{factor} is short enough for the dwell time of {link}", factor=str(factor), link=link.name
        )
        remedies = (Phrase("leave spreading_factor to adr"), Phrase("put gateways nearer to them"))
        raise HopMisfitError("spreading_factor", reason, remedies)


def _is_by_adr(link: LinkProfile, hop: Hop) -> bool:
    """Tell whether each device's spreading factor is chosen by ADR."""
    radio = hop.radio
    is_default = radio.spreading_factor is None and (radio.path_loss is not None or radio.distance is not None)
    return link.law is RateLaw.LORA and (is_default or radio.spreading_factor is SpreadingChoice.ADR)


def _has_reach(link: LinkProfile) -> bool:
    tables = link.sensitivity_dbm, link.uplink_by_path_loss
    return link.most_path_loss_db is not None or any(table is not None for table in tables)


def _told(value: float, unit: str) -> Sourced:
    return Sourced(value, f"{value:g} {unit}".strip(), _SOURCE, 0.0, Basis.DERIVED)
