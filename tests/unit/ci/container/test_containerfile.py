"""The container file says what an operator relies on. No image is built of it here."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from layerproof.history.serving import VARIABLE_PREFIX, ServeOptions, read_serving

ROOT = Path(__file__).parents[4]
TEXT = (ROOT / "ci/container/Containerfile").read_text(encoding="utf-8")

#: https://docs.docker.com/reference/dockerfile/, without what nobody needs any more.
INSTRUCTIONS = {
    "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN",
    "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
}  # fmt: skip


def _read(text: str) -> list[tuple[str, str]]:
    """Return the instructions in order, comments left out and continued lines joined."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", kept)
    lines = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [(line[0], line[1]) for line in lines]


READ = _read(TEXT)
LAST_STAGE = READ[max(place for place, (word, _) in enumerate(READ) if word == "FROM") :]


def _of(word: str) -> list[str]:
    return [arguments for found, arguments in LAST_STAGE if found == word]


def test_every_line_is_an_instruction() -> None:
    """Every instruction is one that builders know, and the image ends with how it starts."""
    assert {word for word, _ in READ} <= INSTRUCTIONS
    assert [word for word, _ in READ][:2] == ["ARG", "FROM"]
    assert [word for word, _ in READ][-2:] == ["ENTRYPOINT", "CMD"]


def test_it_does_not_run_as_root() -> None:
    """The last user is a number that is not root's, the one that owns the volume."""
    assert _of("USER") == ["10001"]
    (made,) = _of("RUN")
    assert "--uid 10001" in made
    assert "--owner=history --group=history --mode=700 /data" in made
    assert _of("VOLUME") == _of("WORKDIR") == ["/data"]


def test_signals_reach_the_server() -> None:
    """Nothing stands between the engine and the server: lists and no shell, and SIGTERM."""
    assert json.loads(_of("ENTRYPOINT")[0]) == ["layerproof"]
    assert json.loads(_of("CMD")[0]) == ["serve"]
    assert _of("STOPSIGNAL") == ["SIGTERM"]


def test_its_settings_are_settings() -> None:
    """The variables are such that a server reads, and let others log in and reach it."""
    words = dict(word.split("=", 1) for word in shlex.split(_of("ENV")[0]))
    ours = {name: value for name, value in words.items() if name.startswith(VARIABLE_PREFIX)}
    settings = read_serving(ServeOptions(), ours, folder=Path("/data"))
    assert len(ours) == 4
    assert (settings.host, settings.port, settings.log_format) == ("0.0.0.0", 8765, "json")
    assert settings.history.accounts
    assert settings.history.file == Path("/data/history.db")
    assert _of("EXPOSE") == [str(settings.port)]


def test_its_health_is_whether_it_is_ready() -> None:
    """The health check asks `/ready` on the server's own port, and gives up before its time."""
    (check,) = _of("HEALTHCHECK")
    options, command = check.split(" CMD ")
    program, flag, code = json.loads(command)
    assert (program, flag) == ("python", "-c")
    compile(code, "healthcheck", "exec")
    assert "'/api/v1/ready', timeout=4" in code
    assert "--timeout=5s" in options


def test_it_is_built_from_the_wheel() -> None:
    """What is installed is the wheel with its extra and a driver, and no source is copied."""
    copied = [arguments for word, arguments in READ if word == "COPY"]
    assert copied == [
        "dist/layerproof-*.whl /tmp/wheels/",
        "--from=build /opt/layerproof /opt/layerproof",
    ]
    assert '"layerproof[history] @ file://' in TEXT
    assert "psycopg[binary]" in TEXT


@pytest.mark.parametrize("word", ["PASSWORD", "SECRET", "TOKEN", "--privileged", ":latest"])
def test_nothing_that_does_not_belong_into_an_image(word: str) -> None:
    """No secret is in the image, and no base that means another one tomorrow."""
    assert word not in "\n".join(arguments for _, arguments in READ)
