"""0 all allowed, 1 blocked, 3 held, 2 could not decide: 2 outranks 1 outranks 3 outranks 0."""

from __future__ import annotations

import os

import pytest

ALLOWED = "Belle rentrée à tous !"
HELD = "Quelle bande de nuls !"
BLOCKED = "Le projet Héron arrive lundi !"


MISSING = """
version: 1
company: Brumelac
labels:
  elsewhere: {classifiers: [nobody-has-this]}
rules:
  - id: no-elsewhere
    when_all: [{finding: {label: elsewhere}}]
    tier: private
    because: Cela ne sort pas.
    fix: Gardez-le.
    examples: {caught: ["a"], clear: ["b"]}
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(ALLOWED, 0, id="allowed"),
        pytest.param(HELD, 3, id="held"),
        pytest.param(BLOCKED, 1, id="blocked"),
        pytest.param(f"{HELD} {BLOCKED}", 1, id="1 outranks 3"),
    ],
)
class TestVerdicts:
    def test_the_code_is_that_of_the_strictest(self, call, text, code) -> None:
        assert call("check", "--text", text, "--channel", "mastodon").code == code

    def test_exit_zero_hides_one_and_three(self, call, text, code) -> None:
        assert call("check", "--text", text, "--channel", "mastodon", "--exit-zero").code == 0

    def test_a_wider_audience_never_loosens(self, call, text, code) -> None:
        inside = call("check", "--text", text, "--channel", "intranet").code
        assert (inside == 0) or code != 0


class TestUndecided:
    @pytest.mark.parametrize(
        "text", [pytest.param("", id="empty"), pytest.param(" \n", id="blank")]
    )
    @pytest.mark.parametrize("command", ["check", "explain"])
    def test_a_text_that_is_not_there(self, call, command, text) -> None:
        answer = call(command, "--text", text)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err == "ecluse: --text is empty; is a variable unset?\n"

    @pytest.mark.parametrize(
        "argv",
        [
            pytest.param(("check", "--text", "x"), id="check"),
            pytest.param(("policy", "validate"), id="validate"),
            pytest.param(("policy", "lint"), id="lint"),
        ],
    )
    def test_a_classifier_that_is_missing_is_only_an_error(self, call, copy, argv) -> None:
        (copy / "policies.yaml").write_text(MISSING)
        answer = call(*argv)
        assert (answer.code, answer.out) == (2, "")
        assert "nobody-has-this" in answer.err
        assert "INTER" not in answer.err

    def test_a_policy_with_hashed_terms_is_valid_without_the_key(self, call, copy) -> None:
        hashed = MISSING.replace("classifiers: [nobody-has-this]", f"hashed: ['1:{'0' * 32}']")
        (copy / "policies.yaml").write_text(hashed)
        assert call("policy", "validate").code == 0
        assert call("check", "--text", "x").code == 2

    @pytest.mark.parametrize(
        "argv",
        [
            pytest.param(("check", "--text", "x", "--lang", "es"), id="language"),
            pytest.param(("check", "--text", "x", "--output-format", "xml"), id="format"),
            pytest.param(("demo", "--lang", "de"), id="tour"),
        ],
    )
    def test_a_word_that_may_not_stand_there(self, call, argv) -> None:
        answer = call(*argv)
        assert answer.code == 2
        assert f"'{argv[-1]}' is not one of f" in answer.err
        assert "Value error" not in answer.err

    """Exit 2, one clear message, nothing taken for something else."""

    def undecided(self, answer, said: str) -> None:
        assert answer.code == 2
        assert said in answer.err
        assert "Traceback" not in answer.err

    def test_a_mistyped_path_is_never_checked_as_words(self, call) -> None:
        answer = call("check", "brouillon.md")
        self.undecided(answer, "no such file: brouillon.md; to check words, use --text")
        assert answer.out == ""

    def test_a_mistyped_folder_is_an_error(self, call) -> None:
        self.undecided(call("gate", "posts"), "no such file or folder: argument 1\n")
        self.undecided(call("gate", "./posts"), "no such file or folder: ./posts\n")
        self.undecided(call("gate", "posts/"), "no such file or folder: posts/\n")
        self.undecided(call("gate", "posts/2027"), "no such file or folder: posts/2027\n")

    def test_words_given_as_a_path_are_not_repeated(self, call) -> None:
        answer = call("check", "Le projet Héron arrive, chut !")
        self.undecided(answer, "no such file: argument 1")
        assert "Héron" not in answer.err + answer.out

    def test_exit_zero_never_hides_two(self, call) -> None:
        self.undecided(call("check", "brouillon.md", "--exit-zero"), "no such file")

    @pytest.mark.parametrize(
        ("argv", "said"),
        [
            pytest.param([], "nothing to check", id="no file"),
            pytest.param(["a.md", "--text", "x"], "not both", id="files and text"),
            pytest.param(["--text", "x", "--now", "demain"], "--now", id="no moment"),
            pytest.param(["--text", "x", "--now", "2026-01-01T10:00"], "offset", id="no zone"),
            pytest.param(["--text", "x", "--report", "pdf=a"], "FORMAT=FILE", id="no such format"),
            pytest.param(
                ["--text", "x", "--acknowledge", "nope"], "no such rule", id="no such rule"
            ),
            pytest.param(
                ["--text", "x", "--acknowledge", "code-name-before-launch"],
                "override is `approve`",
                id="not the author's to lift",
            ),
            pytest.param(
                ["--text", "x", "--acknowledge", "figures-are-for-partners"],
                "--because",
                id="no justification",
            ),
            pytest.param(["--text", "x", "--history", "none.jsonl"], "--history", id="no history"),
            pytest.param(["--text", "x", "--key-file", "none"], "key file", id="no key"),
            pytest.param(["--text", "x", "--policy", "none.yaml"], "no policy", id="no policy"),
            pytest.param(
                ["--text", "x", "--require-policy-digest", "0" * 32], "is required", id="digest"
            ),
            pytest.param(["."], "use `ecluse gate`", id="a folder"),
            pytest.param(["--text", "x", "--bogus"], "No such option", id="typer's own words"),
        ],
    )
    def test_usage(self, call, argv, said) -> None:
        self.undecided(call("check", *argv), said)

    def test_no_policy_at_all(self, call, copy) -> None:
        (copy / "policies.yaml").unlink()
        self.undecided(call("check", "--text", "x"), "ecluse init")

    def test_an_invalid_policy_decides_nothing(self, call, copy) -> None:
        (copy / "policies.yaml").write_text("version: 1\nrulez: []\n")
        answer = call("check", "--text", "x")
        self.undecided(answer, "error[P012]")
        assert answer.out == ""

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            pytest.param("a.txt", "é".encode("latin-1"), id="one bad byte"),
            pytest.param("a.txt", "Bonjour".encode("utf-16-le"), id="UTF-16 without a mark"),
            pytest.param("a.txt", b"a\0b", id="NUL"),
            pytest.param("a.jsonl", b'{"text": "Bonj', id="torn"),
            pytest.param("a.jsonl", b'{"text": 3}\n', id="wrong type"),
            pytest.param("a.json", b"[{", id="torn array"),
            pytest.param("a.docx", b"PK", id="unknown format"),
            pytest.param("a.md", b"---\nchannel: x\n", id="front matter not closed"),
        ],
    )
    def test_what_cannot_be_read_is_held(self, call, copy, name, data) -> None:
        (copy / name).write_bytes(data)
        answer = call("check", name)
        assert answer.code == 2
        assert "fault[draft]" in answer.out
        assert "1 brouillon lu" in answer.out

    def test_a_file_without_permission_is_held(self, process, copy) -> None:
        secret = copy / "a.md"
        secret.write_text("Bonjour")
        secret.chmod(0)
        if os.access(secret, os.R_OK):
            pytest.skip("this user reads everything")
        assert process("check", "a.md").code == 2

    def test_a_bad_row_is_held_and_the_others_go_on(self, call, copy) -> None:
        rows = ['{"text": "Bonjour"}', "pas du JSON", '{"text": "Au revoir"}']
        (copy / "a.jsonl").write_text("\n".join(rows) + "\n")
        answer = call("gate", "a.jsonl")
        assert answer.code == 2
        assert "a.jsonl:2: fault[draft]" in answer.out
        assert (
            "3 brouillons lus, 3 décidés : 2 autorisés, 1 retenu, 0 bloqué, 1 défaut" in answer.out
        )


class TestReportsThatCannotBeWritten:
    def test_a_full_disk_on_standard_output(self, process) -> None:
        with open("/dev/full", "w") as full:
            answer = process("check", "--text", ALLOWED, stdout=full)
        assert answer.code == 2
        assert "could not be written" in answer.err

    @pytest.mark.parametrize(
        "argv",
        [
            pytest.param(["--output-file", "/dev/full"], id="the report"),
            pytest.param(["--report", "json=/dev/full"], id="one beside it"),
            pytest.param(["--output-file", "none/a.txt"], id="no such folder"),
        ],
    )
    def test_a_full_disk_under_a_file(self, call, argv) -> None:
        answer = call("check", "--text", ALLOWED, *argv)
        assert answer.code == 2
        assert "could not be written" in answer.err

    def test_a_reader_that_goes_away(self, copy, process) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            answer = process("check", "--text", ALLOWED, stdout=pipe)
        assert answer.code == 2
        assert "Traceback" not in answer.err
        assert "Exception ignored" not in answer.err

    def test_a_report_never_replaces_an_input_or_the_policy(self, call, copy) -> None:
        (copy / "a.md").write_text("Bonjour")
        for name in ("a.md", "policies.yaml"):
            before = (copy / name).read_text()
            assert call("check", "a.md", "--output-file", name).code == 2
            assert (copy / name).read_text() == before


class TestUnexpected:
    """The last net: the type of an exception, never its message or the locals."""

    CODE = """
