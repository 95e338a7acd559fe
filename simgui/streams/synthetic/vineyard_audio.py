"""Sound in a vineyard: wind, birds and tractors, or a pest that chirps."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simgui.streams.synthetic.seeding import draw_in_split, generator, weighted_index
from simgui.streams.synthetic.signal import FloatWindows, Split, check_request, sample_count

_FloatArray = NDArray[np.float64]

_QUIET, _PEST = range(2)
_KINDS = (0.5, 0.3, 0.2)
"""How often a normal window holds wind alone, a bird, or a machine; a guess."""


@dataclass(frozen=True, slots=True)
class Vineyard:
    """What stays the same over all windows of one microphone.

    Parameters
    ----------
    carrier_hz : float
        Pitch of the pest's chirps. [Hz]
    pulse_hz : float
        Syllables a second. [Hz]
    duty : float
        Share of the time of a syllable that sounds. [-]
    loudness_pa : float
        Amplitude of the chirps at the microphone. [Pa]
    wind_pa : float
        Standard deviation of the wind's noise. [Pa]
    engine_hz : float
        Firing rate of machines nearby. [Hz]
    """

    carrier_hz: float
    pulse_hz: float
    duty: float
    loudness_pa: float
    wind_pa: float
    engine_hz: float


@dataclass(frozen=True, slots=True)
class VineyardAudio:
    """Sound pressure among the vines.

    Notes
    -----
    Pest: a carrier of 1.2 to 3 kHz that is switched on and off 12 to 40 times a second with soft edges, as insects
    that rub wings or legs do, a little out of tune from syllable to syllable. Wind: noise whose power falls with the
    square of frequency, in gusts. Birds: a whistle that sweeps by an octave at most, unbroken. Machines: a firing
    rate with its harmonics. All amplitudes and shares are guesses. Not modelled: echoes, distance, several animals at
    once, real species.

    References
    ----------
    H. C. Gerhardt, F. Huber, "Acoustic Communication in Insects and Anurans", University of Chicago Press, 2002, on
    carriers and pulse rates of stridulating insects.
    """

    name: str = "vineyard_audio"
    channels: int = 1
    states: tuple[str, ...] = ("quiet", "pest")
    nominal_rate_hz: float = 8000.0
    event_duration_s: float = 600.0
    unit: str = "Pa"
    lowest_rate_hz: float = 8000.0

    def vineyard(self, *, seed: int, split: Split, stream: int) -> Vineyard:
        """Draw the place behind a stream.

        Parameters
        ----------
        seed : int
            Seed of the data set. [-]
        split : Split
            Split, which owns its bands of pitch and pulse rate.
        stream : int
            Number of the microphone. [-]

        Returns
        -------
        Vineyard
            The same for every state and window of the stream.
        """
        rng = generator(self.name, seed, split, stream, "vineyard")
        return Vineyard(
            carrier_hz=draw_in_split(rng, split, 1200.0, 3000.0),
            pulse_hz=draw_in_split(rng, split, 12.0, 40.0),
            duty=float(rng.uniform(0.35, 0.65)),
            loudness_pa=float(rng.uniform(0.02, 0.06)),
            wind_pa=float(rng.uniform(0.01, 0.04)),
            engine_hz=float(rng.uniform(25.0, 90.0)),
        )

    def windows(
        self, *, seed: int, split: Split, stream: int, state: int, count: int, window_s: float, rate_hz: float
    ) -> FloatWindows:
        """Generate windows of one microphone; see `SignalSource.windows`.

        Parameters
        ----------
        seed, split, stream, state, count
            Which microphone, in which state, how many windows. [-]
        window_s : float
            Length of a window. [s]
        rate_hz : float
            Sample rate. [Hz]

        Returns
        -------
        FloatWindows
            (count, samples, 1). [Pa]

        Raises
        ------
        SignalError
            If the state is unknown or the rate is below 8 kHz.
        """
        check_request(self, state=state, count=count, stream=stream, rate_hz=rate_hz, lowest_hz=self.lowest_rate_hz)
        samples = sample_count(window_s, rate_hz)
        place = self.vineyard(seed=seed, split=split, stream=stream)
        time_s = np.arange(samples) / rate_hz
        windows = np.empty((count, samples, 1), dtype=np.float32)
        for index in range(count):
            rng = generator(self.name, seed, split, stream, state, "window", index)
            sound = _wind(place, time_s, rng) + _others(place, time_s, rng)
            if state == _PEST:
                sound += _chirps(place, time_s, rng)
            windows[index, :, 0] = sound
        return windows

    def describe(self) -> str:
        """Explain what is modelled.

        Returns
        -------
        str
            A paragraph for people.
        """
        return (
            "Sound among the vines: wind in gusts, birds that whistle and machines that hum, with or without an "
            "insect that chirps in short syllables. Pitch and syllable rate of training, validation and test are "
            "disjoint."
        )


def _wind(place: Vineyard, time_s: _FloatArray, rng: np.random.Generator) -> _FloatArray:
    """Draw noise whose amplitude falls with frequency, and the hiss of leaves and electronics."""
    count = len(time_s)
    tones = np.fft.rfft(rng.standard_normal(count))
    tones *= 1.0 / np.maximum(np.arange(len(tones)), 2.0)
    rumble = np.fft.irfft(tones, count)
    gust = rng.uniform(0.3, 1.5)
    hiss = 0.003 * rng.uniform(0.5, 2.0) * rng.standard_normal(count)
    return np.asarray(place.wind_pa * gust * rumble / max(float(rumble.std()), 1e-12) + hiss)


def _others(place: Vineyard, time_s: _FloatArray, rng: np.random.Generator) -> _FloatArray:
    """Nothing, a bird, or a machine; a pest may sound beside any of them."""
    kind = weighted_index(rng, _KINDS)
    if kind == 0:
        return np.zeros_like(time_s)
    phase = rng.uniform(0.0, 2 * math.pi)
    if kind == 1:
        length_s = float(time_s[-1])
        low_hz, sweep = rng.uniform(1000.0, 2800.0), rng.uniform(-0.4, 0.9)
        begins_s, lasts_s = rng.uniform(-0.3, 0.8) * length_s, rng.uniform(0.3, 1.0) * length_s
        since_s = time_s - begins_s
        inside = np.clip(np.minimum(since_s, lasts_s - since_s) / 0.01, 0.0, 1.0)
        turned = 2 * math.pi * low_hz * (since_s + sweep * since_s**2 / (2 * lasts_s))
        return np.asarray(rng.uniform(0.01, 0.06) * inside * np.sin(turned + phase))
    engine = np.zeros_like(time_s)
    for harmonic in range(1, 9):
        angle = 2 * math.pi * place.engine_hz * harmonic * time_s
        engine += np.sin(angle + rng.uniform(0.0, 2 * math.pi)) / harmonic
    return np.asarray(rng.uniform(0.01, 0.06) * engine)


def _chirps(place: Vineyard, time_s: _FloatArray, rng: np.random.Generator) -> _FloatArray:
    """Syllables of a carrier with soft edges."""
    rate_hz = place.pulse_hz * rng.uniform(0.95, 1.05)
    at = time_s * rate_hz + rng.uniform(0.0, 1.0)
    number, within = np.floor(at).astype(np.int64), at % 1.0
    edge = np.clip(np.minimum(within, place.duty - within) / 0.1, 0.0, 1.0)
    detune = 1.0 + 0.01 * rng.standard_normal(int(number[-1] - number[0]) + 1)[number - number[0]]
    carrier = np.sin(2 * math.pi * place.carrier_hz * detune * time_s + rng.uniform(0.0, 2 * math.pi))
    loud = place.loudness_pa * rng.uniform(0.5, 1.2)
    return np.asarray(loud * np.sin(0.5 * math.pi * edge) ** 2 * carrier)
