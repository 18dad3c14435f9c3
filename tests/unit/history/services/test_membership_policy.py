"""Who may make whom what: the whole of it, written out."""

from __future__ import annotations

from itertools import product

from layerproof.history.records.access import Role
from layerproof.history.services.membership_policy import may_change_role, may_give, may_remove

#: Who asks, and the roles that they may give: owner, admin, member, viewer.
GIVING = """
owner   yes yes yes yes
admin   no  yes yes yes
member  no  no  no  no
viewer  no  no  no  no
"""

#: Who asks, what another member is, and whether they may make an owner, admin, member, viewer of
#: them, and remove them.
OTHERS = """
owner   owner   yes yes yes yes yes
owner   admin   yes yes yes yes yes
owner   member  yes yes yes yes yes
owner   viewer  yes yes yes yes yes
admin   owner   no  no  no  no  no
admin   admin   no  no  no  no  no
admin   member  no  yes yes yes yes
admin   viewer  no  yes yes yes yes
member  owner   no  no  no  no  no
member  admin   no  no  no  no  no
member  member  no  no  no  no  no
member  viewer  no  no  no  no  no
viewer  owner   no  no  no  no  no
viewer  admin   no  no  no  no  no
viewer  member  no  no  no  no  no
viewer  viewer  no  no  no  no  no
"""

#: The same of oneself; the last owner is another rule's.
ONESELF = """
owner   yes yes yes yes yes
admin   no  yes yes yes yes
member  no  no  no  no  yes
viewer  no  no  no  no  yes
"""

WANTED = (Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER)


def _written(table: str, names: int) -> dict[tuple[str, ...], list[bool]]:
    lines = [line.split() for line in table.strip().splitlines()]
    return {tuple(line[:names]): [cell == "yes" for cell in line[names:]] for line in lines}


def test_who_may_give_which_role() -> None:
    """An owner gives every role, an admin all but owner's, nobody else any."""
    measured = {(actor.value,): [may_give(actor, role) for role in WANTED] for actor in Role}
    assert measured == _written(GIVING, 1)


def test_who_may_change_whom() -> None:
    """An owner changes and removes everybody, an admin those below, nobody else anybody."""
    measured = {
        (actor.value, current.value): [
            *(may_change_role(actor, current, role, own=False) for role in WANTED),
            may_remove(actor, current, own=False),
        ]
        for actor, current in product(Role, Role)
    }
    assert measured == _written(OTHERS, 2)


def test_what_one_may_do_to_oneself() -> None:
    """Everybody may leave; who may change others may take a lower role, and never a higher one."""
    measured = {
        (actor.value,): [
            *(may_change_role(actor, actor, role, own=True) for role in WANTED),
            may_remove(actor, actor, own=True),
        ]
        for actor in Role
    }
    assert measured == _written(ONESELF, 1)
