"""What LoRaWAN and the law allow in Europe at 863 to 870 MHz: data rates, payloads, duty cycles.

References
----------
.. [1] LoRa Alliance, "LoRaWAN 1.0.2 Regional Parameters", revision B, 2017, section 2.1: data rates of EU863-870, and
   the largest application payload N without FOpts, behind a repeater or not.
.. [2] ETSI EN 300 220-2 V3.2.1, 2018, bands K to Q: duty cycles. Where a band also allows polite spectrum access
   instead, LoRaWAN uses the duty cycle ([1]_, section 2.1).
"""

from dataclasses import dataclass

LINK_NAMES = "lorawan-eu868"
"""A link is bound by these rules if its name begins so."""


@dataclass(frozen=True, slots=True)
class DataRate:
    """A data rate of the region.

    Parameters
    ----------
    name : str
        ``DR0`` to ``DR6``.
    spreading_factor : int
        LoRa spreading factor. [-]
    bandwidth_hz : float
        LoRa bandwidth. [Hz]
    rate_bit_per_s : float
        Indicative physical rate of the document's table. [bit/s]
    max_payload_byte : int
        Largest application payload that also passes a repeater. [byte]
    max_direct_payload_byte : int
        Largest application payload where no repeater is in between. [byte]
    """

    name: str
    spreading_factor: int
    bandwidth_hz: float
    rate_bit_per_s: float
    max_payload_byte: int
    max_direct_payload_byte: int


@dataclass(frozen=True, slots=True)
class SubBand:
    """A range of frequencies with a duty cycle of its own.

    Parameters
    ----------
    name : str
        Letter of the standard.
    low_hz, high_hz : float
        Its edges. [Hz]
    duty_cycle : float
        Largest share of an hour that a device may transmit in it. [-]
    """

    name: str
    low_hz: float
    high_hz: float
    duty_cycle: float


DATA_RATES = (
    DataRate("DR0", 12, 125e3, 250, 51, 51),
    DataRate("DR1", 11, 125e3, 440, 51, 51),
    DataRate("DR2", 10, 125e3, 980, 51, 51),
    DataRate("DR3", 9, 125e3, 1760, 115, 115),
    DataRate("DR4", 8, 125e3, 3125, 222, 242),
    DataRate("DR5", 7, 125e3, 5470, 222, 242),
    DataRate("DR6", 7, 250e3, 11000, 222, 242),
)
"""LoRa data rates, the slowest first; DR7 is FSK."""

SUB_BANDS = (
    SubBand("K", 863e6, 865e6, 0.001),
    SubBand("L", 865e6, 868e6, 0.01),
    SubBand("M", 868e6, 868.6e6, 0.01),
    SubBand("N", 868.7e6, 869.2e6, 0.001),
    SubBand("P", 869.4e6, 869.65e6, 0.1),
    SubBand("Q", 869.7e6, 870e6, 0.01),
)
"""By frequency; between them (alarm bands) LoRaWAN may not transmit."""


def data_rate(spreading_factor: int, bandwidth_hz: float) -> DataRate | None:
    """Find the data rate of a modulation; None where the region has none.

    Parameters
    ----------
    spreading_factor : int
        LoRa spreading factor. [-]
    bandwidth_hz : float
        LoRa bandwidth. [Hz]

    Examples
    --------
    >>> data_rate(9, 125e3).max_payload_byte
    115
    """
    for rate in DATA_RATES:
        if (rate.spreading_factor, rate.bandwidth_hz) == (spreading_factor, bandwidth_hz):
            return rate
    return None


def sub_band(frequency_hz: float) -> SubBand | None:
    """Find the sub-band of a channel; None where LoRaWAN may not transmit.

    Parameters
    ----------
    frequency_hz : float
        Centre frequency; on an edge that two bands share, the lower band counts. [Hz]

    Examples
    --------
    >>> sub_band(868.1e6).duty_cycle, sub_band(869.525e6).duty_cycle
    (0.01, 0.1)
    """
    for band in SUB_BANDS:
        if band.low_hz <= frequency_hz <= band.high_hz:
            return band
    return None
