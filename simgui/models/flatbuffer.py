"""Decode the flatbuffer of a ``.tflite`` file into plain records, trusting nothing in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

from simgui.models.graph import Operator, TensorInfo, bits_of
from simgui.models.operators import NO_OPTIONS, OperatorOptions, count_work, macs_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Table: TypeAlias = Any  # the schema package has no types

MOST_TENSORS = 10_000
"""More tensors or operators than this are a sign of damage, not of a network. [-]"""
MOST_AXES = 16
MOST_OPERANDS = 4_096
MOST_SUBGRAPHS = 256
LARGEST_TENSOR_BYTE = 1 << 34
"""A larger tensor is a sign of damage. [byte]"""
MOST_WORK = 1 << 62
_LONGEST_NAME = 200


class DamageError(ValueError):
    """The file contradicts itself; becomes a diagnostic in `simgui.models.tflite_file`."""


@dataclass(frozen=True, slots=True)
class RawModel:
    """The main subgraph as the file gives it.

    Parameters
    ----------
    tensors : tuple[TensorInfo, ...]
        Its tensors.
    operators : tuple[Operator, ...]
        Its operators with their work.
    inputs, outputs : tuple[int, ...]
        What goes in and comes out, by index into `tensors`. [-]
    weights : dict[int, NDArray]
        Bytes of each constant tensor, by its index.
    constant_byte : int
        Bytes of the constant tensors of all subgraphs, each buffer once. [byte]
    subgraphs : int
        How many graphs the file holds. [-]
    """

    tensors: tuple[TensorInfo, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    weights: dict[int, NDArray[np.uint8]]
    constant_byte: int
    subgraphs: int


def decode(data: bytes) -> RawModel:
    """Decode a ``.tflite`` file.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    RawModel
        The main subgraph.

    Raises
    ------
    DamageError
        If the file contradicts itself.
    struct.error, IndexError, TypeError, ValueError, AttributeError, OverflowError, MemoryError
        What the flatbuffers reader raises when offsets lead nowhere.
    """
    from tflite.Model import Model as Root  # noqa: PLC0415 - heavy

    root = Root.GetRootAs(data, 0)
    subgraphs = _bounded(root.SubgraphsLength(), 1, MOST_SUBGRAPHS, "subgraphs")
    buffers = _buffers(root)
    graph = root.Subgraphs(0)
    tensors = _tensors(graph, buffers)
    used = {tensor.buffer for tensor in tensors if tensor.is_constant}
    for position in range(1, subgraphs):
        used |= {tensor.buffer for tensor in _tensors(root.Subgraphs(position), buffers) if tensor.is_constant}
    return RawModel(
        tensors=tensors,
        operators=_operators(root, graph, tensors),
        inputs=_indices(graph.Inputs, graph.InputsLength(), len(tensors), "graph inputs"),
        outputs=_indices(graph.Outputs, graph.OutputsLength(), len(tensors), "graph outputs"),
        weights={i: buffers[tensor.buffer] for i, tensor in enumerate(tensors) if tensor.is_constant},
        constant_byte=sum(len(buffers[index]) for index in used),
        subgraphs=subgraphs,
    )


def _bounded(count: int, least: int, most: int, what: str) -> int:
    """Check a length before anything loops over it."""
    if not least <= count <= most:
        raise DamageError(f"it claims {count} {what}, expected {least} to {most}")
    return count


def _buffers(root: Table) -> list[NDArray[np.uint8]]:
    """Give a view on each data buffer; the reader checks that it lies inside the file."""
    import numpy as np  # noqa: PLC0415 - heavy

    nothing = np.zeros(0, dtype=np.uint8)
    views = []
    for index in range(_bounded(root.BuffersLength(), 1, 4 * MOST_TENSORS, "buffers")):
        buffer = root.Buffers(index)
        if buffer.Offset() > 1:
            raise DamageError("it keeps its weights outside the flatbuffer, which is not supported")
        views.append(buffer.DataAsNumpy() if buffer.DataLength() else nothing)
    return views


def _tensors(graph: Table, buffers: Sequence[NDArray[np.uint8]]) -> tuple[TensorInfo, ...]:
    """Decode the tensors of one subgraph."""
    count = _bounded(graph.TensorsLength(), 0, MOST_TENSORS, "tensors")
    return tuple(_tensor(graph.Tensors(index), index, buffers) for index in range(count))


def _tensor(tensor: Table, index: int, buffers: Sequence[NDArray[np.uint8]]) -> TensorInfo:
    """Decode one tensor and check its size against its data."""
    name = (tensor.Name() or b"").decode("utf-8", errors="replace")[:_LONGEST_NAME]
    dtype = _dtype(tensor.Type())
    axes = _bounded(tensor.ShapeLength(), 0, MOST_AXES, f"axes of tensor {index}")
    shape = tuple(max(tensor.Shape(axis), -1) for axis in range(axes))
    signature = [tensor.ShapeSignature(axis) for axis in range(min(tensor.ShapeSignatureLength(), axes))]
    is_dynamic = any(size < 0 for size in (*shape[1:], *signature[1:]))
    shape = tuple(1 if size < 0 else size for size in shape)
    byte = -(-prod(shape) * bits_of(dtype) // 8)
    if byte > LARGEST_TENSOR_BYTE:
        raise DamageError(f"tensor {index} ({name!r}) claims {byte} bytes")
    buffer = tensor.Buffer()
    if buffer >= len(buffers):
        raise DamageError(f"tensor {index} ({name!r}) refers to buffer {buffer} of {len(buffers)}")
    held = len(buffers[buffer])
    if held and bits_of(dtype) and held != byte and tensor.Sparsity() is None:
        raise DamageError(f"tensor {index} ({name!r}) needs {byte} bytes of data but has {held}")
    scale, zero_point, per_channel = _scales(tensor.Quantization())
    return TensorInfo(
        name=name,
        shape=shape,
        dtype=dtype,
        byte=held or byte,
        is_constant=held > 0,
        scale=scale,
        zero_point=zero_point,
        per_channel=per_channel,
        is_variable=bool(tensor.IsVariable()),
        is_dynamic=is_dynamic,
        buffer=buffer,
    )


def _scales(parameters: Table) -> tuple[float, int, bool]:
    """Give scale and zero point of the first channel, and whether there are more."""
    if parameters is None or not parameters.ScaleLength():
        return 0.0, 0, False
    scale = float(parameters.Scale(0))
    if not 0 <= scale < float("inf"):
        raise DamageError(f"a scale of {scale} makes no sense")
    zero_point = int(parameters.ZeroPoint(0)) if parameters.ZeroPointLength() else 0
    return scale, zero_point, parameters.ScaleLength() > 1


@cache
def _names(enumeration: str) -> dict[int, str]:
    """Give the names of a schema enumeration's values."""
    import importlib  # noqa: PLC0415 - only needed when a file is read

    holder = getattr(importlib.import_module(f"tflite.{enumeration}"), enumeration)
    return {value: name for name, value in vars(holder).items() if isinstance(value, int)}


