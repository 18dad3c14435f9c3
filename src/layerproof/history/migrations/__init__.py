"""Alembic's scripts for the history's tables; ``migrate`` runs them."""
