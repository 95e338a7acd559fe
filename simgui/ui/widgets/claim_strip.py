"""The claims of the story in a line: each with its sign, in the colour of its verdict."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from simgui.results.result import Judgement, PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.advice import ClaimLine, placement_details
from simgui.ui.translation import tr

_INKS = {Judgement.PASS: "good", Judgement.FAIL: "bad", Judgement.UNDECIDED: "unsure"}


class ClaimStrip(QLabel):
    """Shows what the claims come to under a placement; hidden without claims.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._claims: tuple[ClaimLine, ...] = ()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setContentsMargins(4, 0, 4, 0)
        appearance.changed.connect(self._draw)
        self.hide()

    def show_placement(self, run: PlacementResult | None) -> None:
        """Show the claims of a placement that is through."""
        self._claims = placement_details(run).claims if run is not None else ()
        self.setVisible(bool(self._claims))
        self._draw()

    def _draw(self) -> None:
        parts = "&ensp; ".join(map(self._part, self._claims))
        muted = self._appearance.colours.muted
        self.setText(f'<span style="color:{muted}">{html.escape(tr("Claimed:"))}</span>&ensp; {parts}')
        self.setAccessibleName(tr("Claims: {claims}", claims="; ".join(one.spoken for one in self._claims)))
        self.setToolTip("<br>".join(html.escape(one.spoken) for one in self._claims))

    def _part(self, line: ClaimLine) -> str:
        """Write a claim so that it is not torn apart at the end of a line."""
        ink = getattr(self._appearance.colours, _INKS[line.judgement])
        verdict = html.escape(f"{line.glyph} {tr('“{says}”', says=line.says)}".replace(" ", "\u00a0"))
        value = html.escape(line.value.replace(" ", "\u00a0"))
        return f'<span style="color:{ink};font-weight:600">{verdict}</span>&nbsp;{value}'
