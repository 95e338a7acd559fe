"""Golden KPIs: the shipped scenarios still give the numbers that were looked at and accepted.

Written only by ``pytest tests/replays --update-replays``; `test_closed_forms.py` checks the same runs against sums
done by hand, so that an accepted number is also a right one.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from replays.conftest import SHORTENED, Replay, known

GOLDEN = Path(__file__).parent / "golden"
TOLERANCES = json.loads((GOLDEN / "tolerances.json").read_text(encoding="utf-8"))


def golden_file(name: str) -> Path:
    return GOLDEN / f"{name}.json"


def written(value: float) -> float | str:
    """JSON has no infinity."""
    return value if math.isfinite(value) else str(value)


def differences(expected: Mapping[str, float | str], found: Mapping[str, float]) -> list[str]:
    told = [f"{kpi}: was {expected[kpi]}, is gone" for kpi in expected if kpi not in found]
    for kpi, value in found.items():
        if kpi not in expected:
            told.append(f"{kpi}: {value} is new")
            continue
        tolerance = TOLERANCES.get(kpi, TOLERANCES["default"])
        if not math.isclose(value, float(expected[kpi]), rel_tol=tolerance, abs_tol=1e-12):
            told.append(f"{kpi}: was {expected[kpi]}, is {value}")
    return told


@pytest.mark.parametrize("name", SHORTENED)
def test_that_a_scenario_gives_the_accepted_kpis(name: str, replay: Replay, request: pytest.FixtureRequest) -> None:
    found = {placement: known(run.kpis) for placement, run in replay(name).items()}
    if request.config.getoption("--update-replays"):
        text = {
            "shortened": dict(SHORTENED[name]),
            "placements": {p: {kpi: written(value) for kpi, value in kpis.items()} for p, kpis in found.items()},
        }
        golden_file(name).write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")
        pytest.skip(f"wrote {golden_file(name).name}; look at the difference before you commit it")
    golden = json.loads(golden_file(name).read_text(encoding="utf-8"))
    assert golden["shortened"] == dict(SHORTENED[name]), "written for another run: use --update-replays"
    assert list(golden["placements"]) == list(found)
    told = {placement: differences(golden["placements"][placement], kpis) for placement, kpis in found.items()}
    assert not any(told.values()), told


def test_that_a_golden_kpi_notices_a_change() -> None:
    expected: dict[str, float | str] = {"jobs": 10.0, "latency_p99_s": "inf", "device_power_w": 1e-3}
    assert differences(expected, {"jobs": 10.0, "latency_p99_s": math.inf, "device_power_w": 1.0005e-3}) == []
    changed = differences(expected, {"jobs": 11.0, "latency_p99_s": 1.0, "accuracy": 1.0})
    assert [line.partition(":")[0] for line in changed] == ["device_power_w", "jobs", "latency_p99_s", "accuracy"]
