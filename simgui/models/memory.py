"""How much RAM a network needs: the arena as TensorFlow Lite Micro plans it, and how tight it could be.

Notes
-----
TensorFlow Lite Micro places buffers by decreasing size at the lowest offset where they overlap no buffer
alive at the same time; of equal sizes the later comes first; sizes are multiples of 16 bytes. Variables live
apart. It writes nothing in place. Some other libraries do; `plan_arena` with ``in_place`` models them by
letting the output of an operator that goes through its data once (elementwise, pooling, padding, depthwise
convolution) lie over its first input when nobody needs that input any more.

References
----------
TensorFlow Lite Micro, ``micro/memory_planner/greedy_memory_planner.cc`` and
``micro/docs/memory_management.md``.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simgui.models.graph import Model, Operator, TensorInfo
from simgui.models.operators import ELEMENTWISE, POOLS, RECURRENT, REDUCTIONS, RESHAPE_LIKE

ALIGNMENT_BYTE = 16
"""Every buffer of the arena starts at a multiple of this. [byte]"""
TENSOR_BOOKKEEPING_BYTE = 12
"""What the micro interpreter keeps for a tensor on a 32-bit core (``sizeof(TfLiteEvalTensor)``). [byte]"""
OPERATOR_BOOKKEEPING_BYTE = 215
"""What it keeps for an operator; the mean of the two arenas TensorFlow Lite Micro's own tests pin. [byte]"""
_IN_PLACE = ELEMENTWISE | POOLS | RESHAPE_LIKE | {"PAD", "PADV2", "DEPTHWISE_CONV_2D"}
_LSTM_SCRATCH_BUFFERS = 4


@dataclass(frozen=True, slots=True)
class ArenaPlan:
    """Where a network's buffers lie.

    Parameters
    ----------
    arena_byte : int
        All of it: planned buffers and variables. [byte]
    planned_byte : int
        Activations and scratch buffers, which share memory. [byte]
    variable_byte : int
        Variables, which keep theirs from one inference to the next. [byte]
    live_peak_byte : int
        The largest sum of activations alive at once; no plan without in-place writes can need less. [byte]
    peak_operator : int
        The operator at which it occurs; -1 for a network without operators. [-]
    offsets : Mapping[int, int]
        Place of each planned tensor, by its index. [byte]
    """

    arena_byte: int
    planned_byte: int
    variable_byte: int
    live_peak_byte: int
    peak_operator: int
    offsets: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Graph:
    """What planning needs of a network; see `Model` for the fields."""

    tensors: Sequence[TensorInfo]
    operators: Sequence[Operator]
    inputs: Sequence[int]
    outputs: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Buffer:
    """A piece of memory wanted from one operator to another (both included); no tensor: scratch."""

    byte: int
    first: int
    last: int
    tensor: int = -1


def plan_arena(model: Model | Graph, *, in_place: bool = False) -> ArenaPlan:
    """Plan the memory of one inference.

    Parameters
    ----------
    model : Model | Graph
        The network.
    in_place : bool
        Whether operators may write over a first input that nobody needs any more.

    Returns
    -------
    ArenaPlan
        The plan.
    """
    buffers = _lifetimes(model)
    live_byte = _live_bytes(model, buffers)
    peak = max(range(len(live_byte)), key=live_byte.__getitem__, default=-1)
    scratch = _scratch(model)
    lives = _cut_short(model, buffers) if in_place else buffers
    offsets, planned_byte = _place([*lives.values(), *scratch])
    variable_byte = _variables(model)
    return ArenaPlan(
        arena_byte=planned_byte + variable_byte,
        planned_byte=planned_byte,
        variable_byte=variable_byte,
        live_peak_byte=max(live_byte, default=0),
        peak_operator=peak - 1 if peak > 0 else (0 if model.operators else -1),
        offsets=offsets,
    )


def bookkeeping_byte(tensors: int, operators: int) -> int:
    """Estimate what the micro interpreter keeps in its arena beside the tensors.

    Parameters
    ----------
    tensors, operators : int
        How many the network has. [-]

    Returns
    -------
    int
        Its records on a 32-bit core. [byte]

    Notes
    -----
    Within 8 % of the two arenas that TensorFlow Lite Micro's ``memory_arena_threshold_test.cc`` pins.
    """
    return TENSOR_BOOKKEEPING_BYTE * tensors + OPERATOR_BOOKKEEPING_BYTE * operators


