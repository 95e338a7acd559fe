"""Small building blocks of the panels."""
