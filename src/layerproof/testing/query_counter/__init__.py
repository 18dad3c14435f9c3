"""Counting the statements that the code under test sends, and naming the lines that send them.

``counter`` is what a test holds; ``listening`` hears SQLAlchemy's events and fills the counters;
``origins`` finds the line behind a statement, ``statements`` are the values, ``message`` the text.
"""

from layerproof.testing.query_counter.counter import (
    QueryCounter,
    assert_max_queries,
    count_queries,
)
from layerproof.testing.query_counter.statements import Origin, Repeated, Statement

__all__ = [
    "Origin",
    "QueryCounter",
    "Repeated",
    "Statement",
    "assert_max_queries",
    "count_queries",
]
