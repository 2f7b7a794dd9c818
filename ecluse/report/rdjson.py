"""``rdjson``: Reviewdog Diagnostic Format, one ``DiagnosticResult``.

Columns are 1-based counts of UTF-8 bytes and ends are exclusive (reviewdog,
``proto/rdf/reviewdog.proto``). Unknown keys are refused by its reader, so the policy is named in
``source`` and the counts in a last diagnostic.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecluse.model import Draft
from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.concise import headline, tail
from ecluse.report.notices import Notice, Region, notices
from ecluse.report.values import dump

separator = ""
limit = None

_SEVERITIES = {"block": "ERROR", "fault": "ERROR", "flag": "WARNING"}


def begin(report: Report) -> str:
    source = dump({"name": f"ecluse, {headline(report)}"})
    return f'{{"source": {source},\n"diagnostics": [\n'


def entries(report: Report, row: Row) -> Iterable[str]:
    for notice in notices(report, row):
        if notice.status != "allow":
            yield _diagnostic(row.draft, notice) + ",\n"


def _diagnostic(draft: Draft, notice: Notice) -> str:
    return dump(
        {
            "message": notice.said,
            "location": _location(draft, notice.place),
            "severity": _SEVERITIES.get(notice.status, "INFO"),
            "code": {"value": notice.rule},
        }
    )


def _location(draft: Draft, place: Region) -> dict[str, Any]:
    if not place.line:
        return {"path": place.path}
    start: dict[str, int] = {"line": place.line}
    if not place.column:
        return {"path": place.path, "range": {"start": start}}
    start["column"] = _bytes(draft, place.line, place.column)
    end = {"line": place.end_line, "column": _bytes(draft, place.end_line, place.end_column)}
    return {"path": place.path, "range": {"start": start, "end": end}}


def _bytes(draft: Draft, line: int, column: int) -> int:
    """The column in UTF-8 bytes."""
    lines = draft.text.split("\n")
    before = lines[line - draft.origin.text_line][: column - 1]
    return len(before.encode("utf-8", "surrogatepass")) + 1


def end(report: Report, tally: Tally, ending: Ending) -> str:
    last = {
        "message": tail(report, tally, complete=ending.complete),
        "location": {"path": report.policy.path},
        "severity": "INFO" if ending.complete else "ERROR",
    }
    return f"{dump(last)}\n]}}\n"
