"""``junit``: one test case for each decision, as continuous integration servers read them.

A blocked or held draft is a failure, a fault an error. The totals that JUnit puts in the first line
are left out, since the report is a stream; the servers count for themselves. They stand in the
last property.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ecluse.model import Verdict
from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.concise import headline, tail
from ecluse.report.notices import Notice, notices
from ecluse.report.words import clean

separator = ""
limit = None

# XML 1.0 §2.2: characters that a document may not hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """``text`` for an attribute."""
    fit = _NOT_XML.sub("\ufffd", clean(text))
    fit = fit.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return fit.replace('"', "&quot;")


def begin(report: Report) -> str:
    name = _xml(f"ecluse, {headline(report)}")
    moment = report.now.isoformat(timespec="seconds")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="{name}">\n<testsuite name="{name}" timestamp="{moment}">\n'
    )


def entries(report: Report, row: Row) -> Iterable[str]:
    said = [
        notice for notice in notices(report, row) if notice.status in {"block", "flag", "fault"}
    ]
    channel = f" → {row.decision.channel}" if row.decision.channel else ""
    head = f'<testcase classname="{_xml(row.path)}" name="{_xml(row.name + channel)}"'
    if row.decision.verdict is Verdict.ALLOW or not said:
        return (f"{head}/>\n",)
    return (f"{head}>\n" + "".join(map(_element, said)) + "</testcase>\n",)


def _element(notice: Notice) -> str:
    tag = "error" if notice.status == "fault" else "failure"
    kind = _xml(f"{notice.status}[{notice.rule}]")
    text = _xml(f"{notice.place}: {notice.fix}")
    return f'<{tag} type="{kind}" message="{_xml(notice.why)}">{text}</{tag}>\n'


def end(report: Report, tally: Tally, ending: Ending) -> str:
    counts = _xml(tail(report, tally, complete=ending.complete))
    cut = (
        ""
        if ending.complete
        else f'<testcase name="ecluse"><error message="{counts}"/></testcase>\n'
    )
    return f"{cut}<system-out>{counts}</system-out>\n</testsuite>\n</testsuites>\n"
