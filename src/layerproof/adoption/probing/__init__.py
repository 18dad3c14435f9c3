"""Running the project's own pytest and imports in processes of their own, and watching."""
