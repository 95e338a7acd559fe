"""Builds the shipped models and their cards: ``python -m simgui.runs.zoo_build [--only NAME] [--out DIR]``."""

import argparse
import hashlib
import logging
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simgui.models.card import CardMetrics, CardTest, FieldScores, ModelCard, Scores
from simgui.models.card_file import write_card
from simgui.models.zoo.field_noise import apply_field_noise
from simgui.models.zoo.scoring import score
from simgui.models.zoo.task import FIELD_NOISE, MODELS, TEST_SEED, TRAINING_SEED, Trained, ZooModel, ZooTask
from simgui.streams.synthetic.registry import source
from simgui.streams.synthetic.signal import Split

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]

_LOG = logging.getLogger(__name__)


def labelled_windows(task_data: CardTest, *, window_s: float, rate_hz: float) -> tuple[FloatArray, IntArray]:
    """Generate the windows that a card states.

    Parameters
    ----------
    task_data : CardTest
        Source, split, seed, streams and windows per state.
    window_s : float
        Length of a window. [s]
    rate_hz : float
        Sample rate. [Hz]

    Returns
    -------
    tuple of FloatArray and IntArray
        (n, samples, channels) in the source's unit, and the true state of each window.

    Raises
    ------
    SignalError
        If there is no such source.
    """
    signal = source(task_data.source)
    windows, truth = [], []
    for stream in range(task_data.first_stream, task_data.first_stream + task_data.streams):
        for state, count in enumerate(task_data.windows_per_state):
            windows.append(
                signal.windows(
                    seed=task_data.seed,
                    split=Split(task_data.split),
                    stream=stream,
                    state=state,
                    count=count,
                    window_s=window_s,
                    rate_hz=rate_hz,
                )
            )
            truth.append(np.full(count, state, dtype=np.int64))
    return np.concatenate(windows), np.concatenate(truth)


def classify(model_file: Path, inputs: FloatArray) -> IntArray:
    """Give the label that a model says for each input.

    Parameters
    ----------
    model_file : Path
        The ``.tflite`` file.
    inputs : FloatArray
        Preprocessed windows. [-]

    Returns
    -------
    IntArray
        Index of the largest output; the first of equals. [-]
    """
    from tflite_runtime.interpreter import Interpreter  # noqa: PLC0415 - takes a while to import

    interpreter = Interpreter(model_path=str(model_file), num_threads=1)
    interpreter.allocate_tensors()
    (given,), (said,) = interpreter.get_input_details(), interpreter.get_output_details()
    scale, zero_point = given["quantization"]
    if scale:
        inputs = np.clip(np.round(inputs / scale) + zero_point, -128, 127).astype(np.int8)
    labels = np.empty(len(inputs), dtype=np.int64)
    for index, one in enumerate(inputs):
        interpreter.set_tensor(given["index"], one[None])
        interpreter.invoke()
        labels[index] = int(np.argmax(interpreter.get_tensor(said["index"])[0]))
    return labels


def measure(card: ModelCard, model_file: Path) -> CardMetrics:
    """Measure a model on the test data that its card states.

    Parameters
    ----------
    card : ModelCard
        Card with `test` filled in.
    model_file : Path
        The ``.tflite`` file.

    Returns
    -------
    CardMetrics
        Scores on clean and on noisy windows.

    Raises
    ------
    ValueError
        If the card states no test data.
    """
    if card.test is None:
        raise ValueError(f"{card.name} states no test data")
    windows, truth = labelled_windows(card.test, window_s=card.input.window_s, rate_hz=card.input.rate_hz)
    recipe = card.metrics.field_noise.recipe if card.metrics else FIELD_NOISE

    def scores(some: FloatArray) -> Scores:
        given = classify(model_file, card.preprocess(some))
        return score(truth, given, labels=len(card.labels), positive=card.positive_indices)

    return CardMetrics(scores(windows), FieldScores(recipe, scores(apply_field_noise(windows, recipe))))


