"""Work of public network architectures whose quantised files may not be passed on.

References
----------
Howard et al., MobileNets (arXiv:1704.04861), table 1; Sandler et al., MobileNetV2 (arXiv:1801.04381), table 2;
layer by layer as Keras builds them and the TensorFlow Lite converter writes them.
"""

from __future__ import annotations

import re
from collections import Counter
from math import prod

from simgui.models.graph import Operator, TensorInfo
from simgui.models.memory import Graph

_V1_BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))
_V2_BLOCKS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion, channels, repeats and stride of the first."""
_V2_LAST = 1280
_NAME = re.compile(r"mnv([12])_(\d{3})_(\d+)g?(_in)?")
_FLOWERS, _IMAGENET = 5, 1000


def named_work(name: str) -> dict[str, float] | None:
    """Count the work of a MobileNet by the short name of ST's model zoo v3.

    Parameters
    ----------
    name : str
        Such as ``mnv2_100_224_in``: version, width in percent, input size, ``_in`` for 1000 classes.

    Returns
    -------
    dict[str, float] | None
        Units of work and bytes; None for another name.
    """
    found = _NAME.fullmatch(name)
    if not found or name.endswith("g"):
        return None
    build = mobilenet_v1 if found[1] == "1" else mobilenet_v2
    return build(int(found[2]) / 100, int(found[3]), _IMAGENET if found[4] else _FLOWERS)


def named_graph(name: str) -> Graph | None:
    """Give tensors and operators of a MobileNet by its short name, up to the classifier; see `named_work`."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    walk = _walk_v1 if found[1] == "1" else _walk_v2
    return walk(int(found[2]) / 100, int(found[3]), 1 if found[0].endswith("g") else 3).graph()


def mobilenet_v1(alpha: float, size: int, classes: int) -> dict[str, float]:
    """Count the work of an int8 MobileNet v1.

    Parameters
    ----------
    alpha : float
        Width of its layers. [-]
    size, classes : int
        Edge of the square input, and outputs. [-]

    Returns
    -------
    dict[str, float]
        Units of work, ``macs``, ``weight_byte`` and ``activation_byte``. [-], [byte]
    """
    return _walk_v1(alpha, size).finish(classes)


def mobilenet_v2(alpha: float, size: int, classes: int) -> dict[str, float]:
    """Count the work of an int8 MobileNet v2; see `mobilenet_v1`."""
    return _walk_v2(alpha, size).finish(classes)


def _walk_v1(alpha: float, size: int, channels: int = 3) -> _Counter:
    net = _Counter(size, channels)
    net.convolve(int(32 * alpha), 3, 2, unit="first_conv_mac")
    for wanted, stride in _V1_BLOCKS:
        net.depthwise(stride)
        net.convolve(int(wanted * alpha), 1, 1)
    return net


def _walk_v2(alpha: float, size: int, channels: int = 3) -> _Counter:
    net = _Counter(size, channels)
    net.convolve(_divisible(32 * alpha), 3, 2, unit="first_conv_mac")
    for expansion, width, repeats, first_stride in _V2_BLOCKS:
        for repeat in range(repeats):
            stride, wanted, given = (first_stride if repeat == 0 else 1), _divisible(width * alpha), net.channels
            source = net.last
            if expansion > 1:
                net.convolve(given * expansion, 1, 1)
            net.depthwise(stride)
            net.convolve(wanted, 1, 1)
            if stride == 1 and wanted == given:
                net.add(source)
    net.convolve(_divisible(_V2_LAST * alpha) if alpha > 1 else _V2_LAST, 1, 1)
    return net


class _Counter:
    """Walks through a network and counts."""

    def __init__(self, size: int, channels: int) -> None:
        self.size, self.channels = size, channels
        self.work: Counter[str] = Counter()
        self.peak_byte = self.last_byte = size * size * channels
        self.tensors = [_tensor((1, size, size, channels))]
        self.operators: list[Operator] = []
        self._make("elementwise", size * size * channels)  # the input is quantised first

    @property
    def last(self) -> int:
        """Index of the activation made last. [-]"""
        return self.operators[-1].outputs[0] if self.operators else 0

    def graph(self) -> Graph:
        """Give what planning needs."""
        return Graph(self.tensors, self.operators, (0,), (self.last,))

    def convolve(self, channels: int, kernel: int, stride: int, unit: str = "pointwise_mac") -> None:
        """Count a convolution with its outputs."""
        given = self.channels
        self.size, self.channels = -(-self.size // stride), channels
        made = self.size * self.size * channels
        self.work[unit] += made * kernel * kernel * given
        self.work["weight_byte"] += channels * (kernel * kernel * given + 4)
        self._make("requantised_output", made)
        self._step("CONV_2D", (channels, kernel, kernel, given))

    def depthwise(self, stride: int) -> None:
        """Count a 3 x 3 depthwise convolution; Keras pads apart before a stride."""
        if stride > 1:
            self._make("moved_byte", (self.size + 1) ** 2 * self.channels)
            self._step("PAD", None, (1, self.size + 1, self.size + 1, self.channels))
        self.size = -(-self.size // stride)
        made = self.size * self.size * self.channels
        self.work["depthwise_mac"] += made * 9
        self.work["weight_byte"] += self.channels * (9 + 4)
        self._make("requantised_output", made)
        self._step("DEPTHWISE_CONV_2D", (1, 3, 3, self.channels))

    def add(self, source: int) -> None:
        """Count a residual addition of an earlier activation."""
        self._make("elementwise", self.size * self.size * self.channels)
        self._step("ADD", None, other=source)

    def finish(self, classes: int) -> dict[str, float]:
        """Count pooling, classifier and softmax."""
        self.work["pool"] += self.size * self.size * self.channels
        self.work["fully_connected_mac"] += self.channels * classes
        self.work["weight_byte"] += classes * (self.channels + 4)
        self._make("requantised_output", classes)
        self.work["elementwise"] += 2 * classes
        self.work["operator"] += 3
        found = {name: float(amount) for name, amount in self.work.items()}
        found["macs"] = sum(amount for name, amount in found.items() if name.endswith("_mac"))
        found["activation_byte"] = 2.0 * found["activation_byte"]
        found["peak_byte"] = float(self.peak_byte)
        return found

    def _make(self, unit: str, amount: int) -> None:
        self.work[unit] += amount
        self.work["activation_byte"] += amount
        self.work["operator"] += 1
        self.peak_byte = max(self.peak_byte, self.last_byte + amount)
        self.last_byte = amount

    def _step(
        self,
        kind: str,
        weights: tuple[int, ...] | None,
        shape: tuple[int, ...] | None = None,
        other: int | None = None,
    ) -> None:
        """Note an operator that goes on from the last activation."""
        inputs = [self.last] if other is None else [self.last, other]
        if weights:
            self.tensors.append(_tensor(weights, is_constant=True))
            inputs.append(len(self.tensors) - 1)
        self.tensors.append(_tensor(shape or (1, self.size, self.size, self.channels)))
        made = (len(self.tensors) - 1,)
        self.operators.append(Operator(len(self.operators), kind, tuple(inputs), made, 0, {}))


def _tensor(shape: tuple[int, ...], *, is_constant: bool = False) -> TensorInfo:
    return TensorInfo("", shape, "int8", prod(shape), is_constant=is_constant)


def _divisible(channels: float) -> int:
    """Round channels to a multiple of eight, never down by more than a tenth."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded
