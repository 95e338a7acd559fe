"""How little RAM activations take when a code generator writes outputs over inputs.

Notes
-----
Code generators plan memory with the layers' own order of reading and writing. An operator that goes through its
data once may write over its input. A convolution that works row by row may start its output a little below its
input and follow it: with rows of ``i`` and ``o`` bytes, output row ``r`` is finished when input row
``stride · r + k // 2`` is read, so the two together need ``D + input`` bytes, ``D`` being the largest
``(r + 1) · o - (stride · r - k // 2) · i``. Padding is done while reading, and takes no memory.

X-CUBE-AI before 9 does so for pointwise and strided convolutions that at most double their data; since 9 it
buys speed for memory and overlaps only what writes in place (inferred from the activation sizes of the ST model
zoo; the generator's own rules are not published).

References
----------
Blacker, Bridges, Hadfield, Diagonal memory optimisation (arXiv:2010.01668). ST model zoo v1 to v3, activation RAM.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simgui.models.graph import Model, Operator, TensorInfo
from simgui.models.memory import Graph
from simgui.models.operators import ELEMENTWISE, POOLS, RESHAPE_LIKE

_FOLDED = frozenset({"PAD", "PADV2"}) | RESHAPE_LIKE
_IN_PLACE = ELEMENTWISE | POOLS | {"DEPTHWISE_CONV_2D"}
_MOST_GROWTH = 2
_LINES_BUFFERED = 3
"""Output lines a convolution keeps apart while it follows its input or sees k rows of it: what MobileNet v1
takes beyond the law. [-]"""


@dataclass(frozen=True, slots=True)
class _Rows:
    """How an operator goes through its rows. [-]"""

    kernel: int
    stride: int


def overlapped_byte(model: Model | Graph, *, convolutions: bool) -> int:
    """Give the largest sum of activations alive at once, outputs lying over inputs where they may.

    Parameters
    ----------
    model : Model | Graph
        The network.
    convolutions : bool
        Whether convolutions overlap too, not only what writes in place.

    Returns
    -------
    int
        RAM for activations, input and output included. [byte]
    """
    alias = _aliases(model)
    steps = [one for one in model.operators if one.kind not in _FOLDED]
    first, last = _lives(model, steps, alias)
    most = sum(_byte(model, index) for index in {alias.get(index, index) for index in model.inputs})
    for time, operator in enumerate(steps):
        given = {alias.get(index, index) for index in operator.inputs if index in first or index in alias}
        made = set(operator.outputs)
        alive = {index for index in first if first[index] <= time <= last[index]}
        total = sum(_byte(model, index) for index in alive | given | made) + _line_buffer(model, operator)
        source = alias.get(operator.inputs[0], operator.inputs[0]) if operator.inputs else -1
        if source in given and last[source] == time and made:
            total -= _saved(model, operator, source, convolutions=convolutions)
        most = max(most, total)
    return most


def _saved(model: Model | Graph, operator: Operator, source: int, *, convolutions: bool) -> int:
    """Give what an output saves by lying over its input. [byte]"""
    given, made = model.tensors[source], model.tensors[operator.outputs[0]]
    if operator.kind in _IN_PLACE:
        return min(given.byte, made.byte) - _kept_rows(model, operator, given, made)
    rows = _rows(model, operator, given, made)
    if not convolutions or rows is None or not _may_follow(rows, given, made):
        return 0
    high = max(1, made.shape[1])
    given_row, made_row = given.byte // max(1, given.shape[1]), made.byte // high
    ahead = max((row + 1) * made_row - max(0, rows.stride * row - rows.kernel // 2) * given_row for row in range(high))
    together = max(max(0, ahead) + given.byte, made.byte) + _LINES_BUFFERED * made_row * (rows.kernel == 1)
    return max(0, given.byte + made.byte - together)


def _line_buffer(model: Model | Graph, operator: Operator) -> int:
    """Give the output lines a convolution with a k x k kernel keeps apart. [byte]"""
    made = model.tensors[operator.outputs[0]] if operator.outputs else None
    if operator.kind != "CONV_2D" or made is None or len(made.shape) != 4:
        return 0
    rows = _rows(model, operator, model.tensors[operator.inputs[0]], made)
    return _LINES_BUFFERED * made.byte // max(1, made.shape[1]) if rows and rows.kernel > 1 else 0


def _kept_rows(model: Model | Graph, operator: Operator, given: TensorInfo, made: TensorInfo) -> int:
    """Give the rows a sliding kernel must still see after it has written over them. [byte]"""
    rows = _rows(model, operator, given, made)
    if rows is None or rows.kernel == 1 or len(given.shape) != 4:
        return 0
    return min(given.byte, made.byte, rows.kernel // 2 * given.byte // max(1, given.shape[1] * given.shape[3]))


def _rows(model: Model | Graph, operator: Operator, given: TensorInfo, made: TensorInfo) -> _Rows | None:
    """Read how a convolution moves; None for what is none."""
    if operator.kind not in {"CONV_2D", "DEPTHWISE_CONV_2D"} or len(given.shape) != 4 or len(made.shape) != 4:
        return None
    weights = model.tensors[operator.inputs[1]]
    return _Rows(weights.shape[1], max(1, round(given.shape[1] / max(1, made.shape[1]))))


def _may_follow(rows: _Rows, given: TensorInfo, made: TensorInfo) -> bool:
    """Whether a generator lets this convolution's output follow its input."""
    return made.byte <= _MOST_GROWTH * given.byte and (rows.kernel == 1 or rows.stride > 1)


def _aliases(model: Model | Graph) -> dict[int, int]:
    """Map the outputs of operators that are folded away to what they are made of."""
    alias: dict[int, int] = {}
    for operator in model.operators:
        if operator.kind in _FOLDED and operator.inputs and operator.outputs:
            alias[operator.outputs[0]] = alias.get(operator.inputs[0], operator.inputs[0])
    return alias


def _lives(
    model: Model | Graph, steps: list[Operator], alias: Mapping[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Give the first and last step of each activation."""
    first = {alias.get(index, index): 0 for index in model.inputs}
    last = dict(first)
    for time, operator in enumerate(steps):
        for index in operator.outputs:
            if index >= 0:
                first[index] = last[index] = time
        for index in operator.inputs:
            source = alias.get(index, index)
            if source in last:
                last[source] = time
    last.update({alias.get(index, index): len(steps) for index in model.outputs})
    return first, last


def _byte(model: Model | Graph, index: int) -> int:
    """Give the size of an activation; constants and variables have their own place. [byte]"""
    tensor = model.tensors[index]
    return 0 if tensor.is_constant or tensor.is_variable else tensor.byte
