"""Another program with a file in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QLabel


class FileManager(QLabel):
    """A window of another program, with a file that can be dragged out of it."""

    def __init__(self, file: Path) -> None:
        super().__init__(file.name, None, Qt.WindowType.Tool | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._file = file
        self.setGeometry(1300, 60, 200, 80)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to drag the file."""
        event.accept()
        drag, data = QDrag(self), QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file))])
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)
