"""What a scenario says of the radio of a hop beyond naming its link."""

from dataclasses import dataclass
from enum import StrEnum

from simgui.profiles.link_part import RateSpreadLaw


class PropagationLaw(StrEnum):
    """How path loss grows with distance; `simgui.placement.path_loss` holds the numbers."""

    FREE_SPACE = "free_space"
    INDOOR = "indoor"
    BUILT_UP = "built_up"
    TOWN = "town"
    MACRO_CELL = "macro_cell"


class SpreadingChoice(StrEnum):
    """How a LoRa device comes by its spreading factor, if it is not told one."""

    LINK_BUDGET = "link_budget"
    """The fastest that is heard at all."""
    ADR = "adr"
    """The fastest that is heard with a margin."""


class MessageProtocol(StrEnum):
    """What carries a message above the link's lower layers."""

    NONE = "none"
    MQTT = "mqtt"
    MQTT_TLS = "mqtt-tls"
    COAP = "coap"
    COAP_DTLS = "coap-dtls"


@dataclass(frozen=True, slots=True)
class PathLoss:
    """Path loss of a group's devices: normal from device to device. [dB], [dB]"""

    mean_db: float
    spread_db: float


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a group's devices are from their gateway.

    Parameters
    ----------
    at_m : float | None
        The same for all; None spreads them evenly over a disc. [m]
    up_to_m : float | None
        Radius of that disc. [m]
    law : PropagationLaw
        How it becomes path loss.
    spread_db : float | None
        Standard deviation from device to device; None takes the law's own. [dB]
    """

    at_m: float | None
    up_to_m: float | None
    law: PropagationLaw
    spread_db: float | None


@dataclass(frozen=True, slots=True)
class HopRadio:
    """Radio of a hop.

    Parameters
    ----------
    path_loss, distance : PathLoss | None, Distance | None
        Where the devices are, at most one of the two; None of both leaves reach and levels to the link's profile.
    spreading_factor : int | SpreadingChoice | None
        For LoRa: fixed or chosen; None chooses by ADR if the path loss is known and else takes the profile's. [-]
    adr_margin_db : float
        Margin of ADR. [dB]
    confirmed : bool
        For LoRaWAN: whether uplinks are acknowledged, and sent again if they are not.
    connection_interval_s : float | None
        For BLE, instead of the profile's. [s]
    protocol : MessageProtocol | None
        What is counted above IP; None counts what the profile's overhead includes.
    jitter_s : float | None
        Mean of an exponential extra delay instead of the profile's jitter. [s]
    loss_probability : float | None
        Chance that an attempt is lost instead of the profile's and of what reach and fading make of it. [-]
    rate_spread : float | None
        How far the rate varies from attempt to attempt instead of the profile's spread. [-]
    rate_spread_law : RateSpreadLaw
        How it is distributed then.
    """

    path_loss: PathLoss | None = None
    distance: Distance | None = None
    spreading_factor: int | SpreadingChoice | None = None
    adr_margin_db: float = 10.0
    confirmed: bool = False
    connection_interval_s: float | None = None
    protocol: MessageProtocol | None = None
    jitter_s: float | None = None
    loss_probability: float | None = None
    rate_spread: float | None = None
    rate_spread_law: RateSpreadLaw = RateSpreadLaw.LOGNORMAL


PLAIN_RADIO = HopRadio()
"""As the link's profile has it."""
