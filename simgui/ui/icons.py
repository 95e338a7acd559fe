"""Line icons: SVG drawings, tinted with the palette and sharp at every scale."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from simgui.core.paths import bundled

_SIZES = (16, 24, 32, 48, 64, 128)


@cache
def _drawing(name: str) -> str:
    """Read a drawing; it uses ``currentColor``."""
    return (bundled("assets") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def tinted_icon(name: str, colour: str, disabled_colour: str) -> QIcon:
    """Give an icon in a colour.

    Parameters
    ----------
    name : str
        Name of the drawing, e.g. ``run``.
    colour, disabled_colour : str
        As ``#rrggbb``.
    """
    icon = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled_colour)):
        for size in _SIZES:
            icon.addPixmap(drawing_pixmap(name, tint, QSize(size, size)), mode)
    return icon


@cache
def application_icon() -> QIcon:
    """Give the icon of the program, in its own colours."""
    return tinted_icon("simgui", "#ffffff", "#ffffff")


def write_tinted(name: str, colour: str, folder: Path) -> Path:
    """Write a drawing in a colour, for a style sheet, which takes pictures from files alone.

    Parameters
    ----------
    name : str
        Name of the drawing.
    colour : str
        As ``#rrggbb``.
    folder : Path
        Where to; a file that is there already is left alone.
    """
    file = folder / f"{name}-{colour.lstrip('#')}.svg"
    if not file.exists():
        file.write_text(_drawing(name).replace("currentColor", colour), encoding="utf-8")
    return file


def drawing_pixmap(name: str, colour: str, size: QSize, scale: float = 1.0) -> QPixmap:
    """Draw an SVG into a pixmap.

    Parameters
    ----------
    name : str
        Name of the drawing.
    colour : str
        As ``#rrggbb``.
    size : QSize
        In device-independent pixels.
    scale : float
        Device pixels per device-independent one. [-]
    """
    pixmap = QPixmap(size * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    svg = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    svg.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
