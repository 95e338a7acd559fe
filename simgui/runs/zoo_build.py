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
from simgui.models.card_file import read_card, write_card
from simgui.models.runtime import infer
from simgui.models.tflite_file import read_model
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

    Raises
    ------
    InputError
        If the file is no model.
    InferenceError
        If the model cannot be run on these inputs.
    """
    return np.asarray(np.argmax(infer(read_model(model_file), inputs), axis=1), dtype=np.int64)


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


def renew(model: ZooModel, out: Path) -> list[ModelCard]:
    """Measure the files of one network again, and write their cards.

    Parameters
    ----------
    model : ZooModel
        What to measure.
    out : Path
        Folder with files and cards.

    Returns
    -------
    list of ModelCard
        One per file.

    Raises
    ------
    InputError
        If a card or a file is missing or damaged.
    """
    cards = []
    for kind in ("fp32", "int8") if model.float_file else ("int8",):
        path = out / f"{model.stem}-{kind}.tflite"
        old = read_card(path.with_suffix(".yaml"))
        stated = replace(_draft(model), name=old.name, file=old.file, sha256=old.sha256, training=old.training)
        card = replace(stated, metrics=measure(stated, path))
        write_card(card, path.with_suffix(".yaml"))
        cards.append(card)
    return cards


def _told(card: ModelCard, out: Path) -> str:
    if card.metrics is None:
        return card.name
    clean, noisy = card.metrics.clean, card.metrics.field_noise.scores
    return (
        f"{card.name}: {(out / card.file).stat().st_size} byte, accuracy {clean.accuracy:.3f}, F1 {clean.f1:.3f}; "
        f"with field noise accuracy {noisy.accuracy:.3f}, F1 {noisy.f1:.3f}"
    )


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
    parser.add_argument("--measure-only", action="store_true", help="keep the files, renew the cards' metrics")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    options.out.mkdir(parents=True, exist_ok=True)
    for model in MODELS:
        if options.only and model.stem not in options.only:
            continue
        for card in renew(model, options.out) if options.measure_only else build(model, options.out):
            _LOG.info("%s", _told(card, options.out))


if __name__ == "__main__":
    main()
