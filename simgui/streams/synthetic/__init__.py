"""Physics-based signal generators with ground truth."""
