"""Writing the report: all of it or none of it, the earlier one kept by its date."""

from __future__ import annotations

from pathlib import Path

from layerproof.adapters.report_files import write_reports
from layerproof.adoption.audit.document import render_json
from layerproof.adoption.audit.earlier import REPORT, keep_report
from layerproof.adoption.audit.markdown import render_markdown
from layerproof.adoption.audit.page import render_html
from layerproof.adoption.audit.page_assets import load_assets
from layerproof.adoption.audit.values import Audit


def write_audit(folder: Path, audit: Audit) -> None:
    """Write the report's three files into ``folder``, after all of them are made.

    Each file is replaced in one step, so that whoever is interrupted leaves whole files.
    """
    texts = {
        "index.html": render_html(audit, load_assets()),
        "report.md": render_markdown(audit),
        REPORT: render_json(audit),
    }
    folder.mkdir(parents=True, exist_ok=True)
    keep_report(folder)
    write_reports(folder, texts)
