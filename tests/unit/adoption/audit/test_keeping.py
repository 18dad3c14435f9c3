"""Reports on the disk: whole, kept by date, and read back however broken they are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from layerproof.adoption.audit.assess import assess
from layerproof.adoption.audit.document import to_document
from layerproof.adoption.audit.earlier import KEPT, keep_report, read_earlier
from layerproof.adoption.audit.inputs import Origin
from layerproof.adoption.audit.values import Audit
from layerproof.adoption.audit.writing import write_audit
from tests.support.audits import well_kept


def audit_of(date: str) -> Audit:
    """Return an audit made at that time."""
    return assess(replace(well_kept(), origin=Origin(date, "0.1.0")))


def test_earlier_reports_are_kept_by_date(tmp_path: Path) -> None:
    """Each audit puts the one before aside; the newest of them comes first."""
    dates = [f"2026-11-2{day}T10:00:00+00:00" for day in (0, 1, 2)]
    for date in dates:
        write_audit(tmp_path, audit_of(date))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("earlier", "index.html", "report.json", "report.md")
    ]
    found, problems = read_earlier(tmp_path)
    assert [one.created_at for one in found] == dates[::-1]
    assert problems == ()


def test_a_broken_report_is_told_and_passed_over(tmp_path: Path) -> None:
    """What is no audit, or one of another schema, is named and not compared with."""
    write_audit(tmp_path, audit_of("2026-11-20T10:00:00+00:00"))
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    (earlier / "a.json").write_text("{", encoding="utf-8")
    later = {**to_document(audit_of("2027-01-01T00:00:00+00:00")), "schema_version": 99}
    (earlier / "b.json").write_text(json.dumps(later), encoding="utf-8")
    (earlier / "c.json").write_text("[]", encoding="utf-8")
    found, problems = read_earlier(tmp_path)
    assert [one.created_at for one in found] == ["2026-11-20T10:00:00+00:00"]
    assert problems == tuple(
        f"{name} is no audit that can be compared with" for name in ("a.json", "b.json", "c.json")
    )


def test_a_report_that_is_no_audit_is_not_kept(tmp_path: Path) -> None:
    """A file of somebody else in the report's place is not put aside as an audit."""
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    keep_report(tmp_path)
    assert not (tmp_path / "earlier").exists()


def test_too_many_reports_go(tmp_path: Path) -> None:
    """Of the reports that are kept, the oldest go."""
    write_audit(tmp_path, audit_of("2026-11-20T10:00:00+00:00"))
    document = json.loads((tmp_path / "report.json").read_text("utf-8"))
    for at in range(KEPT + 2):
        document["origin"]["created_at"] = f"2026-01-01T{at // 60:02}:{at % 60:02}:00+00:00"
        (tmp_path / "report.json").write_text(json.dumps(document), encoding="utf-8")
        keep_report(tmp_path)
    names = sorted(path.name for path in (tmp_path / "earlier").iterdir())
    assert (len(names), names[0]) == (KEPT, "2026-01-01T00-02-00-00-00.json")
