"""What every TensorFlow Lite runtime must do, and that two of them give the same bytes.

Set ``SIMGUI_OTHER_PYTHON`` to a Python that has the other runtime to compare the two.
"""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simgui.models.graph import Model
from simgui.models.interpreter import InferenceError, open_interpreter, runtime_name
from simgui.models.runtime import BATCH, infer, infer_raw
from simgui.models.tflite_file import read_model

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
SHIPPED_INT8 = sorted((ROOT / "assets" / "models").glob("*int8*.tflite"))
TINY_INT8 = sorted(FIXTURES.glob("tiny_*_int8.tflite"))
WINDOWS = 40

OTHER_RUNTIME_SCRIPT = """
import hashlib, json, sys
import numpy as np
from simgui.models.interpreter import open_interpreter, runtime_name

digests = {}
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        interpreter = open_interpreter(file.read())
    given, made = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    windows = np.random.RandomState(20).randint(-128, 128, size=(40, *given["shape"][1:])).astype(np.int8)
    digest = hashlib.sha256()
    for window in windows:
        interpreter.set_tensor(given["index"], window[np.newaxis])
        interpreter.invoke()
        digest.update(interpreter.get_tensor(made["index"]).tobytes())
    digests[name] = digest.hexdigest()
print(json.dumps({"runtime": runtime_name(), "digests": digests}))
"""


def random_int8(model: Model, count: int, seed: int = 20) -> NDArray[np.int8]:
    shape = (count, *model.input_tensors[0].shape[1:])
    return np.random.RandomState(seed).randint(-128, 128, size=shape).astype(np.int8)


def digest_of(values: NDArray[Any]) -> str:
    return hashlib.sha256(values.tobytes()).hexdigest()


def other_python() -> str:
    python = os.environ.get("SIMGUI_OTHER_PYTHON", "")
    if not python:
        pytest.skip("SIMGUI_OTHER_PYTHON names no Python with the other TFLite runtime")
    if not Path(python).exists():
        pytest.skip(f"SIMGUI_OTHER_PYTHON={python} does not exist")
    return python


def test_that_the_installed_runtime_says_its_name_and_version() -> None:
    name, _, version = runtime_name().partition(" ")
    assert name in {"ai-edge-litert", "tflite-runtime"}
    assert version[0].isdigit()


@pytest.mark.parametrize("file", [*TINY_INT8, *SHIPPED_INT8], ids=lambda file: file.stem)
def test_that_batched_inference_gives_what_single_inferences_give(file: Path) -> None:
    model = read_model(file)
    windows = random_int8(model, BATCH + 6)
    together = infer_raw(model, windows)
    alone = np.concatenate([infer_raw(model, window[np.newaxis]) for window in windows])
    assert together.tobytes() == alone.tobytes()


@pytest.mark.parametrize("file", [*TINY_INT8, *SHIPPED_INT8], ids=lambda file: file.stem)
def test_that_the_same_windows_give_the_same_bytes_twice(file: Path) -> None:
    model = read_model(file)
    windows = random_int8(model, 5)
    assert infer_raw(model, windows).tobytes() == infer_raw(model, windows).tobytes()


def test_that_a_network_with_a_memory_starts_afresh_with_every_window() -> None:
    model = read_model(FIXTURES / "tiny_accumulator_fp32.tflite")
    windows = np.arange(9, dtype=np.float32).reshape(3, 3)
    assert model.is_stateful
    np.testing.assert_array_equal(infer(model, windows), windows)


@pytest.mark.parametrize("name", ["tflm_trained_lstm_int8", "tflm_dtln_noise_suppression"])
def test_that_variable_tensors_are_reset_between_windows(truth: Path, name: str) -> None:
    model = read_model(truth / "models" / f"{name}.tflite")
    first = random_int8(model, 1)
    mixed = np.concatenate([random_int8(model, 3, seed=1), first])
    np.testing.assert_array_equal(infer_raw(model, mixed)[-1], infer_raw(model, first)[0])


def test_that_a_refusal_of_the_runtime_is_an_inference_error() -> None:
    content = (FIXTURES / "tiny_cnn_int8.tflite").read_bytes()
    with pytest.raises(InferenceError, match="cannot run the network"):
        open_interpreter(content[:4] + b"XXXX" + content[8:])


@pytest.mark.skipif(not SHIPPED_INT8, reason="no shipped int8 models in assets/models")
def test_that_both_runtimes_give_the_same_bytes_on_every_shipped_int8_model() -> None:
    files = [str(file) for file in [*SHIPPED_INT8, *TINY_INT8]]
    run = subprocess.run(
        [other_python(), "-c", OTHER_RUNTIME_SCRIPT, *files],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout.splitlines()[-1])
    if answer["runtime"] == runtime_name():
        pytest.skip(f"both Pythons have {answer['runtime']}")
    for file in files:
        model = read_model(Path(file))
        assert answer["digests"][file] == digest_of(infer_raw(model, random_int8(model, WINDOWS))), file
