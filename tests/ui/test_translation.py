from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import simgui.ui
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.results.kpi_names import WORDS, kpi_about, kpi_in_words, kpi_name, segment_label
from simgui.scenario.kpi import KPIS
from simgui.scenario.schema.reference import tables
from simgui.ui.presenters import profile_numbers
from simgui.ui.presenters.wording import plural
from simgui.ui.translation import Language, catalogue, choose_language, counted, preferred_language, tr

_ROOT = Path(simgui.ui.__file__).parent
_FIELD = re.compile(r"{(\w+)}")
_BREAKDOWNS = ("latency by", "energy by", "bytes by", "cost by")
_NOUNS = ("device", "placement", "budget", "problem")
_PARTS = ("infer", "uplink", "gateway", "backhaul", "cloud", "downhaul", "downlink", "sleep", "standby", "sense",
          "compute", "transmit", "receive", "regulator", "self_discharge", "tail", "reboot", "harvester",
          "subscription", "traffic", "messages", "servers")  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """Give every text that is asked for in the window's code, with where it stands."""
    for file in sorted(_ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"tr", "later"}:
                first = node.args[0]
                for text in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                    if isinstance(text, ast.Constant):
                        yield str(text.value), f"{file.relative_to(_ROOT)}:{node.lineno}"


def phrases() -> Iterator[tuple[str, str]]:
    """Give every template of the engine's phrases with its place, but not those without words of their own."""
    for file in sorted(_ROOT.parent.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Phrase":
                first = node.args[0]
                for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                    text = named.get(one.id) if isinstance(one, ast.Name) else getattr(one, "value", None)
                    if isinstance(text, str) and re.search(r"\w", _FIELD.sub("", text)):
                        yield text, f"{file.relative_to(_ROOT.parent)}:{node.lineno}"


def words() -> Iterator[str]:
    """Give the words that other rooms make and the window translates."""
    yield from (kpi_name(kpi).short for kpi in KPIS)
    yield from map(kpi_in_words, (kpi for kpi in KPIS if not kpi_name(kpi).full.lower().startswith(_BREAKDOWNS)))
    yield from map(kpi_about, KPIS)
    yield from (about for table in tables() for about in (table.about, *(field.about for field in table.fields)))
    yield from WORDS.values()
    yield from map(segment_label, _PARTS)
    for noun in _NOUNS:
        yield from (f"{{count}} {noun}", f"{{count}} {noun}s")


def test_that_every_text_has_a_german_one() -> None:
    german = catalogue(Language.GERMAN)
    missing = {text: place for text, place in (*texts(), *phrases()) if text not in german}
    missing |= {text: "made elsewhere" for text in words() if text not in german}
    assert not missing, "\n".join(f"{place}: {text!r}" for text, place in missing.items())


def test_that_every_number_of_a_part_has_a_german_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()

    def note(text: str, **values: object) -> str:
        asked.add(text)
        return text.format(**values)

    monkeypatch.setattr(profile_numbers, "tr", note)
    registry = Registry()
    for kind in Kind:
        for name in registry.names(kind):
            profile_numbers.part_numbers(registry, kind, name)
    assert asked <= catalogue(Language.GERMAN).keys(), sorted(asked - catalogue(Language.GERMAN).keys())


def test_that_a_text_of_two_areas_has_one_translation() -> None:
    found: dict[str, str] = {}
    for file in sorted((_ROOT / "translations").glob("de*.yaml")):
        for text, german in YAML(typ="safe").load(file.read_text(encoding="utf-8")).items():
            assert found.setdefault(text, german) == german, f"{file.name}: {text}"


def test_that_nothing_shouts() -> None:
    for text, german in catalogue(Language.GERMAN).items():
        assert not {"!"} & {*text, *german}, text
        assert text.endswith("…") == german.endswith("…"), text


def test_that_a_translation_has_the_fields_of_its_text() -> None:
    for text, german in catalogue(Language.GERMAN).items():
        assert set(_FIELD.findall(text)) == set(_FIELD.findall(german)), text


def test_that_values_are_filled_in_after_the_look_up() -> None:
    choose_language(Language.GERMAN)
    try:
        assert tr("{count} devices", count="500") == "500 Geräte"
        assert tr("{count} never heard of", count=3) == "3 never heard of"
    finally:
        choose_language(Language.ENGLISH)
    assert tr("{count} devices", count="500") == "500 devices"


@pytest.mark.parametrize(
    ("environment", "remembered", "system", "expected"),
    [
        ("", "", "de_AT", "de"),
        ("", "en", "de_AT", "en"),
        ("de_DE.UTF-8", "en", "en_GB", "de"),
        ("", "", "fr_FR", "en"),
        ("fr", "", "C", "en"),
    ],
)
def test_that_the_environment_comes_before_the_choice_and_the_choice_before_the_desktop(
    monkeypatch: pytest.MonkeyPatch, environment: str, remembered: str, system: str, expected: str
) -> None:
    monkeypatch.setenv("SIMGUI_LANG", environment)
    assert preferred_language(remembered, system) == expected


def test_that_the_functions_get_texts_not_variables_of_unknown_origin() -> None:
    """``tr(f"…")`` could never be found in the catalogue."""
    for file in sorted(_ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                assert not isinstance(node.args[0], ast.JoinedStr), f"{file}:{node.lineno}"


def test_that_thousands_are_set_apart_by_no_decimal_comma() -> None:
    assert counted(1_234_567) == "1,234,567"
    choose_language(Language.GERMAN)
    try:
        assert counted(1_234_567) == "1\u202f234\u202f567"
        assert plural(10_000, "device") == "10\u202f000 Geräte"
    finally:
        choose_language(Language.ENGLISH)


def test_that_the_window_writes_counts_in_one_place_only() -> None:
    """A comma in a format is English: 10,000 devices would be ten of them to a German reader."""
    grouped = re.compile(r":,(?:\.\d+f)?\}")
    found = [
        f"{file.name}:{number}"
        for file in sorted(_ROOT.rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if file.name != "translation.py" and grouped.search(line)
    ]
    assert not found, found


def test_that_german_texts_have_german_typography() -> None:
    for text, german in catalogue(Language.GERMAN).items():
        assert german.count("„") == german.count("“"), text
        assert not set('"”') & set(german), f"{text}: quotation marks are „…“"
        assert "..." not in german, text
        assert not re.search(r"\d(?:%|°C|ms|µ[AWsJ])", german), f"{text}: a space before the unit"
        assert not re.search(r"\b(?:fuer|ueber|Geraet|koennen|muss[st]en? nicht|groess|Daß|daß)", german), text


def test_that_one_thing_has_one_german_name() -> None:
    """Words that an earlier text used for the same thing."""
    dropped = ("Steueraufgabe", "Monte-Carlo-Zug", "Monte-Carlo-Züge", "ungesichert", "Backhaul")
    found = [german for german in catalogue(Language.GERMAN).values() for word in dropped if word in german]
    assert not found, found
