"""The back office of a shop that prints in three dimensions."""
