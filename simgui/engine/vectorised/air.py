"""Which attempts are lost to others on the air, chunk by chunk: one that ends behind a chunk is told in a later one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simgui.core.random_numbers import Purpose, extended, integers, unit
from simgui.engine.links.lora_cell import Transmissions, collided, crowded_out
from simgui.engine.vectorised.network import Leg, Network
from simgui.engine.vectorised.set_service import Span
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import NOBODY, BoolArray, LegResult, Visits
from simgui.plan.timing import Collision
from simgui.plan.verdicts import Int64Array

Float64Array = npt.NDArray[np.float64]

_COLUMNS = ("start_ns", "airtime_ns", "lock_ns", "factor", "channel", "cell", "power_dbm", "held_ns", "refused", "keys")
_CEILING = 2**62


@dataclass(frozen=True, slots=True)
class Frames:
    """What is sent in a domain, one row a frame.

    Parameters
    ----------
    start_ns, airtime_ns, lock_ns, factor, channel, cell : int64 array (frames,)
        See `simgui.engine.links.lora_cell.Transmissions`; frames of different cells do not meet.
    power_dbm : float64 array (frames,)
        Power received at the gateway. [dBm]
    held_ns : int64 array (frames,)
        How long the gateway is in service from their start on, for its demodulator: the airtime at most. [ns]
    refused : bool array (frames,)
        Known to have found no demodulator free.
    keys : int64 array (5, frames)
        Order of frames that start together: group by name, device, task, job, hop.
    """

    start_ns: Int64Array
    airtime_ns: Int64Array
    lock_ns: Int64Array
    factor: Int64Array
    channel: Int64Array
    cell: Int64Array
    power_dbm: Float64Array
    held_ns: Int64Array
    refused: BoolArray
    keys: Int64Array

    def taken(self, which: BoolArray | Int64Array) -> "Frames":
        """Give some of them."""
        return Frames(*(getattr(self, name)[..., which] for name in _COLUMNS))

    @staticmethod
    def joined(parts: "Sequence[Frames]") -> "Frames":
        """Put frames one behind the other."""
        return Frames(*(np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in _COLUMNS))


_NONE = np.zeros(0, dtype=np.int64)
_NO_FRAMES = Frames(
    *(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE.astype(np.float64), _NONE, _NONE.astype(bool)),
    keys=np.zeros((5, 0), dtype=np.int64),
)


@dataclass(frozen=True, slots=True)
class AirState:
    """What a domain remembers between two chunks.

    Parameters
    ----------
    frames : Frames
        Those that may still disturb others, but for the undecided.
    undecided : tuple[LegResult, ...]
        Attempts that end behind the chunk.
    """

    frames: Frames = _NO_FRAMES
    undecided: tuple[LegResult, ...] = ()

    def renumbered(self, place_of: Callable[[Leg], Int64Array]) -> "AirState":
        """Give the same with other row numbers: ``place_of`` a leg tells the new number of every row of its table."""
        moved = (
            replace(one, visits=replace(one.visits, row=place_of(one.leg)[one.visits.row])) for one in self.undecided
        )
        return AirState(self.frames, tuple(moved))


@dataclass(frozen=True, slots=True)
class Told:
    """Attempts whose fate is known now, and which of them were lost."""

    result: LegResult
    lost: BoolArray


def decide(
    network: Network, results: Sequence[LegResult], tables: Callable[[Leg], Table], before: AirState, span: Span
) -> tuple[list[Told], AirState]:
    """Find out which attempts were lost: to others on the air, to outages or by chance.

    Parameters
    ----------
    network : Network
        The plan.
    results : Sequence[LegResult]
        All services of the chunk at stages of the domain; none is known to be lost yet.
    tables : callable
        Gives the rows of a leg's task.
    before : AirState
        What the chunk before left.
    span : Span
        The chunk: all frames that start in it are known.
    """
    everyone = [*before.undecided, *results]
    if not everyone:
        return [], before
    sent = [_frames_of(network, one, tables(one.leg)) for one in everyone]
    frames = Frames.joined([before.frames, *sent])
    law = everyone[0].leg.plan.collision
    assert law is not None  # noqa: S101 - only such stages have a domain
    disturbed, refused = _receive(frames, law)
    unheard = frames.held_ns < frames.airtime_ns
    first = len(before.frames.start_ns)
    told, undecided, closed = [], [], np.ones(len(frames.start_ns), dtype=bool)
    for result, mine in zip(everyone, sent, strict=True):
        begun = np.flatnonzero(result.begun)
        places = first + np.arange(len(begun))
        first += len(mine.start_ns)
        lost = _by_chance(network, result, tables(result.leg))
        lost[begun] |= (disturbed | refused | unheard)[places]
        late = result.ended & (result.finish_ns > span.until_ns)
        if not late.any():
            told.append(Told(result, lost & result.ended))
            continue
        closed[places] = ~late[begun]
        undecided.append(part_of(result, late))
        told.append(Told(part_of(result, ~late), (lost & result.ended)[~late]))
    since = min([span.until_ns, *(int(one.start_ns.min()) for one in undecided)])
    keep = closed & (frames.start_ns + frames.airtime_ns > since)
    left = replace(frames, refused=refused & (frames.start_ns < since)).taken(keep)
    return told, AirState(left, tuple(undecided))


def _none(result: LegResult) -> BoolArray:
    return np.zeros(len(result.visits), dtype=bool)


def _frames_of(network: Network, result: LegResult, table: Table) -> Frames:
    """Give the frames of all visits that began."""
    leg, visit = result.leg, np.flatnonzero(result.begun)
    row, start_ns = result.visits.row[visit], result.start_ns[visit]
    law = leg.plan.collision
    assert law is not None  # noqa: S101 - only such stages have a domain
    device, job = table.device[row].astype(np.int64), table.job[row]
    way = network.ways[network.way_of(leg)]
    drawn = (device, way.task_hash, job, leg.hop, result.visits.failed[visit])
    airtime_ns = leg.plan.service_ns[device]
    out_ns = network.outages_of(leg.plan.station_set).first_ns(leg.instance[device], start_ns, start_ns + airtime_ns)
    rank, task, hop = (np.full(len(visit), number) for number in (network.group_rank[leg.group], leg.task, leg.hop))
    return Frames(
        start_ns=start_ns,
        airtime_ns=airtime_ns,
        lock_ns=law.lock_ns[device],
        factor=law.spreading_factor[device].astype(np.int64),
        channel=integers(law.channels, network.plan.seed, Purpose.RADIO_CHANNEL, way.group_hash, *drawn),
        cell=law.cell[device].astype(np.int64),
        power_dbm=law.power_dbm[device],
        held_ns=np.minimum(out_ns - start_ns, airtime_ns),
        refused=np.zeros(len(visit), dtype=bool),
        keys=np.stack([rank, device, task, job, hop]),
    )


def _receive(frames: Frames, law: Collision) -> tuple[BoolArray, BoolArray]:
    """Tell which frames others destroy, and which find no demodulator."""
    count = len(frames.start_ns)
    disturbed, refused = np.zeros(count, dtype=bool), frames.refused.copy()
    if not count:
        return disturbed, refused
    zero = int(frames.start_ns.min())
    height = int((frames.start_ns + frames.airtime_ns).max()) - zero + 1
    # Cells one above the other, so that none meets another; in as few piles as 63 bits allow.
    pile = frames.cell // max(1, _CEILING // height)
    level = frames.cell % max(1, _CEILING // height)
    for number in np.unique(pile):
        mine = np.flatnonzero(pile == number)
        sent = Transmissions(
            start_ns=frames.start_ns[mine] - zero + level[mine] * height,
            airtime_ns=frames.airtime_ns[mine],
            lock_ns=frames.lock_ns[mine],
            spreading_factor=frames.factor[mine],
            channel=frames.channel[mine],
            power_dbm=frames.power_dbm[mine],
        )
        disturbed[mine] = collided(sent, law.capture_db)
        if law.demodulators is not None:
            asking = np.flatnonzero(~frames.refused[mine] & (frames.held_ns[mine] > 0))
            order = asking[np.lexsort((*frames.keys[::-1, mine[asking]], sent.start_ns[asking]))]
            refused[mine[order]] = crowded_out(sent.start_ns[order], frames.held_ns[mine[order]], law.demodulators)
    return disturbed, refused


def _by_chance(network: Network, result: LegResult, table: Table) -> BoolArray:
    """Tell which attempts are lost whatever others do."""
    stage, visits = result.leg.plan, result.visits
    if not stage.lossy:
        return _none(result)
    device = table.device[visits.row]
    word = extended(network.sender_words(result.leg)[device], table.job[visits.row], result.leg.hop, visits.failed)
    return np.asarray(unit(word) < stage.loss_probability[device])


def part_of(result: LegResult, which: BoolArray) -> LegResult:
    """Give what became of some visits."""
    place = np.cumsum(which) - 1
    visits = Visits(result.visits.row[which], result.visits.failed[which], result.visits.arrival_ns[which])
    return replace(
        result,
        visits=visits,
        start_ns=result.start_ns[which],
        finish_ns=result.finish_ns[which],
        begun=result.begun[which],
        ended=result.ended[which],
        retried=result.retried[which],
        succeeded=result.succeeded[which],
        failed=[(code, flags[which]) for code, flags in result.failed],
        interruptions=None if result.interruptions is None else result.interruptions[which],
        lost_ns=None if result.lost_ns is None else result.lost_ns[which],
        later=NOBODY,
        buried=result.buried[:0],
        pieces=[(int(place[visit]), start, end) for visit, start, end in result.pieces if which[visit]],
    )
