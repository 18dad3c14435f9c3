"""YAML files of CI systems, held against the schemas that check-jsonschema brings along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def check_yaml(file: Path, text: str, schema: str) -> str:
    """Return what check-jsonschema has against a file of this text; nothing if all is well.

    :param schema: one of its own, such as ``vendor.gitlab-ci``.
    """
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr
