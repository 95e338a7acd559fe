"""Saves what a view shows: as a picture (PNG, SVG) or as the numbers behind it (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu, QWidget

from simgui.core.errors import SimguiError
from simgui.results.atomic_file import write_bytes, write_text
from simgui.ui.translation import tr

PICTURES = (".png", ".svg")
_SCALE = 2.0
_SAY_FOR_MS = 8000


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers behind a picture: the names of the columns, and the rows."""

    headers: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


GiveTable = Callable[[], Table]


def save_picture(widget: QWidget, file: Path, *, background: str = "#ffffff") -> None:
    """Save a view as it stands.

    Parameters
    ----------
    widget : QWidget
        The view; need not be on the screen.
    file : Path
        Ends in ``.png`` (twice the size, for print) or ``.svg``.
    background : str
        Colour behind it.

    Raises
    ------
    SimguiError
        If the ending is another one, or the file cannot be written.
    """
    suffix = file.suffix.lower()
    if suffix == ".png":
        write_bytes(file, picture_bytes(widget, background))
    elif suffix == ".svg":
        write_bytes(file, _svg_bytes(widget, background))
    else:
        raise SimguiError(f"{file}: pictures are saved as {' or '.join(PICTURES)}")


def picture_bytes(widget: QWidget, background: str = "#ffffff") -> bytes:
    """Give a view as the bytes of a PNG file of twice its size."""
    from PySide6.QtCore import QBuffer, QIODevice  # noqa: PLC0415 - only needed here

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _pixmap(widget, background).save(buffer, "PNG")
    return bytes(buffer.data().data())


def save_table(table: Table, file: Path) -> None:
    """Save numbers as CSV: a head, then a row a line, numbers with all their digits.

    Raises
    ------
    SimguiError
        If the file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.headers)
    writer.writerows(table.rows)
    write_text(file, text.getvalue())


class Exporter(QObject):
    """Gives a view a menu on the right button that saves what is visible.

    Parameters
    ----------
    widget : QWidget
        The view.
    table : GiveTable | None
        The numbers that are visible now; None offers pictures only.
    """

    def __init__(self, widget: QWidget, table: GiveTable | None = None) -> None:
        super().__init__(widget)
        self._widget, self._table = widget, table
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Open the menu."""
        if isinstance(event, QContextMenuEvent) and watched is self._widget:
            self.menu().popup(event.globalPos())
            return True
        return super().eventFilter(watched, event)

    def menu(self) -> QMenu:
        """Make the menu."""
        menu = QMenu(self._widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, self._widget, self._table)
        return menu


def fill_menu(menu: QMenu, widget: QWidget, table: GiveTable | None) -> None:
    """Add what can be saved of a view to a menu.

    Parameters
    ----------
    menu : QMenu
        Where to.
    widget : QWidget
        The view.
    table : GiveTable | None
        The numbers that are visible now; None offers pictures only.
    """
    menu.addAction(tr("Save picture…"), lambda: _ask(widget, tr("Pictures (*.png *.svg)"), _save_picture(widget)))
    menu.addAction(tr("Copy picture"), lambda: QGuiApplication.clipboard().setPixmap(_pixmap(widget, _ground(widget))))
    if table is not None:
        menu.addAction(tr("Save visible data…"), lambda: _ask(widget, tr("Tables (*.csv)"), _save_table(table)))


def _save_picture(widget: QWidget) -> Callable[[Path], None]:
    return lambda file: save_picture(
        widget, file if file.suffix else file.with_suffix(".png"), background=_ground(widget)
    )


def _save_table(table: GiveTable) -> Callable[[Path], None]:
    return lambda file: save_table(table(), file if file.suffix else file.with_suffix(".csv"))


def _ask(widget: QWidget, kinds: str, save: Callable[[Path], None]) -> None:
    """Ask for a file without blocking; the status bar tells how it went."""
    dialog = QFileDialog(widget.window(), tr("Save as"), _file_name(widget), kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)

    def chosen(name: str) -> None:
        try:
            save(Path(name))
        except (SimguiError, OSError) as error:
            _tell(widget, tr("Could not be saved: {why}", why=str(error)))
        else:
            _tell(widget, tr("{file} written", file=name))

    dialog.fileSelected.connect(chosen)
    dialog.open()


def _tell(widget: QWidget, text: str) -> None:
    """Write into the status bar of the window the view belongs to, which a floating view has as its parent."""
    window: QWidget | None = widget.window()
    while window is not None and not isinstance(window, QMainWindow):
        window = parent.window() if (parent := window.parentWidget()) is not None else None
    if isinstance(window, QMainWindow):
        window.statusBar().showMessage(text, _SAY_FOR_MS)


def _file_name(widget: QWidget) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in widget.accessibleName().lower()).split()
    return "-".join(words[:5]) or "view"


def _ground(widget: QWidget) -> str:
    return widget.palette().base().color().name()


def _pixmap(widget: QWidget, background: str) -> QPixmap:
    size: QSize = widget.size()
    pixmap = QPixmap(round(size.width() * _SCALE), round(size.height() * _SCALE))
    pixmap.setDevicePixelRatio(_SCALE)
    pixmap.fill(QColor(background))
    QWidget.render(widget, pixmap, QPoint(0, 0))  # a chart's own render means its scene
    return pixmap


def _svg_bytes(widget: QWidget, background: str) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice  # noqa: PLC0415 - only needed here
    from PySide6.QtSvg import QSvgGenerator  # noqa: PLC0415

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(0, 0), widget.size()))
    generator.setTitle(widget.accessibleName())
    generator.setDescription(widget.accessibleDescription())
    painter = QPainter(generator)
    painter.fillRect(QRect(QPoint(0, 0), widget.size()), QColor(background))
    QWidget.render(widget, painter, QPoint(0, 0))
    painter.end()
    return bytes(buffer.data().data())


def joined(tables: Sequence[Table]) -> Table:
    """Put tables of the same columns together."""
    return Table(tables[0].headers if tables else (), tuple(row for table in tables for row in table.rows))
