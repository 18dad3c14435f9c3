"""``index.html`` for tests: the real renderer with the real assets, over built verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from layerproof.adapters.page_assets import load_page_assets
from layerproof.core.judge.values import Verdict
from layerproof.core.report.html import render_html

BUDGETS = {"unit": 100}


def sources_of(verdict: Verdict, lines: int = 45) -> dict[str, str]:
    """Return as many lines of plausible source for every measured file."""
    text = "".join(f"value_{line} = make({line})  # line {line}\n" for line in range(1, lines + 1))
    files = verdict.measurement.files if verdict.measurement else ()
    return {file.path: text for file in files}


def page_of(verdict: Verdict, sources: Mapping[str, str] | None = None) -> str:
    """Return the page of a verdict."""
    texts = sources_of(verdict) if sources is None else sources
    return render_html(verdict, texts, budgets=BUDGETS, assets=load_page_assets())


def write_page(folder: Path, verdict: Verdict, sources: Mapping[str, str] | None = None) -> Path:
    """Write the page of a verdict, and return where it lies."""
    path = folder / "index.html"
    path.write_text(page_of(verdict, sources), encoding="utf-8", newline="")
    return path
