"""A client of a new history for each test, on each kind of database."""

from tests.support.history_fixtures import app, client, server_settings, settings
from tests.support.history_world import world

__all__ = ["app", "client", "server_settings", "settings", "world"]
