"""Shell scripts as their single commands, and which of those run tests or make a database."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMAND = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|>&|&>|[^"';&|\n\\]|["'])+""")
_INSTALLS = re.compile(
    r"\b(pip3?|uv|poetry|pdm|hatch|pipenv|pipx|conda|mamba|apt|apt-get|apk|brew|npm|yarn|pnpm)\b"
    r"(\s+-\S+|\s+pip|\s+tool|\s+self)*\s+(install|add|sync|lock|update|upgrade|ci|inject)\b"
)
_NO_PYTHON = re.compile(r"^\s*(npm|npx|yarn|pnpm|bun|go|cargo|docker build|echo|cd|git|printf)\b")
_ONLY_ASKS = re.compile(r"\s(--list|-l|--list-sessions|--version|--help|--collect-only)(\s|$)")
_RUNS_PYTEST = re.compile(r"(^|[\s/'\"])(pytest|py\.test)([\s'\"]|$)")
_TEST_WORD = r"\S*(?<![a-z])(tests?|check|unit|integration|cov|coverage|verify)(?![a-z])\S*"
_RUNS_TESTS = re.compile(
    r"(^|[\s/])(tox|nox)(\s|$)"
    r"|-m\s+(unittest|tox|nox)\b|(^|\s)unittest\s+discover|manage\.py\s+test\b"
    rf"|(^|\s)(make|just|task|invoke|inv|poe|doit)(\s+-\S+)*\s+{_TEST_WORD}"
    rf"|(^|\s)(hatch|pdm|uv|poetry|rye|pipenv)\s+run\s+(-\S+\s+)*{_TEST_WORD}"
    rf"|(^|\s)hatch\s+test\b|(^|[\s/]){_TEST_WORD}\.sh(\s|$)"
)
_PREPARES = re.compile(
    r"\balembic\b.*\b(upgrade|stamp)\b|(^|\s)createdb\s|(create|init|setup|prepare|reset|seed|load)"
    r"[-_]?(test[-_]?)?(db|database|tables|schema|data)\b|\bcreate\s+(database|extension|role)\b"
    r"|initial[-_]data|pre[-_]?start|manage\.py\s+migrate|flask\s+db\s+upgrade|aerich\s+upgrade"
    r"|\b(db|database)[-_ :]?(upgrade|migrate|migrations?|init|create|setup)\b"
    r"|(^|\s)(make|just|task|invoke|poe)\s+\S*migrat\S*|\bmigrate\.(py|sh)\b",
    re.IGNORECASE,
)
_LONGEST = 300


def split_commands(script: str) -> Iterator[tuple[int, str]]:
    """Yield the single commands of a script, each with its line from 0.

    ``&&``, ``||``, ``;``, pipes and line ends part commands; a backslash at the end joins lines.
    """
    number, waiting, start = 0, "", 0
    for line in script.splitlines():
        if not waiting:
            start = number
        number += 1
        if line.rstrip().endswith("\\"):
            waiting += line.rstrip()[:-1].rstrip() + " "
            continue
        for match in _COMMAND.finditer(waiting + line.strip()):
            text = re.sub(r"\s+", " ", match[0]).strip()
            if text and not text.startswith("#"):
                yield start, text[:_LONGEST]
        waiting = ""


def runs_tests(command: str) -> bool:
    """Whether a single command runs Python tests, by itself or through a task runner."""
    if any(each.search(command) for each in (_INSTALLS, _NO_PYTHON, _ONLY_ASKS)):
        return False
    return bool(_RUNS_PYTEST.search(command) or _RUNS_TESTS.search(command))


def runs_pytest(command: str) -> bool:
    """Whether a single command calls pytest by name."""
    return runs_tests(command) and _RUNS_PYTEST.search(command) is not None


def prepares_database(command: str) -> bool:
    """Whether a single command makes a database, its tables or its first rows."""
    if _INSTALLS.search(command) or _NO_PYTHON.match(command) or runs_tests(command):
        return False
    return _PREPARES.search(command) is not None
