"""Records of the history for pages: plain ones, and the same with a hostile text in every field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from layerproof.history.pages.frame import OrganizationPlace, ProjectPlace, Viewer
from layerproof.history.records.access import Role, Scope
from layerproof.history.records.overview import ProjectNews
from layerproof.history.records.questions.comparison import (
    Bounded,
    Comparison,
    Ending,
    Gap,
    LayerChange,
    SuiteChange,
    TestChange,
    UncoveredFile,
)
from layerproof.history.records.questions.flaky import (
    FlakyDefinition,
    FlakyTest,
    FlakyTests,
)
from layerproof.history.records.questions.tests import (
    Outcome,
    RunTest,
    Sighting,
    SlowPage,
    SlowTest,
    SlowTests,
    TestHistory,
    TestName,
)
from layerproof.history.records.questions.trends import (
    LayerTrend,
    LayerTrends,
    SuitePoint,
    SuiteTrend,
    SuiteTrends,
)
from layerproof.history.records.questions.windows import WindowRun
from layerproof.history.records.runs import (
    CoverageCounts,
    GateRecord,
    LayerRecord,
    ReasonRecord,
    RunDetail,
    RunFacts,
    StoredRun,
    SuiteRecord,
    TestCounts,
)
from layerproof.history.records.tenants import (
    Invitation,
    Membership,
    Organization,
    Project,
    ProjectSettings,
    ProjectToken,
)

NOON = datetime(2026, 11, 21, 12, 0, 5, tzinfo=UTC)

#: Markup, an attribute's end, an entity, a terminal's colour, a mark that turns text round, a
#: separator of lines, a lone surrogate.
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;\x1b[31m\u202e\u2028\ud800"

TEST_ID = "0123456789abcdef0123456789abcdef"


def counts(covered: int = 90, total: int = 100) -> CoverageCounts:
    """Return counts of lines."""
    return CoverageCounts(total, total - covered)


def a_viewer(**changes: Any) -> Viewer:
    """Return somebody who has logged in."""
    return Viewer(**{"name": "Ann", "form_token": "f" * 64, **changes})


def an_organization_place(slug: str = "acme", role: Role = Role.OWNER) -> OrganizationPlace:
    """Return an organization as its owner sees it."""
    return OrganizationPlace(slug, role)


def a_project_place(word: str = "shop", role: Role = Role.OWNER) -> ProjectPlace:
    """Return a project as its owner sees it; ``word`` is its name and its main branch's."""
    return ProjectPlace("acme", "shop", word, word if word != "shop" else "main", role)


def a_stored_run(word: str = "main", **changes: Any) -> StoredRun:
    """Return a run of which one test failed; ``word`` is what a report can say in its own words."""
    facts: dict[str, Any] = {
        "run_id": "run-1",
        "project": word,
        "created_at": NOON,
        "commit": word,
        "branch": word,
        "dirty": True,
        "ruling": "broken",
        "exit_code": 1,
        "partial": False,
        "branch_coverage": True,
        "schema_version": 1,
        "tool_version": word,
        "digest": "d" * 64,
        **changes,
    }
    tests = TestCounts(12, 8, 1, 1, 1, 1, 0)
    received = NOON + timedelta(minutes=1)
    return StoredRun(7, RunFacts(**facts), received, tests, counts(9_999, 10_000))


def a_detail(word: str = "service", **changes: Any) -> RunDetail:
    """Return a broken run with everything that one can have."""
    suite = SuiteRecord(word, "broken", True, 2, 1, 61.5, TestCounts(12, 8, 1, 1, 1, 1, 0))
    optional = SuiteRecord("slow", "not measured", False, 1, 0, 0.0, TestCounts())
    layer = LayerRecord(word, True, 3, counts(), {word: counts(50)})
    unmeasured = LayerRecord("model", False, 1, CoverageCounts(), {})
    reason = ReasonRecord("broken", word, word, word, word, word, word, 3)
    gates = [
        GateRecord("merged", word, "fail_under", 9_500, 90, 100, 10, "broken"),
        GateRecord(word, word, "max_missing", 1, 50, 100, 50, "not measured", word),
        GateRecord("gone", word, "each_file", 8_000, 1, 2, 1, "broken", word),
    ]
    total = LayerRecord("total", True, 4, counts(9_999, 10_000), {word: counts(1, 10_000)})
    run = a_stored_run(word if word != "service" else "main", **changes)
    reasons = [reason] * 9
    return RunDetail(run, reasons, [word], [suite, optional], [layer, unmeasured], total, gates)


