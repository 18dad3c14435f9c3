"""Orders and answers arrive as they were sent."""

from __future__ import annotations

from layerproof.core.config.database_table import MIGRATION_CHECKS
from layerproof.testing.migrations.checks import CHECKS
from layerproof.testing.migrations.laboratory import GROUPS
from layerproof.testing.migrations.values import Answer, Finding, Gap, Order


def test_an_order_travels_whole() -> None:
    """Every field is the same on the other side."""
    order = Order(
        checks=("upgrade",),
        root="/r",
        ini="/r/a.ini",
        url="sqlite:///x",
        async_url="",
        path="/x",
        guard=False,
        search=("/a", "/b"),
        source=("src",),
        lock_threshold=0.5,
    )
    assert Order.decode(order.encode()) == order


def test_an_answer_travels_whole() -> None:
    """Findings, gaps and the order of the revisions are the same on the other side."""
    finding = Finding("locks", "line\nline", "advice", "0001", "versions/0001.py")
    answer = Answer((finding,), (Gap("locks", "why", whole=True),), {"0001": 0})
    assert Answer.decode(answer.encode()) == answer


def test_every_check_of_the_table_is_there() -> None:
    """Names in the configuration, functions, and groups are the same."""
    assert tuple(CHECKS) == MIGRATION_CHECKS
    assert sorted(check for group in GROUPS for check in group) == sorted(MIGRATION_CHECKS)
