"""``json-lines``: a line for the report, a line for each decision, a line with the counts.

The first has the key ``report``, the last ``counts``; every other line is a decision.
"""

from __future__ import annotations

from collections.abc import Iterable

from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.values import decision_value, dump, head_value, tail_value

separator = ""
limit = None


def begin(report: Report) -> str:
    return dump({"report": head_value(report)}) + "\n"


def entries(report: Report, row: Row) -> Iterable[str]:
    return (dump(decision_value(report, row)) + "\n",)


def end(report: Report, tally: Tally, ending: Ending) -> str:
    return dump(tail_value(report, tally, complete=ending.complete)) + "\n"
