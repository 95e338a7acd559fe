"""Path loss between the devices of a group and their gateway: as given, or from distances."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from simgui.core.phrase import Phrase
from simgui.core.random_numbers import Purpose, normal, stable_hash, uniform
from simgui.placement.misfit import MisfitError
from simgui.plan.plan import Float64Array
from simgui.scenario.hop_radio import Distance, HopRadio, PropagationLaw

LIGHT_M_PER_S = 299_792_458.0
LEAST_DISTANCE_M = 1.0


@dataclass(frozen=True, slots=True)
class LogDistance:
    """Path loss that grows with the logarithm of the distance.

    Parameters
    ----------
    reference_db : float | None
        Loss at the reference distance; None: free space there, at the link's carrier. [dB]
    reference_m : float
        Reference distance. [m]
    exponent : float
        Ten times this is the loss of each tenfold distance. [-]
    deviation_db : float
        Standard deviation from place to place. [dB]
    source : str
        Where the numbers are from.
    """

    reference_db: float | None
    reference_m: float
    exponent: float
    deviation_db: float
    source: str

    def path_loss_db(self, distance_m: Float64Array, carrier_hz: float | None) -> Float64Array:
        """Give the mean loss at distances. [m], [Hz] → [dB]

        Raises
        ------
        MisfitError
            If the law starts from free space and the carrier is not known.
        """
        at_reference_db = self.reference_db
        if at_reference_db is None:
            if carrier_hz is None:
                raise MisfitError(
                    Phrase("this law of distance needs the carrier, which the link's profile does not give"),
                    (Phrase("choose another law, such as town"), Phrase("give the path_loss itself")),
                )
            at_reference_db = 20 * math.log10(4 * math.pi * self.reference_m * carrier_hz / LIGHT_M_PER_S)
        decades = np.log10(np.maximum(distance_m, LEAST_DISTANCE_M) / self.reference_m)
        return np.asarray(at_reference_db + 10 * self.exponent * decades)


LAWS: Mapping[PropagationLaw, LogDistance] = MappingProxyType(
    {
        PropagationLaw.FREE_SPACE: LogDistance(None, 1.0, 2.0, 0.0, "H. T. Friis, Proc. IRE 34, 254 (1946)"),
        PropagationLaw.INDOOR: LogDistance(
            None, 1.0, 3.0, 10.0, "ITU-R P.1238, one floor of offices: N = 30, shadowing 10 dB"
        ),
        PropagationLaw.BUILT_UP: LogDistance(
            127.41, 40.0, 2.08, 3.57, "M. Bor et al., MSWiM 2016, doi:10.1145/2988287.2989163: LoRa at 868 MHz"
        ),
        PropagationLaw.TOWN: LogDistance(
            128.95,
            1000.0,
            2.32,
            7.8,
            "J. Petäjäjärvi et al., ITST 2015, doi:10.1109/ITST.2015.7377400: LoRa to a car in Oulu, 868 MHz",
        ),
        PropagationLaw.MACRO_CELL: LogDistance(
            120.9, 1000.0, 3.76, 8.0, "3GPP TR 45.820, 900 MHz, outdoors; walls come on top"
        ),
    }
)
"""The laws a scenario can name. That of ITU-R P.1238 equals free space at 1 m within 0.5 dB."""


def path_losses_db(
    radio: HopRadio, carrier_hz: float | None, *, group: str, count: int, seed: int
) -> Float64Array | None:
    """Draw the path loss of each device of a group.

    Parameters
    ----------
    radio : HopRadio
        Path loss or distance.
    carrier_hz : float | None
        Carrier of the link. [Hz]
    group : str
        Name of the group: another group draws other numbers.
    count : int
        Devices.
    seed : int
        Seed of the run.

    Returns
    -------
    float64 array (devices,) or None
        None where the scenario says nothing of it. [dB]

    Raises
    ------
    MisfitError
        If a law needs the carrier, which is not known.
    """
    device, key = np.arange(count), stable_hash(group)
    if radio.path_loss is not None:
        mean_db, deviation_db = np.full(count, radio.path_loss.mean_db), radio.path_loss.spread_db
    elif radio.distance is not None:
        law = LAWS[radio.distance.law]
        mean_db = law.path_loss_db(_distances_m(radio.distance, key, count, seed), carrier_hz)
        deviation_db = law.deviation_db if radio.distance.spread_db is None else radio.distance.spread_db
    else:
        return None
    if deviation_db == 0:
        return mean_db
    return np.asarray(mean_db + deviation_db * normal(seed, key, device, stable_hash("path_loss")))


def _distances_m(distance: Distance, key: int, count: int, seed: int) -> Float64Array:
    if distance.up_to_m is None:
        return np.full(count, distance.at_m)
    drawn = uniform(seed, Purpose.SPREAD, key, np.arange(count), stable_hash("distance"))
    return np.asarray(distance.up_to_m * np.sqrt(drawn))
