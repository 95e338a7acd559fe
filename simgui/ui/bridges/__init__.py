"""Where messages of a run become Qt signals."""
