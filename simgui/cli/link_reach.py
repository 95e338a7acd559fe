"""A link as a device at a certain path loss uses it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simgui.core.errors import UnitError, UsageError
from simgui.core.units import Dimension, parse_quantity

if TYPE_CHECKING:
    from simgui.profiles.part import LinkProfile


def at_path_loss(link: LinkProfile, text: str) -> LinkProfile:
    """Set a link to the spreading factor, or the rates of the coverage level, of a path loss.

    Parameters
    ----------
    link : LinkProfile
        As in its profile.
    text : str
        The path loss, e.g. ``154 dB``.

    Raises
    ------
    UsageError
        If it is no gain, the link says nothing of its reach, or it does not reach so far.
    """
    import numpy as np

    from simgui.placement.radio import at_level, margins_db
    from simgui.placement.spreading import spreading_factors
    from simgui.profiles.part import RateLaw
    from simgui.scenario.hop_radio import HopRadio

    try:
        loss_db = np.array([parse_quantity(text, Dimension.GAIN)])
    except UnitError as error:
        raise UsageError(f"--path-loss: {error}") from error
    is_lora = link.law is RateLaw.LORA and link.sensitivity_dbm is not None
    factor = spreading_factors(link, HopRadio(), loss_db, 1) if is_lora else None
    margin_db = margins_db(link, loss_db, factor)
    if margin_db is None:
        raise UsageError(f"--path-loss: the profile of {link.name} does not say how far it reaches")
    if margin_db[0] < 0:
        raise UsageError(f"--path-loss: {link.name} does not reach so far, {-margin_db[0]:.3g} dB are too much")
    if factor is not None:
        return replace(link, spreading_factor=int(factor[0]))
    for name, table in (
        ("uplink_bit_per_s", link.uplink_by_path_loss),
        ("downlink_bit_per_s", link.downlink_by_path_loss),
        ("wake_s", link.wake_by_path_loss),
    ):
        known = getattr(link, name)
        if table is not None and known is not None:
            value = float(at_level(table, loss_db)[0])
            link = replace(link, **{name: replace(known, value=value, source=table.source)})
    return link
