"""What the shipped models learn, and how much of it."""

from dataclasses import dataclass

from simgui.models.card import CardInput, FieldNoise, Normalise, NormaliseKind

TRAINING_SEED = 1
TEST_SEED = 7
FIELD_NOISE = FieldNoise(snr_db=10.0, gain_spread=0.1, drift=0.3, spike_share=0.01, spike_size=3.0, seed=1)


@dataclass(frozen=True, slots=True)
class ZooTask:
    """A classification task on one synthetic source.

    Parameters
    ----------
    name : str
        Name of the task.
    source : str
        Name of the synthetic source; its states are the labels, in order.
    labels, positive_labels : tuple of str
        Meaning of the outputs, and which of them are detections.
    input : CardInput
        Window and normalisation; the shape is that of the model's input tensor.
    train_streams, validation_streams, test_streams : int
        Installations per split. [-]
    train_windows, test_windows : tuple of int
        Windows per installation of each state; validation uses those of the test. [-]
    intended_use, limits : str
        For the card.
    """

    name: str
    source: str
    labels: tuple[str, ...]
    positive_labels: tuple[str, ...]
    input: CardInput
    train_streams: int
    validation_streams: int
    test_streams: int
    train_windows: tuple[int, ...]
    test_windows: tuple[int, ...]
    intended_use: str
    limits: str


@dataclass(frozen=True, slots=True)
class ZooModel:
    """One network that is trained for a task, and the files made of it.

    Parameters
    ----------
    stem : str
        Common part of the file names; ``-fp32`` or ``-int8`` is added.
    task : ZooTask
        What it learns.
    architecture : str
        Key into `architecture.ARCHITECTURES`.
    summary : str
        One sentence for the card.
    epochs, batch : int
        How long to train, and how many windows at a time. [-]
    learning_rate : float
        Peak of the cosine schedule. [-]
    float_file : bool
        Whether an fp32 file is shipped as well.
    """

    stem: str
    task: ZooTask
    architecture: str
    summary: str
    epochs: int
    batch: int = 64
    learning_rate: float = 3e-3
    float_file: bool = True


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained network as files.

    Parameters
    ----------
    float_file, int8_file : bytes
        The ``.tflite`` files.
    validation_accuracy : float
        Accuracy of the float network on the validation split. [-]
    tensorflow_version : str
        What converted it.
    """

    float_file: bytes
    int8_file: bytes
    validation_accuracy: float
    tensorflow_version: str


_SYNTHETIC = (
    "Trained and judged on synthetic signals only: the scores say how it behaves inside simgui, not on a real "
    "installation. Guessed amplitudes decide how hard the task is."
)

BEARING = ZooTask(
    name="bearing_wear",
    source="bearing_vibration",
    labels=("healthy", "outer_race", "inner_race"),
    positive_labels=("outer_race", "inner_race"),
    input=CardInput(
        window_s=0.1024,
        rate_hz=10_000.0,
        channels=1,
        samples=1024,
        shape=(1, 1, 1024, 1),
        normalise=Normalise(NormaliseKind.PER_WINDOW_STANDARDISE),
        unit="m/s^2",
    ),
    train_streams=600,
    validation_streams=30,
    test_streams=30,
    train_windows=(20, 10, 10),
    test_windows=(10, 5, 5),
    intended_use="Telling a worn motor bearing from a healthy one, and which race is worn, on a sensor node.",
    limits=f"{_SYNTHETIC} Not for ball or cage defects, nor for shafts outside 1,000-3,000 rpm.",
)

FALL = ZooTask(
    name="fall",
    source="wrist_acceleration",
    labels=("daily", "fall"),
    positive_labels=("fall",),
    input=CardInput(
        window_s=2.56,
        rate_hz=50.0,
        channels=3,
        samples=128,
        shape=(1, 1, 128, 3),
        normalise=Normalise(NormaliseKind.AFFINE, 0.0, 2.0),
        unit="g",
    ),
    train_streams=200,
    validation_streams=30,
    test_streams=30,
    train_windows=(40, 20),
    test_windows=(10, 10),
    intended_use="Noticing that the wearer of a wristband fell.",
    limits=f"{_SYNTHETIC} No medical device.",
)

VALVE = ZooTask(
    name="burst",
    source="valve_pressure",
    labels=("normal", "burst"),
    positive_labels=("burst",),
    input=CardInput(
        window_s=0.2,
        rate_hz=100.0,
        channels=1,
        samples=20,
        shape=(1, 20),
        normalise=Normalise(NormaliseKind.PER_WINDOW_CENTRE, scale=1.0),
        unit="bar",
    ),
    train_streams=300,
    validation_streams=30,
    test_streams=30,
    train_windows=(60, 40),
    test_windows=(10, 10),
    intended_use="Noticing a rupture or an over-pressure ramp within 60 ms, to close a valve.",
    limits=f"{_SYNTHETIC} No safety function.",
)

PEST = ZooTask(
    name="pest",
    source="vineyard_audio",
    labels=("quiet", "pest"),
    positive_labels=("pest",),
    input=CardInput(
        window_s=0.256,
        rate_hz=8_000.0,
        channels=1,
        samples=2048,
        shape=(1, 1, 2048, 1),
        normalise=Normalise(NormaliseKind.PER_WINDOW_STANDARDISE),
        unit="Pa",
    ),
    train_streams=300,
    validation_streams=30,
    test_streams=30,
    train_windows=(20, 20),
    test_windows=(10, 10),
    intended_use="Hearing a chirping pest among wind, birds and machines on a solar-powered sensor.",
    limits=f"{_SYNTHETIC} No species is modelled: record the pest in question before anything is sprayed.",
)

COLD = ZooTask(
    name="cooling_failure",
    source="cold_chain_temperature",
    labels=("cooling", "failing"),
    positive_labels=("failing",),
    input=CardInput(
        window_s=1920.0,
        rate_hz=1 / 30,
        channels=1,
        samples=64,
        shape=(1, 1, 64, 1),
        normalise=Normalise(NormaliseKind.AFFINE, -18.0, 6.0),
        unit="degC",
    ),
    train_streams=500,
    validation_streams=30,
    test_streams=30,
    train_windows=(100, 50),
    test_windows=(10, 10),
    intended_use="Noticing within half an hour that a freezer box has stopped cooling, in spite of doors and defrosts.",
    limits=f"{_SYNTHETIC} Made for set points of -23 to -17 degC. No proof that goods are unspoilt.",
)

MODELS: tuple[ZooModel, ...] = (
    ZooModel("bearing-cnn", BEARING, "bearing_small", "Small CNN for a microcontroller.", epochs=16),
    ZooModel(
        "bearing-cnn-large",
        BEARING,
        "bearing_large",
        "Verifier for a gateway or a large microcontroller; its arena exceeds the RAM of small boards.",
        epochs=5,
        float_file=False,
    ),
    ZooModel("fall-cnn", FALL, "fall_small", "Small CNN for a wristband.", epochs=15),
    ZooModel(
        "fall-cnn-large",
        FALL,
        "fall_large",
        "Verifier for a phone or a gateway.",
        epochs=10,
        float_file=False,
    ),
    ZooModel("valve-mlp", VALVE, "valve_mlp", "Dense net for the controller of a valve.", epochs=15),
    ZooModel("pest-cnn", PEST, "pest_small", "Small CNN for a solar-powered microphone.", epochs=12, float_file=False),
    ZooModel("cold-cnn", COLD, "cold_small", "Small CNN for a freezer box on the road.", epochs=20, float_file=False),
)
"""Every network of the zoo, in the order in which they are built."""
