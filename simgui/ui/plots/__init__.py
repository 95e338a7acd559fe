"""Charts, drawn by pyqtgraph."""
