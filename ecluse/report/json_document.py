"""``json``: one document, written as a stream, one decision a line."""

from __future__ import annotations

from collections.abc import Iterable

from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.values import decision_value, dump, head_value, tail_value

separator = ",\n"
limit = None


def begin(report: Report) -> str:
    head = dump(head_value(report))
    return f'{{"report": {head},\n"decisions": [\n'


def entries(report: Report, row: Row) -> Iterable[str]:
    return (dump(decision_value(report, row)),)


def end(report: Report, tally: Tally, ending: Ending) -> str:
    tail = tail_value(report, tally, complete=ending.complete)
    rest = "".join(f',\n"{key}": {dump(value)}' for key, value in tail.items())
    return f"\n]{rest}}}\n"
