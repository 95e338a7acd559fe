"""Latin hypercube sampling: every axis is cut into as many strata as there are samples, and each stratum hit once.

References
----------
M. D. McKay, R. J. Beckman, W. J. Conover, "A comparison of three methods for selecting values of input variables in the
analysis of output from a computer code", Technometrics 21 (1979), doi:10.1080/00401706.1979.10489755.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simgui.core.random_numbers import Purpose, stable_hash, uniform
from simgui.studies.axis import Axis


def latin_hypercube(names: Sequence[str], samples: int, *, seed: int) -> npt.NDArray[np.float64]:
    """Draw points of the unit cube.

    Parameters
    ----------
    names : Sequence[str]
        Of the axes; an axis of the same name gets the same numbers in every study with that seed and size.
    samples : int
        How many. [-]
    seed : int
        Seed of the draw.

    Returns
    -------
    float64 array (samples, axes)
        In [0, 1); along each axis exactly one in every stratum of width 1/samples. [-]
    """
    index = np.arange(samples)
    columns = []
    for name in names:
        key = stable_hash(name)
        stratum = np.argsort(uniform(seed, Purpose.STUDY_DESIGN, key, index), kind="stable")
        within = uniform(seed, Purpose.STUDY_DESIGN, key, index, 1)
        columns.append(np.minimum((stratum + within) / samples, np.nextafter((stratum + 1) / samples, 0)))
    return np.stack(columns, axis=1) if columns else np.zeros((samples, 0))


def sampled_values(axes: Sequence[Axis], samples: int, *, seed: int) -> list[tuple[tuple[str, str], ...]]:
    """Give the samples of the axes that have a span, each as pairs of path and value; see `latin_hypercube`."""
    drawn = latin_hypercube([axis.path for axis in axes], samples, seed=seed)
    rows = []
    for row in drawn:
        pairs = []
        for axis, share in zip(axes, row, strict=True):
            assert axis.span is not None  # noqa: S101 - only such axes are sampled
            pairs.append((axis.path, axis.span.text(axis.span.between(float(share)))))
        rows.append(tuple(pairs))
    return rows
