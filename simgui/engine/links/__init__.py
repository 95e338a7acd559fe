"""What radio channels do to transmissions that meet on them."""
