"""From an order to its answer: the checks that are asked for, on one database."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from layerproof.testing.migrations.inside.chain import check_chain
from layerproof.testing.migrations.inside.channel import Channel
from layerproof.testing.migrations.inside.environment import Backend
from layerproof.testing.migrations.inside.failures import explain
from layerproof.testing.migrations.inside.forgotten import check_imports
from layerproof.testing.migrations.inside.head import check_models, check_upgrade, name_uncompared
from layerproof.testing.migrations.inside.steps import check_steps
from layerproof.testing.migrations.inside.survival import check_survival
from layerproof.testing.migrations.inside.walk import Walk
from layerproof.testing.migrations.values import (
    DATA_SURVIVES,
    DOWN_AND_UP,
    LOCKS,
    MODELS_IMPORTED,
    MODELS_MATCH,
    SINGLE_HEAD,
    UPGRADE,
    Answer,
    Finding,
    Gap,
    Order,
)

_NO_MODELS = "env.py gives no `target_metadata`, so there is nothing to compare"
_NOT_HERE = "locks are watched on PostgreSQL; this database is another one"


@dataclass(slots=True)
class _Book:
    findings: list[Finding] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def blame(self, checks: Collection[str], problem: str, advice: str = "") -> None:
        """Note the same fault for several checks, none of which could be done."""
        self.findings += [Finding(check, problem, advice) for check in checks]

    def faulty(self, check: str) -> bool:
        """Whether something was found by the check."""
        return any(finding.check == check for finding in self.findings)


def answer(order: Order, channel: Channel) -> Answer:
    """Return what the checks of the order have found."""
    book = _Book()
    asked = [check for check in order.checks if check != SINGLE_HEAD]
    try:
        backend = Backend(order)
        chain = list(check_chain(backend.scripts, Path(order.root)))
    except Exception as error:  # noqa: BLE001 - the project's own files are read here
        book.blame(
            order.checks, f"the migrations cannot be opened: {explain(error)}", "see alembic.ini"
        )
        return Answer(tuple(book.findings))
    book.findings += [one for one in chain if SINGLE_HEAD in order.checks]
    try:
        revisions = backend.list_revisions()
    except Exception:  # noqa: BLE001 - said by the chain already
        book.blame(
            asked, "not looked at, since the chain of revisions is broken", "see single_head"
        )
        return Answer(tuple(book.findings))
    _run(backend, channel, book)
    places = {str(revision.revision): number for number, revision in enumerate(revisions)}
    return Answer(tuple(book.findings), tuple(book.gaps), places)


def _run(backend: Backend, channel: Channel, book: _Book) -> None:
    asked = backend.order.checks
    head = [check for check in (UPGRADE, MODELS_MATCH, MODELS_IMPORTED) if check in asked]
    rows = [check for check in (DATA_SURVIVES, LOCKS) if check in asked]
    if head:
        _try(book, head, lambda: _check_head(backend, book))
    if DOWN_AND_UP in asked:
        _try(book, [DOWN_AND_UP], lambda: _walk_steps(backend, channel, book))
    if rows:
        _try(book, rows, lambda: _walk_rows(backend, channel, book))


def _try(book: _Book, checks: Collection[str], work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever the project's env.py raises
        book.blame(
            checks,
            f"could not be looked at: env.py failed: {explain(error)}",
            "see that `env.py` runs by itself, with the variables of [tool.layerproof.database] "
            "env; it may open the database that `sqlalchemy.url` or a variable names, and no other",
        )


def _check_head(backend: Backend, book: _Book) -> None:
    asked = backend.order.checks
    book.findings += check_upgrade(backend)
    later = [check for check in (MODELS_MATCH, MODELS_IMPORTED) if check in asked]
    if book.faulty(UPGRADE):
        book.blame(later, "not looked at, since the upgrade failed", "see upgrade")
    elif not backend.metadata:
        book.gaps += [Gap(check, _NO_MODELS, whole=True) for check in later]
    else:
        book.findings += check_models(backend)
        book.gaps += name_uncompared(backend)
        for one in check_imports(backend):
            if isinstance(one, Finding):
                book.findings.append(one)
            else:
                book.gaps.append(one)


def _walk_steps(backend: Backend, channel: Channel, book: _Book) -> None:
    walk = Walk(backend, channel, DOWN_AND_UP)
    book.gaps += check_steps(walk)
    book.findings += walk.findings


def _walk_rows(backend: Backend, channel: Channel, book: _Book) -> None:
    locks = make_url(backend.order.url).get_backend_name() == "postgresql"
    walk = Walk(backend, channel, DATA_SURVIVES)
    book.gaps += check_survival(walk, locks=locks)
    book.findings += walk.findings
    if not locks:
        book.gaps.append(Gap(LOCKS, _NOT_HERE, whole=True))
