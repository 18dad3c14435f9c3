"""The braces in ``env`` and ``database.env``: which fields there are, how they are filled. Pure.

``parse`` and ``database_table`` check them when the table is read; ``database.templating`` fills
those of a database, the pytest plugin those of a process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: What may stand in braces, whatever the engine.
_EVERY_ENGINE = ("url", "async_url", "name", "worker")

#: What may stand in braces, by engine.
ENV_FIELDS = {
    "postgresql": (*_EVERY_ENGINE, "host", "port", "user", "password"),
    "sqlite": (*_EVERY_ENGINE, "path"),
}

#: What may stand in braces in the table's own ``env``, which knows no database.
PROCESS_FIELDS = ("worker", "folder")

# A doubled brace stands for itself, so that "{{url}}" can be said.
_FIELD = re.compile(r"\{\{(\w+)\}\}|\{(\w+)\}")


def find_fields(text: str) -> tuple[str, ...]:
    """Return the names that stand in braces, in order, each once."""
    return tuple(dict.fromkeys(match[2] for match in _FIELD.finditer(text) if match[2]))


def fill_fields(text: str, values: Mapping[str, str]) -> str:
    """Return the text with every field's value in its place; ``{{name}}`` becomes ``{name}``.

    Braces around anything but a word, as in JSON, stay as they are. Raises ``KeyError`` for a
    field without a value.
    """
    return _FIELD.sub(lambda match: values[match[2]] if match[2] else f"{{{match[1]}}}", text)
