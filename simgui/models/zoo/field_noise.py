"""Windows as the field delivers them: noise, gain, drift and spikes by a stated recipe."""

import numpy as np
from numpy.typing import NDArray

from simgui.models.card import FieldNoise

FloatArray = NDArray[np.float32]


def apply_field_noise(windows: FloatArray, recipe: FieldNoise) -> FloatArray:
    """Make clean windows noisy.

    Parameters
    ----------
    windows : FloatArray
        (n, samples, channels) in any unit.
    recipe : FieldNoise
        How much of what; "signal" is the deviation from each window's mean, over all windows given.

    Returns
    -------
    FloatArray
        The same shape and unit; the input is left alone.

    Notes
    -----
    y = g x + d(t) + n(t) + s(t), with gain g ~ U(1 ± spread), drift d from 0 to U(± drift σ) along the window,
    white noise n ~ N(0, σ 10^(-SNR/20)) and spikes s of ± size σ, where σ is the signal's standard deviation.
    """
    rng = np.random.Generator(np.random.Philox(key=recipe.seed))
    count, samples, channels = windows.shape
    deviation = float(np.std(windows - windows.mean(axis=1, keepdims=True)))
    noisy = windows.astype(np.float64)
    noisy *= rng.uniform(1 - recipe.gain_spread, 1 + recipe.gain_spread, (count, 1, 1))
    end = rng.uniform(-recipe.drift, recipe.drift, (count, 1, channels)) * deviation
    noisy += end * np.linspace(0.0, 1.0, samples)[None, :, None]
    noisy += deviation * 10 ** (-recipe.snr_db / 20) * rng.standard_normal(windows.shape)
    sign = np.where(rng.random(windows.shape) < 0.5, -1.0, 1.0)
    noisy += (rng.random(windows.shape) < recipe.spike_share) * sign * recipe.spike_size * deviation
    return noisy.astype(np.float32)