import sys, ecluse.door
def fails(options):
    secret = "Zq7canari"
    raise RuntimeError(f"about {secret}")
ecluse.door.run = fails
from ecluse.__main__ import main
sys.exit(main())
"""

    def test_an_uncaught_exception_is_two_and_one_message(self, process) -> None:
        answer = process("check", "--text", "x", code=self.CODE)
        assert answer.code == 2
        assert answer.err.count("\n") == 1
        assert "unexpected RuntimeError" in answer.err

    def test_even_debugging_shows_no_text(self, process) -> None:
        answer = process("check", "--text", "x", code=self.CODE, ECLUSE_DEBUG="1")
        assert answer.code == 2
        assert "where it happened" in answer.err
        assert "Zq7canari" not in answer.err

    def test_a_gate_that_fails_on_one_draft_holds_it(self, call, monkeypatch) -> None:
        from ecluse.gate import Gate

        def fails(*_args, **_named):
            raise ZeroDivisionError("Zq7canari")

        monkeypatch.setattr(Gate, "check", fails)
        answer = call("check", "--text", "Zq7canari")
        assert answer.code == 2
        assert "ZeroDivisionError" in answer.out
        assert "Zq7canari" not in answer.out + answer.err


def test_the_module_is_the_console_script(process) -> None:
    answer = process("check", "--text", ALLOWED)
    assert (answer.code, answer.err) == (0, "")
