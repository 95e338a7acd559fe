"""Training of a zoo network and its conversion to ``.tflite``; needs the extra ``[train]``."""

from collections.abc import Iterator

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from simgui.models.zoo.architecture import ARCHITECTURES
from simgui.models.zoo.task import TRAINING_SEED, Trained, ZooModel

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]

_CALIBRATION_WINDOWS = 400


def make_deterministic() -> None:
    """Make TensorFlow give the same result every time, on one core."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()


def train(model: ZooModel, training: tuple[FloatArray, IntArray], validation: tuple[FloatArray, IntArray]) -> Trained:
    """Train a network and convert it.

    Parameters
    ----------
    model : ZooModel
        What to train.
    training, validation : tuple of FloatArray and IntArray
        Preprocessed input and labels.

    Returns
    -------
    Trained
        The files.
    """
    tf.keras.utils.set_random_seed(TRAINING_SEED)
    network = ARCHITECTURES[model.architecture](tf.keras)
    steps = model.epochs * -(-len(training[1]) // model.batch)
    schedule = tf.keras.optimizers.schedules.CosineDecay(model.learning_rate, steps)
    network.compile(tf.keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(*training, batch_size=model.batch, epochs=model.epochs, verbose=0)
    _, accuracy = network.evaluate(*validation, verbose=0)
    pick = np.random.Generator(np.random.Philox(key=TRAINING_SEED)).permutation(len(training[0]))
    calibration = training[0][pick[:_CALIBRATION_WINDOWS]]
    return Trained(_convert(network), _convert(network, calibration), float(accuracy), str(tf.__version__))


def _convert(network: "tf.keras.Model", calibration: FloatArray | None = None) -> bytes:
    """Convert with the batch fixed to one, which keeps shape arithmetic out of the graph."""
    signature = tf.TensorSpec((1, *network.input_shape[1:]), tf.float32, name="window")
    concrete = tf.function(lambda window: network(window, training=False)).get_concrete_function(signature)
    # Calibration runs the graph by itself, where variables would have no values.
    frozen = convert_variables_to_constants_v2(concrete)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    if calibration is not None:

        def representative() -> Iterator[list[FloatArray]]:
            for window in calibration:
                yield [window[None]]

        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = representative
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
        # Dense layers with one scale per channel need newer runtimes than simgui and most boards have.
        converter._experimental_disable_per_channel_quantization_for_dense_layers = True
    return bytes(converter.convert())
