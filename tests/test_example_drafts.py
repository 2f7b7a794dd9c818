"""The drafts of ``examples/`` get the verdicts that ``examples/README.md`` says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from ecluse.gate import Gate
from ecluse.model import Draft
from ecluse.policy.load import load
from ecluse.read import Record, read

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ROW = re.compile(r"^\| [^|]+ \| [^|]+ \| (allow|flag|block) \|", re.MULTILINE)


def _drafts() -> list[Draft]:
    records = list(read(["examples/drafts"]))
    assert all(isinstance(record, Record) for record in records)
    return [draft for record in records if isinstance(record, Record) for draft in record.drafts]


def test_each_draft_gets_the_verdict_of_the_table() -> None:
    gate = Gate(load("policies.yaml"))
    verdicts = [gate.check(draft, now=NOW).verdict.word for draft in _drafts()]
    assert verdicts == ROW.findall(Path("examples/README.md").read_text(encoding="utf-8"))


def test_every_verdict_and_both_languages_are_shown() -> None:
    gate = Gate(load("policies.yaml"))
    shown = {(draft.lang[:2], gate.check(draft, now=NOW).verdict.word) for draft in _drafts()}
    for lang in ("fr", "en"):
        assert {verdict for one, verdict in shown if one == lang} >= {"allow", "flag"}
    assert {verdict for _, verdict in shown} == {"allow", "flag", "block"}
