"""What making the page costs, as a ratio to work that cannot be spared, in the same run.

Processor time is compared, since a busy machine stretches the longer work more.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from time import process_time

from layerproof.adapters.page_assets import load_page_assets
from layerproof.core.report.html import render_html
from tests.support.verdicts import large_verdict


def _best_of_three(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(3):
        started = process_time()
        work()
        seconds.append(process_time() - started)
    return min(seconds)


def test_a_large_page_costs_little_more_than_packing_its_source() -> None:
    """2,000 files of 200 lines: at most eight times what deflating their text alone takes."""
    verdict = large_verdict()
    files = verdict.measurement.files if verdict.measurement else ()
    text = "".join(
        f"    total_{line} = await self.orders.count({line * 7919 % 1000})  # row {line}\n"
        for line in range(200)
    )
    sources = {file.path: text.replace("orders", f"orders_{n}") for n, file in enumerate(files)}
    assets = load_page_assets()
    whole = "".join(sources.values()).encode()
    deflating = _best_of_three(lambda: zlib.compress(whole, 3))
    rendering = _best_of_three(lambda: render_html(verdict, sources, budgets={}, assets=assets))
    assert rendering < 8 * deflating, f"{rendering:.2f} s against {deflating:.2f} s"
