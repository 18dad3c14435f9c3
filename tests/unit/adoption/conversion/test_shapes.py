"""One shape of script at a time: what its test becomes, as whole text."""

from __future__ import annotations

from textwrap import dedent

import pytest

from layerproof.adoption.conversion.text_conversion import convert_text
from layerproof.adoption.conversion.values import Options


def convert(text: str, options: Options | None = None) -> str:
    """Return the conversion of a script, both without their common indentation."""
    return convert_text(dedent(text).lstrip("\n"), "test_it", options or Options()).text


SHAPES = {
    "if and else": (
        """
        def test_a():
            # One comment.
            r = f()  # and another

            if r == 1:
                print("ok")
            else:
                print(f"FAIL {r}")
        """,
        """
        def test_a():
            # One comment.
            r = f()  # and another

            assert r == 1, f"FAIL {r}"
        """,
    ),
    "the failing branch first": (
        """
        def test_a():
            if f() < 1:
                # Too small.
                print("FAIL", f(), 'it is "small"')
                return False
            return True
        """,
        """
        def test_a():
            # Too small.
            assert not f() < 1, " ".join(map(str, ("FAIL", f(), 'it is "small"')))
        """,
    ),
    "early return": (
        """
        def test_a():
            if f() in g():
                print("PASSED")
                return
            print("FAILED")
        """,
        """
        def test_a():
            assert f() in g(), "FAILED"
        """,
    ),
    "more than one print": (
        """
        import pytest


        def test_a():
            if f() is None:
                print("no answer")
                print("FAIL")
            elif f() == 2:
                print("ok")
        """,
        """
        import pytest


        def test_a():
            if f() is None:
                print("no answer")
                pytest.fail("FAIL")
            elif f() == 2:
                print("ok")
            else:
                pytest.fail("TODO(layerproof convert): no branch of the script applies")
        """,
    ),
    "a handler that cleans up lets the error through": (
        """
        def test_a():
            try:
                assert f() == 1
                print("ok")
            except Exception as e:
                print("FAILED", e)
                undo()
                return False
            finally:
                close()
        """,
        """
        def test_a():
            try:
                assert f() == 1
                print("ok")
            except Exception as e:
                print("FAILED", e)
                undo()
                raise
            finally:
                close()
        """,
    ),
    "a missing library is a skip": (
        """
        import pytest


        def test_a():
            try:
                import redis
            except ImportError:
                print("skipped: no redis")
                return
            assert f(redis) == 1
        """,
        """
        import pytest


        def test_a():
            try:
                import redis
            except ImportError:
                pytest.skip("skipped: no redis")
            assert f(redis) == 1
        """,
    ),
    "logging": (
        """
        import logging

        log = logging.getLogger(__name__)


        def test_a():
            value = f()
            if value != 3:
                log.error("value is %s", value)
                return
            log.info("fine")
        """,
        """
        import logging

        log = logging.getLogger(__name__)


        def test_a():
            value = f()
            assert value == 3, "value is %s" % (value,)
            log.info("fine")
        """,
    ),
    "semicolons and one-liners": (
        """
        def test_a():
            if f() == 1: print("ok"); return True
            print("bad"); return False
        """,
        """
        def test_a():
            assert f() == 1, "bad"
        """,
    ),
    "a walrus": (
        """
        def test_a():
            if r := f():
                print("ok", r)
            else:
                print("FAIL")
        """,
        """
        def test_a():
            assert (r := f()), "FAIL"
        """,
    ),
    "a condition in several lines": (
        """
        def test_a():
            if (
                f() == 1
                and g() == 2
            ):
                print("ok")
            else:
                print("FAIL "
                      "in two lines")
        """,
        """
        def test_a():
            assert (
                f() == 1
                and g() == 2
            ), ("FAIL "
                  "in two lines")
        """,
    ),
    "a method of a class": (
        """
        class TestThing:
            def test_a(self):
                if self.f() == 1:
                    print("ok")
                else:
                    print("FAIL")
        """,
        """
        class TestThing:
            def test_a(self):
                assert self.f() == 1, "FAIL"
        """,
    ),
    "stderr": (
        """
        import sys


        def test_a():
            if not f():
                print("no f", file=sys.stderr)
                sys.exit(1)
            print("ok")
        """,
        """
        def test_a():
            assert f(), "no f"
            print("ok")
        """,
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_becomes_assertions(name: str) -> None:
    """Each shape becomes what a person would have written, with comments and messages kept."""
    before, after = SHAPES[name]

    assert convert(before) == dedent(after).lstrip("\n")


def test_names_are_changed_with_all_that_refers_to_them() -> None:
    """A check that the script calls gets a test's name, in calls, lists and ``__all__`` too."""
    script = """
        __all__ = ["check_sum"]


        def check_sum():
            assert f() == 3


        def test_again():
            check_sum()


        if __name__ == "__main__":
            check_sum()
            other.check_sum(check_sum=1)
            print("OK")
        """
    converted = convert(script)

    assert '__all__ = ["test_sum"]' in converted
    assert "def test_again():\n    test_sum()\n" in converted
    assert "other.check_sum(check_sum=1)" in converted


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    """A new name never replaces a function that the module has."""
    script = """
        def test_sum():
            assert g()


        def check_sum():
            assert f()


        if __name__ == "__main__":
            test_sum()
            check_sum()
        """
    assert "def test_check_sum():" in convert(script)


def test_a_marker_is_added_once() -> None:
    """The suite's marker joins those that the file has, and a second run leaves it."""
    options = Options(marker="api")
    script = """
        import pytest

        pytestmark = pytest.mark.slow


        def test_a():
            if f() == 1:
                print("ok")
            else:
                print("FAIL")
        """
    once = convert(script, options)

    assert "pytestmark = [pytest.mark.slow, pytest.mark.api]\n" in once
    assert convert(once, options) == once


def test_coroutines_are_marked_where_the_project_asks_for_it() -> None:
    """Only where the project's asyncio mode is not auto does a coroutine get a marker."""
    script = """
        import asyncio


        async def test_a():
            assert await f() == 1


        asyncio.run(test_a())
        """
    assert "@pytest.mark.asyncio\nasync def test_a():" in convert(script)
    assert "pytest" not in convert(script, Options(asyncio_auto=True))


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("indent", ["\t", "  ", "        "])
def test_line_ends_and_indentation_are_kept(end: str, indent: str) -> None:
    """A file keeps its line ends and its indentation, in new lines as well."""
    rows = [
        "def test_a():",
        f"{indent}# \f form feed",
        f"{indent}if f() == 1:",
        f"{indent * 2}print('ok')",
        f"{indent}else:",
        f"{indent * 2}print('FAIL')",
        "",
    ]
    after = ["def test_a():", f"{indent}# \f form feed", f"{indent}assert f() == 1, 'FAIL'", ""]

    assert convert_text(end.join(rows), "test_it", Options()).text == end.join(after)


def test_line_ends_that_cannot_be_kept_leave_the_file_alone() -> None:
    """Lines that end in a carriage return alone cannot be written back, so nothing is."""
    text = "def test_a():\r    if f():\r        print('ok')\r    else:\r        print('FAIL')\r"
    converted = convert_text(text, "test_it", Options())

    assert converted.text == text
    assert [note.text for note in converted.left_alone] == [
        "its lines end in a carriage return alone: the file is left as it is"
    ]
