"""Item models over presenter records."""
