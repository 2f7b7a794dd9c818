"""What the organisation knows, from the command line: declared once, found, explained, removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ENTRIES = """\
timezone: Europe/Paris
statements:
  - {id: loss, text: The Kervalan yard will close 2027 with a loss of 14 million euros., until: "2099-03-02T08:00", owner: finance}
  - {id: rebate, text: Kervalan dealers will get a rebate of 15 percent in April 2099., tier: extended, audiences: [dealers]}
code_names:
  - {id: gull, names: [Cormovane]}
values:
  - {id: contract, value: KV-2026-48817}
mosaics:
  - {id: hull, threshold: 2, facets: {material: [basalt fibre], engine: [hydrogen engine]}}
"""
MEMO = """\
The bank advises closing the north dock as soon as the last catamaran is delivered, without telling
the town hall before the signature, and offering a transfer to each of the welders concerned.
"""
POLICY = """\
version: 1
company: Kervalan
language: en
timezone: Europe/Paris
extends: [base, knowledge]
audiences: {board: {tier: private}, dealers: {tier: extended}, staff: {tier: extended}, everyone: {tier: public}}
channels:
  x: {audience: everyone}
  portal: {audience: dealers}
  intranet: {audience: staff}
  letter: {audience: board}
registers: {folder: known}
"""
LEAK = "Between us, Kervalan will lose 14 million euros in 2027."
SECRETS = ("kervalan yard", "14 million", "cormovane", "48817", "basalt", "north dock", "welders")


@pytest.fixture
def company(call, copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company with a policy, keys and a register."""
    files = {"policies.yaml": POLICY, "entries.yaml": ENTRIES, "memos/dock.md": MEMO}
    for name, text in files.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    for name in ("secret.key", "reviewers.key"):
        assert call("key", "new", name).code == 0
    monkeypatch.setenv("ECLUSE_KEY_FILE", str(copy / "secret.key"))
    assert call("register", "new").code == 0
    added = call("register", "add", "entries.yaml", "--reviewer-key-file", "reviewers.key")
    assert (added.code, added.err) == (0, "")
    assert "1 CodeName, 1 ExactValue, 1 Mosaic, 2 Statement" in added.out
    documents = call("register", "add-documents", "memos")
    assert (documents.code, "1 document;" in documents.out) == (0, True)
    return copy


@pytest.mark.parametrize(
    ("text", "code", "rule"),
    [
        (LEAK, 1, "declared-statement"),
        ("Proud of the Cormovane team.", 1, "secret-name"),
        ("Signed: KV 2026 48817!", 1, "declared-value"),
        ("As soon as the last catamaran is delivered, without telling the town hall.", 1, "quote"),
        ("Basalt fibre and a hydrogen engine, one can dream.", 1, "mosaic"),
        ("Kervalan dealers will get a rebate of 15 % in April 2099.", 3, "shared-statement"),
        ("The yard opens its doors on Saturday.", 0, ""),
    ],
)
def test_what_was_declared_is_found(call, company: Path, text: str, code: int, rule: str) -> None:
    answer = call("check", "--text", text, "--channel", "x")
    assert (answer.code, answer.err) == (code, "")
    assert f"[{rule}]" in answer.out if rule else "[" not in answer.out


def test_another_audience_of_the_same_tier_is_a_bridge(call, company: Path) -> None:
    text = "Kervalan dealers will get a rebate of 15 % in April 2099."
    assert call("check", "--text", text, "--channel", "portal").code == 0
    answer = call("check", "--text", text, "--channel", "intranet")
    assert (answer.code, "flag[bridge]" in answer.out) == (3, True)
    assert "may go out now to dealers" in answer.out


def test_after_its_life_it_is_public(call, company: Path) -> None:
    answer = call("check", "--text", LEAK, "--channel", "x")
    assert "may go out on Monday 2 March 2099 at 08:00 (Europe/Paris)" in answer.out
    later = call("check", "--text", LEAK, "--channel", "x", "--now", "2099-03-02T08:00+01:00")
    assert later.code == 0


def test_without_the_key_nothing_is_decided(call, company: Path, monkeypatch) -> None:
    monkeypatch.delenv("ECLUSE_KEY_FILE")
    answer = call("check", "--text", "Hello", "--channel", "x")
    assert (answer.code, "needs a key" in answer.err) == (2, True)


def test_with_another_key_nothing_is_decided(call, company: Path) -> None:
    answer = call("check", "--text", "Hello", "--channel", "x", "--key-file", "reviewers.key")
    assert (answer.code, "another key" in answer.err) == (2, True)


