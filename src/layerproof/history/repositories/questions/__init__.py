"""Questions about many runs or many tests, in SQL that both databases answer fast."""
