"""The scenario file: schema, loading, cross-checks, saving, overrides."""
