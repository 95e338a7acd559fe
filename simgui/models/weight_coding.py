"""How small weights become by an entropy coder, as accelerators that fetch them compressed have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simgui.models.flatbuffer import RawModel

_BYTE_WIDE = frozenset({"int8", "uint8"})


def coded_weight_byte(raw: RawModel) -> int:
    """Give the bytes of all constant tensors once those of one byte a value are coded.

    Parameters
    ----------
    raw : RawModel
        The decoded network.

    Returns
    -------
    int
        Entropy of each tensor's values times their number; other tensors as they are, each buffer once. [byte]

    References
    ----------
    Shannon (doi:10.1002/j.1538-7305.1948.tb01338.x): no coder of single values does better.
    """
    total, seen = 0.0, set()
    for index, values in raw.weights.items():
        tensor = raw.tensors[index]
        if tensor.buffer in seen:
            continue
        seen.add(tensor.buffer)
        if tensor.dtype not in _BYTE_WIDE or not len(values):
            total += len(values)
            continue
        counts = np.bincount(values, minlength=1)
        shares = counts[counts > 0] / len(values)
        total += float(-(shares * np.log2(shares)).sum()) * len(values) / 8
    return round(total)
