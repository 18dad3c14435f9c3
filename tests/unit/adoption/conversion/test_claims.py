"""Claims that nothing backs become TODOs that fail; what is no script stays as it is."""

from __future__ import annotations

import pytest

from layerproof.adoption.conversion.text_conversion import convert_text
from layerproof.adoption.conversion.values import Options

UNBACKED = {
    "nothing is checked": 'f()\n    print("✓ f works")',
    "the step after a check": 'assert f() == 1\n    g()\n    print("✓ g works")',
    "a loop over an answer": 'for x in f():\n        assert x\n    print("ok")',
    "a constant condition": 'assert True\n    print("ok")',
    "a filled tuple": 'assert (f() == 1, "why")\n    print("ok")',
    "two branches that are both content": (
        'if f():\n        print("ok: new")\n    else:\n        print("ok: old")'
    ),
    "a condition on the script itself": 'if verbose:\n        print("ok")',
    "a returned constant": "f()\n    return True",
    "a flag that nothing lowers": "ok = True\n    f()\n    return ok",
    "a flag that is shown, and never lowered": "ok = True\n    f()\n    show(ok)\n    return ok",
    "words in a lambda": (
        "tell = lambda good: print('ok') if good else print('FAIL')\n    tell(f())"
    ),
    "a broad error that is hoped for": (
        "try:\n        assert f()\n    except Exception:\n        print('ok')"
    ),
}


@pytest.mark.parametrize("name", UNBACKED)
def test_a_claim_without_a_check_fails(name: str) -> None:
    """A claim that nothing verifies becomes a failure with the claim's own text in it."""
    converted = convert_text(f"def test_a():\n    {UNBACKED[name]}\n", "test_it", Options())

    assert len(converted.todos) >= 1
    assert "TODO(layerproof convert)" in converted.text


LEFT_ALONE = {
    "an assertion before a print": 'def test_a():\n    assert f() == 1\n    print("ok")\n',
    "a checked list before a loop": (
        "def test_a():\n    users = f()\n    assert users\n    for user in users:\n"
        '        assert user\n    print("ok")\n'
    ),
    "progress": 'def test_a():\n    print("Testing f...")\n    assert f() == 1\n',
    "collected errors that are looked at": (
        "def test_a():\n    errors = []\n    try:\n        f()\n    except ValueError as e:\n"
        "        errors.append(e)\n    assert errors == [1]\n    print('ok')\n"
    ),
    "a failure of pytest's": 'def test_a():\n    if f():\n        pytest.fail("no")\n',
    "a program that is no test": (
        'def main():\n    print("serving")\n    serve()\n\n\n'
        'if __name__ == "__main__":\n    main()\n'
    ),
    "an assertion on constants": ("A = 1\nassert A > 0\n\n\ndef test_a():\n    assert f() == A\n"),
    "a helper of another name": (
        'def load():\n    try:\n        f()\n    except E:\n        print("x")\n'
    ),
    "an error that is recovered from": (
        "def test_a():\n    try:\n        user = get()\n    except KeyError:\n"
        "        user = make()\n    assert user\n    print('ok')\n"
    ),
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_is_no_script_stays_as_it_is(name: str) -> None:
    """Tests that pytest understands already, and programs that are no tests, are not touched."""
    text = LEFT_ALONE[name]

    assert convert_text(text, "test_it", Options()).text == text


CARRIED_OVER = {
    "an assertion": "    assert store.ready\n    test_a(store)\n",
    "a value that no test is given": "    ok = store.check()\n    test_a(store)\n",
    "a branch that fails": "    if not store:\n        print('FAIL')\n    test_a(store)\n",
    "a verdict in a print": "    print('ok' if store.ready else 'FAIL')\n    test_a(store)\n",
    "a loop of its own": "    while store.busy():\n        store.wait()\n    test_a(store)\n",
}


@pytest.mark.parametrize("name", CARRIED_OVER)
def test_what_main_did_beside_calling_tests_is_not_lost(name: str) -> None:
    """A main that looks at something itself becomes a test that fails until it is carried over."""
    script = (
        "def test_a(store):\n    assert store.get()\n\n\n"
        f"if __name__ == '__main__':\n    store = make()\n{CARRIED_OVER[name]}"
    )
    converted = convert_text(script, "test_it", Options())

    assert [note.text[:38] for note in converted.todos] == [
        "the script did more than call its tests"[:38]
    ]
    assert converted.text.count("def test_") == 2
