"""Reading a foreign project's files: what cannot be read is a fault, never an error."""
