"""Lines count however they were run: in threads, children, forks, plugins, and before tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.backends import write_files
from tests.support.runs import layerproof, read_outcome, read_report

PROJECT = {
    "pyproject.toml": """
        [project]
        name = "ways"
        version = "1"

        [tool.pytest.ini_options]
        pythonpath = ["."]
        addopts = "-p ways.by_plugin"

        [tool.layerproof]
        source = ["ways"]
        fail_under = 100

        [tool.layerproof.layers]
        way = { paths = ["ways/by_*.py"], fail_under = 100 }
        """,
    "ways/__init__.py": "",
    **{
        f"ways/by_{way}.py": f"""
        NAME = "{way}"


        def work(number):
            doubled = number * 2
            return doubled + 1
        """
        for way in ("thread", "child", "child_elsewhere", "fork", "spawn", "exit", "sigterm")
    },
    "ways/by_plugin.py": """
        LOADED = []


        def note(what):
            LOADED.append(what)
            return len(LOADED)


        def pytest_configure(config):
            first = note("configure")
            assert first == 1
        """,
    "ways/by_conftest.py": """
        VALUES = [number for number in range(3)]


        def total():
            result = sum(VALUES)
            return result
        """,
    "conftest.py": """
        from ways import by_conftest

        assert by_conftest.total() == 3
        """,
    "tests/integration/test_ways.py": """
        import multiprocessing
        import os
        import signal
        import subprocess
        import sys
        import threading

        from ways import by_fork, by_spawn

        ROOT = os.getcwd()


        def test_thread():
            from ways import by_thread

            thread = threading.Thread(target=by_thread.work, args=(1,))
            thread.start()
            thread.join()
            assert by_thread.NAME == "thread"


        def test_child():
            code = "from ways import by_child; raise SystemExit(by_child.work(1))"
            assert subprocess.run([sys.executable, "-c", code]).returncode == 3


        def test_child_elsewhere(tmp_path):
            code = "from ways.by_child_elsewhere import work; raise SystemExit(work(1))"
            env = {**os.environ, "PYTHONPATH": ROOT}
            done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env)
            assert done.returncode == 3


        def run_in_process(method, work):
            context = multiprocessing.get_context(method)
            process = context.Process(target=work, args=(1,))
            process.start()
            process.join()
            assert process.exitcode == 0


        def test_fork():
            run_in_process("fork", by_fork.work)


        def test_spawn():
            run_in_process("spawn", by_spawn.work)


        def test_exit():
            child = os.fork()
            if child == 0:
                from ways import by_exit

                os._exit(by_exit.work(1))
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3


        def test_sigterm():
            code = (
                "import time; from ways import by_sigterm; by_sigterm.work(1);"
                "print('ready', flush=True); time.sleep(60)"
            )
            with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
                assert child.stdout.readline() == b"ready\\n"
                child.terminate()
            assert child.returncode == -signal.SIGTERM
        """,
}


@pytest.mark.parametrize("branch", [False, True], ids=["lines", "branches"])
def test_every_way_counts(tmp_path: Path, *, branch: bool) -> None:
    """Modules that are reached in one way each read 100 %, module bodies included."""
    root = write_files(tmp_path, PROJECT)
    if branch:
        table = root / "pyproject.toml"
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace('source = ["ways"]', 'source = ["ways"]\nbranch = true'))
    done = layerproof(root, "run", "--suite", "integration")
    assert done.code == 0, done.text
    verdict = layerproof(root, "coverage")
    missing = {row["path"]: tuple(row["missing_lines"]) for row in read_report(root)["files"]}
    assert missing == dict.fromkeys(missing, ())
    assert verdict.code == 0, verdict.text


def test_workers_count_what_plugins_import(tmp_path: Path) -> None:
    """Under xdist a plugin and a conftest are imported in each worker, and still read whole."""
    root = write_files(tmp_path, PROJECT)
    done = layerproof(root, "run", "--suite", "integration", "--", "-n", "2")
    assert done.code == 0, done.text
    assert layerproof(root, "coverage").code == 0
    assert read_outcome(root, "integration")["coverage"]["traced"] == 2
