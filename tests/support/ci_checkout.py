"""A checkout that holds the real scripts of ``ci/`` and stand-ins for the tools that they call.

The stand-ins are small shell scripts: ``uv`` and ``nox`` are not ours, and a real run of either
belongs to the slow suite.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder with ``ci/`` in it, and a folder of tools that is searched first."""

    root: Path
    tools: Path

    def run(
        self, script: str, *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``ci/<script>``, or a script at a path from the root, and return how it ended."""
        place = script if "/" in script else f"ci/{script}"
        return subprocess.run(
            [str(self.root / place), *arguments],
            cwd=cwd or self.root,
            env={"PATH": f"{self.tools}:/usr/bin:/bin", "HOME": str(self.tools), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def write_tool(self, name: str, script: str, *, inside: str = "") -> Path:
        """Write an executable shell script, to the tools or to a folder ``inside`` the checkout."""
        folder = self.root / inside if inside else self.tools
        folder.mkdir(parents=True, exist_ok=True)
        tool = folder / name
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
        return tool


def make_checkout(folder: Path) -> Checkout:
    """Return a checkout below ``folder`` whose only Python is the one that runs the tests."""
    checkout = Checkout(folder / "checkout", folder / "tools")
    shutil.copytree(
        ROOT / "ci", checkout.root / "ci", ignore=shutil.ignore_patterns("__pycache__", "lint")
    )
    (checkout.root / "pyproject.toml").write_text('[project]\nname = "small"\n')
    python = Path(sys.executable)
    checkout.write_tool("python3", f'exec "{python}" "$@"')
    return checkout


def prepared(checkout: Checkout, *, nox: str = "exit 0", coverage: str = "exit 0") -> Checkout:
    """Give ``checkout`` an environment in which ``nox`` and ``layerproof coverage`` are scripts."""
    checkout.write_tool("prepare", "exit 0", inside="ci")
    checkout.write_tool("nox", nox, inside=".venv/bin")
    checkout.write_tool(
        "python",
        f"""case "$*" in
    "-m layerproof coverage"*) {coverage} ;;
    *) PYTHONPATH="{checkout.root}" exec "{sys.executable}" "$@" ;;
esac""",
        inside=".venv/bin",
    )
    return checkout
