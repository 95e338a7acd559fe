"""What features of a signal cost before a network sees them: Fourier transforms and log-mel spectra.

Notes
-----
Floating-point operations are counted as the textbooks do; a profile says how many cycles one takes with all that
surrounds it (`signal_flop`, from the wake-word task of MLPerf Tiny v1.3, where the time beyond the network's is the
log-mel front end and the audio path). Where a profile has no such number, a quarter of an elementwise operation
is assumed.

References
----------
Cycles of CMSIS-DSP transforms by core: measured by a user, see the sources of `transform_flop` in the profiles.
Cooley, Tukey (doi:10.1090/S0025-5718-1965-0178586-1): 5/2 N log2 N operations for a real transform of radix 2.
Davis, Mermelstein (doi:10.1109/TASSP.1980.1163420): mel filter banks.
"""

from __future__ import annotations

import math

from simgui.profiles.part import KernelProfile

_SHARE_OF_ELEMENTWISE = 0.25
_MAGNITUDE_FLOPS = 3
_LOG_FLOPS = 20
_STATISTICS_FLOPS = 6


def fft_flops(points: int) -> float:
    """Count the operations of a real Fourier transform.

    Parameters
    ----------
    points : int
        Samples of a window. [-]

    Returns
    -------
    float
        Operations. [-]

    Examples
    --------
    >>> fft_flops(1024)
    25600.0
    """
    return 2.5 * points * math.log2(points) if points > 1 else 0.0


def log_mel_flops(points: int, bands: int) -> float:
    """Count the operations of a log-mel spectrum of one window.

    Parameters
    ----------
    points : int
        Samples of the window. [-]
    bands : int
        Mel bands. [-]

    Returns
    -------
    float
        Window, transform, magnitudes, triangular filters (every bin lies in two) and logarithms. [-]

    Examples
    --------
    >>> round(log_mel_flops(1024, 40))
    31015
    """
    bins = points // 2 + 1
    return points + fft_flops(points) + _MAGNITUDE_FLOPS * bins + 2 * 2 * bins + _LOG_FLOPS * bands


def statistics_flops(points: int) -> float:
    """Count the operations of mean, variance and peak of a window, in one pass.

    Parameters
    ----------
    points : int
        Samples of the window. [-]

    Returns
    -------
    float
        Operations. [-]
    """
    return _STATISTICS_FLOPS * points


def spectrum_s(points: int, kernel: KernelProfile, clock_hz: float) -> float:
    """Give the time of the magnitudes of a real Fourier transform.

    Parameters
    ----------
    points : int
        Samples of the window. [-]
    kernel : KernelProfile
        What the core costs: its price of a transform alone where it has one, else that of any feature extraction.
    clock_hz : float
        Its clock. [Hz]

    Returns
    -------
    float
        Time. [s]
    """
    transform, magnitude = (kernel.cycles_per.get(unit) for unit in ("transform_flop", "magnitude"))
    lines = points // 2 + 1
    transform_s = fft_flops(points) * transform.value / clock_hz if transform else None
    magnitude_s = lines * magnitude.value / clock_hz if magnitude else None
    if transform_s is None:
        transform_s = signal_s(fft_flops(points), kernel, clock_hz)
    if magnitude_s is None:
        magnitude_s = signal_s(_MAGNITUDE_FLOPS * lines, kernel, clock_hz)
    return transform_s + magnitude_s


def signal_s(flops: float, kernel: KernelProfile, clock_hz: float) -> float:
    """Give the time of a feature extraction.

    Parameters
    ----------
    flops : float
        Floating-point operations. [-]
    kernel : KernelProfile
        What the core costs.
    clock_hz : float
        Its clock. [Hz]

    Returns
    -------
    float
        Time. [s]
    """
    cycles = kernel.cycles_per.get("signal_flop")
    each = cycles.value if cycles else _SHARE_OF_ELEMENTWISE * kernel.cycles_per["elementwise"].value
    return flops * each / clock_hz
