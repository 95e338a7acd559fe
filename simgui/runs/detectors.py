"""Detectors: what turns windows into verdicts, a real model or a feature against a threshold."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Protocol

import numpy as np

from simgui.core.errors import SimguiError
from simgui.models.card import ModelCard, Normalise, NormaliseKind, find_card, load_card
from simgui.models.graph import Model
from simgui.models.runtime import InferenceCache
from simgui.plan.verdicts import FloatArray, Int8Array
from simgui.streams.features import Feature, calibrate_threshold
from simgui.streams.synthetic.signal import FloatWindows

CALIBRATION_QUANTILE = 0.999
"""An automatic threshold lets one normal window in a thousand raise a false alarm."""


class DetectorError(SimguiError):
    """A detector cannot judge the windows of a task."""

    exit_code = 2


class Detector(Protocol):
    """Judges windows."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the results must know about it."""
        ...

    @property
    def is_model(self) -> bool:
        """Whether its verdicts are real inferences."""
        ...

    def judge(self, windows: FloatWindows) -> tuple[Int8Array, FloatArray]:
        """Give label (1 is an alarm) and score of the alarm of each window.

        Parameters
        ----------
        windows : FloatWindows
            (n, samples, channels) in the unit of the stream.
        """
        ...


@dataclass(frozen=True, slots=True)
class ThresholdDetector:
    """Raises an alarm when a feature exceeds a limit.

    Parameters
    ----------
    feature : Feature
        What is computed of a window.
    above : float
        The limit, in the feature's unit.
    notes : tuple[str, ...]
        Where the limit comes from.
    """

    feature: Feature
    above: float
    notes: tuple[str, ...] = ()
    is_model: bool = False

    def judge(self, windows: FloatWindows) -> tuple[Int8Array, FloatArray]:
        """Give label and feature of each window; see `Detector.judge`."""
        value = self.feature(windows)
        return (value > self.above).astype(np.int8), value.astype(np.float32)


def calibrated(feature: Feature, name: str, normal: FloatWindows) -> ThresholdDetector:
    """Choose the limit of a threshold detector from normal windows.

    Parameters
    ----------
    feature : Feature
        What is computed of a window.
    name : str
        The feature's name, for the note.
    normal : FloatWindows
        Windows without events that no verdict is drawn from.

    Returns
    -------
    ThresholdDetector
        Its limit is the `CALIBRATION_QUANTILE` quantile of the feature.
    """
    values = feature(normal)
    above = calibrate_threshold(values, CALIBRATION_QUANTILE)
    note = (
        f"threshold on {name}: alarm above {above:.4g}, "
        f"the {CALIBRATION_QUANTILE} quantile of {len(values)} normal windows that no verdict uses"
    )
    return ThresholdDetector(feature, above, (note,))


@dataclass(frozen=True, slots=True)
class ModelDetector:
    """Asks a real model.

    Parameters
    ----------
    model : Model
        The network.
    preprocess : Callable
        Turns windows into the network's input.
    positive : tuple[int, ...]
        Outputs that are detections; for a network with one output, a score above 0.5 is one.
    cache : InferenceCache
        Remembers inferences.
    notes : tuple[str, ...]
        What was assumed of the network.
    """

    model: Model
    preprocess: Callable[[FloatWindows], FloatArray]
    positive: tuple[int, ...]
    cache: InferenceCache
    notes: tuple[str, ...] = ()
    is_model: bool = True

    def judge(self, windows: FloatWindows) -> tuple[Int8Array, FloatArray]:
        """Give label and score of each window; see `Detector.judge`.

        Notes
        -----
        The label is 1 where the largest output is a detection (the first of equals counts); the score is the sum of
        the detections' shares, outputs that are no shares already being softmaxed.
        """
        outputs = self.cache.infer(self.model, self.preprocess(windows))
        if outputs.shape[1] == 1:
            score = outputs[:, 0]
            return (score > 0.5).astype(np.int8), score.astype(np.float32)
        label = np.isin(outputs.argmax(axis=1), self.positive).astype(np.int8)
        return label, _shares(outputs)[:, list(self.positive)].sum(axis=1).astype(np.float32)


def _shares(outputs: FloatArray) -> FloatArray:
    """Turn outputs into shares of one, unless they are, up to the rounding of int8."""
    sums = outputs.sum(axis=1)
    if outputs.min(initial=0.0) >= 0 and np.all(np.abs(sums - 1) < 0.05):
        return np.asarray(outputs / sums[:, None], dtype=np.float32)
    grown = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)


def model_detector(
    model: Model, *, samples: int, channels: int, rate_hz: float, cache: InferenceCache
) -> ModelDetector:
    """Make the detector of a network, by its card or by convention.

    Parameters
    ----------
    model : Model
        The network.
    samples, channels : int
        Size of the task's windows. [-]
    rate_hz : float
        Sampling rate of the stream. [Hz]
    cache : InferenceCache
        Remembers inferences.

    Raises
    ------
    DetectorError
        If the windows do not suit the network.
    InputError
        If the card beside the network is broken.
    """
    file = find_card(model.file)
    if file is not None:
        return _by_card(model, load_card(file), samples=samples, channels=channels, rate_hz=rate_hz, cache=cache)
    given = model.input_tensors[0] if len(model.inputs) == 1 else None
    if given is None or prod(given.shape[1:]) != samples * channels:
        takes = " and ".join("x".join(map(str, tensor.shape[1:])) for tensor in model.input_tensors)
        raise DetectorError(
            f"{model.name} takes {takes} values, but a window has {samples} samples x {channels} channels; "
            f"change window or rate, or put a model card beside {model.file.name}"
        )
    outputs = sum(prod(tensor.shape[1:]) for tensor in model.output_tensors)
    meaning = "an output above 0.5 is an alarm" if outputs == 1 else "output 0 is normal, every other one an alarm"
    note = f"{model.name} has no model card: every window is standardised, and {meaning} (assumed)"
    normalise = Normalise(NormaliseKind.PER_WINDOW_STANDARDISE)
    shape = given.shape[1:]

    def preprocess(windows: FloatWindows) -> FloatArray:
        return normalise.apply(windows).reshape((len(windows), *shape))

    return ModelDetector(model, preprocess, tuple(range(1, outputs)), cache, (note,))


def _by_card(
    model: Model, card: ModelCard, *, samples: int, channels: int, rate_hz: float, cache: InferenceCache
) -> ModelDetector:
    expected = card.input
    if (expected.samples, expected.channels) != (samples, channels):
        raise DetectorError(
            f"{model.name} takes windows of {expected.samples} samples x {expected.channels} channels "
            f"({expected.window_s:g} s at {expected.rate_hz:g} Hz), not {samples} x {channels}; change window or rate"
        )
    notes: tuple[str, ...] = ()
    if not np.isclose(expected.rate_hz, rate_hz, rtol=1e-6):
        notes = (f"{model.name} was made for {expected.rate_hz:g} Hz, the stream runs at {rate_hz:g} Hz",)
    return ModelDetector(model, card.preprocess, card.positive_indices, cache, notes)
