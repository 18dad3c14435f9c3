"""Lines: what could run in a source file, and what each suite ran of it."""
