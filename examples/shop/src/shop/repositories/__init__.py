"""The layer that speaks SQL."""
