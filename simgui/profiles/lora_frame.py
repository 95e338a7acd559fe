"""LoRa modulation: how long one frame is on the air."""

import math
from dataclasses import dataclass

LORA_PREAMBLE_SYMBOLS = 8
LARGEST_PHY_PAYLOAD_BYTE = 255
BANDWIDTHS_HZ = (7_800.0, 10_400.0, 15_600.0, 20_800.0, 31_250.0, 41_700.0, 62_500.0, 125e3, 250e3, 500e3)
"""What the SX1276 family can be set to. [Hz]"""
_SYNC_SYMBOLS = 4.25
_LOW_DATA_RATE_SYMBOL_S = 16e-3
"""Symbols longer than this (SF11 and SF12 at 125 kHz) need the low data rate optimisation. [s]"""


@dataclass(frozen=True, slots=True)
class LoraFrame:
    """How a LoRa frame is modulated.

    Parameters
    ----------
    spreading_factor : int
        6 to 12. [-]
    bandwidth_hz : float
        Channel bandwidth. [Hz]
    coding_rate_denominator : int
        5 for 4/5 to 8 for 4/8. [-]
    preamble_symbols : int
        As programmed, without the 4.25 symbols that the radio adds. [-]
    has_header : bool
        Whether the header is sent (explicit).
    has_crc : bool
        Whether a checksum follows the payload; LoRaWAN sends it with uplinks only.
    low_data_rate : bool or None
        Low data rate optimisation; None where the symbol time decides.

    References
    ----------
    Semtech AN1200.13, "LoRa modem designer's guide", 2013, section 4.

    Examples
    --------
    >>> round(LoraFrame(7, 125e3).time_on_air_s(10) * 1e3, 3)
    41.216
    """

    spreading_factor: int
    bandwidth_hz: float
    coding_rate_denominator: int = 5
    preamble_symbols: int = LORA_PREAMBLE_SYMBOLS
    has_header: bool = True
    has_crc: bool = True
    low_data_rate: bool | None = None

    @property
    def symbol_s(self) -> float:
        """Time of one symbol. [s]"""
        return float(2**self.spreading_factor / self.bandwidth_hz)

    @property
    def is_low_data_rate(self) -> bool:
        """Whether each symbol carries two bits less, for drifting clocks."""
        return self.symbol_s > _LOW_DATA_RATE_SYMBOL_S if self.low_data_rate is None else self.low_data_rate

    def time_on_air_s(self, phy_payload_byte: int) -> float:
        """Time from the first preamble symbol to the end of the frame.

        Parameters
        ----------
        phy_payload_byte : int
            PHY payload; of a LoRaWAN frame everything from MHDR to MIC. [byte]

        Returns
        -------
        float
            Time on air. [s]
        """
        bits = 8 * phy_payload_byte - 4 * self.spreading_factor + 28
        bits += (16 if self.has_crc else 0) - (0 if self.has_header else 20)
        block_bits = 4 * (self.spreading_factor - (2 if self.is_low_data_rate else 0))
        blocks = max(math.ceil(bits / block_bits), 0)
        symbols = self.preamble_symbols + _SYNC_SYMBOLS + 8 + blocks * self.coding_rate_denominator
        return symbols * self.symbol_s
