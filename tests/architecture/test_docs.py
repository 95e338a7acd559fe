"""The documents: what is generated is current, what is linked exists, decisions are numbered."""

import re
from pathlib import Path

import pytest

from simgui.scenario.schema.reference import reference_markdown

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "assets" / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
DECISIONS = sorted((DOCS / "adr").glob("*.md"))


def test_that_the_scenario_reference_is_current() -> None:
    committed = (DOCS / "scenario_reference.md").read_text(encoding="utf-8")
    assert committed == reference_markdown(), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_that_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_that_a_decision_has_the_form_of_the_first(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    number = DECISIONS.index(file) + 1
    assert file.name.startswith(f"{number:04}-")
    assert text.startswith(f"# {number}. ")
    assert re.findall(r"^## (.*)$", text, flags=re.MULTILINE) == ["Decision", "Rejected", "Consequences"]
    assert "Status: accepted." in text
