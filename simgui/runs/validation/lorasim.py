"""LoRa cells as the authors of LoRaSim laid them out: nodes on a disc that send 20 bytes at random."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.engine.links.lora_cell import Transmissions, preamble_slack_ns
from simgui.profiles.lora_frame import LoraFrame

Floats = npt.NDArray[np.float64]

PAYLOAD_BYTE = 20
MEAN_GAP_S = 1000.0
TRANSMIT_DBM = 14.0
LOSS_AT_40_M_DB = 127.41
LOSS_EXPONENT = 2.08
BANDWIDTHS_HZ = (125e3, 250e3, 500e3)
SENSITIVITY_DBM = {
    7: (-126.5, -124.25, -120.75),
    8: (-127.25, -126.75, -124.0),
    9: (-131.25, -128.25, -127.5),
    10: (-132.75, -130.25, -128.75),
    11: (-134.5, -132.75, -128.75),
    12: (-133.25, -132.25, -132.25),
}
"""At 125, 250 and 500 kHz: table 3 of Bor et al., MSWiM 2016, doi:10.1145/2988287.2989163."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """What each node sends, and how strongly it is heard."""

    frames: list[LoraFrame]
    power_dbm: Floats


def experiment(number: int, count: int, rng: np.random.Generator) -> Nodes:
    """Lay out a cell of experiment 0, 3, 4 or 5 of the paper.

    The authors' programs take the reach by a natural logarithm, and the loss by a natural or a common one, depending
    on the copy. Powers relative to each other, all that 0 and 4 need, match their numbers with the common one; the mix
    of spreading factors in 3 and 5 matches with the natural one.
    """
    is_fixed = number in {0, 4}
    reach_dbm = -132.25 if is_fixed else -134.5
    reach_m = 40 * np.exp((TRANSMIT_DBM - reach_dbm - LOSS_AT_40_M_DB) / (10 * LOSS_EXPONENT))
    distance_m = reach_m * np.sqrt(rng.random(count))
    logarithm = np.log10(distance_m / 40) if is_fixed else np.log(distance_m / 40)
    power_dbm = TRANSMIT_DBM - LOSS_AT_40_M_DB - 10 * LOSS_EXPONENT * logarithm
    if is_fixed:
        frame = LoraFrame(12, 125e3, 8 if number == 0 else 5)
        return Nodes([frame] * count, power_dbm)
    chosen = [_fastest(float(level)) for level in power_dbm]
    if number == 5:
        spare_db = np.floor(power_dbm - [sensitivity for _, sensitivity in chosen])
        power_dbm += np.maximum(2.0, TRANSMIT_DBM - spare_db) - TRANSMIT_DBM
    return Nodes([frame for frame, _ in chosen], power_dbm)


def _fastest(power_dbm: float) -> tuple[LoraFrame, float]:
    """Give the shortest frame that is heard at this power, and its sensitivity."""
    heard = [
        (LoraFrame(factor, bandwidth_hz), limit)
        for factor, limits in SENSITIVITY_DBM.items()
        for bandwidth_hz, limit in zip(BANDWIDTHS_HZ, limits, strict=True)
        if limit < power_dbm
    ]
    return min(heard, key=lambda pair: pair[0].time_on_air_s(PAYLOAD_BYTE))


def transmissions(nodes: Nodes, rounds: int, rng: np.random.Generator) -> Transmissions:
    """Let every node send so many frames on one channel, with exponential gaps between them."""
    count = len(nodes.frames)
    airtime_s = np.array([frame.time_on_air_s(PAYLOAD_BYTE) for frame in nodes.frames])
    gaps_s = rng.exponential(MEAN_GAP_S, (rounds, count))
    starts_s = np.cumsum(gaps_s, axis=0) + np.arange(rounds)[:, None] * airtime_s
    # Once the first node is through, fewer send than should.
    inside = (starts_s < starts_s[-1].min()).ravel()

    def column(values: npt.ArrayLike) -> npt.NDArray[np.int64]:
        table = np.broadcast_to(np.asarray(values, dtype=np.int64), (rounds, count))
        return np.asarray(table.ravel()[inside])

    return Transmissions(
        start_ns=np.round(starts_s * 1e9).ravel()[inside].astype(np.int64),
        airtime_ns=column(np.round(airtime_s * 1e9)),
        lock_ns=column([preamble_slack_ns(frame) for frame in nodes.frames]),
        spreading_factor=column([frame.spreading_factor for frame in nodes.frames]),
        channel=column(0),
        power_dbm=np.broadcast_to(nodes.power_dbm, (rounds, count)).ravel()[inside],
    )
