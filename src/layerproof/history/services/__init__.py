"""What the backend does, without HTTP and without SQL: they work on ports that others fill."""
