"""The canvas: three lanes with the scenario's boxes and links; takes what is dragged from the library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.panels.canvas_items import LinkItem, NodeItem
from simgui.ui.presenters.canvas import LANE_WIDTH, NODE_WIDTH, CanvasView, Lane, LinkView
from simgui.ui.presenters.library import Drop, Item, Shelf
from simgui.ui.theme import TypeSize
from simgui.ui.translation import tr
from simgui.ui.widgets.exporting import fill_menu

MIME = "application/x-simgui-part"
_ZOOMS = (0.4, 2.5)

Judge = Callable[[Item, str, Lane], Drop]


class Canvas(QGraphicsView):
    """Shows a `CanvasView`.

    By keys: arrows go from box to box, with Shift left and right go to the links of a box, and there from end to end or
    from link to link; Enter asks for the fields of what is chosen, Delete takes it away.

    Signals
    -------
    selected(str)
        The user chose a box or a link: its path.
    dropped(Item, str, Lane)
        The user dropped a part on a box ("" for none) of a lane.
    file_dropped(str, str)
        The user dropped a model file on a box: the file, and the path of the box.
    remove_requested(str)
        The user wants the chosen box or link away.
    fields_requested()
        The user wants to go on in the fields of what is chosen.
    """

    selected = Signal(str)
    dropped = Signal(object, str, int)
    file_dropped = Signal(str, str)
    remove_requested = Signal(str)
    fields_requested = Signal()

    def __init__(self, appearance: Appearance, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance, self._judge = appearance, judge
        self._shown = CanvasView()
        self._nodes: dict[str, NodeItem] = {}
        self._links: dict[str, LinkItem] = {}
        self._is_fitted = True
        self._lanes = QGraphicsScene(self)
        self.setScene(self._lanes)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Canvas"))
        self._lanes.selectionChanged.connect(self._selection_changed)
        appearance.changed.connect(lambda: self.show_canvas(self._shown))

    def show_canvas(self, shown: CanvasView) -> None:
        """Show a scenario; what was selected stays so."""
        chosen = self.selected_path()
        self._lanes.blockSignals(True)
        self._lanes.clear()
        self._shown = shown
        self._nodes = {view.path: NodeItem(view, self._appearance) for view in shown.nodes}
        self._links = {
            view.path: LinkItem(view, self._nodes[view.source], self._nodes[view.target], self._appearance)
            for view in shown.links
            if view.source in self._nodes and view.target in self._nodes
        }
        for item in (*self._links.values(), *self._nodes.values()):
            self._lanes.addItem(item)
        self._lanes.blockSignals(False)
        self.setBackgroundBrush(QColor(self._appearance.colours.background))
        self.setSceneRect(self._whole())
        self.setAccessibleDescription("; ".join(map(_in_words, (*self._nodes.values(), *self._links.values()))))
        self.point_out(chosen)
        if self._is_fitted:
            self.see_all()

    def point_out(self, path: str) -> None:
        """Select the box or link of a path, or the box it belongs to, without a signal."""
        found = max(
            (known for known in (*self._nodes, *self._links) if path == known or path.startswith(f"{known}.")),
            key=len,
            default="",
        )
        self._lanes.blockSignals(True)
        for known, item in (*self._nodes.items(), *self._links.items()):
            item.setSelected(known == found)
        self._lanes.blockSignals(False)
        self._lanes.update()

    def selected_path(self) -> str:
        """Give the path of what is selected, or ""."""
        items = (*self._nodes.items(), *self._links.items())
        return next((path for path, item in items if item.isSelected()), "")

    def see_all(self) -> None:
        """Fit everything into the view."""
        self._is_fitted = True
        self.fitInView(self._whole().adjusted(-10, -10, 10, 10), Qt.AspectRatioMode.KeepAspectRatio)
        if self.transform().m11() > 1.15:
            self.resetTransform()
            self.centerOn(self._whole().center())

    def node_at(self, place: QPointF) -> str:
        """Give the path of the box at a place of the scene, or ""."""
        hit = [path for path, node in self._nodes.items() if node.sceneBoundingRect().contains(place)]
        return hit[0] if hit else ""

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:  # noqa: N802
        """Draw the lanes."""
        super().drawBackground(painter, rect)  # type: ignore[arg-type]
        colours, whole = self._appearance.colours, self._whole()
        font = QFont()
        font.setPixelSize(TypeSize.BODY)
        font.setBold(True)
        painter.setFont(font)
        for lane, title in self._shown.lanes.items():
            area = QRectF(lane * LANE_WIDTH + 8, whole.top() + 8, LANE_WIDTH - 16, whole.height() - 16)
            painter.setPen(QColor(colours.border))
            painter.setBrush(QColor(colours.sunken))
            painter.drawRoundedRect(area, 12, 12)
            painter.setPen(QColor(colours.muted))
            painter.drawText(
                area.adjusted(14, 10, -14, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title
            )

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom."""
        factor = 1.15 ** (event.angleDelta().y() / 120)
        if _ZOOMS[0] <= self.transform().m11() * factor <= _ZOOMS[1]:
            self._is_fitted = False
            self.scale(factor, factor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show everything again."""
        self.see_all()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep everything in the view, unless the user zoomed."""
        super().resizeEvent(event)
        if self._is_fitted and self._shown.nodes:
            self.see_all()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk from box to box by the arrows, and take away what is chosen."""
        key = event.key()
        if key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self.selected_path():
            self.remove_requested.emit(self.selected_path())
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.selected_path():
            self.fields_requested.emit()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right} and self._nodes:
            link = self._links.get(self.selected_path())
            if link is not None:
                self._walk_from_link(Qt.Key(key), link.view)
            elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._walk_to_link(Qt.Key(key))
            else:
                self._walk(Qt.Key(key))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the picture, and a frame while the keys go here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(self._appearance.colours.accent), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()

    def contextMenuEvent(self, event: object) -> None:  # noqa: N802
        """Offer to save the picture."""
        from PySide6.QtGui import QContextMenuEvent  # noqa: PLC0415 - only its type is needed
        from PySide6.QtWidgets import QMenu  # noqa: PLC0415

        if not isinstance(event, QContextMenuEvent):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Show everything"), self.see_all)
        menu.addSeparator()
        fill_menu(menu, self, None)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take parts of the library and model files."""
        if item_of(event.mimeData()) is not None or model_file(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Show where it would go."""
        target, lane = self._aim(event.position())
        item = item_of(event.mimeData())
        fits = bool(self._judge(item, target, lane).action) if item is not None else target.startswith("fleet.")
        self._mark(target if fits else "")
        if fits:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Forget where it would go."""
        self._mark("")
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Tell what was dropped where."""
        target, lane = self._aim(event.position())
        self._mark("")
        event.acceptProposedAction()
        item, file = item_of(event.mimeData()), model_file(event.mimeData())
        if item is not None:
            self.dropped.emit(item, target, int(lane))
        elif file:
            self.file_dropped.emit(file, target)

    def _aim(self, place: QPointF) -> tuple[str, Lane]:
        scene = self.mapToScene(place.toPoint())
        return self.node_at(scene), Lane(min(max(int(scene.x() // LANE_WIDTH), 0), len(Lane) - 1))

    def _mark(self, target: str) -> None:
        for path, node in self._nodes.items():
            if node.is_target != (path == target):
                node.is_target = path == target
                node.update()

    def _walk(self, key: Qt.Key) -> None:
        """Go to the nearest box in a direction."""
        here = self._nodes.get(self.selected_path())
        if here is None:
            self._choose(next(iter(self._nodes)))
            return
        ways = {Qt.Key.Key_Down: (0, 1), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Left: (-1, 0)}
        across, down = ways[key]
        best = ("", float("inf"))
        for path, node in self._nodes.items():
            dx, dy = (node.view.x - here.view.x) / NODE_WIDTH, (node.view.y - here.view.y) / 100.0
            ahead = dx * across + dy * down
            far = abs(dx) + abs(dy) + 2 * abs(dx * down + dy * across)
            if ahead > 0.1 and far < best[1]:
                best = (path, far)
        if best[0]:
            self._choose(best[0])

    def _walk_to_link(self, key: Qt.Key) -> None:
        """Go to the first link that leaves the box, or with the left key to the first that comes in."""
        here, is_left = self.selected_path(), key in {Qt.Key.Key_Left, Qt.Key.Key_Up}
        links = [one.view for one in self._links.values()]
        found = [one.path for one in links if (one.target if is_left else one.source) == here]
        if found:
            self._choose(found[0])

    def _walk_from_link(self, key: Qt.Key, here: LinkView) -> None:
        """Go to an end of a link, or to the link next to it."""
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._choose(here.source if key == Qt.Key.Key_Left else here.target)
            return
        ordered = sorted(self._links, key=lambda path: self._links[path].sceneBoundingRect().center().y())
        at = ordered.index(here.path) + (1 if key == Qt.Key.Key_Down else -1)
        if 0 <= at < len(ordered):
            self._choose(ordered[at])

    def _choose(self, path: str) -> None:
        self.point_out(path)
        item = self._nodes.get(path) or self._links[path]
        self.ensureVisible(item)
        self.setAccessibleDescription(_in_words(item))
        self.selected.emit(path)

    def _selection_changed(self) -> None:
        path = self.selected_path()
        if path:
            self.selected.emit(path)

    def _whole(self) -> QRectF:
        lowest = max((node.view.y + node.view.height for node in self._nodes.values()), default=200.0)
        return QRectF(0, 0, len(Lane) * LANE_WIDTH, max(lowest + 40, 320.0))


def _in_words(item: object) -> str:
    """Say what a box or a link is."""
    if isinstance(item, NodeItem):
        return f"{item.view.title} {item.view.count}: {', '.join(item.view.lines)}"
    if not isinstance(item, LinkItem):
        return ""
    ends = (end.rpartition(".")[2] for end in (item.view.source, item.view.target))
    return f"{' → '.join(ends)}: {item.view.label.replace(chr(10), ', ')}"


def mime_of(item: Item) -> QMimeData:
    """Wrap a part of the library for dragging."""
    data = QMimeData()
    data.setData(MIME, f"{item.shelf.value}/{item.name}".encode())
    return data


def item_of(data: QMimeData) -> Item | None:
    """Give the part that is dragged; None for anything else."""
    if not data.hasFormat(MIME):
        return None
    shelf, _, name = bytes(data.data(MIME).data()).decode().partition("/")
    return Item(Shelf(shelf), name)


def model_file(data: QMimeData) -> str:
    """Give the model file that is dragged, or ""."""
    files = (url.toLocalFile() for url in data.urls() if url.isLocalFile())
    return next((file for file in files if Path(file).suffix.lower() == ".tflite"), "")
