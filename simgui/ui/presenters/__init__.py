"""What the panels show, as plain records; no Qt."""
