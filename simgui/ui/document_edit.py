"""One entry of the undo list: a replacement in the text of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from simgui.scenario.splice import Splice, splice_between

if TYPE_CHECKING:
    from simgui.ui.document import ScenarioDocument

TOGETHER_S = 2.0
"""Edits of one value that follow each other within this time are undone together. [s]"""


class DocumentEdit(QUndoCommand):
    """Changes the text, and takes the change back.

    Parameters
    ----------
    document : ScenarioDocument
        Whose text.
    splice : Splice
        The change.
    label : str
        What the undo list calls it.
    merge : str
        Edits of the same name in quick succession become one; "" keeps it apart.
    """

    def __init__(self, document: ScenarioDocument, splice: Splice, label: str, merge: str) -> None:
        super().__init__(label)
        self._document = document
        self._splice = splice
        self._merge = merge
        self._time_s = document.clock()

    def id(self) -> int:
        """Give a number to edits that may be merged."""
        return hash(self._merge) & 0x3FFFFFFF if self._merge else -1

    def redo(self) -> None:
        """Make the change."""
        self._document.splice(self._splice)

    def undo(self) -> None:
        """Take it back."""
        self._document.splice(self._splice.inverse())

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802
        """Take over an edit of the same value that followed at once."""
        if not isinstance(other, DocumentEdit) or other._merge != self._merge:
            return False
        if other._time_s - self._time_s > TOGETHER_S:
            return False
        after = self._document.text
        before = self._splice.inverse().apply(other._splice.inverse().apply(after))
        self._splice, self._time_s = splice_between(before, after), other._time_s
        self.setObsolete(before == after)
        return True
