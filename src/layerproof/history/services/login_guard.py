"""Whether one more attempt to log in may be made: how many have failed, for whom, and when.

An address that nobody has is counted like any other: being refused tells nothing about it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from layerproof.history.records.logins import Failure, Subject, SubjectKind

#: How far back failures count.
WINDOW = timedelta(minutes=15)

#: With how many failures in the window no further attempt is taken. Many people may share a
#: client's address; one address is seldom tried from many places by the one whose it is.
LIMITS: Mapping[SubjectKind, int] = {
    SubjectKind.PAIR: 5,
    SubjectKind.ADDRESS: 20,
    SubjectKind.CLIENT: 50,
    SubjectKind.REGISTRATION: 50,
}


def name_login_subjects(address_key: str, client: str) -> tuple[Subject, ...]:
    """Return whose attempts are counted when somebody logs in: the pair comes first."""
    place = group_client(client)
    return (
        _make_subject(SubjectKind.PAIR, address_key, place),
        _make_subject(SubjectKind.ADDRESS, address_key),
        _make_subject(SubjectKind.CLIENT, place),
    )


def name_registration_subjects(client: str) -> tuple[Subject, ...]:
    """Return whose attempts are counted when somebody registers."""
    return (_make_subject(SubjectKind.REGISTRATION, group_client(client)),)


def group_client(client: str) -> str:
    """Return a client's address as it is counted: of IPv6 the network, since each client has one.

    RFC 6177 gives a site a ``/64`` at least.
    """
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), 64), strict=False))


def find_wait(
    subjects: Iterable[Subject], failures: Sequence[Failure], now: datetime
) -> int | None:
    """Return after how many whole seconds an attempt may be made; ``None`` if it may be now.

    :param failures: those of these subjects, in any order.
    """
    waits = [_wait_of(subject, failures, now) for subject in subjects]
    longest = max(waits, default=timedelta(0))
    return math.ceil(longest / timedelta(seconds=1)) if longest > timedelta(0) else None


def _wait_of(subject: Subject, failures: Sequence[Failure], now: datetime) -> timedelta:
    limit = LIMITS[subject.kind]
    times = (failure.failed_at for failure in failures if failure.subject_hash == subject.hash)
    counted = sorted(times, reverse=True)
    if len(counted) < limit:
        return timedelta(0)
    # When the oldest of the last ones leaves the window there are fewer than the limit; if it has
    # left, nothing is to wait for. Servers whose clocks differ must not lock anybody out for longer
    # than the window.
    return min(counted[limit - 1] + WINDOW - now, WINDOW)


def _make_subject(kind: SubjectKind, *parts: str) -> Subject:
    # No part can hold a NUL character: none leaks into the next one.
    text = "\x00".join((kind, *parts))
    return Subject(kind, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
