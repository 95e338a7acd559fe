"""What can be done with the window itself: files, workspaces, colours, language."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QGuiApplication

from simgui.ui.run_folders import open_run
from simgui.ui.theme import ThemeMode
from simgui.ui.translation import Language, language, later, tr

if TYPE_CHECKING:
    from simgui.ui.journal import Recovery
    from simgui.ui.main_window import MainWindow

_MODES = (
    (ThemeMode.SYSTEM, later("As the &system")),
    (ThemeMode.LIGHT, later("&Light")),
    (ThemeMode.DARK, later("&Dark")),
    (ThemeMode.HIGH_CONTRAST, later("&High contrast")),
)
_LANGUAGES = ((Language.ENGLISH, "&English"), (Language.GERMAN, "&Deutsch"))
_TITLES = {
    "design": later("Design"),
    "run": later("Run"),
    "explore": later("Explore"),
    "compare": later("Compare"),
    "present": later("Present"),
}


def add_window_actions(window: MainWindow, workspaces: Mapping[str, str]) -> dict[str, QAction]:
    """Register them all.

    Parameters
    ----------
    window : MainWindow
        Has a registry and menus.
    workspaces : Mapping[str, str]
        Icons of the workspaces, by their keys.

    Returns
    -------
    dict[str, QAction]
        The switches to the workspaces, by their keys.
    """
    _add_file(window)
    _add_edit(window)
    switches = _add_workspaces(window, workspaces)
    add = window.registry.add
    add("run.start", tr("&Run all placements"), window.run_or_press, shortcut="Space", icon="run", where="Run")
    add("run.cancel", tr("&Cancel"), window.cancel_run, shortcut="Esc", icon="cancel", where="Run")
    copy = lambda: _copy_command(window)  # noqa: E731 - named for the line below
    add("run.copy_command", tr("Copy as command &line"), copy, shortcut="Ctrl+Shift+C", icon="copy", where="Run")
    _add_view(window)
    add("help.shortcuts", tr("Keyboard &shortcuts"), window.show_palette, shortcut="F1", icon="help", where="Help")
    return switches


def _add_workspaces(window: MainWindow, workspaces: Mapping[str, str]) -> dict[str, QAction]:
    found: dict[str, QAction] = {}
    for number, (key, icon) in enumerate(workspaces.items(), 1):
        found[key] = window.registry.add(
            f"workspace.{key}",
            tr(_TITLES[key]),
            lambda _on=True, key=key: _switch(window, key),
            shortcut=f"Ctrl+{number}",
            icon=icon,
            where="View",
            enabled=False,
            checked=False,
        )
    window.menus.separate("View")
    return found


def _switch(window: MainWindow, key: str) -> None:
    window.statusBar().clearMessage()
    window.show_workspace(key)
    window.registry.action(f"workspace.{key}").setChecked(window.current == key)


def _add_file(window: MainWindow) -> None:
    add = window.registry.add
    add("file.new", tr("&New scenario"), lambda: _begin(window), shortcut="Ctrl+N", icon="plus", where="File")
    add("file.open", tr("&Open…"), lambda: _ask_for_file(window), shortcut="Ctrl+O", icon="open", where="File")
    ask_run = lambda: _ask_for_run(window)  # noqa: E731 - named for the line below
    add("file.open_run", tr("Open run &folder…"), ask_run, shortcut="Ctrl+Shift+O", icon="open", where="File")
    recents = window.menus.menu("File/Open recent")
    recents.aboutToShow.connect(lambda: _fill_recents(window))
    add("file.reload", tr("Re&load"), lambda: _reload(window), shortcut="Ctrl+R", icon="reload", where="File")
    add("file.edit", tr("&Edit the file outside"), lambda: _edit(window), icon="edit", where="File", enabled=False)
    add("file.home", tr("Start &page"), window.show_start_page, shortcut="Ctrl+Home", icon="home", where="File")
    window.menus.separate("File")
    ask = lambda: _ask_where_to_save(window)  # noqa: E731 - used twice below
    save = lambda: window.documents.save(ask)  # noqa: E731 - named for the line below
    add("file.save", tr("&Save"), save, shortcut="Ctrl+S", icon="save", where="File", enabled=False)
    add("file.save_as", tr("Save &as…"), ask, shortcut="Ctrl+Shift+S", where="File", enabled=False)
    _add_reports(window)
    window.menus.separate("File")
    add("file.quit", tr("&Quit"), window.close, shortcut="Ctrl+Q", where="File")


def _add_reports(window: MainWindow) -> None:
    """Offer the report of the run that is shown, once there is one."""
    actions = [
        window.registry.add(
            f"file.report{ending.replace('.', '_')}",
            text,
            lambda ending=ending: _ask_where_to_report(window, ending),
            where="File/Export",
            enabled=False,
        )
        for ending, text in ((".html", tr("Report as &HTML…")), (".pdf", tr("Report as &PDF…")))
    ]

    def show_state() -> None:
        for action in actions:
            action.setEnabled(window.session.run is not None)

    window.session.run_changed.connect(show_state)
    show_state()


def _ask_where_to_report(window: MainWindow, ending: str) -> None:
    from simgui.ui.dialogs.report_dialog import ask_for_report  # noqa: PLC0415 - one of the dialogs of the desktop

    run = window.session.run
    if run is None:
        window.session.say(tr("Run the scenario first: a report is about a run."))
        return
    ask_for_report(window, Path(run.file).stem, ending, lambda file: write_report(window, Path(file)))


def write_report(window: MainWindow, file: Path) -> None:
    """Write the report of the run that is shown, and say how it went.

    Parameters
    ----------
    window : MainWindow
        Shows a run.
    file : Path
        Ends in ``.html`` or ``.pdf``.
    """
    from simgui.core.errors import SimguiError  # noqa: PLC0415 - with the report only
    from simgui.ui.reports import manifest_of, save_report  # noqa: PLC0415

    run, scenario = window.session.run, window.session.scenario
    if run is None:
        return
    try:
        manifest = manifest_of(run, scenario, _command(window)) if scenario is not None else None
        save_report(run, file, manifest)
    except SimguiError as error:
        window.session.say(tr("Could not be saved: {why}", why=error))
    else:
        window.session.say(tr("{file} written", file=file))


def _add_edit(window: MainWindow) -> None:
    add = window.registry.add

    def undo() -> None:
        if window.session.document is not None:
            window.session.document.undo_stack.undo()

    def redo() -> None:
        if window.session.document is not None:
            window.session.document.undo_stack.redo()

    add("edit.undo", tr("&Undo"), undo, shortcut="Ctrl+Z", icon="undo", where="Edit", enabled=False)
    add("edit.redo", tr("&Redo"), redo, shortcut="Ctrl+Shift+Z;Ctrl+Y", icon="redo", where="Edit", enabled=False)


def _add_view(window: MainWindow) -> None:
    add = window.registry.add
    add("view.palette", tr("Find anything…"), window.show_palette, shortcut="Ctrl+K", icon="search", where="View")
    views = window.menus.menu("View/Views")
    views.aboutToShow.connect(lambda: window.menus.fill("View/Views", window.view_actions()))
    add("view.reset_layout", tr("Reset la&yout"), window.reset_layouts, where="View", enabled=False)
    add("view.next", tr("&Next view"), window.focus_next_view, shortcut="F6", where="View")

    def full(on: bool = True) -> None:
        state = window.windowState() & ~Qt.WindowState.WindowFullScreen
        window.setWindowState(state | Qt.WindowState.WindowFullScreen if on else state)
        if not on:
            window.show_bars()

    add("view.full_screen", tr("&Full screen"), full, shortcut="F11", where="View", checked=False)
    window.menus.separate("View")
    modes = QActionGroup(window)
    for mode, text in _MODES:
        action = add(
            f"view.colours.{mode.value}",
            tr(text),
            lambda _on=True, mode=mode: _choose_mode(window, mode),
            where="View/Colours",
            checked=mode is window.appearance.mode,
        )
        modes.addAction(action)
    languages = QActionGroup(window)
    for choice, name in _LANGUAGES:
        action = add(
            f"view.language.{choice.value}",
            name,
            lambda _on=True, choice=choice: _choose_language(window, choice),
            where="View/Language",
            checked=choice is language(),
        )
        languages.addAction(action)
    window.menus.separate("View")


def _ask_for_file(window: MainWindow) -> None:
    from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - one of the dialogs of the desktop

    dialog = QFileDialog(window, tr("Open a scenario"), "", tr("Scenarios") + " (*.yaml *.yml)")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(window.open_scenario)
    dialog.open()


def _ask_for_run(window: MainWindow) -> None:
    from simgui.ui.dialogs.run_dialog import ask_for_run  # noqa: PLC0415 - one of the dialogs of the desktop

    ask_for_run(window, lambda folder: open_run(window, Path(folder)))


def _ask_where_to_save(window: MainWindow) -> None:
    from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - the other dialog of the desktop

    document = window.session.document
    if document is None:
        return
    folder = Path.cwd() if document.needs_name else document.path.parent
    place = str(folder / document.path.name)
    dialog = QFileDialog(window, tr("Save the scenario"), place, tr("Scenarios") + " (*.yaml *.yml)")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("yaml")
    dialog.fileSelected.connect(window.documents.save_as)
    dialog.open()


def _begin(window: MainWindow) -> None:
    """Begin a scenario that has no file yet."""
    if not window.is_busy():
        window.open_name, window.open_overrides = "", ()
        window.documents.begin()
        window.show_workspace("design")


def throw_away(window: MainWindow, recoveries: tuple[Recovery, ...]) -> None:
    """Throw unsaved edits away if the user says so again.

    Parameters
    ----------
    window : MainWindow
        Shows them on its start page.
    recoveries : tuple[Recovery, ...]
        What windows left unsaved.
    """
    from simgui.ui.dialogs.throw_away import ask_to_throw_away  # noqa: PLC0415 - one of the dialogs

    ask_to_throw_away(window, recoveries, window.show_start_page)


def _reload(window: MainWindow) -> None:
    if window.open_name:
        window.open_scenario(window.open_name, window.open_overrides)


def _edit(window: MainWindow) -> None:
    scenario = window.session.scenario
    file = Path(window.open_name)
    if not file.is_file() and scenario is not None:
        file = scenario.file
    if file.is_file():
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.absolute())))
    else:
        window.session.say(tr("There is no file {name}.", name=window.open_name))


def _copy_command(window: MainWindow) -> None:
    if window.session.scenario is not None:
        QGuiApplication.clipboard().setText(_command(window))
        window.session.say(tr("Copied the command that runs this scenario in a terminal."))


def _command(window: MainWindow) -> str:
    """Give the line that runs what is open; "" where nothing is."""
    scenario = window.session.scenario
    words = ["simgui", "run", str(scenario.file)] if scenario is not None else []
    words += [word for override in window.session.overrides for word in ("--set", override)]
    return shlex.join(words)


def _fill_recents(window: MainWindow) -> None:
    menu = window.menus.menu("File/Open recent")
    menu.clear()
    for file in window.settings.recents():
        action = menu.addAction(str(file))
        action.triggered.connect(lambda _checked=False, file=file: window.open_scenario(str(file)))
    if menu.isEmpty():
        menu.addAction(tr("Nothing opened yet")).setEnabled(False)


def _choose_mode(window: MainWindow, mode: ThemeMode) -> None:
    window.appearance.choose(mode)
    window.settings.mode = mode


def _choose_language(window: MainWindow, choice: Language) -> None:
    document = window.session.document
    if choice is not language() and document is not None and document.is_dirty:
        window.session.say(tr("Save or undo your edits first: the window is made anew in the other language."))
    elif choice is not language() and not window.is_busy():
        window.settings.language = choice.value
        window.language_chosen.emit(choice.value)
    for one, _ in _LANGUAGES:
        window.registry.action(f"view.language.{one.value}").setChecked(one is language())
