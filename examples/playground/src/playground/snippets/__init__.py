"""What the playground is for: snippets, kept, shared, forked and run."""
