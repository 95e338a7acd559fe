from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace

import pytest

from simgui.core.phrase import Phrase
from simgui.results.advice import advise
from simgui.results.export import from_json, to_json
from simgui.results.result import Judgement, ScenarioResult
from simgui.ui.presenters.advice import advice, infeasible_placements, placement_details
from simgui.ui.translation import Language, choose_language
from ui.window_builders import a_budget, a_result, a_run, an_infeasible_run


def test_that_the_advice_gives_its_first_reason_and_keeps_the_others_apart() -> None:
    because = "edge meets all 4 budgets; fog misses two; cloud misses three."
    said = advice(replace(a_result([a_run()]), recommended_because=because))
    assert (said.headline, said.because) == ("Take edge", "edge meets all 4 budgets.")
    assert said.others == ("fog misses two.", "cloud misses three.")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("the rate doubles", "Flips if the rate doubles."),
        ("flips if the rate doubles", "Flips if the rate doubles."),
        ("If the limit were 5 ms, edge would miss it.", "If the limit were 5 ms, edge would miss it."),
    ],
)
def test_that_what_flips_the_advice_reads_as_a_sentence(written: str, shown: str) -> None:
    assert advice(replace(a_result([a_run()]), flips_if=(written,))).flips_if == (shown,)


def test_that_no_recommendation_is_said_plainly() -> None:
    said = advice(a_result([a_run()], recommended=None))
    assert not said.is_positive
    assert said.headline == "No placement can be recommended"


def test_that_a_budget_line_tells_limit_value_and_room() -> None:
    (line,) = placement_details(a_run(budgets=(a_budget(value=0.048),))).budgets
    assert (line.glyph, line.name, line.limit, line.value, line.margin) == (
        "✓", "Latency p99", "≤ 100 ms", "48 ms", "52 % room",
    )  # fmt: skip
    assert line.spoken == "Latency p99 ≤ 100 ms: 48 ms, kept"


def test_that_a_missed_budget_tells_by_how_much() -> None:
    (line,) = placement_details(a_run(budgets=(a_budget(value=0.14, judgement=Judgement.FAIL),))).budgets
    assert (line.glyph, line.margin) == ("✗", "missed by 40 %")


def test_that_a_missed_budget_is_not_rounded_to_its_limit() -> None:
    run = a_run(budgets=(a_budget(value=0.104, judgement=Judgement.FAIL),))
    (line,) = placement_details(replace(run, intervals={"latency_p99_s": (0.101, 0.135)})).budgets
    assert line.value.startswith("104 ms")


@pytest.mark.parametrize(
    ("interval", "text"),
    [((0.071, 0.112), "71–110 ms"), ((0.0009, 1.2), "900 µs – 1.2 s"), ((0.048, 0.048), "")],
)
def test_that_a_budget_line_tells_the_interval(interval: tuple[float, float], text: str) -> None:
    run = replace(a_run(budgets=(a_budget(value=0.048),)), intervals={"latency_p99_s": interval})
    (line,) = placement_details(run).budgets
    assert line.interval == text


def test_that_a_value_far_from_its_limit_is_told_as_a_multiple() -> None:
    (line,) = placement_details(a_run(budgets=(a_budget(value=0.5, judgement=Judgement.FAIL),))).budgets
    assert line.margin == "5× the limit"


def test_that_a_limit_of_zero_has_no_relative_margin() -> None:
    budget = a_budget("raw_bytes_leaving_device", "== 0 B", 0.0, 0.0)
    (line,) = placement_details(a_run(budgets=(budget,))).budgets
    assert (line.limit, line.margin) == ("= 0 B", "")


def test_that_an_undecided_budget_says_why() -> None:
    (line,) = placement_details(a_run(budgets=(a_budget(judgement=Judgement.UNDECIDED),))).budgets
    assert (line.glyph, line.margin) == ("?", "limit within the 95 % interval")


def test_that_an_infeasible_placement_has_reason_and_remedies() -> None:
    (one,) = infeasible_placements([a_run(), an_infeasible_run()])
    assert one.placement == "split"
    assert "312 kB" in one.reason
    assert len(one.remedies) == 2
    assert placement_details(an_infeasible_run()).infeasible == one


def test_that_a_whole_sentence_of_what_flips_the_advice_is_left_whole() -> None:
    result = replace(a_result([a_run()]), flips_if=("fog would be chosen if event_recall were allowed to be 92 %.",))
    assert advice(result).flips_if == ("fog would be chosen if event_recall were allowed to be 92 %.",)


@pytest.fixture
def german() -> Iterator[None]:
    choose_language(Language.GERMAN)
    yield
    choose_language(Language.ENGLISH)


def _two_placements() -> ScenarioResult:
    missed = a_budget(value=0.213, judgement=Judgement.FAIL)
    runs = (a_run(budgets=(a_budget(),)), a_run("fog", {"latency_p99_s": 0.213}, budgets=(missed,)))
    said = advise(runs)
    return replace(
        a_result(runs), recommended_because=said.recommended_because, flips_if=said.flips_if, recommended="edge"
    )


def test_that_advice_names_kpis_in_words() -> None:
    said = advice(_two_placements())
    assert said.because == "edge meets the only budget."
    assert said.others == ("fog misses 99th percentile latency (213 ms against ≤ 100 ms).",)


@pytest.mark.usefixtures("german")
def test_that_advice_is_given_in_the_language_of_the_window() -> None:
    said = advice(_two_placements())
    assert said.because == "edge hält die einzige Vorgabe ein."
    assert said.others == ("fog verfehlt: Latenz im 99. Perzentil (213 ms gegen ≤ 100 ms).",)
    assert said.flips_if == ("Bei der Vorgabe „Latenz im 99. Perzentil unter 50 ms“ hielte edge sie nicht mehr ein.",)


@pytest.mark.usefixtures("german")
def test_that_the_advice_of_a_saved_run_is_translated_too() -> None:
    saved = from_json(to_json(_two_placements()), "results.json")
    assert not isinstance(saved.recommended_because, Phrase)
    assert advice(saved) == advice(_two_placements())


@pytest.mark.usefixtures("german")
def test_that_reasons_and_remedies_are_given_in_the_language_of_the_window() -> None:
    run = an_infeasible_run()
    reason = Phrase("{group} has no cloud behind it", group="pumps")
    told = replace(run, infeasible_reason=reason, remedies=(Phrase("add one under clouds"), "as written"))
    (one,) = infeasible_placements([pickle.loads(pickle.dumps(told))])  # noqa: S301 - as from the engine's process
    assert one.reason == "hinter pumps steht keine Cloud"
    assert one.remedies == ("eine unter clouds hinzufügen", "as written")
