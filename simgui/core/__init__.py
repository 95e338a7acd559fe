"""Foundations every other room stands on: units, errors, diagnostics, random numbers."""
