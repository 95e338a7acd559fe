"""Studies: many runs of one scenario, planned, kept, resumed, and summed up."""
