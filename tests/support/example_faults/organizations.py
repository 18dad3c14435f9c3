"""What the example ``organizations`` must notice."""

from __future__ import annotations

from tests.support.examples import Break, Deletion

SUITES = {"unit", "integration", "api", "security", "migrations", "concurrency"}
SERVICES = "src/organizations/services"

BREAKS = (
    Break(
        rule="an invitation expires",
        path=f"{SERVICES}/invitations.py",
        old="if invitation.expires_at <= now():",
        new="if invitation.expires_at is None:",
        tests=("tests/unit/test_invitation_service.py", "tests/api/test_invitations_api.py"),
        failing=("test_it_expires_after_a_week", "test_an_expired_invitation_is_gone"),
    ),
    Break(
        rule="an invitation is for one address",
        path=f"{SERVICES}/invitations.py",
        old="if invitation.email != user.email:",
        new="if not user.email:",
        tests=("tests/unit/test_invitation_service.py", "tests/api/test_invitations_api.py"),
        failing=("test_it_is_not_for_another_address",),
    ),
    Break(
        rule="a verification works once",
        path=f"{SERVICES}/accounts.py",
        old="if verification.used_at is not None:",
        new="if verification.user is None:",
        tests=("tests/unit/test_account_service.py", "tests/concurrency/test_races.py"),
        failing=("test_a_token_works_once", "test_a_verification_works_once"),
    ),
    Break(
        rule="an organization keeps an owner",
        path=f"{SERVICES}/members.py",
        old="count_owners(leaving.organization_id) == 1",
        new="count_owners(leaving.organization_id) == 0",
        tests=("tests/unit/test_member_service.py", "tests/api/test_members_api.py"),
        failing=(
            "test_the_last_owner_stays_owner",
            "test_the_last_owner_does_not_leave",
            "test_owners_elsewhere_do_not_count",
            "test_the_last_owner_cannot_leave",
        ),
    ),
)

DELETIONS = (
    Deletion(
        "unit",
        "tests/unit/test_invitation_service.py",
        "test_it_is_not_for_another_address",
        "service",
    ),
    Deletion(
        "integration",
        "tests/integration/test_ports.py",
        "test_owners_are_counted_by_organization",
        "repository",
    ),
    Deletion("api", "tests/api/test_accounts_api.py", "test_a_token_is_sent_again", "router"),
)
