"""``ecluse gate``: many drafts, several processes, threads, what changed, what was accepted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ecluse.report import FORMATS
from tests.cli.conftest import NOW, ROOT

ROWS = [
    {"id": "a", "text": "Belle rentrée à tous !", "channel": "mastodon"},
    {"id": "b", "text": "Le projet Héron arrive !", "channel": "mastodon"},
    {"id": "c", "text": "Quelle bande de nuls !", "channel": "mastodon"},
    {"id": "d", "text": "Le projet Héron arrive !", "channel": "intranet"},
]
HISTORY_RULE = """
  - id: three-in-a-thread
    when_all:
      - history: {same_thread: true, same_text: true}
    verdict: flag
    because: {fr: Déjà dit dans ce fil., en: Said in this thread before.}
    fix: {fr: Dites autre chose., en: Say something else.}
    examples: {caught: [{text: a, history: [{text: a}]}], clear: [a]}
"""


def jsonl(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def verdicts(answer) -> dict[str, str]:
    decisions = json.loads(answer.out)["decisions"]
    return {one["draft"]: one["verdict"] for one in decisions}


class TestManyDrafts:
    def test_each_row_is_decided_and_counted(self, call, copy) -> None:
        jsonl(copy / "rows.jsonl", ROWS)
        answer = call("gate", "rows.jsonl", "--output-format", "json")
        assert answer.code == 1
        assert verdicts(answer) == {"a": "allow", "b": "block", "c": "flag", "d": "allow"}
        assert json.loads(answer.out)["counts"]["decided"] == 4

    def test_a_row_without_channel_goes_where_the_command_says_else_to_the_public(
        self, call, copy
    ) -> None:
        jsonl(copy / "rows.jsonl", [{"id": "a", "text": "Le projet Héron"}])
        assert call("gate", "rows.jsonl").code == 1
        assert call("gate", "rows.jsonl", "--channel", "intranet").code == 0

    def test_one_draft_on_two_channels_has_two_verdicts(self, call, copy) -> None:
        jsonl(copy / "rows.jsonl", [{"text": "Le projet Héron"}])
        argv = ("--channel", "mastodon", "--channel", "intranet")
        answer = call("gate", "rows.jsonl", *argv, "--lang", "en")
        assert "1 draft read, 2 decided: 1 allowed, 0 held, 1 blocked" in answer.out

    @pytest.mark.parametrize(
        "make",
        [
            pytest.param(lambda folder: None, id="an empty folder"),
            pytest.param(lambda folder: (folder / "a.png").touch(), id="a file that is not read"),
            pytest.param(lambda folder: (folder / "a.jsonl").touch(), id="no row"),
            pytest.param(lambda folder: (folder / "a.json").write_text("[]"), id="no element"),
            pytest.param(lambda folder: (folder / "a.csv").write_text("text\n"), id="a header"),
        ],
    )
    def test_nothing_to_read_is_no_decision(self, call, copy, make) -> None:
        (copy / "posts").mkdir()
        make(copy / "posts")
        answer = call("gate", "posts")
        assert answer.code == 2
        assert "il n'y avait rien à lire : aucun brouillon n'a été jugé" in answer.err
        assert "0 brouillon lu" in answer.out
        assert call("gate", "posts", "--exit-zero").code == 2
        allowed = call("gate", "posts", "--allow-empty")
        assert (allowed.code, "rien à lire" in allowed.err) == (0, False)

    def test_a_report_on_nothing_says_that_it_is_no_success(self, call, copy) -> None:
        (copy / "posts").mkdir()
        [run] = json.loads(call("gate", "posts", "--output-format", "sarif").out)["runs"]
        [invocation] = run["invocations"]
        assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)

    def test_checking_nothing_is_no_decision(self, call, copy) -> None:
        (copy / "a.jsonl").touch()
        answer = call("check", "a.jsonl", "--lang", "en")
        assert answer.code == 2
        assert answer.err == "ecluse: nothing was there to read: no draft was judged\n"

    def test_folders_are_walked_and_what_is_not_read_is_said(self, call, copy) -> None:
        (copy / "posts").mkdir()
        (copy / "posts" / "a.md").write_text("Bonjour")
        (copy / "posts" / "b.png").write_bytes(b"\x89PNG")
        answer = call("gate", "posts")
        assert answer.code == 0
        assert "non lu\u00a0: posts/b.png: pas un format lu" in answer.err

    def test_a_key_that_holds_text_and_was_not_checked_is_said(self, call, copy) -> None:
        jsonl(copy / "rows.jsonl", [{"text": "Bonjour", "comment": "Projet Héron"}])
        answer = call("gate", "rows.jsonl")
        assert "clé non vérifiée\u00a0: comment (1)" in answer.err
        assert "Héron" not in answer.out + answer.err

    def test_reports_beside_the_report(self, call, copy) -> None:
        jsonl(copy / "rows.jsonl", ROWS)
        reports = [f"--report={name}=out.{name}" for name in FORMATS]
        assert call("gate", "rows.jsonl", *reports).code == 1
        assert all((copy / f"out.{name}").read_text().count("policies.yaml") for name in FORMATS)

    def test_standard_input(self, process) -> None:
        data = json.dumps(ROWS[1]).encode()
        answer = process("check", "-", "--input-format", "jsonl", stdin=data)
        assert answer.code == 1
        assert "-:1: block[code-name-before-launch]" in answer.out


class TestWorkers:
    @pytest.fixture
    def rows(self, copy, monkeypatch) -> Path:
        import ecluse.batch

        monkeypatch.setattr(ecluse.batch, "RANGE", 2_000)
        rows = [row | {"id": f"{n}-{row['id']}"} for n in range(60) for row in ROWS]
        path = jsonl(copy / "rows.jsonl", rows)
        with path.open("a") as stream:
            stream.write("not json\n")
        return path

    @pytest.mark.parametrize("form", ["json", "full", "sarif", "github"])
    def test_several_processes_say_the_same_bytes_as_one(self, call, rows, form) -> None:
        argv = ("gate", "rows.jsonl", "--now", NOW, "--output-format", form)
        one, three = call(*argv), call(*argv, "--workers", "3")
        assert one.out == three.out
        assert (one.code, three.code) == (2, 2)
        assert len(one.out) > 10_000

    def test_a_worker_that_dies_ends_the_run_as_partial(self, copy, process, rows) -> None:
        code = """