def test_only_a_reviewer_sees_what_a_statement_says(call, company: Path) -> None:
    author = call("explain", "--text", LEAK, "--channel", "x")
    assert "The Kervalan yard" not in author.out
    assert "14" not in author.out.partition("├─ declared-statement")[2]
    reviewer = call("explain", "--text", LEAK, "--channel", "x", "--as-reviewer", "reviewers.key")
    assert (
        "= loss: « The Kervalan yard will close 2027 with a loss of 14 million euros. »"
        in reviewer.out
    )
    assert "14 million euros ~ 14 million euros" in reviewer.out
    revealed = call("register", "reveal", "loss", "--as-reviewer", "reviewers.key")
    assert revealed.out.startswith("loss: The Kervalan yard")
    wrong = call("register", "reveal", "loss", "--as-reviewer", "secret.key")
    assert (wrong.code, "Kervalan" in wrong.out + wrong.err) == (2, False)


def test_the_ledger_remembers_what_was_told(call, company: Path) -> None:
    half = '{"id": "p-1", "text": "We love basalt fibre.", "channel": "x", "publish_at": "2026-11-01T09:00Z"}\n'
    (company / "published.jsonl").write_text(half, encoding="utf-8")
    other = ("check", "--text", "A hydrogen engine, why not?", "--channel", "x")
    assert call(*other).code == 0
    assert call("register", "record", "published.jsonl").code == 0
    assert (call(*other).code, "block[mosaic]" in call(*other).out) == (1, True)
    (company / "none.jsonl").write_text("", encoding="utf-8")
    (company / "undated.jsonl").write_text('{"text": "x", "channel": "x"}\n', encoding="utf-8")
    undated = call("register", "record", "undated.jsonl")
    assert (undated.code, "when was it published" in undated.err) == (2, True)


def test_what_was_published_is_added_and_calibrates(call, company: Path) -> None:
    (company / "news.csv").write_text(
        "id,text,date,source\nspeed,The Kervalan 38 reaches 12 knots.,2026-05-01,kervalan.example\n",
        encoding="utf-8",
    )
    (company / "posts.jsonl").write_text(
        '{"text": "The yard opens on Saturday."}\n', encoding="utf-8"
    )
    record = call("register", "add-record", "news.csv")
    assert (record.code, "added 1 public statement;" in record.out) == (0, True)
    calibrated = call("register", "calibrate", "posts.jsonl")
    assert (calibrated.code, "calibrated on 1 post;" in calibrated.out) == (0, True)
    assert "proves little" in call("register", "lint", "--lang", "en").out
    assert "Statement speed: published" in call("register", "list").out


def test_what_is_removed_leaves_no_trace(call, company: Path) -> None:
    assert call("register", "remove", "loss", "gull", "dock").code == 0
    for text in (LEAK, "Proud of the Cormovane team."):
        assert call("check", "--text", text, "--channel", "x").code == 0
    gone = call("register", "remove", "loss")
    assert (gone.code, "there is no entry loss" in gone.err) == (2, True)


def test_a_document_that_cannot_be_read_is_named(call, company: Path) -> None:
    (company / "memos" / "scan.pdf").write_bytes(b"%PDF-1.4 torn")
    answer = call("register", "add-documents", "memos")
    assert (answer.code, "scan.pdf" in answer.out) == (2, True)


def test_an_entry_that_is_wrong_changes_nothing_and_shows_no_word(call, company: Path) -> None:
    before = call("register", "stats").out
    wrong = "statements: [{id: x, texte: the albatross lands}]\n"
    (company / "wrong.yaml").write_text(wrong, encoding="utf-8")
    answer = call("register", "add", "wrong.yaml")
    assert (answer.code, "did you mean `text`" in answer.err) == (2, True)
    assert "albatross" not in answer.out + answer.err
    assert call("register", "stats").out == before


def test_no_file_of_the_register_holds_a_clear_word(call, company: Path) -> None:
    everything = b"".join(
        path.read_bytes() for path in (company / "known").rglob("*") if path.is_file()
    )
    found = [secret for secret in SECRETS if secret.encode() in everything.lower()]
    assert found == []


@pytest.mark.parametrize(
    "form",
    [
        "full",
        "concise",
        "json",
        "json-lines",
        "sarif",
        "junit",
        "github",
        "gitlab",
        "rdjson",
        "markdown",
    ],
)
def test_no_report_holds_a_declared_word(call, company: Path, form: str) -> None:
    drafts = [LEAK, "Proud of the Cormovane team.", "Signed: KV-2026-48817!"]
    rows = "".join(json.dumps({"text": text, "channel": "x"}) + "\n" for text in drafts)
    (company / "rows.jsonl").write_text(rows, encoding="utf-8")
    answer = call("gate", "rows.jsonl", "--output-format", form)
    assert answer.code == 1
    said = (answer.out + answer.err).lower()
    assert [secret for secret in ("14 million", "cormovane", "48817") if secret in said] == []


