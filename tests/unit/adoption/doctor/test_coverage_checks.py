"""Coverage settings that lose lines, hide layers, or judge twice."""

import pytest

from tests.support.examined_projects import Examined, Told, make_environment

ASYNC_SOURCE = {
    "pyproject.toml": '[project]\nname = "shop"\n\n[tool.coverage.run]\nbranch = true\n',
    "src/shop/__init__.py": "",
    "src/shop/repositories/orders.py": """
        from sqlalchemy.ext.asyncio import AsyncSession

        async def find(session: AsyncSession):
            return await session.get(1)

        @overload
        def make(): ...

        def make():
            return 1
        """,
    "src/shop/services/orders.py": "def decide():\n    return 1\n",
    "tests/test_x.py": "def test_one():\n    assert 1 == 1\n",
}
NOT_TOLD = "coverage is not told of greenlets, and the source uses asynchronous SQLAlchemy"


def test_coverage_without_greenlets_loses_lines(project: Examined) -> None:
    """Asynchronous SQLAlchemy under coverage's defaults is found."""
    project.write(ASYNC_SOURCE)
    assert project.find("coverage-concurrency") == [Told(NOT_TOLD, ("pyproject.toml",))]


@pytest.mark.parametrize(
    "settings",
    [
        '[tool.coverage.run]\nconcurrency = ["greenlet", "thread"]\n',
        '[tool.coverage.run]\ncore = "sysmon"\n',
        '[project]\nname = "shop"\n',
    ],
    ids=["told", "sysmon", "nobody measures"],
)
def test_coverage_that_loses_nothing(project: Examined, settings: str) -> None:
    """Told of greenlets, on sysmon, or not measured by itself at all, it is well."""
    project.write(ASYNC_SOURCE | {"pyproject.toml": settings})
    assert project.find("coverage-concurrency") == []


def test_synchronous_source_needs_no_greenlets(project: Examined) -> None:
    """A backend without asynchronous SQLAlchemy is measured well by the defaults."""
    project.write(ASYNC_SOURCE | {"src/shop/repositories/orders.py": "import sqlalchemy\n"})
    assert project.find("coverage-concurrency") == []


@pytest.mark.parametrize(
    ("settings", "version", "told"),
    [
        ('core = "sysmon"\nbranch = true', (3, 13, 0), 1),
        ('core = "sysmon"\nbranch = true', (3, 14, 0), 0),
        ('core = "sysmon"', (3, 11, 0), 1),
        ('core = "sysmon"\nconcurrency = ["greenlet"]', (3, 12, 0), 1),
        ('core = "sysmon"', (3, 12, 0), 0),
        ('core = "ctrace"\nbranch = true', (3, 11, 0), 0),
    ],
)
def test_sysmon_where_it_does_not_fit(
    project: Examined, settings: str, version: tuple[int, ...], told: int
) -> None:
    """Sysmon needs 3.12, refuses branches before 3.14, and refuses greenlets always."""
    project.write({"pyproject.toml": f"[tool.coverage.run]\n{settings}\n"})
    project.set_environment(make_environment({}, version=version))
    what = "the coverage settings choose core = sysmon, which does not fit what they ask for"
    assert project.find("coverage-core") == [Told(what, ("pyproject.toml:2",))] * told


def test_two_thresholds(project: Examined) -> None:
    """Each threshold beside another is told; one alone is well."""
    one = "[tool.coverage.report]\nfail_under = 80\n"
    project.write({"pyproject.toml": one})
    alone = project.find("coverage-gates")
    two = f'{one}[tool.pytest.ini_options]\naddopts = "--cov-fail-under=70"\n'
    project.write({"pyproject.toml": two})
    assert (alone, project.find("coverage-gates")) == (
        [],
        [
            Told(
                "2 thresholds judge the same coverage: fail_under = 80 of coverage.py,"
                " --cov-fail-under=70 of addopts",
                ("pyproject.toml:2",),
            )
        ],
    )


