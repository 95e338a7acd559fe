"""The vectorised engine: the reference's trace, computed over arrays."""
