"""The one style sheet of the application, made of the tokens of the theme."""

from __future__ import annotations

from string import Template

from simgui.ui.theme import Colours, TypeSize


def stylesheet(colours: Colours, arrow: str = "", check: str = "") -> str:
    """Write the style sheet of the application.

    Parameters
    ----------
    colours : Colours
        The palette.
    arrow : str
        File of the arrow of lists that drop down; "" draws none.
    check : str
        File of the mark in a box that is ticked; "" draws none.
    """
    tokens = {name: str(getattr(colours, name)) for name in Colours.__dataclass_fields__ if name != "series"}
    tokens |= {f"size_{size.name.lower()}": f"{size.value}px" for size in TypeSize}
    tokens["arrow"] = f"image: url({arrow});" if arrow else ""
    tokens["check"] = f"image: url({check});" if check else ""
    return Template(_STYLE).substitute(tokens)


_STYLE = """
QMainWindow, QWidget[role="page"], QScrollArea[role="page"], QScrollArea[role="page"] > QWidget > QWidget,
QStackedWidget { background: $background; }
QFrame[role="card"] QStackedWidget { background: transparent; }
QScrollArea { border: none; background: transparent; }
QScrollArea[role="plain"] > QWidget > QWidget { background: transparent; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px 6px; }

QMenuBar { background: $background; color: $text; padding: 2px 8px; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 5px 10px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; color: $text; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 12px; border-radius: 5px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QMenu::icon { padding-left: 8px; }
QStatusBar { background: $background; color: $muted; border-top: 1px solid $border; font-size: $size_caption; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; font-size: $size_caption; padding: 0 8px; }

QLabel { color: $text; background: transparent; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: $size_caption; }
QLabel[role="heading"] { font-size: $size_heading; font-weight: 600; }
QLabel[role="section"] { color: $muted; font-size: $size_caption; font-weight: 600; }
QLabel[role="title"] { font-size: $size_title; font-weight: 600; }
QLabel[role="display"] { font-size: $size_display; font-weight: 700; }
QLabel[role="talk_number"] { font-size: $size_display; font-weight: 700; }
QLabel[role="talk_change"] { color: $muted; font-size: $size_heading; }
QLabel[role="talk_words"] { font-size: $size_title; }
QLabel[role="talk_notes"] { color: $muted; font-size: $size_heading; font-style: italic; }
QLabel[role="chip"] { color: $text; background: $surface; border: 1px solid $border; border-radius: 8px;
  padding: 2px 9px; font-size: $size_caption; }
QLabel[role="place"] { color: $accent; font-family: "DejaVu Sans Mono", "Menlo", "Consolas", monospace; }
QLabel[role="bold"] { font-weight: 600; }
QLabel[role="good"] { color: $good; font-weight: 600; }
QLabel[role="bad"] { color: $bad; font-weight: 600; }
QLabel[role="unsure"] { color: $unsure; font-weight: 600; }

QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: 10px; }
QFrame[role="advice"] { background: $good_soft; border: 1px solid $good; border-radius: 10px; }
QFrame[role="notice"] { background: $sunken; border: 1px solid $border; border-radius: 10px; }
QFrame[role="failure"] { background: $bad_soft; border: 1px solid $bad; border-radius: 10px; }
QFrame[role="rule"] { background: $grid; border: none; max-height: 1px; min-height: 1px; }

QPushButton { color: $text; background: $surface; border: 1px solid $border; border-radius: 7px; padding: 7px 14px; }
QPushButton:hover { border-color: $accent; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton:disabled { color: $muted; background: $sunken; border-color: $grid; }
QPushButton[role="primary"] { color: $on_accent; background: $accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:focus { border: 4px double $on_accent; padding: 4px 11px; }
QPushButton[role="primary"]:disabled { color: $muted; background: $sunken; border: 1px solid $grid; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; padding: 6px; }
QPushButton[role="quiet"]:hover { border-color: $border; background: $surface; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; background: $surface; padding: 5px; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $accent; text-align: left;
  padding: 5px 8px; }
QPushButton[role="link"]:hover { background: $accent_soft; border-color: $accent; }
QPushButton[role="link"]:focus { background: $accent_soft; border: 2px solid $accent; padding: 4px 7px; }
QPushButton[role="segment"] { background: transparent; border: 1px solid transparent; border-radius: 5px;
  padding: 3px 9px; color: $muted; font-size: $size_caption; }
QPushButton[role="segment"]:hover { color: $text; }
QPushButton[role="segment"]:checked { background: $accent_soft; color: $text; border-color: $accent; }
QPushButton[role="segment"]:focus { border: 2px solid $text; padding: 2px 8px; }
QPushButton[role="story"] { background: $surface; border: 1px solid $border; border-radius: 12px; padding: 0; }
QPushButton[role="story"]:hover { border: 1px solid $accent; }
QPushButton[role="story"]:focus { border: 2px solid $accent; padding: 0; }
QPushButton[role="story"]:pressed { background: $accent_soft; }
QPushButton[role="invite"] { background: transparent; border: 1px dashed $muted; border-radius: 12px; padding: 0; }
QPushButton[role="invite"]:hover { border: 1px dashed $accent; background: $surface; }
QPushButton[role="invite"]:focus { border: 2px solid $accent; padding: 0; }

QProgressBar { background: $grid; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QTableView { background: $surface; color: $text; border: 2px solid $surface; gridline-color: $grid; outline: none;
  selection-background-color: $accent_soft; font-size: $size_table; }
QTableView:focus { border-color: $accent; }
QTableView::item { padding: 0 4px; border: none; border-bottom: 1px solid $grid; }
QTableView::item:selected { background: $accent_soft; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text; border: none; padding: 3px 4px;
  font-size: $size_table; }
QHeaderView::section:horizontal { border-bottom: 1px solid $border; font-weight: 600; }
QHeaderView::section:vertical { border-bottom: 1px solid $grid; color: $muted; padding-left: 2px; }
QTableCornerButton::section { background: $surface; border: none; border-bottom: 1px solid $border; }

QAbstractScrollArea::corner { background: transparent; border: none; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QWidget[role="bar"] { background: $background; border-bottom: 1px solid $border; }
QToolButton { color: $text; background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { border-color: $border; background: $surface; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton:checked { background: $accent_soft; border-color: $accent; }
QToolButton:disabled { color: $muted; }
QToolButton[popupMode="2"] { padding-right: 18px; }
QToolButton[popupMode="2"]:focus { padding-right: 17px; }
QToolButton::menu-indicator { $arrow width: 9px; height: 9px; subcontrol-origin: padding;
  subcontrol-position: center right; right: 4px; }
QToolButton[role="workspace"] { padding: 5px 12px 5px 9px; }
QToolButton[role="workspace"]:focus { padding: 4px 11px 4px 8px; }
QToolButton[role="workspace"]:checked { background: $accent_soft; border-color: $accent; font-weight: 600; }
QToolButton[role="status"] { color: $muted; padding: 1px 8px; font-size: $size_caption; }
QToolButton[role="status"]:focus { padding: 0 7px; }
QToolButton[role="status"]:checked { color: $text; }
QToolButton[role="fix"] { color: $accent; font-size: $size_table; padding: 2px 8px; }
QToolButton[role="fix"]:focus { padding: 1px 7px; }
QToolButton[role="section"] { font-weight: 600; padding: 3px 6px 3px 2px; }
QToolButton[role="section"]:checked { background: transparent; border-color: transparent; }
QToolButton[role="section"]:focus, QToolButton[role="section"]:checked:focus { border: 2px solid $accent;
  padding: 2px 5px 2px 1px; }
QLabel[role="wrong"] { color: $bad; font-size: $size_caption; }
QLabel[role="number"] { font-size: $size_table; }
QLabel[role="basis-measured"] { color: $text; font-size: $size_caption; }
QLabel[role="basis-derived"] { color: $muted; font-size: $size_caption; }
QLabel[role="basis-guess"] { color: $unsure; font-size: $size_caption; }
QToolButton[role="search"] { color: $muted; background: $surface; border-color: $border; padding: 5px 12px 5px 9px; }
QToolButton[role="search"]:hover { border-color: $accent; color: $text; }
QToolButton[role="search"]:focus { border: 2px solid $accent; color: $text; padding: 4px 11px 4px 8px; }

QMainWindow::separator { background: $background; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: $accent; }
QDockWidget { color: $text; background: $surface; border: 1px solid $border; }
QDockWidget > QWidget { background: $surface; }
QWidget[role="dock-title"] { background: $sunken; border: 1px solid $border; border-bottom: 1px solid $grid; }
QLabel[role="dock-name"] { color: $text; font-size: $size_table; font-weight: 600; }
QTabBar { background: $background; qproperty-drawBase: 0; qproperty-elideMode: ElideNone; }
QTabBar::tab { color: $muted; background: transparent; border: none; border-bottom: 2px solid transparent;
  padding: 5px 8px; font-size: $size_table; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $text; background: $accent_soft; border: 2px solid $accent; padding: 3px 6px 5px 6px; }
QTabWidget::pane { border: 1px solid $border; background: $surface; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox { color: $text; background: $surface;
  border: 1px solid $border; border-radius: 6px; padding: 4px 7px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus {
  border: 2px solid $accent; padding: 3px 6px; }
QLineEdit:disabled, QComboBox:disabled { color: $muted; background: $sunken; }
QLineEdit { placeholder-text-color: $muted; }
QLineEdit[role="inner"], QLineEdit[role="inner"]:focus { border: none; padding: 0; background: transparent; }
QComboBox[state="default"] { color: $muted; }
QLineEdit[state="bad"] { border: 1px solid $bad; }
QPlainTextEdit[role="code"], QTextEdit[role="code"] {
  font-family: "DejaVu Sans Mono", "Menlo", "Consolas", monospace; font-size: $size_table; }
QPlainTextEdit[role="log"] { border: 2px solid $surface; padding: 3px 6px; border-radius: 0; font-size: $size_table;
  font-family: "DejaVu Sans Mono", "Menlo", "Consolas", monospace; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { $arrow width: 10px; height: 10px; }
QComboBox QAbstractItemView { color: $text; background: $surface; border: 1px solid $border;
  selection-background-color: $accent_soft; selection-color: $text; }
QCheckBox, QRadioButton { color: $text; spacing: 7px; border: 2px solid transparent; border-radius: 5px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator, QAbstractItemView::indicator, QMenu::indicator { width: 13px; height: 13px; background: $surface;
  border: 1px solid $muted; border-radius: 3px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QMenu::indicator:checked { $check
  background: $accent; border-color: $accent; }
QMenu::indicator { margin-left: 8px; }
QMenu::indicator:exclusive { border-radius: 7px; }
QSpinBox { color: $text; background: $surface; border: 1px solid $border; border-radius: 6px; padding: 4px 7px;
  selection-background-color: $accent; selection-color: $on_accent; }
QSpinBox:focus { border: 2px solid $accent; padding: 3px 6px; }
QSpinBox QLineEdit { border: none; background: transparent; padding: 0 5px; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }

QListView, QTreeView { color: $text; background: $surface; border: 2px solid $surface; outline: none;
  font-size: $size_table; }
QListView::item, QTreeView::item { padding: 4px 6px; }
QListView::item:hover, QTreeView::item:hover { background: $sunken; }
QListView::item:selected, QTreeView::item:selected { color: $text; background: $accent_soft; }
QListView:focus, QTreeView:focus { border-color: $accent; }

QSlider::groove:horizontal { height: 4px; background: $grid; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $surface; border: 2px solid $accent; width: 12px; margin: -6px 0;
  border-radius: 8px; }
QSlider::handle:horizontal:focus { background: $accent; }

QFrame[role="palette"] { background: $surface; border: 1px solid $accent; border-radius: 10px; }
QFrame[role="palette"] QLineEdit { border: none; border-bottom: 1px solid $border; border-radius: 0;
  padding: 8px 4px; font-size: $size_heading; }
QFrame[role="palette"] QListView { background: transparent; border: none; font-size: $size_body; }
QFrame[role="palette"] QListView:focus { border: none; }
"""
