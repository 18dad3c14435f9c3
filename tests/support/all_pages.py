"""Every page that there is, made of records in which one word stands wherever a tenant's can."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.history.pages.account_pages import render_invitation, render_login
from layerproof.history.pages.compare_page import render_compare
from layerproof.history.pages.frame import Notice
from layerproof.history.pages.home_page import (
    render_home,
    render_organization,
    view_organization,
)
from layerproof.history.pages.problem_page import render_problem
from layerproof.history.pages.run_page import render_run, render_run_tests
from layerproof.history.pages.runs_page import RunsView, render_runs
from layerproof.history.pages.tenant_pages import (
    Given,
    MembersView,
    TokensView,
    render_members,
    render_new_organization,
    render_new_project,
    render_tokens,
)
from layerproof.history.pages.tests_pages import render_flaky, render_slowest, render_test
from layerproof.history.pages.trends_page import render_trends
from layerproof.history.records.access import Role
from layerproof.history.records.questions.flaky import FlakyQuestion
from layerproof.history.records.questions.tests import (
    RunTestFilter,
    RunTestPage,
    RunTestSort,
    SlowQuestion,
)
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.records.runs import RunFilter, RunPage
from layerproof.history.records.tenants import IssuedInvitation, IssuedToken
from tests.factories import history_records as make


def every_page(word: str) -> Mapping[str, str]:
    """Return each page by its name."""
    return {**_tenant_pages(word), **_run_pages(word), **_test_pages(word)}


def _tenant_pages(word: str) -> Mapping[str, str]:
    viewer = make.a_viewer(name=word)
    place, project = make.an_organization_place(word), make.a_project_place(word)
    view = view_organization(word, place, [make.a_project(word)], {5: make.project_news()})
    notice = Notice("refused", word, word)
    issued = IssuedInvitation(make.an_invitation(word), "lpi_secret")
    members = MembersView(
        members=[make.a_member(word), make.a_member(word, Role.VIEWER, key=2)],
        invitations=[make.an_invitation(word)],
        viewer_key=1,
        notice=notice,
        issued=issued,
        link="http://127.0.0.1/invitation?token=lpi_secret",
        address=word,
    )
    tokens = TokensView(
        tokens=[make.a_token(word), make.a_token(word, revoked_at=make.NOON, last_used_at=None)],
        now=make.NOON,
        notice=notice,
        issued=IssuedToken(make.a_token(word), "lpt_secret"),
        name=word,
    )
    problem = {"title": word, "status": 404, "code": word, "detail": word, "faults": []}
    faults = [{"where": word, "problem": word}]
    given = Given(word, word, word)
    return {
        "home": render_home(viewer, [view]),
        "organization": render_organization(viewer, view, notice),
        "members": render_members(viewer, place, members),
        "tokens": render_tokens(viewer, project, tokens),
        "new organization": render_new_organization(viewer, given, notice),
        "new project": render_new_project(viewer, place, given, notice),
        "log in": render_login(following="/", address=word, notice=notice),
        "register": render_invitation(
            make.a_viewer(name=""), word, name=word, address=word, notice=notice
        ),
        "accept": render_invitation(viewer, word),
        "problem": render_problem({**problem, "faults": faults}),
    }


def _run_pages(word: str) -> Mapping[str, str]:
    viewer, place = make.a_viewer(name=word), make.a_project_place(word)
    detail, comparison = make.a_detail(word), make.a_comparison(word)
    gaps = [make.a_gap("run-files-unknown", word)]
    run = make.a_stored_run(word)
    layers = [LayerAt(run.key, word, make.counts()), LayerAt(run.key, "total", make.counts())]
    runs = RunsView(
        page=RunPage([run], "older"),
        layers=layers,
        branches=[word],
        wanted=RunFilter(branch=word, ruling="broken"),
        cursor="newer",
    )
    wanted = RunTestFilter(word, "failed", word, RunTestSort.NAME)
    tests = RunTestPage([make.a_run_test(word)], "more")
    return {
        "runs": render_runs(viewer, place, runs),
        "run": render_run(viewer, place, detail, [make.a_run_test(word)], comparison),
        "run tests": render_run_tests(viewer, place, detail, wanted, tests, cursor="x"),
        "compare": render_compare(viewer, place, comparison, [run], chosen=(word, "run-1")),
        "compare with gaps": render_compare(
            viewer, place, make.a_comparison(word, gaps=gaps), [run]
        ),
        "compare nothing": render_compare(
            viewer, place, None, [run], notice=Notice("refused", word)
        ),
    }


def _test_pages(word: str) -> Mapping[str, str]:
    viewer, place = make.a_viewer(name=word), make.a_project_place(word)
    trends = (make.layer_trends(word), make.suite_trends(word))
    return {
        "trends": render_trends(viewer, place, *trends, branches=[word], length=50),
        "flaky": render_flaky(
            viewer, place, make.flaky_tests(word), FlakyQuestion(branch=word), branches=[word]
        ),
        "slowest": render_slowest(
            viewer,
            place,
            make.slow_tests(word),
            SlowQuestion(branch=word, suite=word),
            branches=[word],
            suites=[word],
        ),
        "test": render_test(
            viewer, place, make.a_test_history(word), branches=[word], branch=word, cursor="x"
        ),
    }
