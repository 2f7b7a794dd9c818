"""``concise``: one line for each reason and fault, as compilers write them.

``path:line:column: status[rule] channel: sentence``
"""

from __future__ import annotations

from collections.abc import Iterable

from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.notices import Notice, notes, notices, place
from ecluse.report.words import clean, say, summary

separator = ""
limit = None


def begin(report: Report) -> str:
    return headline(report) + "\n"


def headline(report: Report) -> str:
    """The head of a report for people: which policy, which digest, at what moment.

    Then a line for each thing of the command line that the policy does not know.
    """
    policy, language = report.policy, report.language
    moment = report.now.isoformat(timespec="seconds")
    digest = f"{say('digest', language)} {policy.digest}"
    head = f"{say('policy', language)} {clean(policy.path)} ({digest}), {moment}"
    return "\n".join([head, *(f"! {clean(aside)}" for aside in report.asides)])


def entries(report: Report, row: Row) -> Iterable[str]:
    for notice in notices(report, row):
        yield _line(row, notice) + "\n"
    for note in notes(report, row):
        yield f"{place(row.draft)}: note{_channel(row)}: {note}\n"


def _line(row: Row, notice: Notice) -> str:
    return f"{notice.place}: {notice.status}[{notice.rule}]{_channel(row)}: {notice.why}"


def _channel(row: Row) -> str:
    return f" {clean(row.decision.channel)}" if row.decision.channel else ""


def end(report: Report, tally: Tally, ending: Ending) -> str:
    return tail(report, tally, complete=ending.complete) + "\n"


def tail(report: Report, tally: Tally, *, complete: bool) -> str:
    """The last line of a report for people: the counts, and whether they are all."""
    line = summary(tally, report.language)
    return line if complete else f"{say('partial', report.language)}: {line}"
