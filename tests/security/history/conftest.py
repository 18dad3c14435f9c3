"""A client of a new history for each test, on each kind of database."""

from tests.support.history_fixtures import app, client, server_settings, settings

__all__ = ["app", "client", "server_settings", "settings"]
