"""Which suite a test belongs to."""
