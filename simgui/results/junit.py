"""Budgets as JUnit XML, which build servers show as tests."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from simgui.results.result import BudgetVerdict, Judgement, PlacementResult, ScenarioResult
from simgui.results.wording import shown

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(results: ScenarioResult | Sequence[ScenarioResult]) -> str:
    """Write results as JUnit XML: a suite for each placement and seed, a test for each budget.

    A missed budget is a failure, an undecided one is skipped, and a placement that cannot be built fails a test
    called ``feasible``.

    Parameters
    ----------
    results : ScenarioResult | Sequence[ScenarioResult]
        What to write.

    Returns
    -------
    str
        An XML document that ends with a line break.
    """
    several = [results] if isinstance(results, ScenarioResult) else list(results)
    root = ET.Element("testsuites", name="simgui")
    for result in several:
        for run in result.runs:
            _add_suite(root, result.scenario, run)
    for total in ("tests", "failures", "errors", "skipped"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add_suite(root: ET.Element, scenario: str, run: PlacementResult) -> None:
    suite = ET.SubElement(root, "testsuite", name=_text(f"{scenario} / {run.placement} (seed {run.seed})"))
    owner = _text(f"{scenario}.{run.placement}")
    if not run.feasible:
        case = ET.SubElement(suite, "testcase", classname=owner, name="feasible")
        message = "; ".join([run.infeasible_reason, *run.remedies])
        ET.SubElement(case, "failure", message=_text(message), type="infeasible")
    for verdict in run.budgets:
        name = _text(f"{verdict.key} {verdict.limit}")
        _judge(ET.SubElement(suite, "testcase", classname=owner, name=name), verdict)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("time", f"{run.wall_s if run.wall_s >= 0 else 0:.3f}")


def _judge(case: ET.Element, verdict: BudgetVerdict) -> None:
    value = shown(verdict.kpi, verdict.value)
    match verdict.judgement:
        case Judgement.FAIL:
            message = _text(f"{verdict.key} is {value}, the limit is {verdict.limit}")
            ET.SubElement(case, "failure", message=message, type="budget")
        case Judgement.UNDECIDED:
            message = _text(f"{verdict.key} is {value}: it cannot be told whether it is {verdict.limit}")
            ET.SubElement(case, "skipped", message=message)
        case Judgement.PASS:
            pass


def _text(text: str) -> str:
    """Replace what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
