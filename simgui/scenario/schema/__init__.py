"""The form of a scenario file: every key with its kind, default and meaning."""
