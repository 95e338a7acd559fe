"""Work that is left when channels whose weights are all zero are dropped.

Notes
-----
Pruned networks such as MLPerf Tiny's visual wake words carry channels whose every weight is zero. Their
output is the same for every input, so a library may fold it into the next layer's bias and compute neither
the channel nor what the next layer makes of it. Some libraries do, some do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simgui.models.graph import Operator, TensorInfo
from simgui.models.operators import RESHAPE_LIKE

if TYPE_CHECKING:
    from simgui.models.flatbuffer import RawModel

_KEEP_CHANNELS = frozenset({"AVERAGE_POOL_2D", "MAX_POOL_2D", "RELU", "RELU6", "PAD"})


def live_works(raw: RawModel) -> dict[int, dict[str, int]]:
    """Count the work without dead channels.

    Parameters
    ----------
    raw : RawModel
        The decoded network.

    Returns
    -------
    dict[int, dict[str, int]]
        Units of work of the operators that have less of it, by operator index and `WorkUnit`. [-]
    """
    live: dict[int, NDArray[np.bool_]] = {}
    works: dict[int, dict[str, int]] = {}
    for operator in raw.operators:
        if operator.kind in {"CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"}:
            shares = _follow(operator, raw.tensors, raw.weights, live)
            if shares is not None and min(shares) < 1:
                works[operator.index] = _scaled(operator.work, *shares)
        elif operator.kind in _KEEP_CHANNELS and operator.inputs and operator.inputs[0] in live:
            live[operator.outputs[0]] = live[operator.inputs[0]]
        elif operator.kind in RESHAPE_LIKE and operator.inputs and operator.inputs[0] in live:
            made, given = raw.tensors[operator.outputs[0]], live[operator.inputs[0]]
            if made.shape and made.shape[-1] == len(given):
                live[operator.outputs[0]] = given
    return works


def _follow(
    operator: Operator,
    tensors: Sequence[TensorInfo],
    weights: Mapping[int, NDArray[np.uint8]],
    live: dict[int, NDArray[np.bool_]],
) -> tuple[float, float] | None:
    """Note which output channels live; returns the shares of live products and of live outputs. [-]"""
    nonzero = _nonzero(operator, tensors, weights)
    if nonzero is None:
        return None
    is_depthwise = operator.kind == "DEPTHWISE_CONV_2D"
    channels = nonzero.shape[0 if is_depthwise else 1]
    given = live.get(operator.inputs[0], np.ones(channels, dtype=np.bool_))
    if len(given) != channels:
        return None
    alive = nonzero & given if is_depthwise else (nonzero & given).any(axis=1)
    kept = float(alive.mean()) * (1.0 if is_depthwise else float(given.mean()))
    live[operator.outputs[0]] = alive
    return kept, float(alive.mean())


def _nonzero(
    operator: Operator, tensors: Sequence[TensorInfo], weights: Mapping[int, NDArray[np.uint8]]
) -> NDArray[np.bool_] | None:
    """Tell which weights matter: (out, in), or (channel,) for a depthwise convolution."""
    if len(operator.inputs) < 2 or operator.inputs[1] not in weights or not operator.outputs:
        return None
    tensor = tensors[operator.inputs[1]]
    raw = weights[operator.inputs[1]]
    if not tensor.elements or len(raw) % tensor.elements or (tensor.zero_point and not tensor.per_channel):
        return None
    values: NDArray[np.bool_] = raw.reshape(*tensor.shape, -1).any(axis=-1)
    if operator.kind == "DEPTHWISE_CONV_2D":
        fans_out = tensors[operator.inputs[0]].shape[-1:] != tensor.shape[-1:]
        return None if fans_out else values.any(axis=(0, 1, 2))
    if operator.kind == "CONV_2D":
        grouped = tensors[operator.inputs[0]].shape[-1:] != tensor.shape[-1:]
        return None if grouped else values.any(axis=(1, 2))
    return values


def _scaled(work: Mapping[str, int], products: float, outputs: float) -> dict[str, int]:
    """Shrink products and outputs by their shares."""
    share = {unit: products if unit.endswith("_mac") else 1.0 for unit in work}
    if "requantised_output" in share:
        share["requantised_output"] = outputs
    return {unit: round(amount * share[unit]) for unit, amount in work.items()}
