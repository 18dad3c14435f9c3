"""The whole API under Schemathesis: no server error, and every answer as the document says.

It runs as a program of its own, from an environment of its own, against a real server.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.history_served import served_world
from tests.support.pythons import make_group_environment

CONFIG = Path(__file__).with_name("schemathesis.toml")

#: What ends the log-in or removes what the other requests are about: asked last.
ENDING = (
    "--include-method=DELETE",
    "--include-path=/api/v1/auth/logout",
    "--include-path=/api/v1/auth/password",
)
OTHERS = tuple(option.replace("include", "exclude") for option in ENDING)

#: Who asks, for what, and with how many examples beside those for each bound of the schema. What
#: somebody may not do at all is refused before it is read; ``nobody`` asks for that.
PUSHING = "--include-path-regex=^/api/v1/(runs|token)"
ASKING = {
    "owner": (PUSHING.replace("include", "exclude"), "--phases=examples,coverage,fuzzing", "-n5"),
    "push_read": (PUSHING, "--phases=examples,coverage,fuzzing", "-n10"),
    "nobody": ("--phases=fuzzing", "-n2"),
}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python that has Schemathesis."""
    return make_group_environment(tmp_path_factory.mktemp("fuzz") / "venv", "fuzz")


def _run(python: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    document = f"{url}/api/v1/openapi.json"
    command = [
        *(str(python), "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", document),
        *("--generation-deterministic", "--suppress-health-check=all", "--no-color"),
        "--continue-on-failure",
    ]
    return subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.timeout(180)
@pytest.mark.parametrize("actor", ASKING)
def test_no_request_fails_the_server_or_surprises_a_client(
    actor: str, python: Path, tmp_path: Path
) -> None:
    """What is valid is taken, what is not is refused, and all is answered as the document says."""
    with served_world(tmp_path) as served:
        headers = served.world.headers(None if actor == "nobody" else actor)
        options = [*ASKING[actor], *(f"--header={key}: {value}" for key, value in headers.items())]
        for chosen in (OTHERS, ENDING) if actor == "owner" else ((),):
            done = _run(python, served.url, *options, *chosen)
            assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
