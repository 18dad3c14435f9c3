"""Numbers for documents."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from print_shop.models import CodeCounter


class CodeRepository:
    """Counts the documents of each kind and year."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def draw(self, prefix: str, year: int) -> int:
        """Return the next number.

        The counter's row stays locked until the transaction ends: others wait for their number,
        and one that is undone gives it back. So there are neither gaps nor duplicates.
        """
        statement = (
            insert(CodeCounter)
            .values(prefix=prefix, year=year, last=1)
            .on_conflict_do_update(
                index_elements=[CodeCounter.prefix, CodeCounter.year],
                set_={"last": CodeCounter.last + 1},
            )
            .returning(CodeCounter.last)
        )
        return self._session.execute(statement).scalar_one()
