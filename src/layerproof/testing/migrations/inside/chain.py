"""Whether the revisions are one whole line with one head, and Alembic sees every file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from alembic.script import ScriptDirectory

from layerproof.testing.migrations.inside.revisions import RevisionFile, read_files
from layerproof.testing.migrations.values import SINGLE_HEAD, Finding


def check_chain(scripts: ScriptDirectory, root: Path) -> Iterator[Finding]:
    """Yield what is wrong with the revision files; the database is not looked at."""
    files = list(read_files(scripts))
    found = [
        *_find_unreadable(files, root),
        *_find_unseen(files, root),
        *_find_duplicates(files, root),
        *_find_breaks(files, root),
    ]
    yield from found
    if not found:
        yield from _ask_alembic(scripts, root)


def show_path(path: Path | str, root: Path) -> str:
    """Return a path as it is read from the project's folder."""
    resolved = Path(path).resolve()
    base = root.resolve()
    inside = resolved.is_relative_to(base)
    return (resolved.relative_to(base) if inside else resolved).as_posix()


def _find_unreadable(files: Sequence[RevisionFile], root: Path) -> Iterator[Finding]:
    for file in files:
        name = show_path(file.path, root)
        if file.fault:
            yield Finding(SINGLE_HEAD, file.fault, "correct the file", file=name)
        elif file.seen and file.revision is None and file.literal:
            yield Finding(
                SINGLE_HEAD,
                "lies among the revisions and names no `revision`, so Alembic refuses them all",
                'give it `revision = "..."` and `down_revision = "..."`, or move it elsewhere',
                file=name,
            )


def _find_unseen(files: Sequence[RevisionFile], root: Path) -> Iterator[Finding]:
    for file in files:
        if not file.seen and file.revision is not None:
            yield Finding(
                SINGLE_HEAD,
                "lies in a folder that Alembic does not look into, so it never runs",
                "set `recursive_version_locations = true`, or name the folder in "
                "`version_locations`, or move the file",
                revision=file.revision,
                file=show_path(file.path, root),
            )


def _find_duplicates(files: Sequence[RevisionFile], root: Path) -> Iterator[Finding]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in files:
        if file.seen and file.revision is not None:
            places[file.revision].append(show_path(file.path, root))
    for revision, paths in places.items():
        if len(paths) > 1:
            yield Finding(
                SINGLE_HEAD,
                f"{len(paths)} files have this id, and Alembic runs only one of them: "
                f"{', '.join(paths)}",
                "give each file an id of its own and correct the `down_revision` that follows it",
                revision=revision,
            )


def _find_breaks(files: Sequence[RevisionFile], root: Path) -> Iterator[Finding]:
    seen = [file for file in files if file.seen and file.revision is not None]
    if not all(file.literal for file in files):
        return
    known = [file.revision for file in seen if file.revision]
    for file in seen:
        for wanted in (*file.parents, *file.needs):
            # Alembic takes abbreviations and, in `depends_on`, labels of branches.
            if wanted in file.needs or any(each.startswith(wanted) for each in known):
                continue
            yield Finding(
                SINGLE_HEAD,
                f"comes after revision {wanted}, of which there is no file",
                "put the missing file back, or name the revision that really comes before",
                revision=file.revision,
                file=show_path(file.path, root),
            )


def _ask_alembic(scripts: ScriptDirectory, root: Path) -> Iterator[Finding]:
    try:
        heads = scripts.get_revisions(scripts.get_heads())
        list(scripts.walk_revisions())
    except Exception as error:  # noqa: BLE001 - a revision file is the project's code
        yield Finding(
            SINGLE_HEAD,
            f"Alembic cannot read the revisions: {type(error).__name__}: {error}",
            "see `alembic history`",
        )
        return
    if not heads:
        yield Finding(
            SINGLE_HEAD,
            "there is no revision at all",
            'make the first one with `alembic revision --autogenerate -m "..."`',
        )
    if len(heads) > 1:
        names = ", ".join(f"{head.revision} ({show_path(head.path, root)})" for head in heads)
        ids = " ".join(head.revision for head in heads)
        yield Finding(
            SINGLE_HEAD,
            f"there are {len(heads)} heads where one is expected: {names}",
            f'alembic merge -m "merge" {ids}; or let one come after the other',
        )
