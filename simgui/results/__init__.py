"""From a trace to KPIs, budgets and advice."""