def test_a_threshold_beside_the_tables(project: Examined) -> None:
    """With a table its own gate is one of the thresholds."""
    project.write(
        {
            "pyproject.toml": '[tool.layerproof]\nsource = ["src"]\n',
            ".coveragerc": "[report]\nfail_under = 90\n",
        }
    )
    assert project.find("coverage-gates") == [
        Told(
            "2 thresholds judge the same coverage: fail_under = 90 of coverage.py,"
            " fail_under of pyproject.toml [tool.layerproof]",
            (".coveragerc:2",),
        )
    ]


def test_files_that_disagree_on_branches(project: Examined) -> None:
    """Files that say both yes and no are found; one that alone says something is well."""
    project.write({".coveragerc": "[run]\nbranch = True\n"})
    alone = project.find("coverage-branches")
    project.write({"setup.cfg": "[coverage:run]\nbranch = off\n"})
    assert (alone, project.find("coverage-branches")) == (
        [],
        [
            Told(
                "whether branches are measured is said twice, and differently:"
                " .coveragerc says yes, setup.cfg says no",
                (".coveragerc", "setup.cfg"),
            )
        ],
    )


WORKFLOW = """
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: coverage run -m pytest
      - run: coverage combine
"""


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("[run]\nbranch = true\n", 1),
        ("[run]\nrelative_files = true\n", 0),
        ("[paths]\nsource =\n    src\n    */src\n", 0),
    ],
)
def test_data_of_several_jobs(project: Examined, settings: str, told: int) -> None:
    """A CI that combines needs relative paths, or settings that say which are the same."""
    project.write({".coveragerc": settings, ".github/workflows/t.yml": WORKFLOW})
    what = "CI combines coverage of several jobs, and paths are kept absolute"
    assert [each.what for each in project.find("coverage-paths")] == [what] * told


def test_an_omit_that_hides_a_layer(project: Examined) -> None:
    """The pattern, the layer and how many of its files are named; other patterns are well."""
    settings = '[tool.coverage.run]\nomit = ["*/repositories/*", "*/migrations/*"]\n'
    project.write(ASYNC_SOURCE | {"pyproject.toml": settings})
    assert project.find("coverage-omits") == [
        Told(
            'omit "*/repositories/*" hides 1 file of 1 in layer repository:'
            " src/shop/repositories/orders.py",
            ("pyproject.toml:2",),
        )
    ]


def test_an_omit_that_hides_a_layer_of_the_table(project: Examined) -> None:
    """With a table its measured layers count, and those that are not measured do not."""
    project.write(
        ASYNC_SOURCE
        | {
            "pyproject.toml": """
            [tool.layerproof]
            source = ["src/shop"]
            [tool.layerproof.layers]
            data = { paths = ["src/shop/repositories"] }
            logic = { paths = ["src/shop/services"], measured = false }
            [tool.coverage.run]
            omit = ["src/shop/*/orders.py"]
            """
        }
    )
    told = 'omit "src/shop/*/orders.py" hides 1 file of 1 in layer data: src/shop/repositories/'
    assert [each.what for each in project.find("coverage-omits")] == [f"{told}orders.py"]


def test_an_exclusion_that_takes_functions_out(project: Examined) -> None:
    """A pattern that matches the head of functions is found with them; usual ones are well."""
    exclude = ["if TYPE_CHECKING:", "@overload", "async def", "raise NotImplementedError"]
    settings = f"[tool.coverage.report]\nexclude_also = {exclude}\n"
    project.write(ASYNC_SOURCE | {"pyproject.toml": settings})
    assert project.find("coverage-exclusions") == [
        Told(
            'the exclusion "async def" takes 1 function of layer repository out of what is counted',
            ("src/shop/repositories/orders.py:3",),
        )
    ]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('["src/shop/services"]', ["repository"]),
        ('["shop.repositories", "shop.services"]', []),
        ('["src"]', []),
        ('["."]', []),
        ('["shop"]', []),
    ],
)
def test_a_source_that_leaves_a_layer_out(project: Examined, source: str, told: list[str]) -> None:
    """A layer of which no file is measured is named; packages and folders are both read."""
    project.write(ASYNC_SOURCE | {"pyproject.toml": f"[tool.coverage.run]\nsource = {source}\n"})
    assert [each.what for each in project.find("coverage-source")] == [
        f"`source` of the coverage settings leaves out layer {name} (1 file)" for name in told
    ]
