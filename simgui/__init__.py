"""Simulate a fleet of IoT devices that think: where should inference run?"""

__version__ = "0.1.0"
