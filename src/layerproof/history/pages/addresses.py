"""Where the pages are. Every piece of a tenant's text that goes into one is quoted here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

HOME: Final = "/"
LOGIN: Final = "/login"
LOGOUT: Final = "/logout"
INVITATION: Final = "/invitation"
NEW_ORGANIZATION: Final = "/new-organization"
STATIC: Final = "/static"

#: Stands where a project's name would, which never is a hyphen alone.
OWN: Final = "-"


def login(following: str = "") -> str:
    """Return where to log in, and to come back from to a path of ours."""
    return with_query(LOGIN, next=following if following not in ("", HOME) else None)


def invitation(token: str) -> str:
    """Return where an invitation is accepted."""
    return with_query(INVITATION, token=token)


def with_query(path: str, **values: object) -> str:
    """Return an address with those values that are given; ``None`` and no text are left out."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    return f"{path}?{urlencode(given, errors='replace')}" if given else path


def own_path(following: str) -> str:
    r"""Return where to go on to: a path of this server, or home for whatever else was given.

    A browser takes ``//host``, ``/\host`` and paths with a tab in them for other servers.
    """
    safe = following.startswith("/") and following.isprintable() and "\\" not in following
    return following if safe and not following.startswith("//") else HOME


@dataclass(frozen=True, slots=True)
class OrganizationAddresses:
    """Where the pages of one organization are."""

    organization: str

    @property
    def home(self) -> str:
        """Its projects."""
        return f"/o/{_step(self.organization)}"

    @property
    def members(self) -> str:
        """Its members and invitations."""
        return f"{self.home}/{OWN}/members"

    @property
    def new_project(self) -> str:
        """Where a project is made."""
        return f"{self.home}/{OWN}/new-project"

    def member(self, person: str, verb: str) -> str:
        """Where a member's role is changed, or the member is removed."""
        return f"{self.members}/{_step(person)}/{verb}"

    def invitation(self, invitation: str, verb: str) -> str:
        """Where an invitation is taken back."""
        return f"{self.home}/{OWN}/invitations/{_step(invitation)}/{verb}"

    @property
    def invitations(self) -> str:
        """Where somebody is invited."""
        return f"{self.home}/{OWN}/invitations"

    def project(self, project: str) -> ProjectAddresses:
        """Where the pages of one of its projects are."""
        return ProjectAddresses(self.organization, project)


@dataclass(frozen=True, slots=True)
class ProjectAddresses:
    """Where the pages of one project are."""

    organization: str
    project: str

    @property
    def home(self) -> str:
        """Its runs, newest first."""
        return f"/o/{_step(self.organization)}/{_step(self.project)}"

    def runs(self, **values: object) -> str:
        """Its runs, filtered."""
        return with_query(self.home, **values)

    def run(self, run_id: str) -> str:
        """One run."""
        return f"{self.home}/runs/{_step(run_id)}"

    def trends(self, **values: object) -> str:
        """How layers and suites went."""
        return with_query(f"{self.home}/trends", **values)

    def flaky(self, **values: object) -> str:
        """Tests that pass and fail."""
        return with_query(f"{self.home}/tests/flaky", **values)

    def slowest(self, **values: object) -> str:
        """Tests that take long."""
        return with_query(f"{self.home}/tests/slowest", **values)

    def test(self, test: object, **values: object) -> str:
        """One test."""
        return with_query(f"{self.home}/tests/{_step(str(test))}", **values)

    def compare(self, **values: object) -> str:
        """One run against another."""
        return with_query(f"{self.home}/compare", **values)

    @property
    def tokens(self) -> str:
        """The tokens with which runs are pushed."""
        return f"{self.home}/tokens"

    def token(self, token: str, verb: str) -> str:
        """Where a token is revoked."""
        return f"{self.tokens}/{_step(token)}/{verb}"


def _step(text: str) -> str:
    """Return a piece of a path; dots that a browser would take for a way up are quoted too."""
    quoted = quote(text, safe="", errors="replace")
    return quoted.replace(".", "%2E") if text in (".", "..") else quoted
