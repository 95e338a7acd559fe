"""Signals with ground truth: synthetic, replayed, faulty, cut into windows."""
