"""A new history for each test, on each kind of database."""

from tests.support.history_fixtures import new_settings, server_settings, settings

__all__ = ["new_settings", "server_settings", "settings"]
