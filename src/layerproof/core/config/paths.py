"""Paths from the project's root as texts: which folder they lie in."""

from __future__ import annotations


def strip_folder(folder: str) -> str:
    """Return a folder as somebody wrote it (``./src/``) in the form of listed paths (``src``)."""
    return folder.strip("/").removeprefix("./")


def is_under(path: str, folder: str) -> bool:
    """Whether a path is the folder or lies in it; ``.`` and nothing are the root, which holds all.

    :param folder: as somebody wrote it, with or without ``./`` and a slash at its end.
    """
    clean = strip_folder(folder)
    return clean in ("", ".") or path == clean or path.startswith(f"{clean}/")
