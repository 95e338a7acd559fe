"""Path loss: published points of each law, and how devices differ."""

import numpy as np
import pytest

from simgui.placement.misfit import MisfitError
from simgui.placement.path_loss import LAWS, path_losses_db
from simgui.plan.plan import Float64Array
from simgui.scenario.hop_radio import Distance, HopRadio, PathLoss, PropagationLaw

SEED = 11


def losses(
    radio: HopRadio, *, count: int = 4000, group: str = "nodes", carrier_hz: float | None = 868e6
) -> Float64Array:
    drawn = path_losses_db(radio, carrier_hz, group=group, count=count, seed=SEED)
    assert drawn is not None
    return drawn


@pytest.mark.parametrize(
    ("law", "distance_m", "carrier_hz", "expected_db"),
    [
        (PropagationLaw.FREE_SPACE, 1000.0, 868e6, 91.2),
        (PropagationLaw.FREE_SPACE, 1.0, 2.44e9, 40.2),
        (PropagationLaw.INDOOR, 10.0, 2.44e9, 67.7 - 28 + 30),
        (PropagationLaw.BUILT_UP, 40.0, 868e6, 127.41),
        (PropagationLaw.BUILT_UP, 400.0, 868e6, 127.41 + 20.8),
        (PropagationLaw.TOWN, 1000.0, 868e6, 128.95),
        (PropagationLaw.TOWN, 15_000.0, 868e6, 128.95 + 23.2 * 1.1761),
        (PropagationLaw.MACRO_CELL, 2000.0, 868e6, 120.9 + 37.6 * 0.30103),
    ],
)
def test_that_a_law_gives_its_published_points(
    law: PropagationLaw, distance_m: float, carrier_hz: float, expected_db: float
) -> None:
    """Within half a decibel: ITU-R P.1238 is written with a rounded constant."""
    assert LAWS[law].path_loss_db(np.array([distance_m]), carrier_hz)[0] == pytest.approx(expected_db, abs=0.5)


@pytest.mark.parametrize("law", PropagationLaw)
def test_that_loss_grows_with_distance(law: PropagationLaw) -> None:
    assert np.all(np.diff(LAWS[law].path_loss_db(np.geomspace(1.0, 1e5, 50), 868e6)) > 0)


def test_that_a_law_from_free_space_needs_the_carrier() -> None:
    with pytest.raises(MisfitError, match="needs the carrier"):
        losses(HopRadio(distance=Distance(10.0, None, PropagationLaw.INDOOR, None)), carrier_hz=None)


def test_that_a_scenario_that_says_nothing_gives_no_path_loss() -> None:
    assert path_losses_db(HopRadio(), 868e6, group="nodes", count=3, seed=SEED) is None


def test_that_path_losses_have_the_mean_and_spread_of_the_scenario() -> None:
    drawn = losses(HopRadio(path_loss=PathLoss(120.0, 8.0)))
    assert drawn.mean() == pytest.approx(120.0, abs=0.5)
    assert drawn.std() == pytest.approx(8.0, rel=0.05)


def test_that_devices_are_spread_evenly_over_the_disc() -> None:
    """Without shadowing a quarter of a disc's devices are within half its radius."""
    drawn = losses(HopRadio(distance=Distance(None, 2000.0, PropagationLaw.TOWN, 0.0)))
    at_half_db = LAWS[PropagationLaw.TOWN].path_loss_db(np.array([1000.0]), None)[0]
    assert (drawn < at_half_db).mean() == pytest.approx(0.25, abs=0.03)
    assert drawn.max() <= LAWS[PropagationLaw.TOWN].path_loss_db(np.array([2000.0]), None)[0]


def test_that_a_further_device_disturbs_no_other_and_groups_differ() -> None:
    radio = HopRadio(distance=Distance(None, 2000.0, PropagationLaw.TOWN, None))
    np.testing.assert_array_equal(losses(radio, count=100)[:50], losses(radio, count=50))
    assert np.all(losses(radio, count=50) != losses(radio, count=50, group="others"))
