"""Whole journeys through real windows on an X server."""
