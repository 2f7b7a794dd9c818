"""``sarif``: Static Analysis Results Interchange Format 2.1.0 (OASIS, 27 March 2020).

One run; each rule of the policy is a ``reportingDescriptor``, each reason and fault a ``result``. A
lifted reason stays, with its ``suppression``. Columns count code points (§3.14.17). No
``snippet`` is ever written.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from ecluse.report import Ending, Report, Row, Tally
from ecluse.report.notices import Notice, Region, notices
from ecluse.report.values import dump, head_value, tail_value
from ecluse.report.words import say

separator = ",\n"
limit = None

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"block": "error", "fault": "error", "flag": "warning", "allow": "none"}


def begin(report: Report) -> str:
    # The properties stand before the tool, so that the policy is named first.
    head = dump({"ecluse": head_value(report)})
    driver = dump({"driver": _driver(report)})
    return (
        f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"properties": {head},\n'
        f'"columnKind": "unicodeCodePoints",\n"tool": {driver},\n"results": [\n'
    )


def _driver(report: Report) -> dict[str, Any]:
    language = report.language
    named = [_rule(r.id, r.because.in_(language), r.fix.in_(language)) for r in report.policy.rules]
    return {
        "name": "ecluse",
        "version": report.engine or "0",
        "rules": [*named, _rule("reach", "reach"), _rule("fault", say("fault", language))],
    }


def _rule(name: str, because: str, fix: str = "") -> dict[str, Any]:
    rule: dict[str, Any] = {"id": name, "shortDescription": {"text": because or name}}
    return rule | {"help": {"text": fix}} if fix else rule


def entries(report: Report, row: Row) -> Iterable[str]:
    return [dump(_result(row, notice)) for notice in notices(report, row)]


def _result(row: Row, notice: Notice) -> dict[str, Any]:
    level = _LEVELS.get(notice.status, "note")
    result: dict[str, Any] = {
        "ruleId": "fault" if notice.status == "fault" else notice.rule,
        "kind": "informational" if level == "none" else "fail",
        "level": level,
        "message": {"text": notice.said or notice.rule},
        "locations": [_location(place) for place in notice.regions],
        "partialFingerprints": {"ecluse/v1": _fingerprint(row, notice)},
        "properties": {
            "draft": row.name,
            "channel": row.decision.channel,
            "status": notice.status,
            "verdict": row.decision.verdict.word,
            "tier": row.decision.tier.word,
        },
    }
    if notice.waiver is not None:
        waiver = notice.waiver
        said = f"{waiver.id}, {waiver.owner}: {waiver.because}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": said}]
    return result


def _location(place: Region) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.path)}}
    if place.line:
        physical["region"] = {"startLine": place.line}
    if place.column:
        physical["region"] |= {
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
    return {"physicalLocation": physical}


def _uri(path: str) -> str:
    if path == "-":
        return "stdin"
    shown = path.replace("\\", "/").removeprefix("./")
    quoted = quote(shown, safe="/", errors="replace")
    return f"file://{quoted}" if quoted.startswith("/") else quoted


def _fingerprint(row: Row, notice: Notice) -> str:
    found = [f"{f.label}{f.field}{f.digest or f.span}" for f in notice.findings]
    seed = "\0".join([row.name, row.decision.channel, notice.status, notice.rule, *found])
    return blake2b(seed.encode("utf-8", "replace"), digest_size=16).hexdigest()


def end(report: Report, tally: Tally, ending: Ending) -> str:
    done = tally.exit_code(complete=ending.complete) != 2
    invocation = {
        "executionSuccessful": done,
        "exitCode": tally.exit_code(complete=ending.complete),
        "properties": tail_value(report, tally, complete=ending.complete),
    }
    return f'\n],\n"invocations": [{dump(invocation)}]}}]}}\n'
