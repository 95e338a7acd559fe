import numpy as np
import pytest

from simgui.placement.regulator import through_regulator
from simgui.plan.stages import State
from simgui.profiles.registry import Registry


def test_that_a_buck_wastes_a_larger_share_of_a_smaller_load() -> None:
    """TPS62740: 68 % at 3 µA, 92 % at 100 mA, its own draw counted in; 85 % at 10 µA."""
    regulator = Registry().regulator("tps62740")
    for current_a, efficiency in ((3e-6, 0.68), (10e-6, 0.85), (0.1, 0.92)):
        base, _ = through_regulator(regulator, 1.8, {"sleep": np.array([current_a * 1.8])}, {})
        total_w = base["sleep"] + base["regulator"]
        assert total_w[0] == pytest.approx(current_a * 1.8 / efficiency, rel=1e-9)


def test_that_a_state_costs_what_the_whole_load_takes_beyond_the_continuous_one() -> None:
    regulator = Registry().regulator("tps62740")
    base, states = through_regulator(
        regulator, 1.8, {"sleep": np.array([3e-6 * 1.8])}, {State.COMPUTE: np.array([(0.1 - 3e-6) * 1.8])}
    )
    whole_w = sum(base.values()) + states[State.COMPUTE]
    assert whole_w[0] == pytest.approx(0.1 * 1.8 / 0.92)


def test_that_below_its_curve_a_regulator_loses_what_it_does_at_its_end() -> None:
    regulator = Registry().regulator("tps62740")
    lost_w = 3e-6 * 1.8 * (1 / 0.68 - 1)
    for current_a in (0.0, 1e-6, 2.9e-6):
        base, _ = through_regulator(regulator, 1.8, {"sleep": np.array([current_a * 1.8])}, {})
        assert base["regulator"][0] == pytest.approx(lost_w)
