"""What a Fourier transform and the magnitudes of its lines cost by core, from published times of CMSIS-DSP.

Notes
-----
A user of NXP's forum timed `arm_cfft_f32` and the magnitudes on a Cortex-M4 (K64, 120 MHz) with and without its
floating-point unit, and on a Cortex-M7 (i.MX RT1024, 500 MHz), for 256, 512 and 1024 points: 236, 427, 1073 µs;
4057, 10540, 21170 µs; 33.4, 64, 155 µs. Cycles over 5 N log2 N operations, and of a magnitude, are the medians.
"""

from __future__ import annotations

import math
from statistics import median

from simgui.profiles.sourced import Basis, Sourced

_FORUM = (
    "NXP community, How to improve i.MX RT1024 RFFT execution time, accepted answer: CMSIS-DSP float FFT of 256 to "
    "1024 points on {board}"
)
_POINTS = (256, 512, 1024)
_TIMES_US = {
    "cortex-m4": (120.0, (236.0, 427.0, 1073.0), (433.0, 865.0, 1730.0), "K64, Cortex-M4 at 120 MHz with its FPU"),
    "soft": (120.0, (4057.0, 10540.0, 21170.0), (841.0, 1683.0, 3360.0), "K64, Cortex-M4 at 120 MHz without FPU"),
    "cortex-m7": (500.0, (33.4, 64.0, 155.0), (16.8, 34.6, 66.0), "i.MX RT1024, Cortex-M7 at 500 MHz"),
}
_MEASURED = ("cortex-m4", "cortex-m7")
_ALIKE = {"cortex-m33": ("cortex-m4", 1.0), "cortex-m0plus": ("soft", 1.5), "cortex-m55": ("cortex-m7", 0.7)}
_ALIKE_SOURCE = {
    "cortex-m33": "engineering estimate: as the Cortex-M4 with its FPU, which issues as many instructions",
    "cortex-m0plus": (
        "engineering estimate: 1.5 times the Cortex-M4 without FPU; a transform in fixed point is far faster"
    ),
    "cortex-m55": "engineering estimate: 0.7 times the Cortex-M7, for vectors of four floats in two beats",
}


def spectrum_prices(core: str) -> dict[str, Sourced]:
    """Give the prices of a transform's operation and of a magnitude on a core.

    Parameters
    ----------
    core : str
        As profiles spell it.

    Returns
    -------
    dict[str, Sourced]
        By unit of work; empty where nothing is known.
    """
    like, factor = (core, 1.0) if core in _MEASURED else _ALIKE.get(core, ("", 1.0))
    if not like:
        return {}
    mhz, transforms_us, magnitudes_us, board = _TIMES_US[like]
    flops = [5 * points * math.log2(points) for points in _POINTS]
    transform = median(mhz * time_us / flop for time_us, flop in zip(transforms_us, flops, strict=True))
    magnitude = median(mhz * time_us / points for time_us, points in zip(magnitudes_us, _POINTS, strict=True))
    found = {}
    for unit, cycles in (("transform_flop", transform), ("magnitude", magnitude)):
        value = factor * cycles
        if core in _MEASURED:
            found[unit] = Sourced(value, f"{value:.3g}", _FORUM.format(board=board), 0.25, Basis.MEASURED)
        else:
            found[unit] = Sourced(value, f"{value:.3g}", _ALIKE_SOURCE[core], 0.6, Basis.GUESS)
    return found
