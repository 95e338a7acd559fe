"""What `make validate` finds, held to the targets it met when it was last looked at."""

from functools import cache
from pathlib import Path

import pytest

from simgui.models.validation.__main__ import all_sections
from simgui.models.validation.comparison import Finding

pytestmark = pytest.mark.slow


@cache
def findings(truth: Path) -> dict[str, Finding]:
    """Recompute every comparison once."""
    return {one.name: one for section in all_sections(truth) for one in section.findings}


@pytest.mark.parametrize(
    ("name", "median", "p90"),
    [
        ("a system left out", 5, 20),
        ("a model family left out", 9.5, 28),
        ("a board left out", 12, 38),
        ("a board left out, one row of it seen", 8, 25),
        ("STM32N6 Neural-ART NPU, network left out", 15, 30),
        ("energy, time with the system left out, power of the device with other networks", 8, 18),
        ("wake-word stream, duty cycle", 10, 20),
        ("activation RAM, X-CUBE-AI", 10, 30),
    ],
)
def test_that_the_error_stays_within(truth: Path, name: str, median: float, p90: float) -> None:
    found = findings(truth)[name].accuracy
    assert found.count > 2
    assert found.median <= median
    assert found.p90 <= p90


def test_that_weights_in_flash_are_the_constants(truth: Path) -> None:
    assert findings(truth)["weights in flash, X-CUBE-AI"].accuracy.median < 1
