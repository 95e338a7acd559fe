"""Which spreading factor each LoRa device uses."""

import numpy as np

from simgui.core.phrase import Phrase
from simgui.placement.misfit import MisfitError
from simgui.plan.plan import Float64Array
from simgui.plan.verdicts import Int64Array
from simgui.profiles.part import LinkProfile
from simgui.scenario.hop_radio import HopRadio, SpreadingChoice


def spreading_factors(link: LinkProfile, radio: HopRadio, path_loss_db: Float64Array | None, count: int) -> Int64Array:
    """Choose the spreading factor of each device.

    Parameters
    ----------
    link : LinkProfile
        A LoRa link.
    radio : HopRadio
        A fixed one, or how it is chosen.
    path_loss_db : float64 array (devices,) or None
        Where it is known. [dB]
    count : int
        Devices.

    Returns
    -------
    int64 array (devices,)
        A device that even the slowest does not bring to the gateway keeps the slowest. [-]

    Raises
    ------
    MisfitError
        If it is to be chosen by a link budget that is not known.

    Notes
    -----
    Semtech's recommended ADR algorithm ("LoRaWAN - simple rate adaptation recommended algorithm", 2016) leaves 10 dB
    between the level and what is just heard; here every device has settled, and the power sent is not lowered.
    """
    choice = radio.spreading_factor
    if isinstance(choice, int):
        return np.full(count, choice, dtype=np.int64)
    if choice is None and path_loss_db is None:
        return np.full(count, link.spreading_factor, dtype=np.int64)
    if path_loss_db is None or link.sensitivity_dbm is None or link.transmit_dbm is None:
        raise MisfitError(
            Phrase(
                "a spreading factor by {choice} needs the path loss of the devices and the sensitivity of the gateway; "
                "{link} or the hop does not give them",
                choice=str(choice or SpreadingChoice.ADR),
                link=link.name,
            ),
            (Phrase("give the hop a path_loss or a distance"), Phrase("write the spreading_factor")),
        )
    margin_db = 0.0 if choice is SpreadingChoice.LINK_BUDGET else radio.adr_margin_db
    level_dbm = link.transmit_dbm.value - path_loss_db
    factors = [int(factor) for factor, _ in link.sensitivity_dbm.points]
    chosen = np.full(count, factors[-1], dtype=np.int64)
    for factor, limit_dbm in reversed(link.sensitivity_dbm.points):
        chosen[level_dbm >= limit_dbm + margin_db] = int(factor)
    return chosen
