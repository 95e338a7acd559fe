"""A link as a scenario's hop uses it: its profile with what the hop says instead."""

from dataclasses import replace

from simgui.core.phrase import Phrase
from simgui.placement.misfit import MisfitError
from simgui.placement.protocol import OVERHEADS
from simgui.profiles.part import JitterLaw, LinkProfile, RateLaw
from simgui.profiles.sourced import Basis, Sourced
from simgui.scenario.group import Hop
from simgui.scenario.hop_radio import MessageProtocol

_SOURCE = "the scenario"


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
    MisfitError
        If the hop says what such a link does not have.
    """
    radio = hop.radio
    _check(profile, hop)
    link = profile
    if radio.connection_interval_s is not None:
        link = replace(link, uplink_interval_s=_told(radio.connection_interval_s, "s"))
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
        raise MisfitError(
            Phrase(
                "{link} carries no IP, so no {protocol} either: the gateway speaks it, on its backhaul",
                link=link.name,
                protocol=str(protocol),
            ),
            (Phrase("leave protocol out"), Phrase("choose a link with IP, such as thread, wifi-4 or nb-iot")),
        )
    overhead_byte = link.lower_overhead_byte.value + OVERHEADS[protocol].fragment_byte
    return replace(link, message_overhead_byte=_told(overhead_byte, "B"))


def _check(link: LinkProfile, hop: Hop) -> None:
    radio, is_lora = hop.radio, link.law is RateLaw.LORA
    for key, is_given, fits, has in (
        ("spreading_factor", radio.spreading_factor is not None, is_lora, "a LoRa link, such as lorawan-eu868"),
        ("confirmed", radio.confirmed, is_lora, "a LoRa link, such as lorawan-eu868"),
        ("rate_spread", bool(radio.rate_spread), not is_lora, "a link whose rate varies, such as lte-m"),
        (
            "connection_interval",
            radio.connection_interval_s is not None,
            link.uplink_interval_s is not None,
            "a link with a connection interval, such as ble-2m",
        ),
    ):
        if is_given and not fits:
            raise MisfitError(
                Phrase("{key} is for {links}, not for {link}", key=key, links=Phrase(has), link=link.name),
                (Phrase("leave {key} out", key=key), Phrase("choose {links}", links=Phrase(has))),
            )


def _told(value: float, unit: str) -> Sourced:
    return Sourced(value, f"{value:g} {unit}".strip(), _SOURCE, 0.0, Basis.DERIVED)
