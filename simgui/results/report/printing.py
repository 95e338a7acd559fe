"""The report for a printer that knows little of CSS: pictures taken out, lists and captions written plainly.

Qt's rich text knows neither variables nor inline SVG, grids, captions or elements that become blocks.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_TEMPLATES = Path(__file__).parent / "templates"
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})")
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
_BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)
_TABLE = re.compile(r"<table>\s*(?:<caption>(.*?)</caption>)?(.*?)</table>", re.DOTALL)
_ENTRY = re.compile(r"<dt>(.*?)</dt><dd([^>]*)>(.*?)</dd>", re.DOTALL)
_CELL = re.compile(r"<td(?: class=\"(\w+)\")?>")
_COLUMN = re.compile(r"(?<=</th>)<th scope=\"col\"([^>]*)>")
_SECTION = re.compile(r"</?(?:section|main|header|figure|div)[^>]*>")


@dataclass(frozen=True, slots=True)
class Printable:
    """A page for Qt: its text, its style, and the pictures that ``picture:0``, ``picture:1`` … stand for."""

    html: str
    css: str
    pictures: tuple[str, ...]


def printable(page: str) -> Printable:
    """Prepare a report for printing.

    Parameters
    ----------
    page : str
        What `simgui.results.report.page.make_page` wrote.
    """
    colours = _light_colours()
    pictures: list[str] = []

    def placeholder(found: re.Match[str]) -> str:
        pictures.append(_coloured(found[0], colours))
        return f'<p class="picture"><img src="picture:{len(pictures) - 1}"></p>'

    body = _BODY.search(page)
    text = _SVG.sub(placeholder, body[1] if body is not None else page)
    text = text.replace("<dl>", '<table class="facts" width="100%" cellspacing="0" cellpadding="3">')
    text = text.replace("</dl>", "</table>")
    text = _ENTRY.sub(r'<tr><td class="fact" width="22%">\1</td><td\2>\3</td></tr>', text)
    text = _TABLE.sub(_table, text)
    text = text.replace("<small>", '<br><span class="below">').replace("</small>", "</span>")
    text = re.sub(r"<code>|</code>", "", text)
    text = _SECTION.sub("", text)
    css = (_TEMPLATES / "print.css").read_text(encoding="utf-8")
    return Printable(text, _coloured(css, colours), tuple(pictures))


def _light_colours() -> dict[str, str]:
    """Read the colours of the page in daylight: each name where it is written first."""
    found: dict[str, str] = {}
    for name, colour in _COLOUR.findall((_TEMPLATES / "report.css").read_text(encoding="utf-8")):
        found.setdefault(name, colour)
    return found


def _coloured(text: str, colours: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: colours.get(found[1], "#000000"), text)


def _table(found: re.Match[str]) -> str:
    rows = _CELL.sub(lambda cell: f'<td class="{cell[1] or "value"}">', found[2])
    rows = _COLUMN.sub(lambda head: head[0] if "text-align" in head[0] else f'<th align="right"{head[1]}>', rows)
    rows = rows.replace('<th scope="row"', '<th align="left"').replace('<tr><th scope="col">', '<tr><th align="left">')
    caption = f'<p class="small">{found[1]}</p>' if found[1] else ""
    return f'<table class="figures" width="100%" cellspacing="0" cellpadding="3">{rows}</table>{caption}'
