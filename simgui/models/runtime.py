"""Real inference, batched where that changes nothing, remembered on disk by content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from io import BytesIO
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simgui.models.graph import Model, Operator, TensorInfo
from simgui.models.interpreter import Array, InferenceError, Interpreter, open_interpreter, runtime_name

__all__ = [
    "InferenceCache",
    "InferenceError",
    "Interpreter",
    "dequantise",
    "infer",
    "infer_raw",
    "quantise",
    "runtime_name",
]

FloatArray = NDArray[np.float32]

BATCH = 64
"""Windows of one batched inference. [-]"""
CACHE_LIMIT_BYTE = 512 << 20
"""Size above which the oldest remembered results are dropped. [byte]"""
_DIGEST_BYTE = 32
_BATCHABLE = frozenset(
    {
        "ADD",
        "AVERAGE_POOL_2D",
        "CONV_2D",
        "DEPTHWISE_CONV_2D",
        "DEQUANTIZE",
        "FULLY_CONNECTED",
        "HARD_SWISH",
        "LOGISTIC",
        "MAX_POOL_2D",
        "MEAN",
        "MUL",
        "PAD",
        "QUANTIZE",
        "RELU",
        "RELU6",
        "RESHAPE",
        "SOFTMAX",
        "SUB",
        "TANH",
    }
)


def infer(model: Model, windows: FloatArray) -> FloatArray:
    """Run a network on windows of real values.

    Parameters
    ----------
    model : Model
        A network with one input and a batch axis of 1.
    windows : NDArray[np.float32]
        Windows along the first axis; the other axes are the network's. [-]

    Returns
    -------
    NDArray[np.float32]
        One row per window: the outputs one after the other, flattened and dequantised. [-]

    Raises
    ------
    InferenceError
        If the network cannot be run, its file has changed, or the windows do not suit it.

    Notes
    -----
    Real values become integers by ``clip(round(x / scale) + zero_point)``, computed in float32, ties to the
    even integer, saturating at the ends of the type; integers become real by ``(q − zero_point) · scale``.
    A network that carries state starts afresh with every window.
    """
    given = _only_input(model)
    rows = _run(model, quantise(np.asarray(windows, dtype=np.float32), given))
    parts = [dequantise(part, tensor) for part, tensor in zip(rows, model.output_tensors, strict=True)]
    return np.concatenate(parts, axis=1)


def infer_raw(model: Model, windows: Array) -> Array:
    """Run a network on windows in its own number format.

    Parameters
    ----------
    model : Model
        A network with one input, one output and a batch axis of 1.
    windows : NDArray
        Windows along the first axis, of the input's type. [-]

    Returns
    -------
    NDArray
        The output of each window along the first axis, of the output's type. [-]

    Raises
    ------
    InferenceError
        As for `infer`, and if the type is another or there are several outputs.
    """
    given = _only_input(model)
    if str(windows.dtype) != given.dtype:
        raise InferenceError(f"{model.name} takes {given.dtype}, not {windows.dtype}")
    if len(model.outputs) != 1:
        raise InferenceError(f"{model.name} has {len(model.outputs)} outputs; raw inference gives one")
    return _run(model, windows)[0].reshape(len(windows), *model.output_tensors[0].shape[1:])


def quantise(values: FloatArray, tensor: TensorInfo) -> Array:
    """Turn real values into a tensor's number format.

    Parameters
    ----------
    values : NDArray[np.float32]
        Real values. [-]
    tensor : TensorInfo
        Whose scale and zero point hold.

    Returns
    -------
    NDArray
        Values of the tensor's type; rounding ties go to the even integer, overflow saturates. [-]

    Raises
    ------
    InferenceError
        If a value is not a number.
    """
    if tensor.dtype.startswith("float"):
        return values.astype(tensor.dtype)
    if np.isnan(values).any():
        raise InferenceError("a window holds values that are not numbers (NaN)")
    kind = np.dtype(tensor.dtype)
    limits = np.iinfo(kind)
    steps = values / np.float32(tensor.scale) if tensor.scale else values
    return np.clip(np.rint(steps).astype(np.float64) + tensor.zero_point, limits.min, limits.max).astype(kind)


def dequantise(values: Array, tensor: TensorInfo) -> FloatArray:
    """Turn a tensor's integers into real values; the inverse of `quantise` up to rounding.

    Parameters
    ----------
    values : NDArray
        Values of the tensor's type. [-]
    tensor : TensorInfo
        Whose scale and zero point hold.

    Returns
    -------
    NDArray[np.float32]
        Real values; the integers themselves where the tensor has no scale. [-]
    """
    if values.dtype.kind == "f" or not tensor.scale:
        return values.astype(np.float32)
    return (values.astype(np.int64) - tensor.zero_point).astype(np.float32) * np.float32(tensor.scale)


class InferenceCache:
    """Results of inferences by content: same network, runtime and windows, same answer.

    Parameters
    ----------
    folder : Path
        Where results are kept; created when needed.
    limit_byte : int
        Size above which the results used longest ago are dropped. [byte]

    Attributes
    ----------
    executed, recalled : int
        Windows that were really inferred, and windows whose result was known. [-]
    """

    def __init__(self, folder: Path, limit_byte: int = CACHE_LIMIT_BYTE) -> None:
        self._folder = folder
        self._limit_byte = limit_byte
        self.executed = 0
        self.recalled = 0

    def infer(self, model: Model, windows: FloatArray) -> FloatArray:
        """Give what `infer` gives, from memory where possible; a damaged memory is replaced.

        Parameters
        ----------
        model : Model
            The network.
        windows : NDArray[np.float32]
            Windows along the first axis. [-]

        Returns
        -------
        NDArray[np.float32]
            One row per window. [-]

        Raises
        ------
        InferenceError
            As for `infer`.
        """
        file = self._folder / f"{_key(model, windows)}.npy"
        known = _recall(file, len(windows))
        if known is not None:
            self.recalled += len(windows)
            return known
        found = infer(model, windows)
        self.executed += len(windows)
        self._remember(file, found)
        return found

    def _remember(self, file: Path, found: FloatArray) -> None:
        """Write a result so that it is there as a whole or not at all; a full disk only costs time."""
        stream = BytesIO()
        np.save(stream, found, allow_pickle=False)
        content = stream.getvalue()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            with os.fdopen(handle, "wb") as out:
                out.write(content + hashlib.sha256(content).digest())
            Path(name).replace(file)
            self._forget_oldest()
        except OSError:
            return

    def _forget_oldest(self) -> None:
        """Drop the results used longest ago until the rest fits."""
        files = []
        for file in self._folder.glob("*.npy"):
            try:
                status = file.stat()
            except FileNotFoundError:
                continue  # another process dropped it
            files.append((status.st_mtime_ns, status.st_size, file))
        total = sum(size for _, size, _ in files)
        for _, size, file in sorted(files):
            if total <= self._limit_byte:
                return
            file.unlink(missing_ok=True)
            total -= size


def _key(model: Model, windows: FloatArray) -> str:
    """Name a result after everything it depends on."""
    given = np.ascontiguousarray(windows, dtype=np.float32)
    digest = hashlib.sha256(given.tobytes()).hexdigest()
    return hashlib.sha256(f"{model.digest}|{runtime_name()}|{given.shape}|{digest}".encode()).hexdigest()


def _recall(file: Path, rows: int) -> FloatArray | None:
    """Read a result; None when there is none or it is damaged."""
    try:
        content = file.read_bytes()
        body, digest = content[:-_DIGEST_BYTE], content[-_DIGEST_BYTE:]
        if hashlib.sha256(body).digest() != digest:
            return None
        found = np.load(BytesIO(body), allow_pickle=False)
        os.utime(file)
    except (OSError, ValueError, EOFError):
        return None
    return found if found.dtype == np.float32 and found.ndim == 2 and len(found) == rows else None


def _only_input(model: Model) -> TensorInfo:
    """Give the input, of which there must be one with a batch axis of 1."""
    if len(model.inputs) != 1:
        raise InferenceError(f"{model.name} has {len(model.inputs)} inputs; simgui feeds networks with one")
    if any(_crashes(model, operator) for operator in model.operators):
        raise InferenceError(f"{model.name} keeps SVDF state as int8, which only TensorFlow Lite Micro runs")
    given = model.input_tensors[0]
    if not given.shape or given.shape[0] != 1:
        raise InferenceError(f"{model.name} takes shape {given.shape}; its first axis should be a batch of 1")
    return given


def _crashes(model: Model, operator: Operator) -> bool:
    """Whether an operator makes a runtime write beyond its memory: SVDF takes any state for int16."""
    state = operator.inputs[-1] if operator.inputs else -1
    return operator.kind == "SVDF" and state >= 0 and model.tensors[state].dtype == "int8"


def _run(model: Model, windows: Array) -> list[Array]:
    """Infer window by window or in batches; one flattened array (window, value) per output."""
    given = model.input_tensors[0]
    if windows.shape[1:] != given.shape[1:]:
        raise InferenceError(f"{model.name} takes windows of shape {given.shape[1:]}, not {windows.shape[1:]}")
    content = _content(model)
    interpreter = open_interpreter(content)
    if len(windows) >= BATCH and _may_batch(model):
        batched = _run_batched(content, interpreter, windows)
        if batched is not None:
            return batched
    return _run_singly(model, content, interpreter, windows)


def _content(model: Model) -> bytes:
    """Read the network again, and make sure that it is still the one we know."""
    try:
        content = model.file.read_bytes()
    except OSError as error:
        raise InferenceError(f"{model.file}: cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != model.digest:
        raise InferenceError(f"{model.file} has changed since it was read")
    return content


def _may_batch(model: Model) -> bool:
    """Whether windows may share an inference: no state, integers only, operators known to keep rows apart.

    Float kernels may sum in another order for another batch, which would make results depend on the batching.
    """
    return (
        model.quantisation.is_integer
        and not model.is_stateful
        and all(operator.kind in _BATCHABLE for operator in model.operators)
    )


def _run_singly(model: Model, content: bytes, interpreter: Interpreter, windows: Array) -> list[Array]:
    """Infer one window at a time, each from the initial state."""
    has_resources = any(operator.kind == "VAR_HANDLE" for operator in model.operators)
    rows: list[list[Array]] = [[] for _ in model.outputs]
    for position in range(len(windows)):
        if has_resources and position:
            interpreter = open_interpreter(content)  # resource variables have no other way back
        elif model.is_stateful:
            interpreter.reset_all_variables()
        for row, part in zip(rows, _invoke(interpreter, windows[position : position + 1]), strict=True):
            row.append(part.reshape(-1))
    empty = [np.zeros((0, prod(t.shape)), dtype=t.dtype) for t in model.output_tensors]
    return [np.stack(row) if row else none for row, none in zip(rows, empty, strict=True)]


def _run_batched(content: bytes, single: Interpreter, windows: Array) -> list[Array] | None:
    """Infer in batches; None when the graph does not allow it or a spot check shows a difference."""
    batched = open_interpreter(content)
    try:
        batched.resize_tensor_input(batched.get_input_details()[0]["index"], [BATCH, *windows.shape[1:]])
        batched.allocate_tensors()
    except (RuntimeError, ValueError):
        return None
    rows: list[list[Array]] = []
    for start in range(0, len(windows), BATCH):
        part = windows[start : start + BATCH]
        full = np.concatenate([part, np.repeat(part[:1], BATCH - len(part), axis=0)])
        made = _invoke(batched, full)
        if any(len(values) != BATCH for values in made):
            return None
        if not start and not _rows_equal(made, single, full):
            return None
        rows.append([values.reshape(BATCH, -1)[: len(part)] for values in made])
    return [np.concatenate(parts) for parts in zip(*rows, strict=True)]


def _rows_equal(made: list[Array], single: Interpreter, windows: Array) -> bool:
    """Compare the first and the last row of a batch with inferences of their own."""
    return all(
        np.array_equal(values[row].reshape(-1), alone.reshape(-1))
        for row in (0, BATCH - 1)
        for values, alone in zip(made, _invoke(single, windows[row : row + 1]), strict=True)
    )


def _invoke(interpreter: Interpreter, windows: Array) -> list[Array]:
    """Run once."""
    try:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], windows)
        interpreter.invoke()
    except (RuntimeError, ValueError) as error:
        raise InferenceError(f"inference failed: {error}") from error
    return [interpreter.get_tensor(detail["index"]) for detail in interpreter.get_output_details()]
