"""Small plans and traces for tests."""
