"""What pages are asked for, and what their forms send.

A browser sends every field of a form: one that was left empty counts as not given.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from layerproof.history.records.access import Role, Scope
from layerproof.history.records.questions.flaky import FlakyDefinition
from layerproof.history.records.questions.tests import RunTestSort, SlowSort
from layerproof.history.schemas.addresses import Address
from layerproof.history.schemas.auth import NewPassword, Password, Secret
from layerproof.history.schemas.fields import WITHOUT_NUL, Label, Name, Outcome, Ruling, RunId, Slug

Cursor = Annotated[str, StringConstraints(max_length=200)]
Runs = Annotated[int, Field(ge=1, le=200)]
Text = Annotated[str, StringConstraints(max_length=1024, pattern=WITHOUT_NUL)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value not in ("", [])}


class RunsAsked(_Asked):
    """Which runs are listed."""

    branch: Label | None = None
    ruling: Ruling | None = None
    cursor: Cursor | None = None


class RunTestsAsked(_Asked):
    """Which tests of a run are listed."""

    search: Label | None = None
    suite: Label | None = None
    result: Outcome | None = None
    sort: RunTestSort = RunTestSort.RESULT
    cursor: Cursor | None = None


class TrendsAsked(_Asked):
    """Which runs are drawn."""

    branch: Label | None = None
    runs: Runs = 50


class FlakyAsked(_Asked):
    """Which tests are flaky."""

    definition: FlakyDefinition = FlakyDefinition.SAME_COMMIT
    branch: Label | None = None
    runs: Runs = 50


class SlowestAsked(_Asked):
    """Which tests take long."""

    branch: Label | None = None
    suite: Label | None = None
    runs: Runs = 10
    sort: SlowSort = SlowSort.SECONDS


class TestAsked(_Asked):
    """Which sightings of a test are listed."""

    __test__ = False

    branch: Label | None = None
    cursor: Cursor | None = None


class CompareAsked(_Asked):
    """Which runs are compared; the newest without ``head``."""

    base: RunId | None = None
    head: RunId | None = None


class LoginSent(_Asked):
    """The form to log in."""

    address: Text = ""
    password: Password = ""
    next: Text = ""


class RegistrationSent(_Asked):
    """The form to register."""

    name: Name
    address: Address
    password: NewPassword
    token: Secret | None = Field(default=None, repr=False)


class AcceptanceSent(_Asked):
    """The form to accept an invitation."""

    token: Secret = Field(default="", repr=False)


class RoleSent(_Asked):
    """The form to change a member's role."""

    role: Role


class InvitationSent(_Asked):
    """The form to invite somebody."""

    address: Address
    role: Role


class TokenSent(_Asked):
    """The form to make a project's token."""

    name: Name
    scopes: frozenset[Scope] = Field(min_length=1)
    days: Annotated[int, Field(ge=1, le=3_650)] | None = None

    @property
    def life(self) -> timedelta | None:
        """How long the token is to be good; ``None`` until it is revoked."""
        return None if self.days is None else timedelta(days=self.days)


class OrganizationSent(_Asked):
    """The form to make an organization."""

    name: Name
    slug: Slug


class ProjectSent(_Asked):
    """The form to make a project."""

    name: Name
    slug: Slug
    main_branch: Name = "main"
