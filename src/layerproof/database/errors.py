"""What can go wrong with a database, one class a cause. ``errors`` has the base and the codes."""

from __future__ import annotations

from layerproof.errors import ConfigError, EnvironmentUnfitError, LayerproofError


class ServerUnavailableError(EnvironmentUnfitError):
    """No provider gave a database server; every attempt is in ``tried``."""

    slug = "database-server"


class TemplateFailedError(EnvironmentUnfitError):
    """The schema could not be built: a migration, the metadata or the seed raised."""

    slug = "database-template"


class DatabaseUnfitError(EnvironmentUnfitError):
    """A database is there but not as it was asked for, such as a PRAGMA that did not take."""

    slug = "database-unfit"


class WrongDatabaseError(LayerproofError):
    """The code under test reached for a database that does not belong to the tests."""

    slug = "database-guard"


class WiringError(ConfigError):
    """What connects the backend to its test database cannot be found or does not fit."""

    slug = "database-wiring"


class TransactionEscapedError(LayerproofError):
    """A test ended the transaction that was to undo it: its changes may be real."""

    slug = "database-escaped"


class SchemaChangedError(LayerproofError):
    """A test made, changed or dropped tables in a database that others share."""

    slug = "database-schema-changed"


class ResetBlockedError(LayerproofError):
    """A database cannot be brought back: somebody holds its tables and does not let go."""

    slug = "database-reset-blocked"
