"""The radio of a hop, from the block that was read."""

from simgui.profiles.link_part import RateSpreadLaw
from simgui.scenario.hop_radio import PLAIN_RADIO, Distance, HopRadio, PathLoss
from simgui.scenario.schema.block import Block, Reading


def resolve_radio(block: Block, reading: Reading) -> HopRadio:
    """Give what a hop says of its radio, noting what is wrong with it.

    Parameters
    ----------
    block : Block
        The hop as read.
    reading : Reading
        Takes the problems.

    Returns
    -------
    HopRadio
        In SI; plain when a problem was noted.
    """
    keys = ("path_loss", "distance", "spreading_factor", "adr_margin", "confirmed", "connection_interval")
    if not block.is_valid(*keys, "protocol", "jitter", "loss", "rate_spread", "rate_spread_law"):
        return PLAIN_RADIO
    path_loss, distance = block["path_loss"], block["distance"]
    if path_loss is not None and distance is not None:
        hint = "keep one of the two"
        reading.refuse(block.place("distance"), block.path("distance"), "path_loss is given already", hint)
        return PLAIN_RADIO
    spread, law = block["rate_spread"], block["rate_spread_law"]
    if law is RateSpreadLaw.UNIFORM and spread is not None and spread >= 1:
        reading.refuse(block.place("rate_spread"), block.path("rate_spread"), "a uniform rate would reach zero")
        return PLAIN_RADIO
    return HopRadio(
        path_loss=_path_loss(path_loss),
        distance=_distance(distance, reading),
        spreading_factor=block["spreading_factor"],
        adr_margin_db=block["adr_margin"],
        confirmed=block["confirmed"],
        connection_interval_s=block["connection_interval"],
        protocol=block["protocol"],
        jitter_s=block["jitter"],
        loss_probability=block["loss"],
        rate_spread=spread,
        rate_spread_law=law,
    )


def _path_loss(block: object) -> PathLoss | None:
    if not isinstance(block, Block) or not block.is_valid("mean", "spread"):
        return None
    return PathLoss(block["mean"], block["spread"])


def _distance(block: object, reading: Reading) -> Distance | None:
    if not isinstance(block, Block) or not block.is_valid("at", "up_to", "law", "spread"):
        return None
    if (block["at"] is None) == (block["up_to"] is None):
        reading.refuse(block.spot.place, block.path("up_to"), "a distance needs either at or up_to", "keep one")
        return None
    return Distance(block["at"], block["up_to"], block["law"], block["spread"])
