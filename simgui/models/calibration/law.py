"""Fit cycles per unit of work over instruction sets, cores, libraries, their versions and boards together.

Notes
-----
The logarithm of a unit's cycles is a sum: one term common to all, one of the instruction set, the core, the
library, its version, and the pair of core and library. Each has a part that scales all units and a part per
unit; a board only scales. All are pulled to zero (ridge, `SPREAD` are the standard deviations of the priors),
so that what was never measured falls back on what is known one level up. The loss is the relative error,
quadratic within `NOISE` and linear beyond (pseudo-Huber). Gauss-Newton on the dual problem finds the optimum;
its Laplace approximation gives how far each number may be off.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simgui.models.calibration.measurement import Measurement
from simgui.models.calibration.units import CYCLE_UNITS, INSTRUCTION_SETS, PRIOR_CYCLES, PRIOR_FACTOR

Array = NDArray[np.float64]

SPREAD: Mapping[str, tuple[float, float]] = {
    "all": (0.0, 0.35),
    "instruction set": (0.9, 0.2),
    "core": (0.45, 0.25),
    "library": (0.55, 0.25),
    "version": (0.15, 0.22),
    "pair": (0.2, 0.08),
    "board": (0.1, 0.0),
}
"""Standard deviations, before any measurement, of a level's scale and of each unit beside it. [-]"""
UNIT_SPREAD: Mapping[tuple[str, str], float] = {
    ("all", "line_conv_mac"): 0.0,
    ("instruction set", "line_conv_mac"): 0.0,
    ("core", "line_conv_mac"): 0.0,
    ("library", "line_conv_mac"): 0.8,
}
"""Where a unit's standard deviation is another: whether kernels along one axis have a fast path is the library's
matter (CMSIS-NN has one, arm_convolve_1_x_n_s8), and one library's answer says nothing of the others. [-]"""
NOISE = 0.045
"""Relative error that no law of this kind explains. [-]"""
MISFIT = 0.09
"""Standard deviation of what a sum over units leaves out of a new network or system; chosen so that 80 % intervals
hold about four in five measurements of systems, families and boards left out. [-]"""
DOUBT = NOISE**2 + MISFIT**2
"""Variance that no measurement of another network takes away. [-]"""
UPPER_80 = 1.2815515655446004
"""Standard deviations that hold 80 % of a normal distribution. [-]"""
_STEPS = 60
_LONGEST_STEP = 3.0
_CONVERGED = 1e-5


@dataclass(frozen=True, slots=True)
class Place:
    """What an inference runs on.

    Parameters
    ----------
    core, library, stack : str
        Processor core, kernel library, and the library with its version.
    board : str
        The board; empty for one that nobody measured.
    """

    core: str
    library: str
    stack: str
    board: str = ""

    def levels(self) -> tuple[tuple[str, str], ...]:
        """Name the terms that add up for this place."""
        return (
            ("all", ""),
            ("instruction set", INSTRUCTION_SETS.get(self.core, "")),
            ("core", self.core),
            ("library", self.library),
            ("version", self.stack),
            ("pair", f"{self.core}+{self.library}"),
            ("board", self.board),
        )


def place_of(one: Measurement) -> Place:
    """Say what a measurement ran on."""
    library, variant = one.library, one.stack
    if library.endswith("cmsis-nn") or library == "renesas-tflm":
        library = "cmsis-nn"  # the same kernels under several frameworks
    return Place(one.core, library, variant, one.board)


