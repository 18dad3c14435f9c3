"""Making a ``Survey`` of what a project's files say, without importing any of them."""
