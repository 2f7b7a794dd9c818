"""``concise``: one line for each reason and fault, as compilers write them.

``path:line:column: status[rule] channel: sentence``
"""

from __future__ import annotations

from collections.abc import Iterable

from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.notices import Notice, notices
from ecluse.report.words import clean, say, summary

separator = ""
limit = None


def begin(report: Report) -> str:
    return headline(report) + "\n"


def headline(report: Report) -> str:
    """The first line of a report for people: which policy, which digest, at what moment."""
    policy, language = report.policy, report.language
    moment = report.now.isoformat(timespec="seconds")
    digest = f"{say('digest', language)} {policy.digest}"
    return f"{say('policy', language)} {clean(policy.path)} ({digest}), {moment}"


def entries(report: Report, row: Row) -> Iterable[str]:
    for notice in notices(report, row):
        yield _line(row, notice) + "\n"


def _line(row: Row, notice: Notice) -> str:
    channel = f" {clean(row.decision.channel)}" if row.decision.channel else ""
    return f"{notice.place}: {notice.status}[{notice.rule}]{channel}: {notice.why}"


def end(report: Report, tally: Tally, ending: Ending) -> str:
    return tail(report, tally, complete=ending.complete) + "\n"


def tail(report: Report, tally: Tally, *, complete: bool) -> str:
    """The last line of a report for people: the counts, and whether they are all."""
    line = summary(tally, report.language)
    return line if complete else f"{say('partial', report.language)}: {line}"
