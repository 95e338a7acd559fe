"""The type of a presentation: it grows with the screen, so that the last row can read it."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QSize

_USUAL = QSize(1280, 800)
_SMALLEST, _LARGEST = 0.85, 4.0


class TalkSize(IntEnum):
    """Type sizes on a stage of 1280 by 800 pixels; nothing a listener should read is smaller than the labels."""

    LABEL = 15
    CHART = 15
    CHANGE = 17
    NOTES = 18
    WORDS = 24
    TITLE = 34
    NUMBER = 36


def talk_scale(size: QSize) -> float:
    """Give how much larger than usual the type of a stage is. [-]

    Parameters
    ----------
    size : QSize
        Of the stage. [px]
    """
    wanted = min(size.width() / _USUAL.width(), size.height() / _USUAL.height())
    return min(max(wanted, _SMALLEST), _LARGEST)


def talk_stylesheet(scale: float) -> str:
    """Write what a stage adds to the style sheet of the window.

    Parameters
    ----------
    scale : float
        See `talk_scale`. [-]
    """
    sizes = {name: f"{round(size * scale)}px" for name, size in TalkSize.__members__.items()}
    return "\n".join(
        (
            f'QLabel[role="muted"], QLabel[role="caption"], QPushButton {{ font-size: {sizes["LABEL"]}; }}',
            f'QLabel[role="heading"], QLabel[role="talk_notes"] {{ font-size: {sizes["NOTES"]}; }}',
            f'QLabel[role="talk_change"] {{ font-size: {sizes["CHANGE"]}; }}',
            f'QLabel[role="talk_words"] {{ font-size: {sizes["WORDS"]}; }}',
            f'QLabel[role="display"] {{ font-size: {sizes["TITLE"]}; }}',
            f'QLabel[role="talk_number"] {{ font-size: {sizes["NUMBER"]}; }}',
        )
    )
