"""How the shipped models were trained (extra `[train]`, never needed at run time)."""
