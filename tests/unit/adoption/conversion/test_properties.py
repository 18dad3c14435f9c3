"""What holds of every script: one conversion is enough, it is Python, and no claim is lost."""

from __future__ import annotations

import ast
from textwrap import indent

from hypothesis import given, settings
from hypothesis import strategies as st

from layerproof.adoption.conversion.text_conversion import convert_text
from layerproof.adoption.conversion.values import Options

STEPS = st.sampled_from(
    [
        "value = f()",
        "assert f() == 1, 'one'",
        "print('ok')",
        "print('✗ wrong', value)",
        "print('Testing f...')",
        "passed += 1",
        "failed += 1",
        "ok = True",
        "ok = False",
        "return True",
        "return False",
        "return value == 1",
        "return",
        "raise ValueError('x')",
        "sys.exit(1)",
        "# a comment",
        "errors.append('x'); print('FAIL'); continue_()",
        "print('PASS' if value else 'FAIL')",
        "pass",
    ]
)


def _block(steps: list[str]) -> str:
    return "\n".join([*steps, "pass"] if all(each.startswith("#") for each in steps) else steps)


def _nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = (
        st.lists(inner, min_size=1, max_size=3).map(_block).map(lambda text: indent(text, "    "))
    )
    heads = st.sampled_from(["if value == 1:", "for x in (1, 2):", "for x in f():", "with g():"])
    return st.one_of(
        st.tuples(heads, body).map("\n".join),
        st.tuples(body, body).map(lambda two: f"if value != 2:\n{two[0]}\nelse:\n{two[1]}"),
        st.tuples(body, body).map(lambda two: f"try:\n{two[0]}\nexcept Exception as e:\n{two[1]}"),
        st.tuples(body, body).map(lambda two: f"try:\n{two[0]}\nexcept ValueError:\n{two[1]}"),
    )


BODIES = st.lists(st.recursive(STEPS, _nest, max_leaves=6), min_size=1, max_size=5).map(_block)
MAINS = st.sampled_from(
    [
        "",
        "\n\nif __name__ == '__main__':\n    test_a()\n    check_b()\n    print('All passed')\n",
        "\n\ntest_a()\nif not check_b():\n    raise SystemExit(1)\n",
        "\n\nfor test in (test_a, check_b):\n    test()\n",
    ]
)


@given(BODIES, BODIES, MAINS)
@settings(max_examples=60, deadline=None)
def test_a_second_conversion_changes_nothing(first: str, second: str, main: str) -> None:
    """Whatever the script, its conversion is Python, and converting it again leaves it."""
    head = "import sys\n\nfrom subject import f, g\n\n\n"
    functions = [
        f"def test_a():\n{indent(first, '    ')}",
        f"def check_b():\n{indent(second, '    ')}",
    ]
    script = head + "\n\n\n".join(functions) + main
    ast.parse(script)
    converted = convert_text(script, "test_it", Options())
    again = convert_text(converted.text, "test_it", Options())

    ast.parse(converted.text)
    assert again.text == converted.text
    assert converted.left_alone == ()
