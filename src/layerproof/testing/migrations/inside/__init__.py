"""What runs in a process of its own, since ``env.py`` is the project's code and reads its settings.

``laboratory`` starts ``python -m layerproof.testing.migrations.inside`` for each fresh database.
"""
