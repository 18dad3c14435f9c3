"""The environment stands before any plugin of the project can import the backend."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.support.runs import clean_environment, layerproof

FILES = {
    "pyproject.toml": """
        [tool.pytest.ini_options]
        addopts = "-p shop.testing -q"

        [tool.layerproof]
        source = ["shop"]
        fail_under = 0
        default_suite = "integration"

        [tool.layerproof.env]
        SHOP_COLOUR = "green"
        TMPDIR = "{folder}"

        [tool.layerproof.suites]
        integration = { workers = WORKERS, parallel_from = 1 }

        [tool.layerproof.database]
        engine = "sqlite"
        env = { SHOP_DATABASE = "{path}", SHOP_WORKER = "{worker}" }
        """,
    "shop/__init__.py": "",
    "shop/settings.py": """
        import os
        import shutil
        import tempfile

        ADDRESS = os.environ.get("SHOP_DATABASE")
        COLOUR = os.environ.get("SHOP_COLOUR")
        EXPORTS = os.path.join(tempfile.gettempdir(), "exports")
        shutil.rmtree(EXPORTS, ignore_errors=True)
        os.mkdir(EXPORTS)
        """,
    "shop/testing.py": "from shop.settings import ADDRESS, COLOUR\n",
    "tests/test_shop.py": """
        import os
        from pathlib import Path

        import pytest

        from shop.settings import ADDRESS, COLOUR, EXPORTS


        @pytest.mark.parametrize("number", range(4))
        def test_settings(number, tmp_path_factory):
            assert COLOUR == "green"
            assert ADDRESS == os.environ["SHOP_DATABASE"]
            assert os.environ["SHOP_WORKER"] == os.environ.get("PYTEST_XDIST_WORKER", "main")
            assert Path(ADDRESS).is_file()
            seen = Path(__file__).parent / f"seen-{os.environ['SHOP_WORKER']}"
            seen.write_text(ADDRESS)
            assert Path(EXPORTS).parent.name == os.environ["SHOP_WORKER"]
            (Path(__file__).parent / "folder").write_text(EXPORTS)
        """,
}


def write(root: Path, workers: int) -> None:
    """Write a project whose own plugin imports the backend as soon as pytest starts."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(text).replace("WORKERS", str(workers)), encoding="utf-8")


@pytest.mark.parametrize("workers", [0, 2])
def test_a_plugin_of_addopts_reads_the_address_of_its_own_process(
    tmp_path: Path, workers: int
) -> None:
    """A backend that ``-p`` of addopts imports has its process's own database, in workers too."""
    write(tmp_path, workers)
    done = layerproof(tmp_path, "run", "--suite", "integration")
    assert done.code == 0, done.text
    seen = {path.name: path.read_text() for path in (tmp_path / "tests").glob("seen-*")}
    assert set(seen) == ({"seen-gw0", "seen-gw1"} if workers else {"seen-main"})
    assert len(set(seen.values())) == len(seen)
    assert not any(Path(address).exists() for address in seen.values())
    folder = Path((tmp_path / "tests" / "folder").read_text())
    assert not folder.parent.parent.exists()


@pytest.mark.parametrize("command", ["run", "fast"])
def test_a_plugin_of_the_environments_addopts_reads_the_same(tmp_path: Path, command: str) -> None:
    """What PYTEST_ADDOPTS names is imported after the environment was set, in workers too."""
    write(tmp_path, 2)
    table = tmp_path / "pyproject.toml"
    table.write_text(table.read_text().replace("-p shop.testing", ""))
    suite = ["--suite", "integration"] if command == "run" else []
    env = clean_environment(PYTEST_ADDOPTS="-p shop.testing")
    done = layerproof(tmp_path, command, *suite, "--", "-n2", env=env)
    assert "4 passed" in done.text
    assert {path.name for path in (tmp_path / "tests").glob("seen-*")} == {"seen-gw0", "seen-gw1"}


def test_what_was_imported_before_is_said_in_the_verdict(tmp_path: Path) -> None:
    """Options of another file come first: what a plugin of theirs imported is named, not hidden."""
    write(tmp_path, 2)
    (tmp_path / "other.ini").write_text("[pytest]\naddopts = -p shop.testing\n")
    table = tmp_path / "pyproject.toml"
    args = 'parallel_from = 1, args = ["-c", "other.ini"]'
    table.write_text(table.read_text().replace("parallel_from = 1", args))
    layerproof(tmp_path, "run", "--suite", "integration")
    done = layerproof(tmp_path, "coverage")
    said = "note: integration: shop, shop.settings, shop.testing had been imported before"
    assert said in done.text


def test_what_cannot_start_is_one_message(tmp_path: Path) -> None:
    """A start that fails before pytest has a configuration is explained, without a traceback."""
    write(tmp_path, 0)
    table = tmp_path / "pyproject.toml"
    text = table.read_text().replace('engine = "sqlite"', 'engine = "postgresql"')
    table.write_text(text.replace("{path}", "{url}"))
    env = clean_environment(LAYERPROOF_DATABASE_PROVIDERS="abacus")
    done = layerproof(tmp_path, "run", "--suite", "integration", env=env)
    assert done.code == 3
    assert 'LAYERPROOF_DATABASE_PROVIDERS: there is no provider "abacus"' in done.text
    assert "Traceback" not in done.text
