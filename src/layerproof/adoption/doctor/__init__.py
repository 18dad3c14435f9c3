"""Looking for what keeps a verdict from being true, and what would cure it."""
