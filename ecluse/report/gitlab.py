"""``gitlab``: a Code Quality report, which GitLab shows in a merge request.

A JSON array of objects with ``description``, ``check_name``, ``fingerprint``, ``severity`` and
``location`` (GitLab Docs, *Code Quality report format*). The array has no head, so its first and
last objects, of severity ``info``, name the policy and give the counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.concise import headline, tail
from ecluse.report.notices import Notice, notices
from ecluse.report.values import dump

separator = ""
limit = None

_SEVERITIES = {"block": "blocker", "fault": "critical", "flag": "major"}


def begin(report: Report) -> str:
    return "[" + _entry("policy", headline(report), "info", report.policy.path, 1)


def entries(report: Report, row: Row) -> Iterable[str]:
    for notice in notices(report, row):
        if notice.status != "allow":
            yield ",\n" + _of(row, notice)


def _of(row: Row, notice: Notice) -> str:
    place = notice.place
    digests = [f"{f.label} {f.field} {f.digest}" for f in notice.findings]
    spans = [f"{f.span}" for f in notice.findings if not f.digest]
    severity = _SEVERITIES.get(notice.status, "info")
    seed = [row.name, row.decision.channel, notice.status, *digests, *spans]
    said = f"{notice.status}: {notice.said}"
    return _entry(notice.rule, said, severity, place.path, place.line, seed)


def _entry(
    name: str, description: str, severity: str, path: str, line: int, seed: Iterable[str] = ()
) -> str:
    fingerprint = blake2b("\0".join([name, path, *seed]).encode("utf-8", "replace"), digest_size=16)
    return dump(
        {
            "description": description,
            "check_name": name,
            "fingerprint": fingerprint.hexdigest(),
            "severity": severity,
            "location": {"path": path, "lines": {"begin": max(line, 1)}},
        }
    )


def end(report: Report, tally: Tally, ending: Ending) -> str:
    severity = "info" if ending.complete else "critical"
    counts = tail(report, tally, complete=ending.complete)
    return ",\n" + _entry("counts", counts, severity, report.policy.path, 1) + "]\n"
