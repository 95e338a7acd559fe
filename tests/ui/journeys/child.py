"""``python -m ui.journeys.child JOURNEY FOLDER WORDS…``: what ``simgui WORDS…`` does, with a hand that makes a journey.

The program is the whole one, begun by its own command line; only the journey's timer is added to its event loop.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(words: list[str]) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from simgui.__main__ import main as simgui
    from simgui.ui import app
    from simgui.ui.main_window import MainWindow
    from ui.journeys.architect import Architect
    from ui.journeys.presenter import Presenter

    kind = {"architect": Architect, "presenter": Presenter}[words[0]]
    folder = Path(words[1])
    create = app.create_application

    def create_with_hand() -> QApplication:
        application = create()
        QTimer.singleShot(0, application, begin)
        return application

    def begin() -> None:
        window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
        window.journey = kind(window, folder)  # type: ignore[attr-defined] # lives as long as the window

    app.create_application = create_with_hand
    return simgui(words[2:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
