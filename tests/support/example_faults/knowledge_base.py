"""What the example ``knowledge_base`` must notice."""

from __future__ import annotations

from tests.support.examples import Break, Deletion

SUITES = {
    "unit",
    "integration",
    "api",
    "security",
    "performance",
    "migrations",
    "concurrency",
}

SERVICES = "src/knowledge_base/services"
UNIT = "tests/unit/services"

BREAKS = (
    Break(
        rule="an update names the version that was read",
        path=f"{SERVICES}/documents.py",
        old="self._work.documents.revise(document_id, read_version, draft, now())",
        new="self._work.documents.revise("
        "document_id, (await self.read(document_id)).version, draft, now())",
        tests=(f"{UNIT}/test_documents.py",),
        failing=("test_who_has_not_read_the_newest_version_changes_nothing",),
    ),
    Break(
        rule="a document is given to a team by its members",
        path=f"{SERVICES}/documents.py",
        old="if not self._actor.visibility.includes(draft.team_id):",
        new="if self._actor.visibility is None:",
        tests=(f"{UNIT}/test_documents.py",),
        failing=("test_a_document_is_given_to_a_team_by_its_members",),
    ),
    Break(
        rule="a tenant keeps an admin",
        path=f"{SERVICES}/users.py",
        old="await self._work.users.count_admins() == 1",
        new="await self._work.users.count_admins() == 0",
        tests=(f"{UNIT}/test_users.py",),
        failing=("test_the_last_admin_stays",),
    ),
    Break(
        rule="a tool's name is taken once",
        path=f"{SERVICES}/tools.py",
        old="if await self._work.tools.find_by_name(name) is not None:",
        new="if not name:",
        tests=(f"{UNIT}/test_tools.py",),
        failing=("test_a_name_is_taken_once_in_whatever_case",),
    ),
)

DELETIONS = (
    Deletion(
        "unit",
        "tests/unit/services/test_actor.py",
        "test_who_is_unknown_or_not_active_is_nobody",
        "service",
    ),
    Deletion(
        "integration",
        "tests/integration/test_unit_of_work.py",
        "test_tools_are_listed_with_the_disabled_or_without",
        "repository",
    ),
    Deletion("api", "tests/api/test_documents.py", "test_a_stale_version_is_a_conflict", "router"),
)
