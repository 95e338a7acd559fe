"""What opens above the window: nothing of it blocks."""
