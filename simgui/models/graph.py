"""What simgui knows about a neural network: its tensors, operators and the work they cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from math import prod
from pathlib import Path

_BITS = {
    "float32": 32,
    "float16": 16,
    "bfloat16": 16,
    "float64": 64,
    "complex64": 64,
    "complex128": 128,
    "int4": 4,
    "int8": 8,
    "uint8": 8,
    "bool": 8,
    "int16": 16,
    "uint16": 16,
    "int32": 32,
    "uint32": 32,
    "int64": 64,
    "uint64": 64,
}


class Quantisation(StrEnum):
    """Arithmetic of a network's multiply-accumulates."""

    INT8 = "int8"
    UINT8 = "uint8"
    INT16 = "int16"
    FP32 = "fp32"
    FP16 = "fp16"
    DYNAMIC = "dynamic"
    MIXED = "mixed"
    NONE = "none"

    @property
    def is_integer(self) -> bool:
        """Whether the heavy arithmetic is done on integers."""
        return self in {Quantisation.INT8, Quantisation.UINT8, Quantisation.INT16}


class WorkUnit(StrEnum):
    """The units of work a kernel library is charged for, see `simgui.profiles.part.KernelProfile`."""

    FIRST_CONV_MAC = "first_conv_mac"
    CONV_MAC = "conv_mac"
    LINE_CONV_MAC = "line_conv_mac"
    POINTWISE_MAC = "pointwise_mac"
    DEPTHWISE_MAC = "depthwise_mac"
    FULLY_CONNECTED_MAC = "fully_connected_mac"
    REQUANTISED_OUTPUT = "requantised_output"
    ELEMENTWISE = "elementwise"
    POOL = "pool"
    MOVED_BYTE = "moved_byte"
    OPERATOR = "operator"

    @property
    def is_mac(self) -> bool:
        """Whether one unit is one multiply-accumulate."""
        return self.value.endswith("_mac")


def bits_of(dtype: str) -> int:
    """Give the width of one element; handles and strings take none. [bit]"""
    return _BITS.get(dtype, 0)


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One tensor of a network.

    Parameters
    ----------
    name : str
        Its name in the file.
    shape : tuple[int, ...]
        Elements along each axis; an axis left open counts as 1. [-]
    dtype : str
        ``int8``, ``uint8``, ``int16``, ``int32``, ``float32``, …; ``resource`` for variable handles.
    byte : int
        Size of its data. [byte]
    is_constant : bool
        Whether the file holds its data (weights, biases, shapes).
    scale : float
        Real value of one step of the first channel; 0 for a tensor that is not quantised. [-]
    zero_point : int
        The integer that stands for zero. [-]
    per_channel : bool
        Whether each channel has a scale of its own.
    is_variable : bool
        Whether it keeps its value from one inference to the next.
    is_dynamic : bool
        Whether the file leaves an axis other than the first (the batch) open.
    buffer : int
        Index of the data in the file; tensors may share it. [-]
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    byte: int
    is_constant: bool
    scale: float = 0.0
    zero_point: int = 0
    per_channel: bool = False
    is_variable: bool = False
    is_dynamic: bool = False
    buffer: int = 0

    @property
    def elements(self) -> int:
        """How many values it holds. [-]"""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Operator:
    """One step of a network.

    Parameters
    ----------
    index : int
        Its position in the order of execution. [-]
    kind : str
        TFLite's name, such as ``CONV_2D``; a custom operator's own name.
    inputs, outputs : tuple[int, ...]
        Indices of tensors; -1 where an optional input is left out. [-]
    macs : int
        Multiply-accumulates of one inference. [-]
    work : Mapping[str, int]
        Units of work by `WorkUnit`; units it needs none of are left out. [-]
    live_work : Mapping[str, int]
        The same once channels whose weights are all zero are left out, as some kernel libraries do. [-]
    """

    index: int
    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    macs: int
    work: Mapping[str, int]
    live_work: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A network read from a ``.tflite`` file.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    file : Path
        Where it was read.
    digest : str
        SHA-256 of the file, in hexadecimal.
    file_byte : int
        Size of the file. [byte]
    operators : tuple[Operator, ...]
        The main subgraph in its order of execution.
    tensors : tuple[TensorInfo, ...]
        The main subgraph's tensors.
    inputs, outputs : tuple[int, ...]
        Indices of the tensors that go in and come out. [-]
    parameters : int
        Elements of the constant tensors an operator reads as values (weights, biases, tables), each buffer
        once; operands that only say how to move data (shapes, axes, paddings) do not count. [-]
    weight_byte : int
        Bytes of all constant tensors, each buffer once: what they take in flash. [byte]
    quantisation : Quantisation
        Arithmetic of the multiply-accumulates.
    arena_byte : int
        Memory for activations, scratch and variables as TensorFlow Lite Micro plans it, without the
        interpreter's own bookkeeping. [byte]
    arena_inplace_byte : int
        The same when operators may write over an input that nobody needs any more. [byte]
    macs : int
        Multiply-accumulates of one inference. [-]
    notes : tuple[str, ...]
        What the numbers above leave out or assume.
    coded_weight_byte : int
        The weights as an entropy coder leaves them, see `simgui.models.weight_coding`. [byte]
    """

    name: str
    file: Path
    digest: str
    file_byte: int
    operators: tuple[Operator, ...]
    tensors: tuple[TensorInfo, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    parameters: int
    weight_byte: int
    quantisation: Quantisation
    arena_byte: int
    arena_inplace_byte: int
    macs: int
    notes: tuple[str, ...] = ()
    coded_weight_byte: int = 0

    @cached_property
    def is_stateful(self) -> bool:
        """Whether an inference depends on the ones before it."""
        return any(tensor.is_variable for tensor in self.tensors) or any(
            operator.kind == "VAR_HANDLE" for operator in self.operators
        )

    @cached_property
    def work(self) -> Mapping[str, int]:
        """Units of work of the whole network. [-]"""
        return add_up(operator.work for operator in self.operators)

    @property
    def input_tensors(self) -> tuple[TensorInfo, ...]:
        """The tensors that go in."""
        return tuple(self.tensors[index] for index in self.inputs)

    @property
    def output_tensors(self) -> tuple[TensorInfo, ...]:
        """The tensors that come out."""
        return tuple(self.tensors[index] for index in self.outputs)


def add_up(works: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Sum units of work.

    Parameters
    ----------
    works : Iterable[Mapping[str, int]]
        Units of work, by `WorkUnit`. [-]

    Returns
    -------
    dict[str, int]
        Their sum, by `WorkUnit`. [-]
    """
    total: dict[str, int] = {}
    for work in works:
        for unit, amount in work.items():
            total[unit] = total.get(unit, 0) + amount
    return total
