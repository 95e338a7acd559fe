"""Hold radios, batteries and whole claims against what is published (``make validate``, ``make claims``)."""
