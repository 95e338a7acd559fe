"""The report of a run as a PDF file: the HTML page, laid out for A4 by Qt."""

from __future__ import annotations

import re
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

from simgui.results.report.printing import printable

_DPI = 600
_MARGIN_MM, _FOOT_MM = 15.0, 9.0
_MM_PER_INCH = 25.4
_PX_PER_INCH = 96
_WIDEST_PX = 640.0
_PICTURE = QTextFormat.ObjectTypes.UserObject.value + 1
_NUMBER = QTextFormat.Property.UserProperty.value + 1
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
    document, pictures = _document(page, writer, size)
    _keep_headings_with_text(document, size.height())
    painter = QPainter(writer)
    count = document.pageCount()
    for number in range(count):
        if number:
            writer.newPage()
        _draw_page(painter, document, number, size)
        _draw_foot(painter, QRectF(0, size.height(), size.width(), foot), title, f"{number + 1} / {count}")
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


def _document(page: str, writer: QPdfWriter, size: QSizeF) -> tuple[QTextDocument, _Pictures]:
    content = printable(page)
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


def _keep_headings_with_text(document: QTextDocument, page: float) -> None:
    """Begin a new page before each heading whose text would begin on the next one."""
    for _ in range(_ROUNDS):
        lonely = _lonely_heading(document, page)
        if lonely is None:
            return
        cursor = QTextCursor(lonely)
        form = lonely.blockFormat()
        form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        cursor.setBlockFormat(form)


def _lonely_heading(document: QTextDocument, page: float) -> QTextBlock | None:
    layout: QAbstractTextDocumentLayout = document.documentLayout()
    block = document.begin()
    first: QTextBlock | None = None
    while block.isValid():
        is_heading = block.blockFormat().headingLevel() > 0
        if is_heading and first is None:
            first = block
        elif not is_heading and block.text().strip():
            if first is not None:
                starts, follows = _page_of(layout, first, page), _page_of(layout, block, page)
                breaks = first.blockFormat().pageBreakPolicy()
                if follows > starts and breaks != QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore:
                    return first
            first = None
        block = block.next()
    return None


def _page_of(layout: QAbstractTextDocumentLayout, block: QTextBlock, page: float) -> int:
    """Give the page that a block's first line is on; the block itself may begin before a break. [-]"""
    line_y = block.layout().lineAt(0).y() if block.layout().lineCount() else 0.0
    return int((layout.blockBoundingRect(block).top() + line_y + 1.0) // page)


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
