"""Fit the cycles of the kernel profiles to published or own measurements (``make calibrate``)."""