def test_worker_processes_open_the_register_too(call, company: Path) -> None:
    rows = (json.dumps({"text": LEAK, "channel": "x"}) + "\n") * 40
    (company / "rows.jsonl").write_text(rows, encoding="utf-8")
    answer = call("gate", "rows.jsonl", "--workers", "2", "--output-format", "concise")
    assert (answer.code, "40 blocked" in answer.out) == (1, True)


def test_two_entries_of_one_identifier_are_refused(call, company: Path) -> None:
    for name, word in (("one", "Zorbaline"), ("two", "Quertimo")):
        text = f"code_names: [{{id: same, names: [{word}]}}]\n"
        (company / f"{name}.yaml").write_text(text, encoding="utf-8")
    before = call("register", "stats").out
    answer = call("register", "add", "one.yaml", "two.yaml")
    assert (answer.code, "same is there twice (CodeName)" in answer.err) == (2, True)
    assert call("register", "stats").out == before


def test_rows_without_an_identifier_do_not_replace_those_of_another_file(
    call, company: Path
) -> None:
    values = {"clients": "KX-8841-ZZ31", "hosts": "srv-prod-kx71.kervalan.lan"}
    for name, value in values.items():
        (company / f"{name}.csv").write_text(f"value\n{value}\n", encoding="utf-8")
        assert call("register", "add", f"{name}.csv").code == 0
    for value in values.values():
        assert call("check", "--text", f"See {value}.", "--channel", "x").code == 1


def test_the_record_replaces_no_secret(call, company: Path) -> None:
    (company / "news.csv").write_text(
        "id,text\nloss,The Kervalan 38 reaches 12 knots.\n", encoding="utf-8"
    )
    answer = call("register", "add-record", "news.csv")
    assert (answer.code, "loss is a Statement that is not public" in answer.err) == (2, True)
    assert call("check", "--text", LEAK, "--channel", "x").code == 1


def test_a_record_that_says_nothing_is_named(call, company: Path) -> None:
    (company / "empty.md").write_text("", encoding="utf-8")
    answer = call("register", "add-record", "empty.md")
    assert (answer.code, "empty.md: no sentence with a figure" in answer.out) == (0, True)


def test_a_kind_that_does_not_exist_is_refused(call, company: Path) -> None:
    answer = call("register", "list", "--kind", "Statements")
    assert (answer.code, "--kind is one of Blackout, CodeName" in answer.err) == (2, True)


def test_a_file_of_entries_that_is_no_mapping_is_told_what_it_has(call, company: Path) -> None:
    (company / "list.yaml").write_text("- a\n", encoding="utf-8")
    answer = call("register", "add", "list.yaml")
    assert (answer.code, "a file of entries has sections: statements" in answer.err) == (2, True)


def test_a_document_part_that_was_changed_decides_nothing(call, company: Path) -> None:
    parts = json.loads((company / "known" / "register.json").read_bytes())["parts"]
    path = company / "known" / parts["documents/filter"]["file"]
    data = path.read_bytes()
    path.write_bytes(data[:64] + bytes(len(data) - 64))
    answer = call("check", "--text", MEMO, "--channel", "x")
    assert answer.code == 2


def test_lint_names_what_has_ended_and_what_the_policy_has_not(call, company: Path) -> None:
    text = (
        "timezone: Europe/Paris\nstatements:\n"
        '  - {id: past, text: Kervalan will buy Tartelin for 13 million euros., until: "2020-01-01"}\n'
        "  - {id: waits, text: Kervalan will sell Lorquois for 12 million euros., released_by: R-99, audiences: [nobody]}\n"
    )
    (company / "lives.yaml").write_text(text, encoding="utf-8")
    assert call("register", "add", "lives.yaml").code == 0
    answer = call("register", "lint", "--lang", "en")
    assert answer.code == 0
    assert "Statement past: private, ended on 2019-12-31" in call("register", "list").out
    assert "past: warning: this entry holds nothing any more" in answer.out
    assert "waits: warning: it waits for a release that the policy does not know" in answer.out
    assert "waits: warning: it names an audience that the policy does not know" in answer.out
    assert "loss: warning" not in answer.out
