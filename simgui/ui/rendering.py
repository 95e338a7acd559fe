"""Draws a finished run into files, without a window: a view as a picture, its report as a PDF."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop

from simgui.results.result import ScenarioResult
from simgui.ui.theme import ThemeMode


def render(
    result: ScenarioResult,
    view: str,
    file: Path,
    *,
    folder: Path,
    placement: str,
    size: tuple[int, int],
    mode: ThemeMode,
) -> None:
    """Draw a view into a PNG or SVG file.

    Parameters
    ----------
    result : ScenarioResult
        A finished run.
    view : str
        Name of a view.
    file : Path
        Ends in ``.png`` or ``.svg``.
    folder : Path
        Of the run, where its history may be.
    placement : str
        What to point out; "" is the recommended one.
    size : tuple[int, int]
        Width and height; a PNG has twice as many pixels. [px]
    mode : ThemeMode
        The colours.

    Raises
    ------
    UsageError
        If there is no such view or placement, or nothing to draw.
    SimguiError
        If the file cannot be written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from simgui.ui.app import create_application, dress  # noqa: PLC0415 - the platform is set by now
    from simgui.ui.appearance import Appearance  # noqa: PLC0415
    from simgui.ui.panels.rendered_view import RenderRequest, make_view  # noqa: PLC0415
    from simgui.ui.widgets.exporting import save_picture  # noqa: PLC0415

    application = create_application()
    appearance = Appearance(mode)
    dress(application, appearance)
    widget = make_view(view, RenderRequest(result, placement, appearance, folder))
    widget.resize(*size)
    widget.show()
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    save_picture(widget, file, background=appearance.colours.background)
    widget.close()


def render_report(page: str, title: str, file: Path) -> None:
    """Write a report into a PDF file.

    Parameters
    ----------
    page : str
        The report as HTML.
    title : str
        For the foot of each page.
    file : Path
        Ends in ``.pdf``.

    Raises
    ------
    SimguiError
        If the file cannot be written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from simgui.ui.app import create_application  # noqa: PLC0415 - the platform is set by now
    from simgui.ui.pdf_report import write_pdf  # noqa: PLC0415

    application = create_application()
    write_pdf(page, title, file)
    application.processEvents()
