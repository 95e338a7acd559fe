"""Ways of a random task: which stages follow each other, as placements compile them."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from simgui.plan.plan import StagePlan
from simgui.plan.stages import Stage, When


class Stepper(Protocol):
    """Who draws stages."""

    rng: np.random.Generator

    def step(self, kind: Stage, after: int, *, when: When = When.ALWAYS) -> StagePlan:
        """Draw a stage behind another one."""


Chain = tuple[Sequence[StagePlan], int, int, int]
"""Stages, and the indices of the verdict and of the decisions, reported and silent."""


def _edge_alone(g: Stepper) -> Chain:
    return [g.step(Stage.INFER, -1)], 0, 0, 0


def _edge(g: Stepper) -> Chain:
    stages = [
        g.step(Stage.INFER, -1),
        g.step(Stage.UPLINK, 0, when=When.REPORTED),
        g.step(Stage.GATEWAY, 1),
        g.step(Stage.BACKHAUL, 2),
    ]
    return stages, 0, int(g.rng.choice([0, 2, 3])), 0


def _fog(g: Stepper) -> Chain:
    stages = [
        g.step(Stage.UPLINK, -1),
        g.step(Stage.GATEWAY, 0),
        g.step(Stage.BACKHAUL, 1, when=When.REPORTED),
        g.step(Stage.DOWNLINK, 1, when=When.REPORTED),
    ]
    return stages, 1, int(g.rng.choice([1, 2, 3])), 1


def _cloud(g: Stepper) -> Chain:
    stages = [
        g.step(Stage.UPLINK, -1),
        g.step(Stage.GATEWAY, 0),
        g.step(Stage.BACKHAUL, 1),
        g.step(Stage.CLOUD, 2),
        g.step(Stage.DOWNHAUL, 3, when=When.REPORTED),
        g.step(Stage.DOWNLINK, 4, when=When.REPORTED),
    ]
    return stages, 3, 5, 3


def _straight_to_cloud(g: Stepper) -> Chain:
    return [g.step(Stage.UPLINK, -1), g.step(Stage.CLOUD, 0), g.step(Stage.DOWNLINK, 1, when=When.REPORTED)], 1, 2, 1


CHAINS: tuple[Callable[[Stepper], Chain], ...] = (_edge_alone, _edge, _fog, _cloud, _straight_to_cloud)
