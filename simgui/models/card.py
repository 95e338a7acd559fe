"""What a model eats and says: its card, and how raw samples become its input."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simgui.core.errors import SimguiError

FloatArray = NDArray[np.float32]

CARD_SCHEMA = "simgui/model-card/1"
_SMALLEST_DEVIATION = 1e-6
_FORBID_EXTRA: dict[str, Any] = {"extra": "forbid"}


class CardError(SimguiError):
    """Windows or a model do not go together with the model's card."""


class NormaliseKind(StrEnum):
    """How raw samples are scaled before they enter the model."""

    AFFINE = "affine"
    PER_WINDOW_CENTRE = "per_window_centre"
    PER_WINDOW_STANDARDISE = "per_window_standardise"


@dataclass(frozen=True, slots=True)
class Normalise:
    """The map from raw samples to model input.

    Parameters
    ----------
    kind : NormaliseKind
        ``affine``: (x - offset) / scale. ``per_window_centre``: (x - mean of the window and channel) / scale.
        ``per_window_standardise``: (x - mean) / standard deviation, of the window and channel.
    offset : float
        Offset of ``affine``, in the unit of the samples.
    scale : float
        Scale of ``affine`` and ``per_window_centre``, in the unit of the samples.
    """

    kind: NormaliseKind
    offset: float = 0.0
    scale: float = 1.0

    __pydantic_config__: ClassVar = _FORBID_EXTRA

    def __post_init__(self) -> None:
        if self.scale == 0:
            raise ValueError("the scale must not be zero")

    def apply(self, windows: FloatArray) -> FloatArray:
        """Scale windows.

        Parameters
        ----------
        windows : FloatArray
            (n, samples, channels) in the unit of the samples.

        Returns
        -------
        FloatArray
            The same shape. [-]

        Examples
        --------
        >>> Normalise(NormaliseKind.AFFINE, 1.0, 2.0).apply(np.array([[[3.0]]], dtype=np.float32)).item()
        1.0
        """
        if self.kind is NormaliseKind.AFFINE:
            scaled = (windows - np.float32(self.offset)) / np.float32(self.scale)
        else:
            centred = windows - windows.mean(axis=1, keepdims=True)
            if self.kind is NormaliseKind.PER_WINDOW_CENTRE:
                scaled = centred / np.float32(self.scale)
            else:
                scaled = centred / np.maximum(windows.std(axis=1, keepdims=True), np.float32(_SMALLEST_DEVIATION))
        return np.asarray(scaled, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class CardInput:
    """What the model takes.

    Parameters
    ----------
    window_s : float
        Length of a window. [s]
    rate_hz : float
        Sample rate. [Hz]
    channels, samples : int
        Values per sample and samples per window. [-]
    shape : tuple of int
        Shape of the model's input tensor, batch first. [-]
    normalise : Normalise
        How samples become input.
    unit : str
        Unit of the raw samples.
    """

    window_s: float
    rate_hz: float
    channels: int
    samples: int
    shape: tuple[int, ...]
    normalise: Normalise
    unit: str = ""

    __pydantic_config__: ClassVar = _FORBID_EXTRA

    def __post_init__(self) -> None:
        if round(self.window_s * self.rate_hz) != self.samples:
            raise ValueError(f"{self.window_s:g} s at {self.rate_hz:g} Hz are not {self.samples} samples")
        if int(np.prod(self.shape[1:])) != self.samples * self.channels:
            raise ValueError(f"the shape {self.shape} does not hold {self.samples} x {self.channels} values")


@dataclass(frozen=True, slots=True)
class CardTest:
    """Where the test windows of the metrics come from.

    Parameters
    ----------
    source : str
        Name of the synthetic source.
    seed : int
        Seed of the source. [-]
    split : str
        Split of the source.
    first_stream, streams : int
        First stream and how many from there. [-]
    windows_per_state : tuple of int
        Windows per stream of each state, in the order of the labels. [-]
    """

    source: str
    seed: int
    split: str
    first_stream: int
    streams: int
    windows_per_state: tuple[int, ...]

    __pydantic_config__: ClassVar = _FORBID_EXTRA


@dataclass(frozen=True, slots=True)
class Scores:
    """How well the model did on test windows.

    Parameters
    ----------
    accuracy : float
        Share of windows with the right label. [-]
    precision, recall, f1 : float
        Of detections: a window counts as detected when its label is one of the positive ones, whichever. [-]
    confusion : tuple of tuple of int
        Windows by true label (row) and given label (column). [-]
    """

    accuracy: float
    precision: float
    recall: float
    f1: float
    confusion: tuple[tuple[int, ...], ...]

    __pydantic_config__: ClassVar = _FORBID_EXTRA


@dataclass(frozen=True, slots=True)
class FieldNoise:
    """A recipe that makes clean windows look like the field.

    Parameters
    ----------
    snr_db : float
        Power of the signal around its window's mean, over all windows, against that of added white noise. [dB]
    gain_spread : float
        Every window is multiplied by 1 ± this at most. [-]
    drift : float
        Largest offset at a window's end, growing from zero; in standard deviations of the signal. [-]
    spike_share : float
        Share of samples that are hit by a spike. [-]
    spike_size : float
        Height of a spike, in standard deviations of the signal. [-]
    seed : int
        Seed of the noise. [-]
    """

    snr_db: float
    gain_spread: float
    drift: float
    spike_share: float
    spike_size: float
    seed: int

    __pydantic_config__: ClassVar = _FORBID_EXTRA


@dataclass(frozen=True, slots=True)
class FieldScores:
    """Scores on noisy windows, and how they were made noisy.

    Parameters
    ----------
    recipe : FieldNoise
        The noise.
    scores : Scores
        The result.
    """

    recipe: FieldNoise
    scores: Scores

    __pydantic_config__: ClassVar = _FORBID_EXTRA


@dataclass(frozen=True, slots=True)
class CardMetrics:
    """What was measured on the test split.

    Parameters
    ----------
    clean : Scores
        On windows as the source gives them.
    field_noise : FieldScores
        On the same windows with field noise.
    """

    clean: Scores
    field_noise: FieldScores

    __pydantic_config__: ClassVar = _FORBID_EXTRA


@dataclass(frozen=True, slots=True)
class ModelCard:
    """All that simgui must know about a model beyond its file.

    Parameters
    ----------
    name, file : str
        Name of the model and of its file, which lies beside the card.
    labels, positive_labels : tuple of str
        Meaning of the outputs in order, and which of them are detections.
    input : CardInput
        What the model takes.
    task, summary, licence, intended_use, limits, sha256 : str
        For people, and to recognise the file.
    training : dict
        How the model came to be.
    test : CardTest or None
        Where the test windows come from.
    metrics : CardMetrics or None
        What was measured on them.
    """

    name: str
    file: str
    labels: tuple[str, ...]
    positive_labels: tuple[str, ...]
    input: CardInput
    task: str = ""
    summary: str = ""
    sha256: str = ""
    training: dict[str, Any] = field(default_factory=dict)
    test: CardTest | None = None
    metrics: CardMetrics | None = None
    licence: str = ""
    intended_use: str = ""
    limits: str = ""

    __pydantic_config__: ClassVar = _FORBID_EXTRA

    def __post_init__(self) -> None:
        unknown = [label for label in self.positive_labels if label not in self.labels]
        if unknown:
            raise ValueError(f"positive labels must be among the labels; {', '.join(unknown)} is not")

    @property
    def positive_indices(self) -> tuple[int, ...]:
        """Outputs that count as detections."""
        return tuple(index for index, label in enumerate(self.labels) if label in self.positive_labels)

    def preprocess(self, windows: FloatArray) -> FloatArray:
        """Turn raw windows into float input of the model; quantisation is the runtime's.

        Parameters
        ----------
        windows : FloatArray
            (n, samples, channels) in `input.unit`.

        Returns
        -------
        FloatArray
            (n, *input.shape[1:]). [-]

        Raises
        ------
        CardError
            If the windows have another number of samples or channels.
        """
        if windows.ndim != 3 or windows.shape[1:] != (self.input.samples, self.input.channels):
            raise CardError(
                f"{self.name} takes windows of {self.input.samples} samples x {self.input.channels} channels, "
                f"not of shape {windows.shape[1:]}"
            )
        scaled = self.input.normalise.apply(windows.astype(np.float32, copy=False))
        return scaled.reshape((len(windows), *self.input.shape[1:]))


def find_card(model_file: Path) -> Path | None:
    """Find the card that lies beside a model.

    Parameters
    ----------
    model_file : Path
        The ``.tflite`` file.

    Returns
    -------
    Path or None
        File of the same stem with the ending ``.yaml``, if there is one.
    """
    card = model_file.with_suffix(".yaml")
    return card if card.is_file() else None


def load_card(path: Path) -> ModelCard:
    """Read a model card.

    Parameters
    ----------
    path : Path
        The ``.yaml`` file.

    Returns
    -------
    ModelCard
        Its content.

    Raises
    ------
    InputError
        If the file cannot be read or is no valid card; every problem carries its place.
    """
    from simgui.models.card_file import read_card  # noqa: PLC0415 - pydantic takes 0.1 s to import

    return read_card(path)
