"""Read ``.tflite`` files: a graph with sizes, work and memory, or a clear diagnostic."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError
from simgui.models.graph import Model, Operator, Quantisation, TensorInfo, add_up
from simgui.models.memory import Graph, plan_arena
from simgui.models.operators import LAYS_OUT_DATA, is_known, macs_of

if TYPE_CHECKING:
    from simgui.models.flatbuffer import RawModel

__all__ = ["LARGEST_FILE_BYTE", "Model", "Operator", "TensorInfo", "parse_model", "read_model"]

LARGEST_FILE_BYTE = 200_000_000
"""Larger files are refused: no device simgui knows holds such a network. [byte]"""
_IDENTIFIER = b"TFL3"
_OTHER_FORMATS = (
    (b"PK\x03\x04", "is a ZIP archive (a .keras file?), not a .tflite file; convert it with TFLiteConverter"),
    (b"\x89HDF", "is an HDF5 file (Keras weights?), not a .tflite file; convert it with TFLiteConverter"),
    (b"\x1f\x8b", "is compressed with gzip; unpack it first"),
)
_READER_ERRORS = (
    struct.error,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    MemoryError,
)
"""What the flatbuffers reader raises when it follows damaged offsets."""
_CALLING = frozenset({"CALL_ONCE", "IF", "WHILE", "CALL", "STABLEHLO_COMPOSITE"})


def read_model(file: Path) -> Model:
    """Read a network.

    Parameters
    ----------
    file : Path
        A ``.tflite`` file.

    Returns
    -------
    Model
        What simgui needs to know of it.

    Raises
    ------
    InputError
        If the file cannot be read, is no ``.tflite`` file, is larger than 200 MB or is damaged.
    """
    try:
        size_byte = file.stat().st_size
        if size_byte > LARGEST_FILE_BYTE:
            raise _refused(file, f"is {size_byte / 1e6:.0f} MB; networks over 200 MB are not supported")
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _refused(file, f"cannot be read: {reason}") from error
    return parse_model(data, file)


def parse_model(data: bytes, file: Path) -> Model:
    """Read a network from the bytes of a ``.tflite`` file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : Path
        Where it came from; names the network and stands in messages.

    Returns
    -------
    Model
        What simgui needs to know of it.

    Raises
    ------
    InputError
        If the bytes are no ``.tflite`` file or are damaged.
    """
    from simgui.models.flatbuffer import DamageError, decode  # noqa: PLC0415 - imports numpy and the schema

    _check_format(data, file)
    try:
        return _build(decode(data), data, file)
    except DamageError as error:
        raise _refused(file, f"is damaged: {error}") from error
    except _READER_ERRORS as error:
        raise _refused(file, "is truncated or damaged: an offset in it leads nowhere") from error


def _check_format(data: bytes, file: Path) -> None:
    """Refuse what is visibly something else."""
    if not data:
        raise _refused(file, "is empty")
    for magic, message in _OTHER_FORMATS:
        if data.startswith(magic):
            raise _refused(file, message)
    if data[4:8] == _IDENTIFIER:
        return
    head = data[:64]
    if all(32 <= byte < 127 or byte in b"\t\r\n" for byte in head):
        raise _refused(file, "is text, not a .tflite file")
    raise _refused(file, f"is no .tflite file: bytes 4 to 7 should be 'TFL3', not {data[4:8]!r}")


def _refused(file: Path, message: str) -> InputError:
    """Give the error that points at a file as a whole."""
    return InputError([Diagnostic(Location(str(file), 1, 1), "", message)])


def _build(raw: RawModel, data: bytes, file: Path) -> Model:
    """Work out everything that follows from the decoded graph."""
    from simgui.models.live_channels import live_works  # noqa: PLC0415 - imports numpy
    from simgui.models.weight_coding import coded_weight_byte  # noqa: PLC0415 - imports numpy

    live = live_works(raw)
    operators = tuple(
        replace(operator, live_work=live.get(operator.index, operator.work)) for operator in raw.operators
    )
    graph = Graph(raw.tensors, operators, raw.inputs, raw.outputs)
    return Model(
        name=file.stem,
        file=file,
        digest=hashlib.sha256(data).hexdigest(),
        file_byte=len(data),
        operators=operators,
        tensors=raw.tensors,
        inputs=raw.inputs,
        outputs=raw.outputs,
        parameters=_parameters(raw.tensors, operators),
        weight_byte=raw.constant_byte,
        quantisation=_quantisation(raw.tensors, operators),
        arena_byte=plan_arena(graph).arena_byte,
        arena_inplace_byte=plan_arena(graph, in_place=True).arena_byte,
        macs=macs_of(add_up(operator.work for operator in operators)),
        notes=_notes(raw, operators),
        coded_weight_byte=coded_weight_byte(raw),
    )


def _parameters(tensors: Sequence[TensorInfo], operators: Sequence[Operator]) -> int:
    """Count the elements operators read as values, each buffer once. [-]"""
    counted: dict[int, int] = {}
    for operator in operators:
        for index in operator.inputs:
            tensor = tensors[index] if index >= 0 else None
            if tensor is None or not tensor.is_constant:
                continue
            says_where = operator.kind in LAYS_OUT_DATA and tensor.dtype in {"int32", "int64"}
            if not says_where:
                counted[tensor.buffer] = prod(tensor.shape)
    return sum(counted.values())


def _quantisation(tensors: Sequence[TensorInfo], operators: Sequence[Operator]) -> Quantisation:
    """Name the arithmetic from the operands of the operators that multiply and accumulate."""
    found = {_arithmetic(tensors, operator) for operator in operators if operator.macs}
    if not found:
        return Quantisation.NONE
    if found == {Quantisation.DYNAMIC, Quantisation.FP32}:
        return Quantisation.DYNAMIC
    return found.pop() if len(found) == 1 else Quantisation.MIXED


def _arithmetic(tensors: Sequence[TensorInfo], operator: Operator) -> Quantisation:
    """Name the arithmetic of one operator."""
    data = operator.inputs[2] if operator.kind == "TRANSPOSE_CONV" else operator.inputs[0]
    values = tensors[data].dtype
    weights = next((tensors[i].dtype for i in operator.inputs[1:] if i >= 0), values)
    if values.startswith("float"):
        if weights in {"int8", "uint8", "int4"}:
            return Quantisation.DYNAMIC
        return Quantisation.FP16 if "float16" in (values, weights) else Quantisation.FP32
    return {
        "int8": Quantisation.INT8,
        "uint8": Quantisation.UINT8,
        "int16": Quantisation.INT16,
    }.get(values, Quantisation.MIXED)


def _notes(raw: RawModel, operators: Sequence[Operator]) -> tuple[str, ...]:
    """Say what the numbers assume."""
    notes = []
    dynamic = [tensor.name for tensor in raw.tensors if tensor.is_dynamic]
    if dynamic:
        notes.append(
            f"{len(dynamic)} tensors have an open axis, counted as the file's example size or 1 "
            f"(first: {dynamic[0]!r}): work and memory are a lower bound"
        )
    calling = sorted({operator.kind for operator in operators if operator.kind in _CALLING})
    if calling:
        notes.append(f"what {', '.join(calling)} call in other subgraphs is not counted")
    unknown = sorted({operator.kind for operator in operators if not is_known(operator.kind)})
    if unknown:
        notes.append(f"no cost rule for {', '.join(unknown)}: counted as elementwise")
    return tuple(notes)
