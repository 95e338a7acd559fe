"""Shows one page after the other."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from simgui.ui.theme import Space


class Pages(QWidget):
    """Holds the page on show; fill the next one before it is shown, so that each widget gets its style once.

    Parameters
    ----------
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = QVBoxLayout(self)
        self._around.setContentsMargins(0, 0, 0, 0)
        self._page: QWidget | None = None

    @staticmethod
    def new_page() -> tuple[QWidget, QVBoxLayout]:
        """Make an empty page and its column."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, Space.XS, Space.M)
        column.setSpacing(Space.S)
        return page, column

    def turn_to(self, page: QWidget) -> None:
        """Show another page; the old one may hold what was clicked, so it stays until that is over."""
        old, self._page = self._page, page
        if old is not None:
            old.hide()
            self._around.removeWidget(old)
            old.deleteLater()
        self._around.addWidget(page)
        page.show()