class CycleLaw:
    """Cycles per unit of work, fitted.

    Parameters
    ----------
    measurements : Sequence[Measurement]
        What to fit to.
    """

    def __init__(self, measurements: Sequence[Measurement]) -> None:
        self.measurements = tuple(measurements)
        places = [place_of(one) for one in self.measurements]
        self._terms: dict[tuple[str, str], int] = {}
        for place in places:
            for level in place.levels():
                if level[1] or level[0] == "all":
                    self._terms.setdefault(level, len(self._terms))
        spread = np.array([SPREAD[level] for level, _ in self._terms])
        self._scale = spread[:, 0]
        self._bends = spread[:, 1] > 0
        self._bend = np.array([_deviations(level) for level, _ in self._terms])[self._bends]
        self._theta = self._solve(places)

    def cycles(self, place: Place) -> dict[str, float]:
        """Give the cycles of each unit of work at a place. [cycle]"""
        return dict(zip(CYCLE_UNITS, np.exp(self._log_cycles(place)).tolist(), strict=True))

    def predict(self, place: Place, work: Mapping[str, float]) -> float:
        """Predict the logarithm of the cycles of some work. [-]"""
        amounts = np.array([float(work.get(unit, 0)) for unit in CYCLE_UNITS])
        return float(math.log(amounts @ np.exp(self._log_cycles(place))))

    def covariance(self, places: Sequence[Place], works: Sequence[Mapping[str, float]]) -> Array:
        """Give the covariance of several predictions (Laplace), without the noise of a new measurement. [-]"""
        rows = np.array([self._gradient(place, work) for place, work in zip(places, works, strict=True)])
        across = rows @ self._evidence[0].T
        known = rows @ rows.T - across @ np.linalg.solve(self._evidence[1], across.T)
        return np.asarray(known + self._unmeasured(places, works))

    def spread(self, place: Place, work: Mapping[str, float]) -> float:
        """Give the standard deviation of the logarithm of one new measurement. [-]"""
        return float(math.sqrt(max(0.0, self.covariance([place], [work])[0, 0]) + DOUBT))

    def unit_spread(self, place: Place, unit: str) -> float:
        """Give the standard deviation of the logarithm of one unit's cycles. [-]"""
        return float(math.sqrt(max(0.0, self.covariance([place], [{unit: 1.0}])[0, 0])))

    def board_effect(self, board: str) -> float:
        """Give the logarithm of a board's time against its core elsewhere. [-]"""
        index = self._terms.get(("board", board))
        return 0.0 if index is None else float(self._scale[index] * self._theta[index])

    def usual_board_effect(self, core: str) -> float:
        """Give the mean logarithm of what the boards of a core add, each measurement counting once. [-]"""
        effects = [self.board_effect(one.board) for one in self.measurements if one.core == core]
        return math.fsum(effects) / len(effects) if effects else 0.0

    def knows(self, level: str, name: str) -> bool:
        """Whether some measurement was of this core, library, version, pair or board."""
        return (level, name) in self._terms

    @cached_property
    def _evidence(self) -> tuple[Array, Array]:
        """Gradients of the measurements, and the covariance of what they would read."""
        rows = np.array([self._gradient(place_of(one), one.work) for one in self.measurements])
        missed = [self.predict(place_of(one), one.work) - one.log_cycles for one in self.measurements]
        noise = NOISE**2 * np.sqrt(1 + (np.array(missed) / NOISE) ** 2)
        return rows, rows @ rows.T + np.diag(noise)

    def _unmeasured(self, places: Sequence[Place], works: Sequence[Mapping[str, float]]) -> Array:
        """Give the covariance of what levels add that nobody measured: all of their prior. [-]"""
        shares = np.array([self._shares(place, work) for place, work in zip(places, works, strict=True)])
        found = np.zeros((len(places), len(places)))
        for depth, (level, _) in enumerate(places[0].levels() if places else ()):
            names = [place.levels()[depth] for place in places]
            scale, bent = SPREAD[level][0], shares * _deviations(level)
            new = [name not in self._terms for name in names]
            same = np.array([[a == b and fresh for b in names] for a, fresh in zip(names, new, strict=True)])
            found += same * (scale**2 + bent @ bent.T)
        return found

    def _shares(self, place: Place, work: Mapping[str, float]) -> Array:
        """Give the share of the time each unit of work takes. [-]"""
        cycles = np.array([float(work.get(unit, 0)) for unit in CYCLE_UNITS]) * np.exp(self._log_cycles(place))
        return np.asarray(cycles / cycles.sum())

    def _marks(self, place: Place) -> Array:
        marks = np.zeros(len(self._terms))
        for level in place.levels():
            if level in self._terms:
                marks[self._terms[level]] = 1.0
        return marks

    def _log_cycles(self, place: Place) -> Array:
        """Add up the terms of a place."""
        marks, terms = self._marks(place), len(self._terms)
        bends = self._theta[terms:].reshape(-1, len(CYCLE_UNITS))
        common = _prior(place.core) + float(marks @ (self._scale * self._theta[:terms]))
        return np.asarray(common + marks[self._bends] @ (self._bend * bends))

    def _gradient(self, place: Place, work: Mapping[str, float]) -> Array:
        """Differentiate the logarithm of the cycles by all terms."""
        marks = self._marks(place)
        shares = self._shares(place, work)
        bends = marks[self._bends][:, None] * self._bend * shares[None, :]
        return np.concatenate([marks * self._scale, bends.ravel()])

    def _solve(self, places: Sequence[Place]) -> Array:
        """Minimise the loss; parameters are in standard deviations of their priors."""
        marks = np.array([self._marks(place) for place in places])
        with np.errstate(divide="ignore"):
            amounts = np.log(np.array([[one.work.get(u, 0) for u in CYCLE_UNITS] for one in self.measurements], float))
        amounts += np.array([_prior(place.core) for place in places])
        measured = np.array([one.log_cycles for one in self.measurements])
        scales, bends = marks * self._scale, marks[:, self._bends]
        terms = len(self._terms)

        def shares_of(theta: Array) -> tuple[Array, Array]:
            exponents = bends @ (self._bend * theta[terms:].reshape(-1, len(CYCLE_UNITS))) + amounts
            top = exponents.max(axis=1, keepdims=True)
            parts = np.exp(exponents - top)
            total = parts.sum(axis=1)
            return np.log(total) + top[:, 0] + scales @ theta[:terms], parts / total[:, None]

        def loss(predicted: Array, theta: Array) -> float:
            missed = (measured - predicted) / NOISE
            return float(2 * (np.sqrt(1 + missed * missed) - 1).sum() + theta @ theta)

        theta = np.zeros(terms + int(self._bends.sum()) * len(CYCLE_UNITS))
        predicted, shares = shares_of(theta)
        best, damping = loss(predicted, theta), 1e-2
        for _ in range(_STEPS):
            missed = measured - predicted
            weights = np.sqrt(1 / np.sqrt(1 + (missed / NOISE) ** 2)) / NOISE
            inner = bends[:, :, None] * self._bend[None] * shares[:, None, :]
            slopes = np.concatenate([scales, inner.reshape(len(missed), -1)], axis=1)
            slopes *= weights[:, None]
            wanted = slopes.T @ (weights * missed) - theta
            dual = slopes @ slopes.T + (1 + damping) * np.eye(len(missed))
            step = (wanted - slopes.T @ np.linalg.solve(dual, slopes @ wanted)) / (1 + damping)
            step *= min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-12))
            trial, trial_shares = shares_of(theta + step)
            value = loss(trial, theta + step)
            if value < best:
                gained, best, theta = best - value, value, theta + step
                predicted, shares, damping = trial, trial_shares, max(damping / 4, 1e-6)
                if gained < _CONVERGED * best:
                    break
            else:
                damping = max(damping * 10, 1e-2)
        return np.asarray(theta)


def _deviations(level: str) -> Array:
    """Give the standard deviation of each unit at a level. [-]"""
    return np.array([UNIT_SPREAD.get((level, unit), SPREAD[level][1]) for unit in CYCLE_UNITS])


def _prior(core: str) -> Array:
    """Give the logarithms of the cycles on a core before any measurement."""
    factor = PRIOR_FACTOR.get(INSTRUCTION_SETS.get(core, ""), 1.0)
    return np.asarray(np.log(np.array(list(PRIOR_CYCLES.values())) * factor))
