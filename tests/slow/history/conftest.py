"""Histories on each kind of database, for servers that are processes."""

from tests.support.history_fixtures import server_settings, settings

__all__ = ["server_settings", "settings"]
