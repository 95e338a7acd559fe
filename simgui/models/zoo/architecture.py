"""The networks of the zoo, made of operators that microcontroller runtimes know.

One-dimensional convolutions are written as two-dimensional ones of height one, so that a converted graph holds
CONV_2D, DEPTHWISE_CONV_2D, MAX_POOL_2D, MEAN, ADD, RESHAPE, FULLY_CONNECTED and SOFTMAX only.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tensorflow import keras as _keras

    Network: TypeAlias = _keras.Model
    Tensor: TypeAlias = _keras.KerasTensor

Architecture = Callable[[ModuleType], "Network"]

_MOMENTUM = 0.9


def bearing_small(keras: ModuleType) -> "Network":
    """Build a strided CNN of 21 k parameters for 1,024 samples.

    Parameters
    ----------
    keras : ModuleType
        The module ``tensorflow.keras``.

    Returns
    -------
    Network
        Untrained.
    """
    inputs = keras.layers.Input((1, 1024, 1))
    x = _convolve(keras, inputs, 12, 24, 2)
    x = keras.layers.MaxPool2D((1, 2))(x)
    x = _convolve(keras, x, 24, 9, 2)
    x = _convolve(keras, x, 32, 9, 2)
    x = _convolve(keras, x, 48, 7, 2)
    return _classify(keras, inputs, x, 3)


def bearing_large(keras: ModuleType) -> "Network":
    """Build a CNN with a wide residual front end, for the same input.

    Its front end keeps three tensors of 512 × 256 alive: more than 390 kB of arena in int8.

    Parameters
    ----------
    keras : ModuleType
        The module ``tensorflow.keras``.

    Returns
    -------
    Network
        Untrained.
    """
    inputs = keras.layers.Input((1, 1024, 1))
    x = _convolve(keras, inputs, 256, 32, 2)
    x = _refine(keras, x, 9)
    x = keras.layers.MaxPool2D((1, 4))(x)
    x = _convolve(keras, x, 96, 1)
    x = _convolve(keras, x, 128, 7, 2)
    x = _convolve(keras, x, 160, 5)
    x = _convolve(keras, x, 192, 5, 2)
    return _classify(keras, inputs, x, 3, dropout=0.3)


def fall_small(keras: ModuleType) -> "Network":
    """Build a CNN of 7 k parameters for 128 samples of three axes.

    Parameters
    ----------
    keras : ModuleType
        The module ``tensorflow.keras``.

    Returns
    -------
    Network
        Untrained.
    """
    inputs = keras.layers.Input((1, 128, 3))
    x = _convolve(keras, inputs, 12, 5)
    x = keras.layers.MaxPool2D((1, 2))(x)
    x = _convolve(keras, x, 24, 5)
    x = keras.layers.MaxPool2D((1, 2))(x)
    x = _convolve(keras, x, 32, 5)
    return _classify(keras, inputs, x, 2)


def fall_large(keras: ModuleType) -> "Network":
    """Build a residual CNN for the same input.

    Parameters
    ----------
    keras : ModuleType
        The module ``tensorflow.keras``.

    Returns
    -------
    Network
        Untrained.
    """
    inputs = keras.layers.Input((1, 128, 3))
    x = _convolve(keras, inputs, 64, 9)
    x = _refine(keras, x, 9)
    x = keras.layers.MaxPool2D((1, 2))(x)
    x = _convolve(keras, x, 96, 7)
    x = keras.layers.MaxPool2D((1, 2))(x)
    x = _convolve(keras, x, 128, 7, 2)
    x = _convolve(keras, x, 128, 5)
    return _classify(keras, inputs, x, 2, dropout=0.3)


def valve_mlp(keras: ModuleType) -> "Network":
    """Build a dense net of 1 k parameters for 20 samples.

    Parameters
    ----------
    keras : ModuleType
        The module ``tensorflow.keras``.

    Returns
    -------
    Network
        Untrained.
    """
    inputs = keras.layers.Input((20,))
    x = keras.layers.Dense(32, activation="relu")(inputs)
    x = keras.layers.Dense(16, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(x))


def pest_small(keras: ModuleType) -> "Network":
    """Build a strided CNN of 9 k parameters for 2,048 samples of sound.

    Parameters
    ----------
    keras : ModuleType
        The module ``tensorflow.keras``.

    Returns
    -------
    Network
        Untrained.
    """
    inputs = keras.layers.Input((1, 2048, 1))
    x = _convolve(keras, inputs, 12, 32, 4)
    x = _convolve(keras, x, 16, 9, 2)
    x = keras.layers.MaxPool2D((1, 2))(x)
    x = _convolve(keras, x, 24, 9, 2)
    x = _convolve(keras, x, 32, 5, 2)
    return _classify(keras, inputs, x, 2)


def cold_small(keras: ModuleType) -> "Network":
    """Build a CNN of 4 k parameters for 64 readings of a thermometer.

    Parameters
    ----------
    keras : ModuleType
        The module ``tensorflow.keras``.

    Returns
    -------
    Network
        Untrained.
    """
    inputs = keras.layers.Input((1, 64, 1))
    x = _convolve(keras, inputs, 12, 7)
    x = keras.layers.MaxPool2D((1, 2))(x)
    x = _convolve(keras, x, 24, 5, 2)
    x = _convolve(keras, x, 24, 5, 2)
    return _classify(keras, inputs, x, 2)


ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType(
    {
        one.__name__: one
        for one in (bearing_small, bearing_large, fall_small, fall_large, valve_mlp, pest_small, cold_small)
    }
)
"""Builders by name."""


def _convolve(keras: ModuleType, x: "Tensor", channels: int, width: int, stride: int = 1) -> "Tensor":
    """Add convolution, normalisation and rectifier; the converter folds them into one operator."""
    x = keras.layers.Conv2D(channels, (1, width), (1, stride), padding="same", use_bias=False)(x)
    return keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=_MOMENTUM)(x))


def _refine(keras: ModuleType, x: "Tensor", width: int) -> "Tensor":
    """Add a depthwise convolution with a bypass."""
    y = keras.layers.DepthwiseConv2D((1, width), padding="same", use_bias=False)(x)
    y = keras.layers.BatchNormalization(momentum=_MOMENTUM)(y)
    return keras.layers.ReLU()(keras.layers.Add()([x, y]))


def _classify(keras: ModuleType, inputs: "Tensor", x: "Tensor", classes: int, *, dropout: float = 0.0) -> "Network":
    x = keras.layers.GlobalAveragePooling2D()(x)
    if dropout:
        x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(x))
