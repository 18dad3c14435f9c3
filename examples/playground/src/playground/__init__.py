"""A place to keep, share and run prompts and snippets."""
