"""Which regional rules bind a LoRaWAN link: data rates with their largest payloads, and the dwell time.

References
----------
.. [1] LoRa Alliance, "LoRaWAN 1.0.2 Regional Parameters", revision B, 2017: chapters US902-928
   and AS923, largest application payload N without FOpts.
.. [2] FCC, 47 CFR 15.247 (a)(1)(i): a frequency-hopping system of 50 channels or more stays 0.4 s in 20 s on each.
"""

from dataclasses import dataclass

from simgui.profiles import lorawan_eu868
from simgui.profiles.lorawan_eu868 import DataRate

DWELL_S = 0.4
"""Longest frame where the dwell time is limited. [s]"""


@dataclass(frozen=True, slots=True)
class Region:
    """Rules of a region.

    Parameters
    ----------
    link_names : str
        A link is bound by them if its name begins so.
    data_rates : tuple[DataRate, ...]
        LoRa data rates of uplinks, the slowest first.
    dwell_s : float | None
        Longest frame; None without a limit. [s]
    source : str
        Where its data rates stand.
    """

    link_names: str
    data_rates: tuple[DataRate, ...]
    dwell_s: float | None
    source: str


EU868 = Region(
    lorawan_eu868.LINK_NAMES, lorawan_eu868.DATA_RATES, None, "LoRaWAN Regional Parameters v1.0.2, section 2.1"
)
US915 = Region(
    "lorawan-us915",
    (
        DataRate("DR0", 10, 125e3, 980, 11, 11),
        DataRate("DR1", 9, 125e3, 1760, 53, 53),
        DataRate("DR2", 8, 125e3, 3125, 125, 125),
        DataRate("DR3", 7, 125e3, 5470, 242, 242),
        DataRate("DR4", 8, 500e3, 12500, 242, 242),
    ),
    DWELL_S,
    "LoRaWAN Regional Parameters v1.0.2, section 2.2",
)
AS923 = Region(
    "lorawan-as923",
    (
        DataRate("DR2", 10, 125e3, 980, 11, 11),
        DataRate("DR3", 9, 125e3, 1760, 53, 53),
        DataRate("DR4", 8, 125e3, 3125, 125, 125),
        DataRate("DR5", 7, 125e3, 5470, 242, 242),
        DataRate("DR6", 7, 250e3, 11000, 242, 242),
    ),
    DWELL_S,
    "LoRaWAN Regional Parameters v1.0.2, AS923, with UplinkDwellTime, which forbids DR0 and DR1",
)
REGIONS = (EU868, US915, AS923)


def region_of(link_name: str) -> Region | None:
    """Find the region of a link by its name; None where no rules are known.

    Parameters
    ----------
    link_name : str
        Key of the link profile.

    Examples
    --------
    >>> region_of("lorawan-us915").dwell_s, region_of("ble-2m")
    (0.4, None)
    """
    for region in REGIONS:
        if link_name.startswith(region.link_names):
            return region
    return None


def payload_limit_byte(link_name: str, spreading_factor: int, bandwidth_hz: float) -> int | None:
    """Give the largest application payload that the region allows a link.

    Parameters
    ----------
    link_name : str
        Key of the link profile.
    spreading_factor : int
        LoRa spreading factor. [-]
    bandwidth_hz : float
        LoRa bandwidth. [Hz]

    Returns
    -------
    int or None
        Limit without a repeater, 0 for a modulation that the dwell time forbids; None where no rules apply. [byte]
    """
    region = region_of(link_name)
    if region is None:
        return None
    for rate in region.data_rates:
        if (rate.spreading_factor, rate.bandwidth_hz) == (spreading_factor, bandwidth_hz):
            return rate.max_direct_payload_byte
    return None if region.dwell_s is None else 0
