"""The command line of the lint: walks folders, prints findings, returns an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from ci.lint.engine import check_source
from ci.lint.rules import RULES
from ci.lint.values import Finding

EPILOG = """\
An exception is written on the line, or alone above it, and names its rule and its reason:
  # lint-skip: rule-name because of the reason

exit codes: 0 nothing found, 1 something found, 2 wrong use
"""

_LEFT_OUT = frozenset({"__pycache__", "foreign"})


def main(argv: Sequence[str] | None = None) -> int:
    """Check the files and folders in ``argv`` and print what was found; return the exit code."""
    args = _parser().parse_args(argv)
    if args.rules:
        print("\n".join(f"{rule.name}: {rule.summary}" for rule in RULES))
        return 0
    root = args.root.resolve()
    absent = [str(path) for path in args.paths if not (root / path).exists()]
    if absent or not args.paths:
        what = f"nothing there: {', '.join(absent)}" if absent else "name a file or a folder"
        print(f"error: {what}", file=sys.stderr)
        return 2
    files = sorted({file for path in args.paths for file in _sources(root / path)})
    findings = [finding for file in files for finding in _check(root, file)]
    for finding in findings:
        print(finding.render())
    print(f"{len(files)} files, {len(RULES)} rules, {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ci.lint",
        description="Check the house rules that an import graph cannot see.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, help="files or folders below the root")
    parser.add_argument("--root", type=Path, default=Path(), help="the project's root")
    parser.add_argument("--rules", action="store_true", help="list the rules and stop")
    return parser


def _sources(path: Path) -> Iterator[Path]:
    """Yield the Python files at or below ``path``, without hidden, cache and foreign folders.

    ``foreign`` holds backends that other teams could have written: house rules are not theirs.
    """
    if path.is_file():
        yield path.resolve()
        return
    for file in path.resolve().rglob("*.py"):
        inner = file.relative_to(path.resolve()).parts[:-1]
        if not any(part.startswith(".") or part in _LEFT_OUT for part in inner):
            yield file


def _check(root: Path, file: Path) -> list[Finding]:
    path = PurePosixPath(file.relative_to(root) if file.is_relative_to(root) else file)
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return [Finding(path, 1, "syntax", f"not UTF-8: {error.reason} at byte {error.start}")]
    return check_source(path, text, RULES)
