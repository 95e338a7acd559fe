"""Which points a study consists of."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from simgui.core.errors import UsageError
from simgui.studies.axis import Axis
from simgui.studies.latin_hypercube import sampled_values
from simgui.studies.point import Point, Values

MOST_POINTS = 1_000_000
"""Points of one study. [-]"""


@dataclass(frozen=True, slots=True)
class Design:
    """What a study varies; its points are the product of everything named here.

    Parameters
    ----------
    axes : tuple[Axis, ...]
        Paths with their values, or with a span to sample.
    placements : tuple[str, ...]
        Names of placements.
    seeds : tuple[int, ...]
        Replications; the same seeds in every variant, so that variants differ by what is varied only.
    samples : int
        Latin hypercube samples over the axes that have a span. [-]
    draws : int
        Monte Carlo draws of the profile numbers, the same in every variant; the numbers as written run besides. [-]
    seed : int
        Seed of the samples.
    """

    axes: tuple[Axis, ...]
    placements: tuple[str, ...]
    seeds: tuple[int, ...]
    samples: int = 0
    draws: int = 0
    seed: int = 0

    def variants(self) -> list[Values]:
        """Give every combination of values: the grid times the Latin hypercube.

        Raises
        ------
        UsageError
            If a path is varied twice, or spans and samples do not go together.
        """
        paths = [axis.path for axis in self.axes]
        twice = next((path for path in paths if paths.count(path) > 1), None)
        if twice is not None:
            raise UsageError(f"--vary {twice}: is given twice")
        spans = [axis for axis in self.axes if axis.span is not None]
        if spans and not self.samples:
            path = spans[0].path
            raise UsageError(f"--vary {path}: a range needs a number of values, as in {path}=a..b:5, or --sample N")
        if self.samples and not spans:
            raise UsageError("--sample: there is no range to sample; write --vary path=a..b")
        listed = [[(axis.path, value) for value in axis.values] for axis in self.axes if axis.span is None]
        sampled = sampled_values(spans, self.samples, seed=self.seed) if spans else [()]
        return [self._ordered((*grid, *drawn)) for grid in product(*listed) for drawn in sampled]

    def points(self) -> list[Point]:
        """Give every point: the numbers as written first, then draw by draw, so that early results cover all variants.

        Raises
        ------
        UsageError
            If `variants` refuses, or there are too many points.
        """
        variants = self.variants()
        draws: Sequence[int | None] = (None, *range(self.draws))
        total = len(variants) * len(self.placements) * len(self.seeds) * len(draws)
        if total > MOST_POINTS:
            raise UsageError(f"the study has {total:,} points; at most {MOST_POINTS:,} can be run")
        return [
            Point(placement, seed, values, draw)
            for draw, seed, values, placement in product(draws, self.seeds, variants, self.placements)
        ]

    def _ordered(self, values: Values) -> Values:
        """Put pairs into the order of the axes."""
        known = dict(values)
        return tuple((axis.path, known[axis.path]) for axis in self.axes)
