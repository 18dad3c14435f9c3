"""The page on helpers says what is so: its examples pass as tests, and every helper is on it."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

import layerproof.testing

PAGE = (Path(__file__).parents[3] / "docs" / "testing-helpers.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
INI = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
filterwarnings = error
"""
RAISES = 'with pytest.raises(AssertionError, match="repeated 3 times"):'
MODULES = ("assertions", "clock", "concurrency", "mock_session", "passwords", "query_counter")


@pytest.mark.filterwarnings("ignore::pytest.PytestAssertRewriteWarning")
def test_examples_pass(pytester: pytest.Pytester) -> None:
    """Each example is a test module that passes, warnings being errors."""
    pytester.makeini(INI)
    pytester.makepyfile(**{f"test_{n}": example for n, example in enumerate(EXAMPLES)})
    done = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=len(re.findall(r"^(?:async )?def test_", PAGE, re.MULTILINE)))


def test_the_shown_message_is_the_one(pytester: pytest.Pytester) -> None:
    """The message of the first example is the one that the page shows, but for the file."""
    shown = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    failing = EXAMPLES[0].replace(RAISES, "if True:")
    pytester.makeini(INI)
    pytester.makepyfile(test_first=failing)
    text = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider").stdout.str()
    message = dedent("\n".join(line[1:] for line in text.splitlines() if line.startswith("E ")))

    expected = shown[0].replace("shop/books.py", "test_first.py")
    # SQLAlchemy 2.0 gives columns names that 2.1 leaves out.
    assert re.sub(r" AS \w+", "", message) == f"AssertionError: {expected}".rstrip()


def test_every_helper_is_on_the_page() -> None:
    """What those modules offer is in the table of the page."""
    homes = layerproof.testing._HOMES
    offered = {name for name, home in homes.items() if home.rpartition(".")[2] in MODULES}
    table = PAGE.partition("| helper |")[2].partition("\n\n")[0]

    assert offered - {"QueryCounter"} == set(re.findall(r"`(\w+)`", table))
