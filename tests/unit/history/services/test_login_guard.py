"""The guard's rules, as pure functions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from layerproof.history.records.logins import Failure, Subject, SubjectKind
from layerproof.history.services.login_guard import (
    LIMITS,
    WINDOW,
    find_wait,
    group_client,
    name_login_subjects,
    name_registration_subjects,
)

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PAIR = Subject(SubjectKind.PAIR, "pair")
ADDRESS = Subject(SubjectKind.ADDRESS, "address")


def fail(subject: Subject, count: int, *, ago: timedelta = timedelta(0)) -> list[Failure]:
    """Return failures of one, all at one moment."""
    return [Failure(subject.hash, NOW - ago)] * count


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_the_limit_is_reached_exactly(kind: SubjectKind) -> None:
    """One failure fewer than the limit lets an attempt in, and the limit does not."""
    subject = Subject(kind, "whoever")
    waits = [find_wait([subject], fail(subject, LIMITS[kind] - less), NOW) for less in (1, 0)]
    assert waits == [None, int(WINDOW.total_seconds())]


def test_the_limits_are_these() -> None:
    """Five for an address from one client, twenty for an address, fifty for a client."""
    assert LIMITS == {
        SubjectKind.PAIR: 5,
        SubjectKind.ADDRESS: 20,
        SubjectKind.CLIENT: 50,
        SubjectKind.REGISTRATION: 50,
    }


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(0), 900),
        (timedelta(seconds=1), 899),
        (WINDOW - timedelta(milliseconds=1), 1),
        (WINDOW, None),
        (WINDOW + SECOND, None),
        # Another server's clock may be ahead.
        (-timedelta(hours=1), 900),
    ],
)
def test_how_long_to_wait(ago: timedelta, expected: int | None) -> None:
    """An attempt waits until the failures leave the window, in whole seconds, rounded up."""
    assert find_wait([PAIR], fail(PAIR, 5, ago=ago), NOW) == expected


def test_only_the_newest_count() -> None:
    """With more failures than the limit, the one that has to leave is the oldest of the last."""
    old, new = fail(PAIR, 3, ago=10 * SECOND), fail(PAIR, 5, ago=2 * SECOND)
    assert find_wait([PAIR], old + new, NOW) == 898


def test_failures_come_in_any_order() -> None:
    """The one that has to leave is found by its time, wherever it stands."""
    failures = [fail(PAIR, 1, ago=ago * SECOND)[0] for ago in (30, 10, 60, 50, 20, 40)]
    waits = [find_wait([PAIR], order, NOW) for order in (failures, failures[::-1])]
    assert waits == [850, 850]


def test_nobody_waits_for_nobody() -> None:
    """Without anybody to count for there is nothing to wait for."""
    assert find_wait([], fail(PAIR, 5), NOW) is None


def test_the_longest_wait_counts() -> None:
    """Of more than one limit that is reached the one that lasts longest decides."""
    failures = fail(PAIR, 5, ago=100 * SECOND) + fail(ADDRESS, 20, ago=50 * SECOND)
    assert find_wait([PAIR, ADDRESS], failures, NOW) == 850


def test_others_failures_do_not_count() -> None:
    """Failures of one are not another one's."""
    assert find_wait([PAIR], fail(ADDRESS, 100), NOW) is None


def test_who_is_counted_at_a_log_in() -> None:
    """A log-in counts for the pair, the address and the client, each in a way of its own."""
    subjects = name_login_subjects("ann@example.org", "192.0.2.1")
    kinds = [subject.kind for subject in subjects]
    assert kinds == [SubjectKind.PAIR, SubjectKind.ADDRESS, SubjectKind.CLIENT]
    assert len({subject.hash for subject in subjects}) == 3
    assert {len(subject.hash) for subject in subjects} == {64}
    assert not any("ann" in subject.hash for subject in subjects)


def test_which_parts_of_a_pair_count() -> None:
    """Another client changes all but the address; another address all but the client."""
    ann, moved, bo = (
        [one.hash for one in name_login_subjects(*who)]
        for who in (("ann", "192.0.2.1"), ("ann", "192.0.2.2"), ("bo", "192.0.2.1"))
    )
    assert [a == b for a, b in zip(ann, moved, strict=True)] == [False, True, False]
    assert [a == b for a, b in zip(ann, bo, strict=True)] == [False, False, True]


def test_any_text_may_be_tried() -> None:
    """An address that cannot be written as UTF-8 is counted like any other."""
    odd, other = (
        [one.hash for one in name_login_subjects(address, "")] for address in ("\ud800", "\udfff")
    )
    assert [a == b for a, b in zip(odd, other, strict=True)] == [False, False, True]


def test_registering_is_counted_apart() -> None:
    """Who registers often can still log in."""
    (registering,) = name_registration_subjects("192.0.2.1")
    assert registering.kind is SubjectKind.REGISTRATION
    assert registering.hash not in {s.hash for s in name_login_subjects("", "192.0.2.1")}


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::2", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::1", "2001:db8:0:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_which_clients_are_one(client: str, expected: str) -> None:
    """Of IPv6 the network counts; IPv4 counts as it is, however it is written."""
    assert group_client(client) == expected
