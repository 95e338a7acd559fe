"""The form of a route's hop: its link, and what is known of the radio there."""

from dataclasses import dataclass
from typing import Any

from simgui.core.units import Dimension
from simgui.core.yaml_node import Node
from simgui.profiles.link_part import RateSpreadLaw
from simgui.profiles.schema import Kind as Part
from simgui.scenario.hop_radio import MessageProtocol, PropagationLaw, SpreadingChoice
from simgui.scenario.schema.block import Reading, Spot
from simgui.scenario.schema.kinds import Choice, Profile, Quantity, Whole, YesNo
from simgui.scenario.schema.table import Field, Nested, Table

_LOSS = Quantity(Dimension.GAIN, maximum=400.0)
_DEVIATION = Quantity(Dimension.GAIN, maximum=60.0)
_FAR = Quantity(Dimension.LENGTH, maximum=1e6, above=0.0)


@dataclass(frozen=True, slots=True)
class SpreadingFactor:
    """A spreading factor, or how it is chosen."""

    @property
    def described(self) -> str:
        """What may be written."""
        return f"7 to 12, or {' | '.join(SpreadingChoice)}"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the number or the `SpreadingChoice`; see `Kind.read`."""
        if isinstance(node.value, str):
            return Choice(SpreadingChoice).read(node, spot, reading)
        return Whole(7, 12).read(node, spot, reading)


PATH_LOSS = Table(
    "path_loss",
    "Path loss (coupling loss, antennas included) between the devices and their gateway.",
    (
        Field("mean", _LOSS, "Mean over the devices."),
        Field("spread", _DEVIATION, "Standard deviation from device to device.", "0 dB"),
    ),
)

DISTANCE = Table(
    "distance",
    "Where the devices are; path loss follows by a log-distance law. Give at or up_to.",
    (
        Field("at", _FAR, "The same distance for all.", None),
        Field("up_to", _FAR, "Radius of a disc around the gateway that the devices are spread over evenly.", None),
        Field(
            "law",
            Choice(PropagationLaw),
            "free_space; indoor (ITU-R P.1238, office); built_up (Bor et al. 2016, LoRa); town (Petäjäjärvi et al. "
            "2015, LoRa to a car in Oulu); macro_cell (3GPP TR 45.820, 900 MHz).",
            "town",
        ),
        Field("spread", _DEVIATION, "Standard deviation from device to device; left out, the law's own.", None),
    ),
)

HOP = Table(
    "hop",
    "One leg of a route.",
    (
        Field("link", Profile(Part.LINK), "The radio or wire."),
        Field("to", Choice(("gateway", "cloud"), also_called=(("fog", "gateway"),)), "Where it leads."),
        Field(
            "path_loss",
            Nested(PATH_LOSS, shorthand="mean"),
            "Path loss of each device: it decides who is reached, LoRa's spreading factors and captures, and the "
            "coverage level of NB-IoT.",
            None,
        ),
        Field("distance", Nested(DISTANCE, shorthand="at"), "Instead of path_loss.", None),
        Field(
            "spreading_factor",
            SpreadingFactor(),
            "LoRa: a fixed one, or each device the fastest that is heard (link_budget), or heard with a margin (adr). "
            "Left out: adr where the path loss is known, else the profile's.",
            None,
        ),
        Field("adr_margin", _DEVIATION, "Margin of adr.", "10 dB"),
        Field(
            "confirmed", YesNo(), "LoRaWAN: uplinks are acknowledged, and sent again up to seven times if not.", "no"
        ),
        Field(
            "connection_interval",
            Quantity(Dimension.TIME, minimum=7.5e-3, maximum=4.0),
            "BLE: instead of the profile's.",
            None,
        ),
        Field(
            "protocol",
            Choice(MessageProtocol),
            "What is counted per message above IP; left out, what the profile's overhead includes.",
            None,
        ),
        Field(
            "jitter",
            Quantity(Dimension.TIME, maximum=3600.0),
            "Mean of a random (exponential) extra delay, instead of the profile's.",
            None,
        ),
        Field(
            "rate_spread",
            Quantity(Dimension.RATIO, maximum=2.0),
            "How far the rate varies from attempt to attempt, instead of the profile's spread: standard deviation of "
            "its logarithm (the mean time of a message stays), or half its width relative to the middle where uniform.",
            None,
        ),
        Field("rate_spread_law", Choice(RateSpreadLaw), "How the rate is distributed then.", "lognormal"),
        Field(
            "loss",
            Quantity(Dimension.RATIO, maximum=1.0),
            "Chance that an attempt is lost, collisions apart, instead of what profile and fading say.",
            None,
        ),
    ),
)
