"""Connecting a backend to its test database: targets, applications, dependencies, sessions.

Each module stands alone and knows nothing of pytest; ``clients`` and ``authentication`` are
neighbours that send requests to what is wired here.
"""
