"""The table against the files."""

import pytest

from tests.support.examined_projects import Examined, Told

TABLE = """
[tool.layerproof]
source = ["src/shop"]

[tool.layerproof.layers]
repository = { paths = ["src/shop/repositories"] }
service = { paths = ["src/shop/services"] }
"""
FILES = {
    "src/shop/__init__.py": "",
    "src/shop/repositories/orders.py": "A = 1\n",
    "src/shop/services/orders.py": "A = 1\n",
    "tests/unit/test_orders.py": "def test_one():\n    assert 1 == 1\n",
}
PLACE = ("pyproject.toml",)


def test_a_table_that_fits(project: Examined) -> None:
    """A table whose folders, layers and suites all hold something is well."""
    project.write(FILES | {"pyproject.toml": TABLE})
    assert project.find("table", "readable", "source", "layers", "suites") == []


def test_no_table(project: Examined) -> None:
    """Without a table that is the one finding, and what needs one says nothing."""
    project.write(FILES)
    assert project.find("table", "source", "layers", "suites") == [
        Told("pyproject.toml has no [tool.layerproof] table")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.layerproof]\nsorce = 1\n", "the settings cannot be read: "),
        ("[tool.layerproof\n", "the settings cannot be read: "),
    ],
)
def test_a_table_that_cannot_be_read(project: Examined, text: str, told: str) -> None:
    """A wrong table is found with what its reader says of it."""
    project.write(FILES | {"pyproject.toml": text})
    (found,) = project.find("table")
    assert (found.what.startswith(told), found.places) == (True, PLACE)


def test_each_fault_of_a_table_is_told_in_one_flow(project: Examined) -> None:
    """Several faults are told one after the other, with no line end among them."""
    project.write(FILES | {"pyproject.toml": "[tool.layerproof]\nsource = 1\nlayrs = 2\n"})
    assert project.find("table") == [
        Told(
            "the settings cannot be read: the configuration has 2 faults; pyproject.toml: "
            "tool.layerproof.source: must be an array of strings, not a number; pyproject.toml: "
            'tool.layerproof.layrs: is not a key of this table; did you mean "layers"?',
            PLACE,
        )
    ]


def test_folders_that_hold_nothing(project: Examined) -> None:
    """Mistyped folders of source and of tests are named."""
    text = '[tool.layerproof]\nsource = ["src/shop", "src/shpo"]\ntests = ["tests", "specs"]\n'
    project.write(FILES | {"pyproject.toml": text})
    assert project.find("source") == [
        Told('`source` names "src/shpo", where there is no Python file', PLACE),
        Told('`tests` names "specs", which is no folder', PLACE),
    ]


def test_layers_that_do_not_fit(project: Examined) -> None:
    """An empty layer, a glob without a file and a file in two layers are each named."""
    text = f"""{TABLE}
router = {{ paths = ["src/shop/routers"] }}
model = {{ paths = ["src/shop/services/orders.py", "src/shop/models"] }}
"""
    project.write(FILES | {"pyproject.toml": text})
    layers = "tool.layerproof.layers"
    assert [each.what for each in project.find("layers")] == [
        f"{layers}.router.paths: no source file matches its globs",
        f'{layers}.model.paths: no source file matches "src/shop/models/**"',
        f'{layers}.model.paths: claims src/shop/services/orders.py, as layer "service" does',
    ]


def test_suites_without_tests_and_tests_without_a_suite(project: Examined) -> None:
    """A declared suite that no test is in is named, and so are orphans, with their number."""
    text = f"{TABLE}\n[tool.layerproof.suites]\nunit = {{}}\napi = {{}}\n"
    orphans = "def test_a():\n    assert 1\n\ndef test_b():\n    assert 2\n"
    project.write(FILES | {"pyproject.toml": text, "tests/test_rest.py": orphans})
    assert project.find("suites") == [
        Told("the table names the suite api, and no test belongs to it", PLACE),
        Told("2 tests of 1 file in no suite", ("tests/test_rest.py",)),
    ]


def test_suites_by_marker_and_default(project: Examined) -> None:
    """A marker puts a test into its suite, and a default suite leaves no orphans."""
    text = TABLE.replace("[tool.layerproof]\n", '[tool.layerproof]\ndefault_suite = "slow"\n')
    text += "\n[tool.layerproof.suites]\napi = {}\n"
    marked = "import pytest\n\n@pytest.mark.api\ndef test_a():\n    assert 1\n"
    rest = "def test_a():\n    assert 1\n"
    project.write(
        FILES | {"pyproject.toml": text, "tests/test_m.py": marked, "tests/test_r.py": rest}
    )
    assert project.find("suites") == []


def test_ignored_tests_are_no_orphans(project: Examined) -> None:
    """A file that the table excepts belongs to no suite and is not missed."""
    text = TABLE.replace(
        "[tool.layerproof]\n", '[tool.layerproof]\nignored_tests = ["tests/old/**"]\n'
    )
    old = {"tests/old/test_x.py": "def test_a():\n    assert 1\n"}
    project.write(FILES | old | {"pyproject.toml": text})
    assert project.find("suites") == []


def test_no_tests_at_all_is_not_measured(project: Examined) -> None:
    """A table without a single test says that nothing could be sorted."""
    project.write({"pyproject.toml": TABLE, "src/shop/__init__.py": ""})
    (said,) = project.ask("suites")
    assert (said.state, said.what) == ("not measured", "no test was found below tests")


def test_unreadable_files_are_named(project: Examined) -> None:
    """A syntax error and bytes that are no text are each found with their place."""
    project.write(FILES | {"tests/test_bad.py": "def test_one(:\n"})
    (project.root / "src/shop/odd.py").write_bytes(b"# \xff\n")
    assert [each.places for each in project.find("readable")] == [
        ("src/shop/odd.py:1",),
        ("tests/test_bad.py:1",),
    ]
