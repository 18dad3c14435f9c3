"""The layer that speaks SQL. Whatever it is asked, it answers for one tenant alone."""
