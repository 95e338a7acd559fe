"""The one place that knows which TensorFlow Lite runtime is installed.

Notes
-----
The runtimes' default delegate (XNNPACK) rounds int8 sums differently from TensorFlow Lite's own kernels, and
each runtime switches it on for different models. Without it both give the same bytes, and the bytes a device
with the same rounding gives, so simgui never uses it.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from functools import cache
from typing import Any, Protocol, cast

from numpy.typing import NDArray

from simgui.core.errors import SimguiError

_RUNTIMES = (("ai_edge_litert", "ai-edge-litert"), ("tflite_runtime", "tflite-runtime"))

Array = NDArray[Any]


class InferenceError(SimguiError):
    """A network cannot be run, or not on these windows."""


class Interpreter(Protocol):
    """What simgui uses of a TensorFlow Lite interpreter."""

    def allocate_tensors(self) -> None:
        """Prepare for inference."""

    def resize_tensor_input(self, input_index: int, tensor_size: list[int]) -> None:
        """Ask for another shape of an input."""

    def get_input_details(self) -> list[dict[str, Any]]:
        """Describe the inputs."""

    def get_output_details(self) -> list[dict[str, Any]]:
        """Describe the outputs."""

    def set_tensor(self, tensor_index: int, value: Array) -> None:
        """Copy data in."""

    def get_tensor(self, tensor_index: int) -> Array:
        """Copy data out."""

    def invoke(self) -> None:
        """Run one inference."""

    def reset_all_variables(self) -> object:
        """Forget what inferences left behind."""


@cache
def _runtime() -> tuple[str, str]:
    """Choose the runtime: its package, and its name with version."""
    for package, distribution in _RUNTIMES:
        if importlib.util.find_spec(package) is not None:
            return package, f"{distribution} {importlib.metadata.version(distribution)}"
    raise InferenceError(
        "no TensorFlow Lite runtime is installed; install ai-edge-litert "
        "(or tflite-runtime and numpy < 2 on Linux with Python < 3.12)"
    )


def runtime_name() -> str:
    """Name the runtime that does the inference.

    Returns
    -------
    str
        Such as ``ai-edge-litert 2.3.0``; that one is preferred when both are installed.

    Raises
    ------
    InferenceError
        If no runtime is installed.
    """
    return _runtime()[1]


def open_interpreter(content: bytes) -> Interpreter:
    """Prepare a network for inference on one thread, without delegates.

    Parameters
    ----------
    content : bytes
        A whole ``.tflite`` file.

    Returns
    -------
    Interpreter
        Ready for `set_tensor` and `invoke`.

    Raises
    ------
    InferenceError
        If the runtime refuses the network, for instance because of a custom operator.
    """
    module = importlib.import_module(f"{_runtime()[0]}.interpreter")
    try:
        interpreter = module.Interpreter(
            model_content=content,
            num_threads=1,
            experimental_op_resolver_type=module.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )
        interpreter.allocate_tensors()
    except (RuntimeError, ValueError) as error:
        reason = str(error).strip().splitlines()
        first = reason[0][:200] if reason else "no reason given"
        raise InferenceError(f"{runtime_name()} cannot run the network: {first}") from error
    return cast("Interpreter", interpreter)
