"""``github``: workflow commands, which GitHub Actions shows beside the lines of a pull request.

Reference: GitHub Docs, *Workflow commands for GitHub Actions*; data escape ``%``, CR and LF,
properties also ``:`` and ``,`` (actions/toolkit, ``packages/core/src/command.ts``).
"""

from __future__ import annotations

from collections.abc import Iterable

from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.concise import headline, tail
from ecluse.report.notices import Notice, Region, notices
from ecluse.report.words import clean

separator = ""
limit = None

_COMMANDS = {"block": "error", "fault": "error", "flag": "warning"}


def begin(report: Report) -> str:
    return f"::notice title=ecluse::{_data(headline(report))}\n"


def entries(report: Report, row: Row) -> Iterable[str]:
    for notice in notices(report, row):
        if notice.status != "allow":
            yield _command(notice)


def _command(notice: Notice) -> str:
    command = _COMMANDS.get(notice.status, "notice")
    title = f"title={_property(f'{notice.status}[{notice.rule}]')}"
    message = _data(notice.said)
    return f"::{command} {_place(notice.place)},{title}::{message}\n"


def _place(place: Region) -> str:
    parts = [f"file={_property(place.path)}"]
    if place.line:
        parts.append(f"line={place.line}")
    if place.column:
        parts += [f"endLine={place.end_line}", f"col={place.column}"]
    if place.column and place.line == place.end_line:
        # GitHub takes the end column as the last one marked.
        parts.append(f"endColumn={max(place.end_column - 1, place.column)}")
    return ",".join(parts)


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def end(report: Report, tally: Tally, ending: Ending) -> str:
    command = "notice" if ending.complete else "error"
    return f"::{command} title=ecluse::{_data(tail(report, tally, complete=ending.complete))}\n"
