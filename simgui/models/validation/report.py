"""Write the validation report and its summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from simgui.models.validation.chart import scatter
from simgui.models.validation.comparison import Check, Finding, Section

_WORST = 8


def write_report(folder: Path, sections: Sequence[Section], *, version: str, date: dt.date) -> Path:
    """Write the whole report with its pictures.

    Parameters
    ----------
    folder : Path
        Where to.
    sections : Sequence[Section]
        Its parts.
    version : str
        Of simgui.
    date : datetime.date
        When.

    Returns
    -------
    Path
        The Markdown file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = [*_head("Validation", version, date), ""]
    for section in sections:
        lines += [f"## {section.title}", "", *_table(section), *_text(section)]
        if not section.findings:
            continue
        drawn = _drawn(section)
        name = section.title.lower().replace(",", "").replace(" ", "-") + ".svg"
        (folder / name).write_text(
            scatter(drawn.points, title=f"{section.title}: {drawn.name}", unit=section.unit), "utf-8"
        )
        lines += [f"![{drawn.name}]({name})", "", *_worst(section)]
    file = folder / "validation.md"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def write_summary(file: Path, sections: Sequence[Section], *, version: str, date: dt.date) -> None:
    """Write the part of ``assets/docs/validation.md`` that is computed, and leave the rest of it alone.

    Parameters
    ----------
    file : Path
        The summary.
    sections : Sequence[Section]
        Its parts.
    version : str
        Of simgui.
    date : datetime.date
        When.
    """
    begin, end = "<!-- written by make validate -->", "<!-- end of what make validate wrote -->"
    lines = [begin, "", "## Against published measurements", "", *_head("", version, date)[2:], ""]
    for section in sections:
        lines += [f"### {section.title}", "", *_table(section), *_text(section)]
    part = "\n".join([*lines, end])
    old = file.read_text(encoding="utf-8") if file.exists() else "# Validation\n\n"
    before, found, rest = old.partition(begin)
    after = rest.partition(end)[2] if found else ""
    file.write_text(f"{before.rstrip()}\n\n{part}\n{after.lstrip()}", encoding="utf-8")


def summary_lines(sections: Sequence[Section]) -> list[str]:
    """Give one line for each finding.

    Parameters
    ----------
    sections : Sequence[Section]
        The parts of the report.

    Returns
    -------
    list[str]
        For the terminal.
    """
    lines = []
    for section in sections:
        rows = [(one.name, str(one.accuracy), one.target, one.verdict) for one in section.findings]
        rows += [(one.name, one.found, one.target, one.verdict) for one in section.checks]
        lines += [f"{name:<58}{found:>18}  target {target:<14} {verdict}" for name, found, target, verdict in rows]
    return lines


def _head(title: str, version: str, date: dt.date) -> list[str]:
    return [
        f"# {title}",
        "",
        f"simgui {version}, {date}. Predictions against published measurements that lie beside the repository; "
        "errors are absolute percentages, median / 90th percentile. "
        "“Left out” means that the fit had not seen what is predicted.",
    ]


def _table(section: Section) -> list[str]:
    return [*(_findings(section) if section.findings else ()), *(_checks(section.checks) if section.checks else ())]


def _checks(checks: Sequence[Check]) -> list[str]:
    lines = ["| checked | cases | found | target | verdict | note |", "|---|---:|---|---|---|---|"]
    lines += [
        f"| {one.name} | {one.cases} | {one.found} | {one.target} | {one.verdict} | {one.note} |" for one in checks
    ]
    return [*lines, ""]


def _findings(section: Section) -> list[str]:
    lines = ["| predicted | rows | error | target | verdict | note |", "|---|---:|---:|---:|---|---|"]
    lines += [
        f"| {one.name} | {one.accuracy.count} | {one.accuracy} | {one.target} | {one.verdict} | {one.note} |"
        for one in section.findings
    ]
    return [*lines, ""]


def _text(section: Section) -> list[str]:
    return [*(f"- {line}" for line in section.text), ""] if section.text else []


def _drawn(section: Section) -> Finding:
    """Choose the finding whose picture says most: the first with a target, among accelerators all."""
    aimed = [one for one in section.findings if one.verdict != "stated"]
    if len(aimed) == 1 and len(section.findings) > 3:
        every = tuple(point for one in section.findings for point in one.points)
        return Finding("network left out", every)
    return aimed[0] if aimed else section.findings[0]


def _worst(section: Section) -> list[str]:
    points = sorted((p for one in section.findings for p in one.points), key=lambda point: -point.percent)
    lines = [f"Worst of them ({section.unit}):", "", "| where | measured | predicted | error |", "|---|---:|---:|---:|"]
    seen: set[str] = set()
    for point in points:
        if point.label not in seen and len(seen) < _WORST:
            seen.add(point.label)
            lines.append(f"| {point.label} | {point.measured:.3g} | {point.predicted:.3g} | {point.percent:.0f} % |")
    return [*lines, ""]
