"""``markdown``: a comment for a pull request, within the size that forges accept.

Everything that a policy or an input wrote is escaped: no mention is sent, no link or HTML is made,
no cell is broken.
"""

from __future__ import annotations

from collections.abc import Iterable

from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.concise import headline, tail
from ecluse.report.notices import Notice, notices
from ecluse.report.words import clean, say

separator = ""
limit = 150
"""A comment holds 65,536 characters (GitHub); a row takes about 400 at most."""

_CELL = 200
_ESCAPED = {ord(c): f"\\{c}" for c in "\\`*_{}[]()#+!|~"} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    # An at sign alone in its own element cannot call anybody.
    ord("@"): "@<!-- -->",
}


def begin(report: Report) -> str:
    language = report.language
    names = ("verdict", "where", "rule", "why", "next")
    row = " | ".join(say(name, language) for name in names)
    return f"**ecluse** · {_text(headline(report))}\n\n| {row} |\n|---|---|---|---|---|\n"


def entries(report: Report, row: Row) -> Iterable[str]:
    for notice in notices(report, row):
        if notice.status != "allow":
            yield _row(row, notice)


def _row(row: Row, notice: Notice) -> str:
    channel = f" → {row.decision.channel}" if row.decision.channel else ""
    where = _text(f"{notice.place}{channel}")
    cells = (
        f"**{notice.status}**",
        where,
        _text(notice.rule),
        _text(notice.why),
        _text(notice.fix),
    )
    return "| " + " | ".join(cells) + " |\n"


def _text(text: str) -> str:
    short = text if len(text) <= _CELL else text[: _CELL - 1] + "…"
    return clean(short).translate(_ESCAPED)


def end(report: Report, tally: Tally, ending: Ending) -> str:
    more = say("omitted", report.language).format(n=ending.omitted)
    note = f"\n*{more}*\n" if ending.omitted else ""
    return f"{note}\n{_text(tail(report, tally, complete=ending.complete))}\n"
