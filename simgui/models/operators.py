"""How much work each operator is: multiply-accumulates and the other units kernel libraries charge for.

Notes
-----
A multiply-accumulate is one product added to a sum, whether or not padding makes it useless, as the
published counts have it. ``RESHAPE`` and its like are free: kernel libraries pass the buffer on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simgui.models.graph import TensorInfo, WorkUnit

Work = dict[str, int]
Tensors = Sequence[TensorInfo | None]

FEW_CHANNELS = 4
"""A convolution over at most this many input channels cannot use the wide inner loops. [-]"""
_LSTM_ELEMENTWISE = 9  # per unit and step: five activations, three products, one sum
_LSTM_GATES = 4


def _kinds(text: str) -> frozenset[str]:
    """Read a list of operator names."""
    return frozenset(text.split())


FREE = frozenset({"RESHAPE", "SQUEEZE", "EXPAND_DIMS", "BITCAST", "VAR_HANDLE", "CALL_ONCE", "SHAPE", "RANK"})
"""Operators that neither compute nor copy."""

RESHAPE_LIKE = frozenset({"RESHAPE", "SQUEEZE", "EXPAND_DIMS", "BITCAST"})

MOVES = _kinds(
    """PAD PADV2 MIRROR_PAD CONCATENATION SPLIT SPLIT_V STRIDED_SLICE SLICE TRANSPOSE GATHER GATHER_ND PACK
    UNPACK TILE BROADCAST_TO SPACE_TO_DEPTH DEPTH_TO_SPACE SPACE_TO_BATCH_ND BATCH_TO_SPACE_ND REVERSE_V2
    REVERSE_SEQUENCE RESIZE_NEAREST_NEIGHBOR READ_VARIABLE ASSIGN_VARIABLE FILL ZEROS_LIKE RANGE ONE_HOT
    EMBEDDING_LOOKUP SCATTER_ND MATRIX_DIAG MATRIX_SET_DIAG DYNAMIC_UPDATE_SLICE BROADCAST_ARGS DILATE
    DENSIFY SPARSE_TO_DENSE"""
)
"""Operators that only move data."""

ELEMENTWISE = _kinds(
    """ADD SUB MUL DIV FLOOR_DIV FLOOR_MOD ADD_N MAXIMUM MINIMUM SQUARED_DIFFERENCE POW ATAN2 ABS NEG SIGN
    FLOOR CEIL ROUND EXP LOG SQRT RSQRT SQUARE SIN COS RELU RELU6 RELU_N1_TO_1 RELU_0_TO_1 PRELU LEAKY_RELU
    ELU GELU HARD_SWISH LOGISTIC TANH SOFTMAX LOG_SOFTMAX L2_NORMALIZATION LOCAL_RESPONSE_NORMALIZATION
    QUANTIZE DEQUANTIZE FAKE_QUANT CAST EQUAL NOT_EQUAL LESS LESS_EQUAL GREATER GREATER_EQUAL LOGICAL_AND
    LOGICAL_OR LOGICAL_NOT SELECT SELECT_V2 WHERE RESIZE_BILINEAR CUMSUM TOPK_V2 BUCKETIZE BITWISE_XOR
    RIGHT_SHIFT REAL IMAG COMPLEX_ABS RFFT2D SEGMENT_SUM"""
)
"""Operators that cost about the same for every value they make."""

REDUCTIONS = _kinds("""MEAN SUM REDUCE_MAX REDUCE_MIN REDUCE_PROD REDUCE_ANY REDUCE_ALL ARG_MAX ARG_MIN""")
POOLS = frozenset({"AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"})
RECURRENT = _kinds(
    """UNIDIRECTIONAL_SEQUENCE_LSTM BIDIRECTIONAL_SEQUENCE_LSTM LSTM UNIDIRECTIONAL_SEQUENCE_RNN
    BIDIRECTIONAL_SEQUENCE_RNN RNN"""
)
SIGNAL_CUSTOMS = _kinds(
    """SignalWindow SignalFftAutoScale SignalRfft SignalIrfft SignalEnergy SignalFilterBank SignalFramer
    SignalFilterBankSquareRoot SignalFilterBankSpectralSubtraction SignalPCAN SignalFilterBankLog SignalDelay
    SignalStacker SignalOverlapAdd TFLite_Detection_PostProcess"""
)
"""Custom operators that come with TensorFlow Lite Micro."""


@dataclass(frozen=True, slots=True)
class OperatorOptions:
    """What counting needs from an operator's options.

    Parameters
    ----------
    window : int
        Inputs under a pooling window. [-]
    transposes_first : bool
        Whether a matrix product takes its first operand transposed.
    """

    window: int = 1
    transposes_first: bool = False


NO_OPTIONS = OperatorOptions()


def count_work(kind: str, inputs: Tensors, outputs: Tensors, options: OperatorOptions = NO_OPTIONS) -> Work:
    """Count the units of work of one operator.

    Parameters
    ----------
    kind : str
        TFLite's name of the operator, or a custom operator's own name.
    inputs, outputs : Sequence[TensorInfo | None]
        Its tensors; None where an optional input is left out.
    options : OperatorOptions
        What else the count depends on.

    Returns
    -------
    dict[str, int]
        Units of work, by `WorkUnit`; what is not needed is left out. [-]

    Raises
    ------
    ValueError
        If the tensors are not those the operator takes.

    Examples
    --------
    >>> image = TensorInfo("image", (1, 8, 8, 16), "int8", 1024, is_constant=False)
    >>> weights = TensorInfo("weights", (32, 1, 1, 16), "int8", 512, is_constant=True)
    >>> out = TensorInfo("out", (1, 8, 8, 32), "int8", 2048, is_constant=False)
    >>> count_work("CONV_2D", [image, weights], [out])
    {'pointwise_mac': 32768, 'requantised_output': 2048, 'operator': 1}
    """
    if kind in FREE:
        return {}
    work = _by_kind(kind, inputs, outputs, options)
    work[WorkUnit.OPERATOR] = 1
    return {str(unit): amount for unit, amount in work.items() if amount}


def macs_of(work: Mapping[str, int]) -> int:
    """Sum the multiply-accumulates among units of work. [-]"""
    return sum(amount for unit, amount in work.items() if unit.endswith("_mac"))


def is_known(kind: str) -> bool:
    """Whether there is a rule for this kind of operator; the work of others is a guess."""
    return kind in FREE | MOVES | ELEMENTWISE | REDUCTIONS | POOLS | RECURRENT | SIGNAL_CUSTOMS | _WITH_MACS.keys()


def _by_kind(kind: str, inputs: Tensors, outputs: Tensors, options: OperatorOptions) -> Work:
    """Choose the rule."""
    if kind in _WITH_MACS:
        return _WITH_MACS[kind](inputs, outputs, options)
    if kind in RECURRENT:
        return _recurrent(inputs, outputs)
    if kind in POOLS:
        return {WorkUnit.POOL: _one(outputs).elements * options.window}
    if kind in REDUCTIONS:
        return {WorkUnit.POOL: _one(inputs).elements}
    return _by_size(kind, inputs, outputs)


def _by_size(kind: str, inputs: Tensors, outputs: Tensors) -> Work:
    """Charge for bytes moved or values made; an unknown kind for the largest tensor it touches."""
    if kind in MOVES:
        return {WorkUnit.MOVED_BYTE: sum(tensor.byte for tensor in outputs or inputs if tensor)}
    if kind in ELEMENTWISE:
        return {WorkUnit.ELEMENTWISE: sum(tensor.elements for tensor in outputs if tensor)}
    touched = [tensor.elements for tensor in (*inputs, *outputs) if tensor and not tensor.is_constant]
    return {WorkUnit.ELEMENTWISE: max(touched, default=0)}


def _one(tensors: Tensors, position: int = 0) -> TensorInfo:
    """Take a tensor that must be there."""
    tensor = tensors[position] if position < len(tensors) else None
    if tensor is None:
        raise ValueError(f"operand {position} is missing")
    return tensor


def _weights(inputs: Tensors, *, rank: int, position: int = 1) -> TensorInfo:
    """Take the weights, which must have a certain rank and hold something."""
    weights = _one(inputs, position)
    if len(weights.shape) != rank or not weights.elements:
        raise ValueError(f"the weights should have {rank} axes, not the shape {weights.shape}")
    return weights


def _convolution(inputs: Tensors, outputs: Tensors, _options: OperatorOptions) -> Work:
    """Count a convolution; weights are (out, high, wide, in), ``in`` being those of one group."""
    weights, made = _weights(inputs, rank=4), _one(outputs).elements
    _, high, wide, depth = weights.shape
    if (high == 1) != (wide == 1):
        unit = WorkUnit.LINE_CONV_MAC
    elif _channels(inputs) <= FEW_CHANNELS:
        unit = WorkUnit.FIRST_CONV_MAC
    else:
        unit = WorkUnit.POINTWISE_MAC if high * wide == 1 else WorkUnit.CONV_MAC
    return {unit: made * high * wide * depth, WorkUnit.REQUANTISED_OUTPUT: made}


def _depthwise(inputs: Tensors, outputs: Tensors, _options: OperatorOptions) -> Work:
    """Count a depthwise convolution; over few channels it is a first layer that fans out."""
    weights, made = _weights(inputs, rank=4), _one(outputs).elements
    few = _channels(inputs) <= FEW_CHANNELS
    unit = WorkUnit.FIRST_CONV_MAC if few else WorkUnit.DEPTHWISE_MAC
    return {unit: made * weights.shape[1] * weights.shape[2], WorkUnit.REQUANTISED_OUTPUT: made}


def _convolution_3d(inputs: Tensors, outputs: Tensors, _options: OperatorOptions) -> Work:
    """Count a volumetric convolution; weights are (deep, high, wide, in, out)."""
    weights, made = _weights(inputs, rank=5), _one(outputs).elements
    return {
        WorkUnit.CONV_MAC: made * weights.elements // weights.shape[-1],
        WorkUnit.REQUANTISED_OUTPUT: made,
    }


def _transposed(inputs: Tensors, outputs: Tensors, _options: OperatorOptions) -> Work:
    """Count a transposed convolution: every input value meets every weight of its channel."""
    weights, data = _weights(inputs, rank=4), _one(inputs, 2)
    return {
        WorkUnit.CONV_MAC: data.elements * weights.elements // weights.shape[-1],
        WorkUnit.REQUANTISED_OUTPUT: _one(outputs).elements,
    }


def _fully_connected(inputs: Tensors, outputs: Tensors, _options: OperatorOptions) -> Work:
    """Count a dense layer; weights are (out, in)."""
    weights, made = _weights(inputs, rank=2), _one(outputs).elements
    return {WorkUnit.FULLY_CONNECTED_MAC: made * weights.shape[1], WorkUnit.REQUANTISED_OUTPUT: made}


def _matrix_product(inputs: Tensors, outputs: Tensors, options: OperatorOptions) -> Work:
    """Count a product of two activations."""
    first, made = _one(inputs), _one(outputs).elements
    if len(first.shape) < 2:
        raise ValueError(f"a matrix product needs two axes, not the shape {first.shape}")
    shared = first.shape[-2] if options.transposes_first else first.shape[-1]
    return {WorkUnit.FULLY_CONNECTED_MAC: made * shared, WorkUnit.REQUANTISED_OUTPUT: made}


def _filter_and_sum(inputs: Tensors, outputs: Tensors, _options: OperatorOptions) -> Work:
    """Count an SVDF layer: a dense filter over the features, then one over its memory in time."""
    features, times = _weights(inputs, rank=2), _weights(inputs, rank=2, position=2)
    batch = max(1, _one(inputs).elements // features.shape[1])
    return {
        WorkUnit.FULLY_CONNECTED_MAC: batch * (features.elements + times.elements),
        WorkUnit.REQUANTISED_OUTPUT: batch * features.shape[0] + _one(outputs).elements,
    }


def _recurrent(inputs: Tensors, outputs: Tensors) -> Work:
    """Count a recurrent layer: all its matrices once for each step."""
    matrices = [t for t in inputs[1:] if t and t.is_constant and len(t.shape) == 2]
    if not matrices or not matrices[0].shape[1]:
        raise ValueError("a recurrent layer needs constant weights")
    steps = max(1, _one(inputs).elements // matrices[0].shape[1])
    made = steps * matrices[0].shape[0]
    return {
        WorkUnit.FULLY_CONNECTED_MAC: steps * sum(matrix.elements for matrix in matrices),
        WorkUnit.REQUANTISED_OUTPUT: made * _LSTM_GATES,
        WorkUnit.ELEMENTWISE: made * _LSTM_ELEMENTWISE,
    }


def _channels(inputs: Tensors) -> int:
    """Give the channels of an image, its last axis. [-]"""
    shape = _one(inputs).shape
    return shape[-1] if shape else 1


_WITH_MACS: dict[str, Callable[[Tensors, Tensors, OperatorOptions], Work]] = {
    "CONV_2D": _convolution,
    "DEPTHWISE_CONV_2D": _depthwise,
    "CONV_3D": _convolution_3d,
    "TRANSPOSE_CONV": _transposed,
    "FULLY_CONNECTED": _fully_connected,
    "BATCH_MATMUL": _matrix_product,
    "SVDF": _filter_and_sum,
}

LAYS_OUT_DATA = FREE | MOVES | REDUCTIONS | {"RESIZE_BILINEAR", "TOPK_V2", "CUMSUM", "TRANSPOSE_CONV"}
"""Operators whose small integer constants say where data goes, and are no parameters."""
