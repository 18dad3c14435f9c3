"""Writing everything that is made of a verdict: report files, terminal, and what CI reads."""

from __future__ import annotations

import sys
from pathlib import Path

from layerproof.adapters.report_files import append_step_summary, write_reports, writes_annotations
from layerproof.adapters.source_files import read_texts
from layerproof.cli.screen import look_at_screen
from layerproof.core.config.values import Config
from layerproof.core.judge.values import Verdict
from layerproof.core.report.annotations import render_annotations
from layerproof.core.report.cobertura import render_cobertura
from layerproof.core.report.document import render_json
from layerproof.core.report.junit import render_junits
from layerproof.core.report.lcov import render_lcov
from layerproof.core.report.summary import render_summary
from layerproof.core.report.terminal import render_terminal
from layerproof.pipeline.judged_run import Judged


def write_all(root: Path, folder: Path, config: Config, judged: Judged) -> None:
    """Write the report's files into ``folder`` and append the summary where CI shows one."""
    verdict = judged.verdict
    summary = render_summary(verdict)
    texts = {
        "report.json": render_json(verdict),
        "summary.md": summary,
        "coverage.xml": render_cobertura(verdict),
        "lcov.info": render_lcov(verdict),
        "index.html": _render_page(root, config, judged),
    }
    texts |= {f"junit/{name}.xml": text for name, text in render_junits(verdict).items()}
    write_reports(folder, texts)
    append_step_summary(summary)


def print_verdict(verdict: Verdict, folder: Path | None) -> None:
    """Print the verdict, annotations where GitHub reads them, and where the report lies."""
    screen = look_at_screen()
    sys.stdout.write(
        render_terminal(verdict, colour=screen.colour, width=screen.width, ascii=screen.ascii)
    )
    if writes_annotations():
        sys.stdout.write(render_annotations(verdict))
    if folder is not None:
        sys.stdout.write(f"report: {folder / 'index.html'}\n")


def _render_page(root: Path, config: Config, judged: Judged) -> str:
    from layerproof.adapters.page_assets import load_page_assets
    from layerproof.core.report.html import render_html

    budgets = {suite.name: suite.budget_ms for suite in config.suites if suite.budget_ms}
    sources = read_texts(root, judged.files)
    return render_html(judged.verdict, sources, budgets=budgets, assets=load_page_assets())
