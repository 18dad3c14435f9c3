"""A real browser in front of a real server, on the test's database."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from layerproof.testing import TestDatabase

ROOT = Path(__file__).parents[3]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def server(database: TestDatabase) -> Iterator[tuple[str, Callable[[str], dict[str, Any]]]]:
    """The address of a running server, and a function that builds a scenario behind it."""
    token = secrets.token_hex()
    env = {
        **os.environ,
        "DATABASE_URL": database.url,
        "LAYERPROOF_TEST_MODE": "1",
        "LAYERPROOF_TEST_TOKEN": token,
    }
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        # It takes over a socket that listens already: whoever connects early waits.
        words = ["-m", "uvicorn", "tests.seeded_app:app", "--fd", str(listening.fileno())]
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=env, pass_fds=[listening.fileno()]
        )

    def build(scenario: str) -> dict[str, Any]:
        path = f"{address}/__layerproof__/scenarios/{scenario}"
        answer = httpx2.post(path, headers={"X-Layerproof-Token": token}, timeout=30)
        built: dict[str, Any] = answer.raise_for_status().json()["result"]
        return built

    try:
        yield address, build
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    """A headless Chromium with a profile of its own; skips where there is none."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("needs Chromium and chromedriver: apt-get install chromium chromium-driver")
    options = Options()
    options.binary_location = program
    # A container's root may not use the sandbox, and a container's /dev/shm is small.
    for flag in ("--headless", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path / 'profile'}")
    chrome = Chrome(options=options, service=Service(executable_path=driver))
    try:
        yield chrome
    finally:
        chrome.quit()
