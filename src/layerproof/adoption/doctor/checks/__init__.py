"""Checks of files and of the environment: one question a module, each with ``CHECKS``."""
