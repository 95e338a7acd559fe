"""What a person would see: texts of tables, places of things in pictures, pictures themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QTreeWidgetItem, QTreeWidgetItemIterator, QWidget


def picture_of(widget: QWidget) -> QImage:
    """Give what a widget shows, for comparison with what it shows at another time."""
    return widget.grab().toImage()


def texts_of(widget: QWidget) -> list[str]:
    """Give the texts of all labels that can be seen in a widget."""
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible() and one.text()]


def cell_text(results: Any, kpi: str, placement: str) -> str:
    """Give what the table of results says."""
    model = results.model
    return str(model.index(model.row_of(kpi), model.column_of(placement)).data())


def cell_place(results: Any, kpi: str, placement: str) -> QPoint:
    """Give the middle of a cell of the table of results on the screen. [px]"""
    model, table = results.model, results.table
    rect = table.visualRect(model.index(model.row_of(kpi), model.column_of(placement)))
    place: QPoint = table.viewport().mapToGlobal(rect.center())
    return place


def column_place(results: Any, placement: str) -> QPoint:
    """Give the middle of the head of a placement's column on the screen. [px]"""
    header, column = results.table.horizontalHeader(), results.model.column_of(placement)
    across = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    place: QPoint = header.viewport().mapToGlobal(QPoint(across, header.height() // 2))
    return place


def node_place(canvas: Any, path: str) -> QPoint:
    """Give the middle of a box of the canvas on the screen. [px]"""
    node = canvas._nodes[path]
    place: QPoint = canvas.viewport().mapToGlobal(canvas.mapFromScene(node.sceneBoundingRect().center()))
    return place


def plot_place(plot: Any, x: float, y: float) -> QPoint:
    """Give a place of a chart, in its coordinates, on the screen. [px]"""
    inside = plot.mapFromScene(plot.view.mapViewToScene(QPointF(x, y)))
    place: QPoint = plot.viewport().mapToGlobal(inside)
    return place


def leaf_place(tree: Any, name: str) -> QPoint | None:
    """Give the middle of a part of the library on the screen; None while it cannot be seen. [px]"""
    leaf = next((one for one in _leaves(tree) if one.text(0) == name and not one.isHidden()), None)
    rect = tree.visualItemRect(leaf) if leaf is not None else None
    if rect is None or rect.isEmpty() or not tree.viewport().rect().contains(rect.center()):
        return None
    place: QPoint = tree.viewport().mapToGlobal(rect.center())
    return place


def file_dialog() -> QFileDialog | None:
    """Give the dialog for files that is open."""
    shown = (one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible())
    return next(shown, None)


def changes_of(model: Any) -> list[str]:
    """Give what stands in the column of changes of a comparison, where there is a change."""
    cells = (str(model.index(row, 2).data(Qt.ItemDataRole.DisplayRole) or "") for row in range(model.rowCount()))
    return [text for text in cells if any(letter in "123456789" for letter in text)]


def _leaves(tree: Any) -> Iterator[QTreeWidgetItem]:
    walk = QTreeWidgetItemIterator(tree)
    while (item := walk.value()) is not None:
        if not item.childCount():
            yield item
        walk += 1
