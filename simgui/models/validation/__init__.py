"""Hold the predictions of inference against published measurements (``make validate``)."""