def build(model: ZooModel, out: Path) -> list[ModelCard]:
    """Train one network, and write its files and cards.

    Parameters
    ----------
    model : ZooModel
        What to build.
    out : Path
        Folder to write to.

    Returns
    -------
    list of ModelCard
        One per file.
    """
    task = model.task
    draft = _draft(model)
    # TensorFlow and tflite-runtime clash within one process, so training has its own.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as trainer:
        trained = trainer.submit(_train, MODELS.index(model)).result()
    training = _training(model, task) | {
        "validation_accuracy": round(trained.validation_accuracy, 6),
        "tensorflow": trained.tensorflow_version,
    }
    files = {"fp32": trained.float_file} if model.float_file else {}
    cards = []
    for kind, content in (files | {"int8": trained.int8_file}).items():
        name = f"{model.stem}-{kind}"
        path = out / f"{name}.tflite"
        path.write_bytes(content)
        card = replace(
            draft,
            name=name,
            file=path.name,
            sha256=hashlib.sha256(content).hexdigest(),
            training=training | {"quantisation": _QUANTISATION[kind]},
        )
        card = replace(card, metrics=measure(card, path))
        write_card(card, path.with_suffix(".yaml"))
        cards.append(card)
    return cards


_QUANTISATION = {
    "fp32": "none",
    "int8": "after training; int8 weights, activations, input and output; 400 calibration windows",
}


def _train(number: int) -> Trained:
    """Train a network of the zoo by its number, in a process of its own."""
    from simgui.models.zoo.train import make_deterministic, train  # noqa: PLC0415 - needs the extra [train]

    make_deterministic()
    model = MODELS[number]
    task = model.task
    draft = _draft(model)
    sets = []
    for split, streams, per_state in (
        (Split.TRAIN, task.train_streams, task.train_windows),
        (Split.VALIDATION, task.validation_streams, task.test_windows),
    ):
        data = CardTest(task.source, TRAINING_SEED, split, 0, streams, per_state)
        windows, truth = labelled_windows(data, window_s=task.input.window_s, rate_hz=task.input.rate_hz)
        sets.append((draft.preprocess(windows), truth))
    return train(model, sets[0], sets[1])


def _draft(model: ZooModel) -> ModelCard:
    task = model.task
    return ModelCard(
        name=model.stem,
        file="",
        labels=task.labels,
        positive_labels=task.positive_labels,
        input=task.input,
        task=task.name,
        summary=model.summary,
        test=CardTest(task.source, TEST_SEED, Split.TEST, 0, task.test_streams, task.test_windows),
        licence="Apache-2.0",
        intended_use=task.intended_use,
        limits=task.limits,
    )


def _training(model: ZooModel, task: ZooTask) -> dict[str, Any]:
    return {
        "script": "python -m simgui.runs.zoo_build",
        "source": task.source,
        "seed": TRAINING_SEED,
        "split": str(Split.TRAIN),
        "streams": task.train_streams,
        "windows_per_state": list(task.train_windows),
        "epochs": model.epochs,
        "batch": model.batch,
        "learning_rate": model.learning_rate,
        "validation_streams": task.validation_streams,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Build all networks, or those named.

    Parameters
    ----------
    arguments : Sequence of str, optional
        Command line without the program's name.
    """
    parser = argparse.ArgumentParser(prog="python -m simgui.runs.zoo_build", description=__doc__)
    parser.add_argument("--only", action="append", choices=[one.stem for one in MODELS], help="build just this")
    parser.add_argument("--out", type=Path, default=Path("assets/models"), help="folder to write to")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    options.out.mkdir(parents=True, exist_ok=True)
    for model in MODELS:
        if options.only and model.stem not in options.only:
            continue
        for card in build(model, options.out):
            if card.metrics is not None:
                clean, noisy = card.metrics.clean, card.metrics.field_noise.scores
                size = (options.out / card.file).stat().st_size
                _LOG.info(
                    "%s: %d byte, accuracy %.3f, F1 %.3f; with field noise accuracy %.3f, F1 %.3f",
                    *(card.name, size, clean.accuracy, clean.f1, noisy.accuracy, noisy.f1),
                )


if __name__ == "__main__":
    main()
