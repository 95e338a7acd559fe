"""Labels that show text as it is, in the type of their role."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def text_label(text: str, role: str = "", *, wraps: bool = False, parent: QWidget | None = None) -> QLabel:
    """Make a label.

    Parameters
    ----------
    text : str
        Shown as it is, never as rich text: it may come from a file.
    role : str
        Its part in the style sheet, e.g. ``title``.
    wraps : bool
        Whether it may take several lines.
    parent : QWidget | None
        Where it belongs; a layout sets it otherwise.
    """
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    if wraps:
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label


def selectable(label: QLabel) -> QLabel:
    """Let the user mark and copy the text, by mouse and by keyboard."""
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label


def placeholder(text: str) -> QLabel:
    """Make the text of an empty view, in its middle."""
    label = text_label(text, "muted", wraps=True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def rule(parent: QWidget | None = None) -> QFrame:
    """Make a thin horizontal line."""
    line = QFrame(parent)
    line.setProperty("role", "rule")
    return line