import os, sys, ecluse.batch
ecluse.batch.RANGE = 2_000
judge = ecluse.batch.Judge.rows
def rows(self, item):
    if getattr(item, "drafts", None) and item.drafts[0].id == "40-a":
        os._exit(9)
    return judge(self, item)
ecluse.batch.Judge.rows = rows
from ecluse.__main__ import main
sys.exit(main())
"""
        answer = process(
            "gate", "rows.jsonl", "--workers", "2", "--output-format", "json", code=code
        )
        assert answer.code == 2
        assert "a worker process ended" in answer.err
        said = json.loads(answer.out)
        assert said["complete"] is False
        assert said["counts"]["decided"] == len(said["decisions"]) < 241


class TestInterrupt:
    CODE = """
import sys, ecluse.batch
ecluse.batch.RANGE = 20_000
from ecluse.__main__ import main
sys.exit(main())
"""

    @pytest.mark.parametrize("workers", [1, 2])
    def test_an_interrupt_leaves_a_clear_partial_summary(self, copy, workers) -> None:
        rows = [ROWS[1] | {"id": str(n)} for n in range(20_000)]
        jsonl(copy / "rows.jsonl", rows)
        argv = ["gate", "rows.jsonl", "--output-format", "json", "--workers", str(workers)]
        with subprocess.Popen(
            [sys.executable, "-c", self.CODE, *argv],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        ) as running:
            assert running.stdout is not None
            head = os.read(running.stdout.fileno(), 2_000)  # it is at work
            os.killpg(running.pid, signal.SIGINT)
            out, err = running.communicate(timeout=60)
        assert running.returncode == 2, err
        assert b"Traceback" not in err
        said = json.loads(head + out)
        assert said["complete"] is False
        assert 0 < said["counts"]["decided"] == len(said["decisions"]) < 20_000
        assert b"interrompu" in err
        assert b"(partiel)" in err


class TestClaims:
    """What a row says of itself may tighten; it releases nothing unless the caller vouches."""

    POLICY = """