def a_window_run(word: str = "main", number: int = 1, **changes: Any) -> WindowRun:
    """Return a run of a window, an hour after the one before."""
    fields: dict[str, Any] = {
        "key": number,
        "run_id": f"run-{number}",
        "created_at": NOON + timedelta(hours=number),
        "commit": word,
        "branch": word,
        "dirty": number % 2 == 0,
        "ruling": "kept",
        "partial": False,
        "complete": True,
        "branch_coverage": False,
    }
    return WindowRun(**{**fields, **changes})


def a_test_name(word: str = "tests/test_a.py::test_b") -> TestName:
    """Return a test."""
    suite = "unit" if word.startswith("tests/") else word
    return TestName(TEST_ID, suite, word)


def a_run_test(word: str = "tests/test_a.py::test_b", **changes: Any) -> RunTest:
    """Return a test of a run that failed."""
    fields: dict[str, Any] = {
        "position": 1,
        "test": a_test_name(word),
        "part": word,
        "variant": word,
        "result": "failed",
        "seconds": 0.5,
        "retries": 2,
        "message": word,
    }
    return RunTest(**{**fields, **changes})


def a_sighting(word: str = "main", number: int = 1, **changes: Any) -> Sighting:
    """Return how a test ended in a run."""
    fields: dict[str, Any] = {
        "run": a_window_run(word, number),
        "part": word,
        "variant": "",
        "position": 1,
        "result": "failed",
        "seconds": 0.25 * number,
        "retries": 1,
        "message": word,
    }
    return Sighting(**{**fields, **changes})


def layer_trends(word: str = "service") -> LayerTrends:
    """Return two layers and the whole source in three runs; the first was not measured once."""
    runs = [a_window_run(number=number) for number in (1, 2, 3)]
    lines = [
        LayerTrend(word, [counts(80), None, counts(90)]),
        LayerTrend("router", [counts(100), counts(100), counts(9_999, 10_000)]),
        LayerTrend("total", [counts(85), counts(85), counts(0, 0)]),
    ]
    return LayerTrends(word if word != "service" else "main", runs, lines)


def suite_trends(word: str = "unit") -> SuiteTrends:
    """Return two suites in three runs."""
    runs = [a_window_run(number=number) for number in (1, 2, 3)]
    points = [SuitePoint(seconds, TestCounts()) for seconds in (30.0, 45.0, 61.0)]
    lines = [SuiteTrend(word, points), SuiteTrend("api", [None, points[0], None])]
    return SuiteTrends("main", runs, lines)


def flaky_tests(
    word: str = "tests/test_a.py::test_b",
    definition: FlakyDefinition = FlakyDefinition.SAME_COMMIT,
) -> FlakyTests:
    """Return a flaky test with five sightings, of which two are told."""
    seen = [a_sighting(word, 2), a_sighting(word, 1, result="passed", retries=0)]
    test = FlakyTest(a_test_name(word), word, 3, [*seen, *seen], 5)
    return FlakyTests(definition, word, 20, [test], 7)


def slow_tests(word: str = "tests/test_a.py::test_b") -> SlowTests:
    """Return a test that grew, one that is new, and one that took no time before."""
    name = a_test_name(word)
    items = [SlowTest(name, 3.0, 1.5), SlowTest(name, 2.0, None), SlowTest(name, 1.0, 0.0)]
    return SlowTests(word, 10, 10, SlowPage(items, 40))


