"""The five workspaces of the window."""