def _dtype(code: int) -> str:
    """Name an element type the way numpy does."""
    if code not in _names("TensorType"):
        raise DamageError(f"element type {code} does not exist")
    return _names("TensorType")[code].lower()


def _indices(read: Table, count: int, tensors: int, what: str) -> tuple[int, ...]:
    """Decode references to tensors; -1 stands for an optional one that is left out."""
    found = tuple(int(read(position)) for position in range(_bounded(count, 0, MOST_OPERANDS, what)))
    least = 0 if what.startswith("graph") else -1
    if any(not least <= index < tensors for index in found):
        raise DamageError(f"{what} refer to a tensor that does not exist")
    return found


def _operators(root: Table, graph: Table, tensors: Sequence[TensorInfo]) -> tuple[Operator, ...]:
    """Decode the operators of a subgraph and count their work."""
    codes = _bounded(root.OperatorCodesLength(), 0, MOST_TENSORS, "operator codes")
    kinds = [_kind(root.OperatorCodes(position)) for position in range(codes)]
    found = []
    for index in range(_bounded(graph.OperatorsLength(), 0, MOST_TENSORS, "operators")):
        operator = graph.Operators(index)
        if operator.OpcodeIndex() >= codes:
            raise DamageError(f"operator {index} is of an unknown kind")
        kind = kinds[operator.OpcodeIndex()]
        found.append(_operator(operator, index, kind, tensors))
    return tuple(found)


def _operator(operator: Table, index: int, kind: str, tensors: Sequence[TensorInfo]) -> Operator:
    """Decode one operator."""
    label = f"operator {index} ({kind})"
    inputs = _indices(operator.Inputs, operator.InputsLength(), len(tensors), f"{label} inputs")
    outputs = _indices(operator.Outputs, operator.OutputsLength(), len(tensors), f"{label} outputs")
    try:
        work = count_work(
            kind,
            [tensors[i] if i >= 0 else None for i in inputs],
            [tensors[i] if i >= 0 else None for i in outputs],
            _options(operator, kind),
        )
    except ValueError as error:
        raise DamageError(f"{label}: {error}") from error
    if any(not 0 <= amount < MOST_WORK for amount in work.values()):
        raise DamageError(f"{label} claims more work than any computer could do")
    return Operator(index, kind, inputs, outputs, macs_of(work), work)


def _kind(code: Table) -> str:
    """Name an operator; old files keep the code in a field of one byte."""
    number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
    name = _names("BuiltinOperator").get(number)
    if name is None:
        raise DamageError(f"operator code {number} does not exist")
    if name != "CUSTOM":
        return name
    return (code.CustomCode() or b"CUSTOM").decode("utf-8", errors="replace")[:_LONGEST_NAME]


def _options(operator: Table, kind: str) -> OperatorOptions:
    """Decode the few options the work depends on."""
    table = operator.BuiltinOptions()
    if table is None:
        return NO_OPTIONS
    if kind.endswith("_POOL_2D"):
        from tflite.Pool2DOptions import Pool2DOptions  # noqa: PLC0415 - heavy

        pool = Pool2DOptions()
        pool.Init(table.Bytes, table.Pos)
        return OperatorOptions(window=max(0, pool.FilterHeight()) * max(0, pool.FilterWidth()))
    if kind == "BATCH_MATMUL":
        from tflite.BatchMatMulOptions import BatchMatMulOptions  # noqa: PLC0415 - heavy

        product = BatchMatMulOptions()
        product.Init(table.Bytes, table.Pos)
        return OperatorOptions(transposes_first=bool(product.AdjX()))
    return NO_OPTIONS