def a_test_history(word: str = "tests/test_a.py::test_b") -> TestHistory:
    """Return a test with sightings of two variants, one of them skipped."""
    sightings = [
        a_sighting(word, 3),
        a_sighting(word, 2, result="skipped", seconds=9.0),
        a_sighting(word, 1, variant=word, message=""),
    ]
    return TestHistory(a_test_name(word), sightings, "more")


def a_comparison(word: str = "tests/test_a.py::test_b", **changes: Any) -> Comparison:
    """Return a run against its base, with something in every list."""
    passed, failed = Ending(Outcome.PASSED, 1.0), Ending(Outcome.FAILED, None)
    name = a_test_name(word)
    suite = SuiteRecord(word, "kept", True, 1, 1, 2.0, TestCounts(2, 2))
    fields: dict[str, Any] = {
        "run": a_stored_run(word),
        "base": a_stored_run(word, run_id="run-0", created_at=NOON - timedelta(days=1)),
        "layers": [
            LayerChange(word, counts(90), counts(80), True),
            LayerChange("router", counts(90), counts(90), False),
            LayerChange("new", None, counts(90), None),
        ],
        "total": LayerChange("total", counts(90), counts(80), True),
        "suites": [SuiteChange(word, suite, suite), SuiteChange("gone", suite, None)],
        "newly_failing": Bounded([TestChange(name, word, passed, failed, word, word)], 3),
        "still_failing": Bounded([TestChange(name, word, failed, failed, word, word)], 1),
        "fixed": Bounded([TestChange(name, word, failed, passed)], 1),
        "new_tests": Bounded([TestChange(name, word, None, passed)], 1),
        "vanished_tests": Bounded([TestChange(name, word, passed, None)], 1),
        "newly_slow": Bounded([TestChange(name, word, passed, passed)], 1),
        "newly_uncovered": Bounded(
            [
                UncoveredFile(
                    word, None, 20, Bounded([3, 4, 5, 9], 4), Bounded([(3, 9), (9, -1)], 2)
                ),
                UncoveredFile("src/b.py", 2, 40, Bounded(list(range(1, 60, 2)), 90), Bounded()),
            ],
            3,
        ),
    }
    return Comparison(**{**fields, **changes})


def a_gap(code: str, word: str = "it cannot be compared") -> Gap:
    """Return something that cannot be compared."""
    return Gap(code, word)


def an_organization(word: str = "Acme") -> Organization:
    """Return an organization."""
    return Organization(1, "acme", word, NOON)


def a_project(word: str = "shop", key: int = 5) -> Project:
    """Return a project of that organization."""
    settings = ProjectSettings(name=word, main_branch=word if word != "shop" else "main")
    return Project(key, 1, "acme", "shop", settings, NOON)


def project_news(project: int = 5) -> ProjectNews:
    """Return the newest run of that project."""
    return ProjectNews(project, "run-1", NOON, "broken", 2, counts())


def a_member(word: str = "Ann", role: Role = Role.OWNER, key: int = 1) -> Membership:
    """Return a member."""
    return Membership(an_organization(), key, f"{key:032x}", word, word, role, NOON)


def an_invitation(word: str = "bob@acme.example") -> Invitation:
    """Return an open invitation."""
    later = NOON + timedelta(days=7)
    return Invitation(
        key=1,
        public_id="b" * 32,
        organization=an_organization(),
        address=word,
        address_key=word,
        role=Role.MEMBER,
        created_at=NOON,
        expires_at=later,
        accepted_at=None,
        revoked_at=None,
    )


def a_token(word: str = "ci", **changes: Any) -> ProjectToken:
    """Return a token that is valid for ever."""
    fields: dict[str, Any] = {
        "key": 1,
        "public_id": "c" * 32,
        "project": a_project(),
        "name": word,
        "scopes": frozenset({Scope.PUSH, Scope.READ}),
        "created_at": NOON,
        "expires_at": None,
        "last_used_at": NOON,
        "revoked_at": None,
    }
    return ProjectToken(**{**fields, **changes})
