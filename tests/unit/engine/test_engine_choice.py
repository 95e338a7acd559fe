"""Which engine runs a plan: the fast one if it can, else the reference; or the one that was asked for, or an error."""

from pathlib import Path

import pytest
from builders.placed import story
from builders.plans import MS, Rows, S, Unwatched, group, plan, stage, task

from simgui.__main__ import main
from simgui.core.errors import UsageError
from simgui.engine.choice import ENGINES, check_engine, engine_for
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import Plan
from simgui.plan.stages import Stage
from simgui.plan.stations import StationKind, StationSet
from simgui.scenario.site import Dispatch
from simgui.scenario.task import ReportPolicy


def cloud(dispatch: Dispatch) -> Plan:
    """One job served by a cloud of two workers; its changes are reported."""
    one = task([stage(Stage.CLOUD, 0, MS, devices=1)], devices=1, period_ns=S, jobs=1, report=ReportPolicy.ON_CHANGE)
    region = StationSet("region", StationKind.CLOUD_CPU, 1, workers=2, dispatch=dispatch)
    return plan([region], [group([one], devices=1)], duration_ns=S)


FIT, UNFIT = cloud(Dispatch.FIFO), cloud(Dispatch.ROUND_ROBIN)


def reason_of(drawn: Plan, name: str) -> tuple[str, str]:
    report = engine_for(drawn, name).run(drawn, Rows(), Unwatched())
    return report.engine, report.reason


def test_that_auto_takes_the_vectorised_engine_if_it_can_and_says_why() -> None:
    assert isinstance(engine_for(FIT, "auto"), VectorisedEngine)
    assert reason_of(FIT, "auto") == ("vectorised", "the plan is eligible: same trace, much faster")


def test_that_auto_takes_the_reference_for_the_rest_and_says_why() -> None:
    assert isinstance(engine_for(UNFIT, "auto"), ReferenceEngine)
    assert reason_of(UNFIT, "auto") == ("simpy", why_not(UNFIT))


@pytest.mark.parametrize("name", ["simpy", "reference"])
def test_that_the_reference_runs_what_it_is_asked_to(name: str) -> None:
    for drawn in (FIT, UNFIT):
        assert isinstance(engine_for(drawn, name), ReferenceEngine)
    assert reason_of(FIT, name) == ("simpy", "asked for")


def test_that_the_vectorised_engine_can_be_asked_for() -> None:
    assert reason_of(FIT, "vectorised") == ("vectorised", "asked for")


def test_that_forcing_a_plan_on_the_vectorised_engine_is_a_clear_error() -> None:
    with pytest.raises(UsageError, match=r"^test cannot run on the vectorised engine: .*round robin"):
        engine_for(UNFIT, "vectorised")


def test_that_an_unknown_engine_is_refused_with_a_hint() -> None:
    for name in ENGINES:
        check_engine(name)
    with pytest.raises(UsageError, match="did you mean 'vectorised'"):
        check_engine("vectorized")
    with pytest.raises(UsageError, match="there are auto, simpy, reference, vectorised"):
        engine_for(FIT, "warp")


SHORT = ("fleet.motors.count=2", "fleet.motors.stream.distinct=1", "duration=1 min")


@pytest.mark.parametrize(("dispatch", "code"), [("fifo", 0), ("round_robin", 2)])
def test_that_the_command_refuses_what_cannot_be_forced(
    dispatch: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story(tmp_path, report="on_change")
    changes = [f"--set={change}" for change in (*SHORT, f"clouds.region.dispatch={dispatch}")]
    words = ["--placement", "cloud", "--engine", "vectorised", *changes]
    assert main(["run", str(tmp_path / "placed.yaml"), *words]) == code
    err = capsys.readouterr().err
    assert ("cannot run on the vectorised engine" in err) == (code == 2)
    assert "Traceback" not in err
