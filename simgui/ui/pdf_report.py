"""The report of a run as a PDF file: the HTML page, laid out for A4 by Qt."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPyTextObject,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from simgui.results.report.printing import Printable, printable

_DPI = 600
_MARGIN_MM, _FOOT_MM = 15.0, 9.0
_MM_PER_INCH = 25.4
_PX_PER_INCH = 96
_WIDEST_PX = 640.0
_PICTURE = QTextFormat.ObjectTypes.UserObject.value + 1
_NUMBER = QTextFormat.Property.UserProperty.value + 1
_HEADING = re.compile(r"<(h[1-6])>")
_PICTURE_NAME = re.compile(r"picture:(\d+)")
_GREY, _TINY_PT = QColor("#566273"), 7.5
_ROUNDS = 12


def pdf_of(page: str, title: str) -> bytes:
    """Lay a report out on A4 pages, with page numbers.

    Parameters
    ----------
    page : str
        The HTML that `simgui.results.report.page.make_page` writes.
    title : str
        For the foot of each page and the file's properties.

    Returns
    -------
    bytes
        The PDF file; its text can be searched, and its pictures are drawn, not rasterised. Needs a QGuiApplication.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("simgui")
    writer.setResolution(_DPI)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )
    foot = _FOOT_MM / _MM_PER_INCH * _DPI
    size = QSizeF(writer.width(), writer.height() - foot)
    document, pictures = _laid_out(printable(page), writer, size)
    painter = QPainter(writer)
    pages = document.pageCount()
    for number in range(pages):
        if number:
            writer.newPage()
        _draw_page(painter, document, number, size)
        _draw_foot(painter, QRectF(0, size.height(), size.width(), foot), title, f"{number + 1} / {pages}")
    painter.end()
    del pictures  # the document only borrows the object that draws them
    return bytes(buffer.data().data())


def write_pdf(page: str, title: str, file: Path) -> None:
    """Write a report into a PDF file; the parameters are those of `pdf_of`.

    Raises
    ------
    SimguiError
        If the file cannot be written.
    """
    from simgui.results.atomic_file import write_bytes  # noqa: PLC0415 - with the file only

    write_bytes(file, pdf_of(page, title))


class _Pictures(QPyTextObject):
    """Draws the SVG pictures of a report where its text has placeholders for them."""

    def __init__(self, pictures: tuple[str, ...], widest: float) -> None:
        super().__init__()
        self._drawn = [QSvgRenderer(QByteArray(one.encode())) for one in pictures]
        self._widest = widest

    def intrinsicSize(self, _document: QTextDocument, _place: int, form: QTextFormat) -> QSizeF:  # noqa: N802
        """Give the size of a picture on the page, in its proportions."""
        natural = QSizeF(self._drawn[form.intProperty(_NUMBER)].defaultSize())
        scale = min(self._widest / natural.width(), self._widest / _WIDEST_PX)
        return natural * scale

    def drawObject(  # noqa: N802
        self, painter: QPainter, rect: QRectF | QRect, _document: QTextDocument, _place: int, form: QTextFormat
    ) -> None:
        """Draw a picture."""
        self._drawn[form.intProperty(_NUMBER)].render(painter, QRectF(rect))


def _laid_out(content: Printable, writer: QPdfWriter, size: QSizeF) -> tuple[QTextDocument, _Pictures]:
    """Lay the text out, with a new page before each heading whose text would begin on the next one.

    The text is read anew for each break: blocks whose format is changed later are not always laid out again.
    """
    breaks: set[int] = set()
    document, pictures = _document(content, writer, size)
    for _ in range(_ROUNDS):
        lonely = _lonely_heading(document, size.height(), breaks)
        if lonely is None:
            break
        breaks.add(lonely)
        document, pictures = _document(_with_breaks(content, breaks), writer, size)
    return document, pictures


def _with_breaks(content: Printable, breaks: set[int]) -> Printable:
    numbers = count()

    def opened(found: re.Match[str]) -> str:
        return f'<{found[1]} style="page-break-before:always">' if next(numbers) in breaks else found[0]

    return replace(content, html=_HEADING.sub(opened, content.html))


def _document(content: Printable, writer: QPdfWriter, size: QSizeF) -> tuple[QTextDocument, _Pictures]:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(writer)
    font = QFont("sans-serif")
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPointSizeF(9.5)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(content.css)
    document.setHtml(content.html)
    pictures = _Pictures(content.pictures, size.width())
    document.documentLayout().registerHandler(_PICTURE, pictures)
    _place_pictures(document)
    document.setPageSize(size)
    return document, pictures


def _place_pictures(document: QTextDocument) -> None:
    """Put a drawn picture in the place of every image."""
    found: list[tuple[int, int]] = []
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            form = fragment.charFormat()
            match = _PICTURE_NAME.fullmatch(form.toImageFormat().name()) if form.isImageFormat() else None
            if match is not None:
                found.append((fragment.position(), int(match[1])))
            fragments += 1
        block = block.next()
    for place, number in found:
        cursor = QTextCursor(document)
        cursor.setPosition(place)
        cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
        form = cursor.charFormat()
        form.setObjectType(_PICTURE)
        form.setProperty(_NUMBER, number)
        cursor.setCharFormat(form)


def _lonely_heading(document: QTextDocument, page: float, breaks: set[int]) -> int | None:
    """Give the number of the first heading that stands on another page than its text."""
    layout: QAbstractTextDocumentLayout = document.documentLayout()
    block, number = document.begin(), -1
    first: tuple[int, QTextBlock] | None = None
    while block.isValid():
        if block.blockFormat().headingLevel() > 0:
            number += 1
            first = first or (number, block)
        elif block.text().strip():
            is_open = first is not None and first[0] not in breaks
            if first is not None and is_open and _page_of(layout, block, page) > _page_of(layout, first[1], page):
                return first[0]
            first = None
        block = block.next()
    return None


def _page_of(layout: QAbstractTextDocumentLayout, block: QTextBlock, page: float) -> int:
    """Give the page that a block's first line is on; the block itself may begin before a break. [-]"""
    top = layout.blockBoundingRect(block).top()  # asked for first: it lays the block out
    line_y = block.layout().lineAt(0).y() if block.layout().lineCount() else 0.0
    return int((top + line_y + 1.0) // page)


def _draw_page(painter: QPainter, document: QTextDocument, number: int, size: QSizeF) -> None:
    painter.save()
    painter.translate(0, -number * size.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = QRectF(0, number * size.height(), size.width(), size.height())
    painter.setClipRect(context.clip)
    document.documentLayout().draw(painter, context)
    painter.restore()


def _draw_foot(painter: QPainter, place: QRectF, title: str, number: str) -> None:
    painter.save()
    font = QFont("sans-serif")
    font.setPointSizeF(_TINY_PT)
    painter.setFont(font)
    painter.setPen(_GREY)
    low = Qt.AlignmentFlag.AlignBottom
    painter.drawText(place, low | Qt.AlignmentFlag.AlignLeft, title)
    painter.drawText(place, low | Qt.AlignmentFlag.AlignRight, number)
    painter.restore()
