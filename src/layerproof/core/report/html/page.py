"""The page as a whole: a verdict, source text and fixed parts become one string of HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from jinja2 import Environment
from markupsafe import Markup

from layerproof.core.judge.values import Ruling, Verdict
from layerproof.core.measure.values import FileMeasure
from layerproof.core.report.html import figures
from layerproof.core.report.html.assets import PageAssets
from layerproof.core.report.html.escaping import (
    embedded_json,
    encodable,
    file_target,
    own_text,
)
from layerproof.core.report.html.filerows import build_file_rows, order_files, path_targets
from layerproof.core.report.html.headline import build_headline
from layerproof.core.report.html.matrix import build_matrix
from layerproof.core.report.html.packing import PackedSources, pack_sources
from layerproof.core.report.html.suiterows import build_suite_rows
from layerproof.core.report.html.templating import make_environment, write_policy
from layerproof.core.report.html.testlists import list_tests
from layerproof.core.report.ratchet import build_ratchet, describe_ratchet

#: A shape and a word for each ruling, since colour alone says nothing to many readers.
_SYMBOLS: Final = {Ruling.KEPT: "✓", Ruling.BROKEN: "✗", Ruling.NOT_MEASURED: "?"}


def render_html(
    verdict: Verdict,
    sources: Mapping[str, str],
    *,
    budgets: Mapping[str, int],
    assets: PageAssets,
) -> str:
    """Return the page.

    :param sources: source text by path from the project's root; a file that is not in it is
        listed with its numbers and opens without text.
    :param budgets: milliseconds that a test of a suite may take before it is flagged.
    :param assets: the page's fixed parts, from ``adapters.page_assets``.
    """
    measurement = verdict.measurement
    files = order_files(measurement) if measurement else ()
    suites = measurement.suites if measurement else ()
    packed = pack_sources(files, sources, suites)
    page = _environment(assets).get_template("page.html")
    return encodable(
        page.render(
            verdict=verdict,
            project=verdict.provenance.project,
            version=verdict.provenance.version,
            headline=build_headline(verdict),
            matrix=build_matrix(verdict),
            ratchet=build_ratchet(verdict.ratchet),
            ratchet_words=describe_ratchet(verdict.ratchet) if verdict.ratchet else "",
            suites=build_suite_rows(verdict, budgets),
            tests=list_tests(verdict, budgets),
            files=build_file_rows(verdict, files),
            branch=bool(measurement and measurement.branch),
            targets=path_targets(files),
            index=_index(files, packed, suites),
            chunks=packed.chunks,
            policy=write_policy(assets.style, assets.script),
            style=own_text(assets.style),
            script=own_text(assets.script),
        )
    )


def _environment(assets: PageAssets) -> Environment:
    environment = make_environment(assets)
    environment.filters.update(duration=figures.duration, percent=figures.percent)
    environment.globals.update(symbols=_SYMBOLS, file_target=file_target)
    return environment


def _index(files: Sequence[FileMeasure], packed: PackedSources, suites: Sequence[str]) -> Markup:
    """Return what the script knows of each file without unpacking it, in the table's order."""
    rows = [
        (
            encodable(file.path),
            file.layer or "",
            *place,
            file.counts.covered,
            file.counts.total,
            file.counts.missing,
            len(file.partial),
        )
        for file, place in zip(files, packed.places, strict=True)
    ]
    return embedded_json({"suites": suites, "files": rows})
