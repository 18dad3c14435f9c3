"""The folders to measure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layerproof.adoption.discovery.folders import find_test_roots
from layerproof.adoption.discovery.project.source_roots import find_source
from tests.support.planted import plant

ASIDE = ("docs/conf.py", "scripts/a.py", "examples/a/__init__.py", "alembic/env.py", "setup.py")
TESTS = ("tests/__init__.py", "tests/test_a.py", "tests/helpers/__init__.py")


def _sources(root: Path, files: Mapping[str, str] | tuple[str, ...], *folders: str) -> list[str]:
    tree = plant(root, files)
    found = find_source(tree, folders or (".",), find_test_roots(tree.python_files))
    return [each.value for each in found]


@pytest.mark.parametrize(
    ("files", "sources"),
    [
        (("src/shop/__init__.py", *ASIDE, *TESTS), ["src/shop"]),
        (("src/shop/a.py", "src/more/b.py", *TESTS), ["src/more", "src/shop"]),
        (("src/main.py", "src/routers/a.py", *TESTS), ["src"]),
        (("src/__init__.py", "src/shop/__init__.py"), ["src"]),
        (("src/team/shop/__init__.py", "src/team/shop/a.py"), ["src/team/shop"]),
        (("shop/__init__.py", "shop/a.py", *ASIDE, *TESTS), ["shop"]),
        (("shop/__init__.py", "billing/__init__.py", *TESTS), ["billing", "shop"]),
        (("app/main.py", *ASIDE, *TESTS), ["app"]),
        (("main.py", "crud.py", "conftest.py", "test_main.py"), ["crud.py", "main.py"]),
        (("shop/__init__.py", "manage.py", "noxfile.py"), ["shop"]),
        (("src/shop/__init__.py", "src/shop/tests/test_a.py"), ["src/shop"]),
        (TESTS, []),
    ],
)
def test_layouts(tmp_path: Path, files: tuple[str, ...], sources: list[str]) -> None:
    """Packages are found below ``src`` or beside the project file; tests and tools never."""
    assert _sources(tmp_path, files) == sources


def test_folders_without_init_count_where_something_imports_them(tmp_path: Path) -> None:
    """Of folders that are no packages, those that are imported by name are the product."""
    files = {
        "app/main.py": "from core import settings\nimport app.models\n",
        "app/models.py": "",
        "core/settings.py": "",
        "loose.py": "",
        "worker.py": "from core.settings import x\n",
        "chores/clean.py": "",
        "tests/test_a.py": "from app.main import main\nimport worker\n",
    }
    assert _sources(tmp_path, files) == ["app", "core", "loose.py", "worker.py"]


@pytest.mark.parametrize(
    "table",
    [
        '[tool.hatch.build.targets.wheel]\npackages = ["lib/shop"]\n',
        '[tool.poetry]\npackages = [{ include = "shop", from = "lib" }, { include = "tests" }]\n',
        '[tool.setuptools]\npackages = ["shop", "shop.api"]\npackage-dir = { "" = "lib" }\n',
        '[tool.uv.build-backend]\nmodule-name = "shop"\nmodule-root = "lib"\n',
    ],
)
def test_what_is_declared_is_believed(tmp_path: Path, table: str) -> None:
    """Packages that the build system ships are the source, wherever they are."""
    files = {"pyproject.toml": table, "lib/shop/a.py": "", "other/__init__.py": ""}
    tree = plant(tmp_path, files | dict.fromkeys(TESTS, ""))
    (found,) = find_source(tree, (".",), ("tests",))
    assert (found.value, found.confidence) == ("lib/shop", "certain")
    assert found.places[0].path == "pyproject.toml"
    assert found.places[0].line > 0


def test_a_plugin_of_pytest_is_no_source(tmp_path: Path) -> None:
    """A module that needs pytest is not measured, though it is shipped or imported."""
    files = {
        "pyproject.toml": '[tool.setuptools]\npackages = ["shop"]\npy-modules = ["shop_testing"]\n',
        "shop/__init__.py": "",
        "shop_testing.py": "import pytest\n",
        "other_testing.py": "from pytest import fixture\n",
        "tests/test_a.py": "import other_testing\n",
    }
    assert _sources(tmp_path, files) == ["shop"]
    (tmp_path / "pyproject.toml").unlink()
    assert _sources(tmp_path, ()) == ["shop"]


def test_a_distribution_within_another(tmp_path: Path) -> None:
    """The folder of an inner distribution is no package of the outer one, though it is imported."""
    files = {
        "inner/a/__init__.py": "",
        "inner/b/__init__.py": "",
        "shop/__init__.py": "import inner",
    }
    assert _sources(tmp_path, files, ".", "inner") == ["inner/a", "inner/b", "shop"]


def test_several_distributions(tmp_path: Path) -> None:
    """Each distribution has its own source, and the outer one does not take the inner one's."""
    files = ("shop/__init__.py", "libs/core/src/core/__init__.py", "libs/web/web/__init__.py")
    assert _sources(tmp_path, files, ".", "libs/core", "libs/web") == [
        "libs/core/src/core",
        "libs/web/web",
        "shop",
    ]