def _lifetimes(model: Model | Graph) -> dict[int, _Buffer]:
    """Give each activation its life; time 0 is before the first operator, time k + 1 is operator k."""
    first = dict.fromkeys((*model.inputs, *model.outputs), 0)
    last = dict(first)
    for time, operator in enumerate(model.operators, start=1):
        for index in operator.outputs:
            if index >= 0:
                first[index] = last[index] = time
        for index in operator.inputs:
            if index in last:
                last[index] = time
    last.update(dict.fromkeys(model.outputs, len(model.operators)))
    return {
        index: _Buffer(_aligned(model.tensors[index].byte), first[index], last[index], index)
        for index in sorted(first)
        if _is_planned(model.tensors[index])
    }


def _is_planned(tensor: TensorInfo) -> bool:
    """Whether a tensor takes a place in the shared part of the arena."""
    return not tensor.is_constant and not tensor.is_variable and tensor.byte > 0


def _aligned(byte: int) -> int:
    """Round up to the alignment. [byte]"""
    return -(-byte // ALIGNMENT_BYTE) * ALIGNMENT_BYTE


def _live_bytes(model: Model | Graph, buffers: Mapping[int, _Buffer]) -> list[int]:
    """Sum the activations alive at each time, before alignment. [byte]"""
    change = [0] * (len(model.operators) + 2)
    for index, buffer in buffers.items():
        change[buffer.first] += model.tensors[index].byte
        change[buffer.last + 1] -= model.tensors[index].byte
    live, total = [], 0
    for step in change[:-1]:
        total += step
        live.append(total)
    return live


def _scratch(model: Model | Graph) -> list[_Buffer]:
    """List the working memory of operators that need some (reference kernels)."""
    buffers = []
    for time, operator in enumerate(model.operators, start=1):
        inputs = [model.tensors[index] if index >= 0 else None for index in operator.inputs]
        buffers += [
            _Buffer(_aligned(byte), time, time)
            for byte in _scratch_byte(operator.kind, inputs, [model.tensors[i] for i in operator.outputs if i >= 0])
            if byte
        ]
    return buffers


def _scratch_byte(kind: str, inputs: Sequence[TensorInfo | None], outputs: Sequence[TensorInfo]) -> list[int]:
    """Give the sizes of one operator's working buffers. [byte]"""
    if not outputs:
        return []
    made = outputs[0].elements
    if kind == "SVDF" and len(inputs) > 1 and inputs[1] is not None:
        return [4 * inputs[1].shape[0], 4 * made]
    if kind in RECURRENT and outputs[0].dtype != "float32":
        units = outputs[0].shape[-1] if outputs[0].shape else 1
        return [2 * units] * _LSTM_SCRATCH_BUFFERS
    if kind == "TRANSPOSE_CONV" and outputs[0].dtype != "float32":
        return [4 * made]
    if kind in REDUCTIONS and kind in {"MEAN", "SUM"} and outputs[0].dtype != "float32":
        return [4 * made]
    return []


def _variables(model: Model | Graph) -> int:
    """Sum the memory that outlives an inference. [byte]"""
    tensors = sum(_aligned(tensor.byte) for tensor in model.tensors if tensor.is_variable)
    handles = {
        operator.inputs[0]: _aligned(model.tensors[operator.outputs[0]].byte)
        for operator in model.operators
        if operator.kind == "READ_VARIABLE" and operator.inputs and operator.outputs
    }
    return tensors + sum(handles.values())


def _cut_short(model: Model | Graph, buffers: Mapping[int, _Buffer]) -> dict[int, _Buffer]:
    """End the life of inputs that are written over one operator earlier: the output takes their place."""
    lives = dict(buffers)
    for time, operator in enumerate(model.operators, start=1):
        if operator.kind not in _IN_PLACE or not operator.inputs:
            continue
        source = operator.inputs[0]
        if source in lives and lives[source].last == time and lives[source].first < time:
            lives[source] = replace(lives[source], last=time - 1)
    return lives


def _place(buffers: Sequence[_Buffer]) -> tuple[dict[int, int], int]:
    """Place buffers greedily; returns the offsets of tensors and the end of the last buffer. [byte]"""
    order = sorted(range(len(buffers)), key=lambda index: (-buffers[index].byte, -index))
    placed: list[tuple[int, int, int, int]] = []
    offsets: dict[int, int] = {}
    end = 0
    for index in order:
        wanted = buffers[index]
        offset = 0
        for start, byte, first, last in placed:
            if first > wanted.last or last < wanted.first:
                continue
            if start - offset >= wanted.byte:
                break
            offset = max(offset, start + byte)
        insort(placed, (offset, wanted.byte, wanted.first, wanted.last))
        end = max(end, offset + wanted.byte)
        if wanted.tensor >= 0:
            offsets[wanted.tensor] = offset
    return offsets, end
