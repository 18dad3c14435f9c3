"""The environment variables that carry the database's address, or a part of it."""
