"""What the example ``playground`` must notice."""

from __future__ import annotations

from tests.support.examples import Break, Deletion

SUITES = {"unit", "integration", "api", "migrations", "concurrency"}

SNIPPETS = "src/playground/snippets"
ACCOUNTS = "src/playground/accounts"

BREAKS = (
    Break(
        rule="nobody has more snippets than the limit",
        path=f"{SNIPPETS}/service.py",
        old=">= self._limit",
        new="> self._limit",
        tests=(f"{SNIPPETS}/test_service.py", "tests/concurrency/test_snippets.py"),
        failing=(
            "test_the_limit_holds",
            "test_a_fork_counts_to_the_limit_of_who_forks",
            "test_the_last_places_are_given_once",
        ),
    ),
    Break(
        rule="what is private does not exist for others",
        path=f"{SNIPPETS}/service.py",
        old='snippet.visibility != "shared"',
        new="not snippet.visibility",
        tests=(f"{SNIPPETS}/test_service.py", "tests/integration/test_sharing_flow.py"),
        failing=(
            "test_a_private_snippet_does_not_exist_for_others",
            "test_a_private_snippet_is_not_forked_by_others",
            "test_a_private_snippet_is_not_run_by_others",
            "test_a_snippet_is_shared_forked_and_withdrawn",
        ),
    ),
    Break(
        rule="a key does only what it was made for",
        path="src/playground/api_keys/service.py",
        old="if scope not in found.scopes:",
        new="if not found.scopes:",
        tests=(
            "src/playground/api_keys/test_service.py",
            "tests/integration/test_api_key_flow.py",
        ),
        failing=(
            "test_a_key_does_only_what_it_was_made_for",
            "test_a_key_works_until_it_is_revoked",
        ),
    ),
    Break(
        rule="who is going to write takes the lock before reading",
        path="src/playground/database.py",
        old='session.info.get("writes")',
        new='session.info.get("reads")',
        tests=("tests/concurrency/test_snippets.py", "tests/integration/test_sharing_flow.py"),
        failing=(
            "test_fifty_creations_and_a_hundred_reads",
            "test_the_last_places_are_given_once",
            "test_every_run_counts",
            "test_a_writer_waits_before_it_reads",
        ),
    ),
)

DELETIONS = (
    Deletion(
        "unit",
        "src/playground/accounts/test_service.py",
        "test_an_address_is_taken_in_any_case",
        "service",
    ),
    Deletion(
        "integration",
        "src/playground/snippets/test_repository.py",
        "test_forks_outlive_their_source",
        "repository",
    ),
    Deletion(
        "api",
        "src/playground/api_keys/test_router.py",
        "test_a_key_is_told_once",
        "router",
    ),
)
