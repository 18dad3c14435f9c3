"""The files of a ``report.json``, as far as comparisons read them.

Reports are taken in without a look at their files; whoever reads them checks them here.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from layerproof.history.schemas.fields import Count, Path
from layerproof.history.schemas.report import Part, ReportCounts

#: Negative where a branch leaves the function or module.
Target = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]

#: Keys of JSON objects are texts.
Line = Annotated[int, Field(strict=False, ge=0, le=2**31 - 1)]


class ReportFile(Part):
    """One file: what there is, which lines did not run, and where lines that ran did not go."""

    path: Path
    counts: ReportCounts
    missing_lines: Annotated[list[Count], Field(default_factory=list)]
    partial: Annotated[dict[Line, list[Target]], Field(default_factory=dict)]


FILES = TypeAdapter(list[ReportFile])