people:
  s.lenoir: {roles: [spokesperson]}
"""

    @pytest.fixture
    def policy(self, copy) -> Path:
        path = copy / "policies.yaml"
        text = path.read_text().replace("\nrules:\n", f"{self.POLICY}\nrules:\n")
        text = text.replace(
            "      - finding: {label: figures}\n",
            "      - finding: {label: figures}\n    none: [{author: {role: spokesperson}}]\n",
        )
        path.write_text(text)
        return path

    ROW = {"id": "a", "text": "Nous visons 12 millions.", "author": "s.lenoir"}

    def test_a_row_s_author_is_a_claim(self, call, copy, policy) -> None:
        jsonl(copy / "rows.jsonl", [self.ROW])
        assert call("gate", "rows.jsonl").code == 3

    def test_trust_rows_believes_it(self, call, copy, policy) -> None:
        jsonl(copy / "rows.jsonl", [self.ROW])
        assert call("gate", "rows.jsonl", "--trust-rows").code == 0

    def test_the_caller_vouches_for_the_author_it_names(self, call, copy, policy) -> None:
        jsonl(copy / "rows.jsonl", [self.ROW | {"author": "nobody"}])
        assert call("gate", "rows.jsonl", "--author", "s.lenoir").code == 0
        assert call("check", "--text", self.ROW["text"], "--author", "s.lenoir").code == 0
        assert call("check", "--text", self.ROW["text"]).code == 3

    def test_vouching_for_the_author_is_not_vouching_for_the_audience(self, call, copy) -> None:
        jsonl(copy / "rows.jsonl", [{"text": "Le projet Héron", "audience": "management"}])
        assert call("gate", "rows.jsonl", "--author", "s.lenoir").code == 1
        assert call("gate", "rows.jsonl", "--audience", "management").code == 0


class TestThreads:
    @pytest.fixture
    def policy(self, copy) -> None:
        path = copy / "policies.yaml"
        path.write_text(path.read_text().replace("\nwaivers:", f"{HISTORY_RULE}\nwaivers:"))

    THREAD = [
        {"id": "late", "text": "Bis", "thread": "t", "seq": 2},
        {"id": "other", "text": "Bis", "thread": "u", "seq": 9},
        {"id": "alone", "text": "Bis"},
        {"id": "early", "text": "Bis", "thread": "t", "seq": 1},
    ]
    EXPECTED = {"late": "flag", "other": "allow", "alone": "allow", "early": "allow"}

    @pytest.mark.parametrize("workers", ["1", "2"])
    def test_rows_of_one_thread_are_history_in_the_order_of_seq(
        self, call, copy, policy, workers, monkeypatch
    ) -> None:
        import ecluse.batch

        monkeypatch.setattr(ecluse.batch, "RANGE", 40)
        jsonl(copy / "rows.jsonl", self.THREAD)
        answer = call("gate", "rows.jsonl", "--workers", workers, "--output-format", "json")
        assert verdicts(answer) == self.EXPECTED

    def test_in_files_of_every_kind(self, call, copy, policy) -> None:
        (copy / "posts").mkdir()
        for row in self.THREAD:
            front = "".join(f"{k}: {v}\n" for k, v in row.items() if k != "text")
            (copy / "posts" / f"{row['id']}.md").write_text(f"---\n{front}---\n{row['text']}")
        answer = call("gate", "posts", "--output-format", "json")
        assert verdicts(answer) == self.EXPECTED
        (copy / "rows.json").write_text(json.dumps(self.THREAD))
        assert verdicts(call("gate", "rows.json", "--output-format", "json")) == self.EXPECTED

    def test_by_standard_input(self, process, policy) -> None:
        data = "".join(json.dumps(row) + "\n" for row in self.THREAD).encode()
        argv = ("gate", "-", "--input-format", "jsonl", "--output-format", "json")
        assert verdicts(process(*argv, stdin=data)) == self.EXPECTED

    def test_an_escaped_key_is_a_key(self, call, copy, policy) -> None:
        lines = [json.dumps(row).replace('"thread"', '"thre\\u0061d"') for row in self.THREAD]
        (copy / "rows.jsonl").write_text("\n".join(lines) + "\n")
        answer = call("gate", "rows.jsonl", "--output-format", "json")
        assert verdicts(answer) == self.EXPECTED

    def test_a_thread_that_is_too_long_is_held(self, call, copy, policy, monkeypatch) -> None:
        import ecluse.threads

        monkeypatch.setattr(ecluse.threads, "LONGEST", 3)
        rows = [{"id": str(n), "text": f"n° {n}", "thread": "t", "seq": n} for n in range(6)]
        jsonl(copy / "rows.jsonl", rows)
        answer = call("gate", "rows.jsonl", "--output-format", "json")
        assert answer.code == 2
        assert verdicts(answer) == {str(n): "allow" if n <= 3 else "flag" for n in range(6)}

    def test_history_comes_from_a_file_too(self, call, copy, policy) -> None:
        jsonl(copy / "before.jsonl", [{"text": "Bis", "thread": "t"}])
        jsonl(copy / "rows.jsonl", [{"text": "Bis", "thread": "t"}])
        assert call("gate", "rows.jsonl").code == 0
        assert call("gate", "rows.jsonl", "--history", "before.jsonl").code == 3


class TestDiff:
    @pytest.fixture
    def git(self, copy):
        (copy / ".git").rmdir()

        def run(*argv: str) -> None:
            identity = ("-c", "user.name=t", "-c", "user.email=t@example.invalid")
            subprocess.run(["git", *identity, *argv], cwd=copy, check=True, capture_output=True)

        run("init", "-q")
        jsonl(copy / "rows.jsonl", ROWS[:2])
        (copy / "a.md").write_text("Le projet Héron")
        (copy / "b.csv").write_text("id,text\nk,Le projet Héron\n")
        run("add", ".")
        run("commit", "-qm", "first")
        return run

    def decided(self, answer) -> list[str]:
        return sorted(one["draft"] for one in json.loads(answer.out)["decisions"])

    def gate(self, call, *argv: str):
        return call("gate", ".", "--diff", "HEAD", "--output-format", "json", *argv)

    def test_nothing_changed_nothing_decided(self, call, git) -> None:
        answer = self.gate(call, "--lang", "en")
        assert (answer.code, self.decided(answer)) == (0, [])
        assert "nothing changed since HEAD: there was no draft to judge" in answer.err
        assert "nothing was there" not in answer.err

    def test_only_changed_rows_and_files(self, call, copy, git) -> None:
        jsonl(copy / "rows.jsonl", [ROWS[0], ROWS[2], ROWS[1]])
        (copy / "new.md").write_text("Bonjour")
        assert self.decided(self.gate(call)) == ["c", "new.md"]
        assert self.decided(self.gate(call, "--workers", "2")) == ["c", "new.md"]

    def test_a_changed_header_changes_every_row_of_a_table(self, call, copy, git) -> None:
        (copy / "b.csv").write_text("id,title\nk,Le projet Héron\n")
        assert self.decided(self.gate(call)) == ["k"]

    def test_a_row_of_several_lines_has_changed_when_one_of_them_has(self, call, copy, git) -> None:
        (copy / "b.csv").write_text('id,text\nk,"un\ndeux"\nl,Bonjour\n')
        git("add", ".")
        git("commit", "-qm", "two lines")
        (copy / "b.csv").write_text('id,text\nk,"un\nDEUX"\nl,Bonjour\n')
        assert self.decided(self.gate(call)) == ["k"]

    @pytest.mark.parametrize("base", ["nope", "--output=x", "HEAD; touch x"])
    def test_no_such_revision_is_an_error(self, call, copy, git, base) -> None:
        answer = call("gate", ".", f"--diff={base}")
        assert answer.code == 2
        assert "git rev-parse failed" in answer.err
        assert not (copy / "x").exists()


class TestBaseline:
    @pytest.fixture
    def key(self, call) -> tuple[str, str]:
        assert call("key", "new", "my.key").code == 0
        return "--key-file", "my.key"

    WRITE = ("--write-baseline", "--owner", "s.lenoir", "--because", "archive", "--until")

    def gate(self, call, key, *argv: str):
        return call("gate", "rows.jsonl", *key, "--baseline", "b.json", "--lang", "en", *argv)

    def test_what_was_accepted_is_counted_and_shown(self, call, copy, key) -> None:
        jsonl(copy / "rows.jsonl", ROWS)
        assert self.gate(call, key, *self.WRITE, "2099-01-01T00:00:00Z").code == 1
        answer = self.gate(call, key)
        assert answer.code == 0
        assert "3 reasons accepted by the baseline" in answer.out
        assert "accepted[code-name-before-launch]" in answer.out
        assert "Héron" not in (copy / "b.json").read_text()

    def test_another_content_is_decided_anew(self, call, copy, key) -> None:
        jsonl(copy / "rows.jsonl", ROWS)
        self.gate(call, key, *self.WRITE, "2099-01-01T00:00:00Z")
        jsonl(copy / "rows.jsonl", [ROWS[1] | {"text": "Le projet Héron arrive demain !"}])
        assert self.gate(call, key).code == 1

    def test_an_entry_ends(self, call, copy, key) -> None:
        jsonl(copy / "rows.jsonl", ROWS)
        self.gate(call, key, *self.WRITE, "2026-12-01T00:00:00Z")
        assert self.gate(call, key, "--now", "2026-11-30T00:00:00Z").code == 0
        assert self.gate(call, key, "--now", NOW).code == 1

    def test_a_rule_that_is_never_lifted_is_not_accepted(self, call, copy, key) -> None:
        policy = copy / "policies.yaml"
        text = policy.read_text().split("\nwaivers:")[0] + "\n"
        policy.write_text(text.replace("override: approve", "override: never"))
        jsonl(copy / "rows.jsonl", ROWS)
        self.gate(call, key, *self.WRITE, "2099-01-01T00:00:00Z")
        assert self.gate(call, key).code == 1

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            pytest.param("{}", "not a list", id="no list"),
            pytest.param("[", "not JSON", id="torn"),
            pytest.param('[{"digest": "a", "owner": "o", "reason": "r"}]', "expires", id="no end"),
            pytest.param(
                '[{"digest": "a", "owner": "", "reason": "r", "expires": "2099-01-01T00:00Z"}]',
                "owner",
                id="no owner",
            ),
            pytest.param(
                '[{"digest": "a", "owner": "o", "reason": "r", "expires": "2099-01-01"}]',
                "offset",
                id="no zone",
            ),
        ],
    )
    def test_an_entry_is_owned_explained_and_dated(self, call, copy, key, text, said) -> None:
        (copy / "b.json").write_text(text)
        jsonl(copy / "rows.jsonl", ROWS)
        answer = self.gate(call, key)
        assert answer.code == 2
        assert said in answer.err

    def test_a_baseline_needs_a_key(self, call, copy) -> None:
        jsonl(copy / "rows.jsonl", ROWS)
        (copy / "b.json").write_text("[]")
        answer = self.gate(call, ())
        assert answer.code == 2
        assert "needs the key" in answer.err


class TestProgress:
    def test_nothing_is_shown_or_imported_before_it_takes_long(self, monkeypatch, capfd) -> None:
        from ecluse import progress
        from ecluse.report import Tally

        with progress.Progress(progress.said_of_tally) as see:
            see(Tally(read=1))
        assert capfd.readouterr() == ("", "")
        monkeypatch.setattr(progress, "_PATIENCE", 0)
        display = progress.Progress(progress.said_of_tally)
        with display as see:
            see(Tally(read=7, blocked=2))
            [task] = display._shown.tasks
            assert task.description == "7 read, 0 held, 2 blocked"
        assert capfd.readouterr().out == ""
