"""Ready-made checks of a project's Alembic migrations: they need no test file of the user's.

``checks`` holds them, ``laboratory`` gets their answers from processes that run ``inside``, and
``excuses`` reads what the project has to say of them. The plugin's ``migration_items`` runs them.
"""
