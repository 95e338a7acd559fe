"""Executors of a Plan, and the ledgers they keep."""
