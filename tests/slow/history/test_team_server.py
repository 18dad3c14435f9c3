"""A server for a team, from the first owner to the run of a real project that is read back."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from layerproof.history.settings import HistorySettings
from tests.support.history_servers import ServerProcess, address_of, run_layerproof, serving
from tests.support.session_projects import SHOP, clean_environment, run_tool, write_files

ADDRESS = "ada@example.org"
PASSWORD = "correct horse battery staple"
ACME = "/api/v1/organizations/acme"


def _post(
    server: ServerProcess, path: str, document: object, token: str | None = None
) -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    status, answered = server.ask("POST", path, json.dumps(document).encode(), headers)
    assert isinstance(answered, dict), answered
    return status, answered


def _invite(folder: Path, database: str) -> str:
    invited = run_layerproof(
        folder, "history", "invite", ADDRESS, "--organization", "acme", "--name", "Acme, Inc.",
        "--url", "https://history.example.org/", "--database", database,
    )  # fmt: skip
    assert (invited.returncode, invited.stderr) == (0, "")
    place = urlsplit(invited.stdout.strip())
    assert (place.netloc, place.path) == ("history.example.org", "/invitation")
    return parse_qs(place.query)["token"][0]


def _log_in(server: ServerProcess) -> str:
    form = urlencode({"username": ADDRESS, "password": PASSWORD}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    status, tokens = server.ask("POST", "/api/v1/auth/login", form, kind)
    assert status == 200, tokens
    access: str = tokens["access_token"]
    return access


def test_from_the_first_owner_to_a_run(settings: HistorySettings, tmp_path: Path) -> None:
    """Invited, registered, logged in; a project and its token; a real run pushed and read back."""
    database = address_of(settings)
    shop = write_files(tmp_path / "shop", SHOP)
    ran = run_tool(shop, "nox")
    assert ran.code == 0, ran
    report = json.loads((shop / ".layerproof/report/report.json").read_text())

    with serving(tmp_path, "--accounts", "--log-format", "json", "--database", database) as server:
        assert server.ask("GET", "/api/v1/organizations")[0] == 401
        invitation = _invite(tmp_path, database)
        wanted = {"address": ADDRESS, "name": "Ada", "password": PASSWORD}
        assert _post(server, "/api/v1/auth/register", wanted)[0] in (403, 422)
        assert _post(server, "/api/v1/auth/register", wanted | {"invitation": invitation})[0] == 202
        owner = _log_in(server)
        assert _post(server, "/api/v1/invitations/accept", {"token": invitation}, owner)[0] == 404
        name = report["run"]["project"]
        assert _post(server, f"{ACME}/projects", {"slug": "shop", "name": name}, owner)[0] == 201
        status, made = _post(server, f"{ACME}/projects/shop/tokens", {"name": "ci"}, owner)
        assert status == 201
        token = str(made["secret"])

        refused = run_layerproof(shop, "push", "--url", server.url, LAYERPROOF_HISTORY_TOKEN="")
        assert refused.returncode == 3
        pushed = run_layerproof(shop, "push", "--url", server.url, LAYERPROOF_HISTORY_TOKEN=token)
        assert (pushed.returncode, pushed.stderr) == (0, "")
        assert pushed.stdout.startswith("stored: ")

        run = f"{ACME}/projects/shop/runs/{report['run']['id']}"
        bearer = {"Authorization": f"Bearer {owner}"}
        assert server.ask("GET", f"{run}/report", headers=bearer) == (200, report)
        assert server.ask("GET", f"{run}/report")[0] == 401
        server.process.send_signal(signal.SIGTERM)
        assert server.wait() == 0

    log = "".join(server.log)
    asked = [event for event in map(json.loads, server.log) if event["event"] == "request"]
    assert {event["who"] for event in asked} >= {None, asked[-2]["who"]}
    assert re.search(r'"who": "user:[0-9a-f]{32}"', log)
    assert '"who": "token:' in log
    for secret in (PASSWORD, invitation, owner, token, ADDRESS):
        assert secret not in log


@pytest.mark.parametrize(
    ("allowed", "expected"), [((), "127.0.0.1"), (("127.0.0.1",), "203.0.113.9")]
)
def test_whose_word_counts(tmp_path: Path, allowed: tuple[str, ...], expected: str) -> None:
    """Where a request came from is believed of named proxies alone, whatever the environment."""
    options = [word for address in allowed for word in ("--forwarded-allow-ips", address)]
    with serving(
        tmp_path, "--accounts", "--log-format", "json", *options, FORWARDED_ALLOW_IPS="*"
    ) as server:
        forwarded = {"X-Forwarded-For": "203.0.113.9"}
        assert server.ask("GET", "/api/v1/organizations", headers=forwarded)[0] == 401
        server.process.send_signal(signal.SIGTERM)
        assert server.wait() == 0
    asked = [event for event in map(json.loads, server.log) if event["event"] == "request"]
    assert [event["client"] for event in asked] == [expected]


def test_a_server_for_others_has_accounts(tmp_path: Path) -> None:
    """On an address that others reach nobody gets in without a credential, and it is said."""
    with serving(tmp_path, "--host", "0.0.0.0") as server:
        assert server.ask("GET", "/api/v1/organizations")[0] == 401
        assert server.ask("GET", "/api/v1/ready")[0] == 200
        server.process.send_signal(signal.SIGTERM)
        assert server.wait() == 0
    assert server.said[-1].startswith("accounts: people log in; `layerproof history invite`")


def test_the_environment_of_the_tests_is_clean() -> None:
    """No server or token of whoever runs the tests is used by mistake."""
    assert "LAYERPROOF_HISTORY_TOKEN" not in clean_environment()
