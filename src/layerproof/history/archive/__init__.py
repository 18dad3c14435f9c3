"""Backups: every table of a history in one file that any kind of database can be restored from."""
