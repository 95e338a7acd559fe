"""LoRa cells as the authors of LoRaSim laid them out: nodes on a disc that send 20 bytes at random.

Their first published program (`loraDir.py`, revision 218 of 17 October 2016; a copy for Python 3 is in the repository
`adwaitnd/lorasim`) has a slip in its full collision check: a frame that arrives among others is marked as collided, and
the mark is overwritten when the check returns. Later copies hand it back. So in that program a frame is lost only to
frames that start after it. The reference's rows of experiments 3 and 5 with capture are like that, up to 0.014; those
of 0 and 4, and all rows without capture, are not. That program also takes the loss by the natural logarithm, which
3 and 5 need and 0 and 4 exclude. `spared_arrivals` counts as it did; simgui's own rule has no such slip.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simgui.engine.links.lora_cell import BoolArray, Receiver, Transmissions, preamble_slack_ns, receive
from simgui.profiles.lora_frame import LoraFrame

Floats = npt.NDArray[np.float64]

PAYLOAD_BYTE = 20
CAPTURE_DB = 6.0
LAYOUTS, FRAMES = 4, 20_000
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


Received = Callable[[Transmissions], BoolArray]


def by_rule(capture_db: float | None) -> Received:
    """Receive by simgui's own rule; frames beyond the demodulators count as received, as in the reference. [dB]"""
    return lambda sent: receive(sent, Receiver(capture_db, None)).received


def spared_arrivals(sent: Transmissions) -> BoolArray:
    """Receive like the authors' first program with capture: a frame is lost only to one that starts after it."""
    lost = np.zeros(sent.start_ns.size, dtype=np.bool_)
    order = np.lexsort((sent.start_ns, sent.spreading_factor, sent.channel))
    changes = np.diff(sent.spreading_factor[order]) | np.diff(sent.channel[order])
    for first, last in pairwise((0, *(np.flatnonzero(changes) + 1).tolist(), order.size)):
        rows = order[first:last]
        start_ns, power_dbm = sent.start_ns[rows], sent.power_dbm[rows]
        end_ns = start_ns + sent.airtime_ns[rows]
        lock_at_ns = start_ns + sent.lock_ns[rows]
        lag, latest_ns = 1, np.maximum.accumulate(end_ns)
        later = np.arange(1, rows.size)
        while later.size:
            later = later[latest_ns[later - lag] > start_ns[later]]
            meets = later[end_ns[later - lag] > lock_at_ns[later]]
            lost[rows[meets[power_dbm[meets - lag] - power_dbm[meets] < CAPTURE_DB] - lag]] = True
            lag += 1
            later = later[later >= lag]
    return ~lost


def delivery_ratio(number: int, nodes: int, received: Received) -> float:
    """Simulate some layouts of a cell.

    Parameters
    ----------
    number, nodes : int
        Experiment of the paper, and nodes. [-]
    received : Received
        Tells which frames get through.

    Returns
    -------
    float
        Frames received over frames sent. [-]
    """
    rng = np.random.default_rng((number, nodes))
    count = sent = 0
    for _ in range(LAYOUTS):
        cell = transmissions(experiment(number, nodes, rng), max(FRAMES // nodes, 25), rng)
        count += int(received(cell).sum())
        sent += cell.start_ns.size
    return count / sent
