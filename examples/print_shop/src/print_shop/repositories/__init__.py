"""The layer that speaks SQL. Rows that are about to change are locked until the commit."""
