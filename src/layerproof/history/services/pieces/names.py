"""What a test of a JUnit file is called in the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

UNNAMED = "(without a name)"


def name_test(attributes: Mapping[str, str], suites: str) -> str:
    """Return a test's name: pytest's node id where the file's attributes give it.

    With ``file`` (xunit1) it is ``tests/test_a.py::TestB::test_c``; without it
    ``tests.test_a.TestB::test_c``, since nothing says where the module's name ends. A case without
    a class gets the names of its suites instead.
    """
    name = attributes.get("name", "").strip() or UNNAMED
    owner = attributes.get("classname", "").strip()
    file = attributes.get("file", "").strip().replace("\\", "/").removeprefix("./")
    if file.endswith(".py"):
        within = _class_within(owner, file.removesuffix(".py").replace("/", "."))
        if within is not None:
            return "::".join(filter(None, (file, *within, name)))
    return "::".join(filter(None, (owner or suites.strip(), name)))


def _class_within(owner: str, module: str) -> Sequence[str] | None:
    """Return the classes that a dotted name has behind its module, or ``None`` for another's."""
    if owner == module:
        return ()
    if owner.startswith(f"{module}."):
        return owner.removeprefix(f"{module}.").split(".")
    return None
