"""The other commands: explain, policy, waive, init, key, demo."""

from __future__ import annotations

import getpass
import json
import os
import stat
import warnings

import pytest
from typer.testing import CliRunner

from ecluse.cli import app

BLOCKED = "Le projet Héron arrive lundi !"


class TestExplain:
    def test_a_draft_s_page_is_its_proof_and_the_ways_out(self, call) -> None:
        answer = call("explain", "--text", f"{BLOCKED} 12 millions", "--channel", "mastodon")
        assert answer.code == 1
        assert "├─ code-name-before-launch: block, private" in answer.out
        assert "└─ finding code-name --text:1:4 text[3:15]" in answer.out
        assert "publier plutôt sur intranet" in answer.out
        assert "ecluse waive code-name-before-launch" in answer.out
        assert "Héron" not in answer.out
        assert "millions" not in answer.out

    def test_an_allowed_draft_needs_no_change(self, call) -> None:
        answer = call("explain", "--text", "Bonjour", "--lang", "en")
        assert answer.code == 0
        assert "nothing: this draft is allowed" in answer.out

    def test_a_rule_s_page_is_made_from_the_rule(self, call) -> None:
        answer = call("explain", "no-mockery", "--lang", "en")
        assert answer.code == 0
        for line in (
            "because: Public mockery",
            "finding: label = mockery",
            "What a bunch of losers!",
        ):
            assert line in answer.out

    def test_every_code_has_a_page(self, call) -> None:
        from ecluse.policy.problems import CODES

        for code in CODES:
            answer = call("explain", code, "--lang", "fr")
            assert answer.code == 0
            assert answer.out.startswith(f"# {code}: ")

    def test_a_misspelt_rule_is_named(self, call) -> None:
        answer = call("explain", "no-mockry")
        assert answer.code == 2
        assert "did you mean `no-mockery`?" in answer.err

    def test_without_anything_to_explain_it_says_what_it_takes(self, call) -> None:
        answer = call("explain")
        assert (answer.code, answer.err) == (
            2,
            "ecluse: name a rule, a code or a draft, or give --text\n",
        )


class TestPolicy:
    def test_one_thing_is_not_said_in_the_plural(self, call, copy) -> None:
        (copy / "one.yaml").write_text(
            "version: 1\ncompany: A\nlabels: {bird: {terms: [heron]}}\nrules:\n  - id: r\n"
            "    when_all: [finding: {label: bird}]\n    verdict: flag\n"
            "    examples: {caught: [a heron]}\n"
        )
        assert "valid; 1 rule, 1 label, 0 waivers" in call("policy", "validate", "one.yaml").out
        assert "1 example run, 1 hold, 0 lie" in call("policy", "test", "one.yaml").out
        (copy / "two.yaml").write_text((copy / "one.yaml").read_text().replace("company: A\n", ""))
        said = call("policy", "diff", "one.yaml", "two.yaml").out
        assert said.splitlines()[-1] == "1 difference; * can change a verdict"

    def test_a_file_that_is_not_there_is_named(self, call) -> None:
        answer = call("policy", "lint", "absent.yaml")
        assert (answer.code, answer.err) == (2, "ecluse: no policy: 'absent.yaml' is not a file\n")

    def test_validate_says_the_digest(self, call) -> None:
        answer = call("policy", "validate")
        assert answer.code == 0
        assert "valid; 3 rules" in answer.out

    def test_the_examples_of_the_tour_hold(self, call) -> None:
        answer = call("policy", "test")
        assert (answer.code, "12 hold, 0 lie" in answer.out) == (0, True)

    def test_an_example_that_lies_is_shown_at_its_place(self, call, copy) -> None:
        path = copy / "policies.yaml"
        path.write_text(path.read_text().replace('clear: ["Un héron', 'clear: ["Projet Héron'))
        answer = call("policy", "test")
        assert answer.code == 1
        assert "error[P025]" in answer.out
        assert "11 hold, 1 lie" in answer.out

    def test_lint_is_silent_on_the_tour_and_strict_on_demand(self, call, copy) -> None:
        assert call("policy", "lint").code == 0
        path = copy / "policies.yaml"
        path.write_text(path.read_text().replace("2099-12-31", "2020-12-31"))
        answer = call("policy", "lint")
        assert (answer.code, "L011" in answer.out) == (0, True)
        assert call("policy", "lint", "--strict").code == 1

    def test_lint_learns_from_reports_which_waivers_serve(self, call, copy) -> None:
        call("check", "--text", "x", "--output-format", "json", "--output-file", "r.json")
        call("check", "--text", "x", "--output-format", "json-lines", "--output-file", "r.jsonl")
        assert "L012" in call("policy", "lint", "--used", "r.json", "--used", "r.jsonl").out
        (copy / "a.md").write_text(f"---\nid: salon\nchannel: mastodon\n---\n{BLOCKED}")
        call("check", "a.md", "--output-format", "json", "--output-file", "r.json")
        assert "L012" not in call("policy", "lint", "--used", "r.json").out

    def test_schema_is_json_schema(self, call) -> None:
        schema = json.loads(call("policy", "schema").out)
        assert schema["$schema"].startswith("https://json-schema.org/")

    def test_diff_names_what_can_change_a_verdict(self, call, copy) -> None:
        text = (copy / "policies.yaml").read_text()
        (copy / "new.yaml").write_text(
            text.replace("company: Brumelac", "company: Autre").replace(
                "override: justify", "override: never"
            )
        )
        answer = call("policy", "diff", "policies.yaml", "new.yaml")
        assert answer.code == 1
        assert "* rules figures-are-for-partners: override changed" in answer.out
        assert "  company: changed" in answer.out
        assert call("policy", "diff", "policies.yaml", "policies.yaml").code == 0


class TestWaive:
    ARGV = ("--until", "2027-01-01T00:00", "--owner", "s.lenoir", "--because", "dit « en interne »")

    def waive(self, call, rule="no-mockery", scope="channel=mastodon"):
        return call("waive", rule, "--scope", scope, *self.ARGV)

    def test_it_is_written_and_it_lifts(self, call) -> None:
        argv = ("check", "--text", "Quelle bande de nuls !", "--channel", "mastodon")
        assert call(*argv).code == 3
        assert self.waive(call).code == 0
        answer = call(*argv)
        assert answer.code == 0
        assert "levée par la dérogation W-2 (s.lenoir" in answer.out

    def test_every_other_character_stays(self, call, copy) -> None:
        path = copy / "policies.yaml"
        before = path.read_text()
        self.waive(call)
        assert path.read_text().startswith(before)
        path.write_text(before.split("\nwaivers:")[0] + "\n\n# Fin.\n")
        before = path.read_text()
        self.waive(call)
        assert path.read_text().startswith(before)

    @pytest.mark.parametrize(
        ("rule", "scope", "said"),
        [
            pytest.param("nope", "channel=x", "no rule `nope`", id="no such rule"),
            pytest.param("no-mockery", "colour=red", "a waiver has a scope", id="no such scope"),
            pytest.param("no-mockery", "channel", "KEY=VALUE", id="no value"),
        ],
    )
    def test_what_is_refused_changes_nothing(self, call, copy, rule, scope, said) -> None:
        before = (copy / "policies.yaml").read_text()
        answer = self.waive(call, rule, scope)
        assert answer.code == 2
        assert said in answer.err
        assert (copy / "policies.yaml").read_text() == before

    @pytest.mark.parametrize(
        "end",
        [
            pytest.param("waivers: []\n", id="an empty list"),
            pytest.param(
                'waivers:\n- {id: W-1, rule: no-mockery, owner: o, because: b, until: "2099-01-01T00:00", scope: {channel: mastodon}}\n',
                id="no indent",
            ),
            pytest.param(
                "waivers: []  # rien\n\nreview: {contacts: {legal: a}}\n", id="in the middle"
            ),
        ],
    )
    def test_it_finds_the_block_however_it_is_written(self, call, copy, end) -> None:
        path = copy / "policies.yaml"
        path.write_text(path.read_text().split("\nwaivers:")[0] + "\n" + end)
        assert self.waive(call).code == 0

    def test_a_list_on_one_line_is_left_to_a_person(self, call, copy) -> None:
        path = copy / "policies.yaml"
        text = path.read_text().split("\nwaivers:")[0]
        path.write_text(
            text
            + '\nwaivers: [{id: W-1, rule: no-mockery, owner: o, because: b, until: "2099-01-01T00:00", scope: {channel: mastodon}}]\n'
        )
        answer = self.waive(call)
        assert answer.code == 2
        assert "written on one line" in answer.err


class TestInit:
    def test_it_writes_a_policy_that_holds(self, call, copy) -> None:
        argv = ("init", "--company", "Brumelac", "--folder", "new", "--ci", "gitlab")
        answer = call(*argv, "--channel", "mastodon", "--code-name", "Projet Héron")
        assert answer.code == 0
        assert "── new/policies.yaml" in answer.out
        assert call("policy", "lint", "new/policies.yaml", "--strict").code == 0
        policy = ("--policy", "new/policies.yaml", "--channel", "mastodon")
        assert call("check", "--text", BLOCKED, *policy).code == 1

    @pytest.mark.parametrize("lang", ["fr", "en"])
    def test_what_it_says_to_do_next_works(self, call, copy, lang) -> None:
        argv = ("init", "--company", "Brumelac", "--lang", lang)
        beside = call(*argv, "--folder", "new").out.splitlines()[-1]
        assert "`ecluse policy test new/policies.yaml`" in beside
        assert '`ecluse check --policy new/policies.yaml --text "…"`' in beside
        here = call(*argv, "--force").out.splitlines()[-1]
        assert "`ecluse policy test`" in here
        assert '`ecluse check --text "…"`' in here
        assert call("policy", "test", "new/policies.yaml").code == 0

    def test_nothing_is_overwritten(self, call, copy) -> None:
        before = (copy / "policies.yaml").read_text()
        answer = call("init", "--company", "X")
        assert answer.code == 2
        assert "there already: policies.yaml" in answer.err
        assert (copy / "policies.yaml").read_text() == before
        assert not (copy / ".github").exists()
        assert call("init", "--company", "X", "--force").code == 0

    def test_it_asks_only_on_a_terminal(self, process) -> None:
        answer = process("init")
        assert answer.code == 2
        assert "--company" in answer.err


class TestKey:
    def test_a_key_is_its_owner_s_and_never_overwritten(self, call, copy) -> None:
        assert call("key", "new").code == 0
        mode = stat.S_IMODE(os.stat("ecluse.key").st_mode)
        assert mode == 0o600
        assert call("key", "new").code == 2

    @pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31, "ab" * 33])
    def test_what_is_no_key_is_refused_without_showing_it(self, call, copy, text) -> None:
        (copy / "k").write_text(text)
        (copy / "k").chmod(0o600)
        answer = call("check", "--text", "x", "--key-file", "k")
        assert answer.code == 2
        assert not text or text not in answer.err

    def test_a_key_that_others_may_read_is_refused(self, call, copy) -> None:
        call("key", "new", "k")
        (copy / "k").chmod(0o644)
        answer = call("check", "--text", "x", "--key-file", "k")
        assert (answer.code, "chmod 600" in answer.err) == (2, True)

    def test_with_a_key_findings_have_digests(self, call, monkeypatch) -> None:
        call("key", "new", "k")
        monkeypatch.setenv("ECLUSE_KEY_FILE", "k")
        answer = call("check", "--text", BLOCKED, "--output-format", "json")
        [decision] = json.loads(answer.out)["decisions"]
        assert len(decision["reasons"][0]["findings"][0]["digest"]) == 32
        assert len(decision["draft_digest"]) == 32


class TestHashTerm:
    """A term becomes an entry of `hashed:`, and is shown nowhere."""

    @pytest.fixture
    def key(self, call) -> str:
        call("key", "new", "k")
        return "k"

    @pytest.fixture
    def typed(self, monkeypatch):
        """What somebody types at the prompts of a terminal."""

        def types(*answers: str) -> None:
            left = list(answers)
            monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
            monkeypatch.setattr("getpass.getpass", lambda prompt: left.pop(0))

        return types

    def test_what_is_typed_is_found_in_drafts(self, call, key, typed, copy) -> None:
        typed("Projet Ostrevent", "Projet Ostrevent")
        answer = call("policy", "hash-term", "--key-file", key)
        assert answer.code == 0
        assert "goes under `hashed:`" in answer.err
        assert "strevent" not in answer.out + answer.err
        entry = answer.out.strip()
        (copy / "policies.yaml").write_text(
            f"version: 1\nlabels: {{code-name: {{hashed: ['{entry}']}}}}\n"
            "rules: [{id: r, when_all: [finding: {label: code-name}], verdict: block}]\n"
        )
        text = "le projet-ostrevent arrive"
        assert call("check", "--text", text, "--key-file", key).code == 1

    def test_standard_input_gives_one_a_line(self, process, call, key) -> None:
        argv = ("policy", "hash-term", "--key-file", key)
        answer = process(*argv, stdin="Projet Ostrevent\n\nÉté Indien Bleu\n".encode())
        assert [line.partition(":")[0] for line in answer.out.splitlines()] == ["2", "3"]

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            pytest.param(b"Falcon", "fewer than 8", id="short"),
            pytest.param(b"Nouveau Projet", "everyday words", id="everyday words"),
            pytest.param(b"2026 11 24 1830", "a number", id="a number"),
            pytest.param(b"abababababab", "fewer than 5 different", id="the same again"),
            pytest.param(b"!!", "1 to 5 words", id="no word"),
            pytest.param(b"un deux trois quatre cinq six", "1 to 5 words", id="too many"),
            pytest.param(b"\n", "holds no term", id="nothing"),
            pytest.param(b"Ostrevent\xe9", "not UTF-8", id="other bytes"),
        ],
    )
    def test_what_can_be_guessed_or_is_no_term_is_refused(
        self, process, call, key, given, why
    ) -> None:
        argv = ("policy", "hash-term", "--key-file", key)
        answer = process(*argv, stdin=b"Projet Ostrevent\n" * (why[0] != "h") + given)
        assert (answer.code, answer.out) == (2, "")
        assert why in answer.err
        assert given.decode("latin-1") not in answer.err or not given.strip()
        assert "Traceback" not in answer.err

    def test_a_slip_of_the_hand_is_seen(self, call, key, typed) -> None:
        typed("Projet Ostrevent", "Projet Ostrevnet")
        answer = call("policy", "hash-term", "--key-file", key)
        assert (answer.code, answer.out, answer.err) == (2, "", "ecluse: the two terms differ\n")

    @pytest.mark.parametrize(
        ("error", "said"), [(EOFError, "no term was typed"), (None, "use standard input")]
    )
    def test_a_terminal_that_cannot_hide_is_not_used(
        self, call, key, monkeypatch, error, said
    ) -> None:
        def prompt(_: str) -> str:
            if error is not None:
                raise error
            warnings.warn("Can not control echo", getpass.GetPassWarning, stacklevel=1)
            return "Projet Ostrevent"

        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("getpass.getpass", prompt)
        answer = call("policy", "hash-term", "--key-file", key)
        assert (answer.code, said in answer.err) == (2, True)

    def test_an_argument_is_refused_and_not_repeated(self, call, key) -> None:
        answer = call("policy", "hash-term", "Projet Ostrevent", "--key-file", key)
        assert answer.code == 2
        assert "history" in answer.err
        assert "Ostrevent" not in answer.err + answer.out

    def test_without_a_key_nothing_is_asked(self, call, copy) -> None:
        answer = call("policy", "hash-term")
        assert (answer.code, "no key" in answer.err) == (2, True)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_tour_shows_one_of_each_outcome(call, lang) -> None:
    answer = call("demo", "--lang", lang)
    assert answer.code == 0
    for outcome in (": allow (", ": flag (", ": block (", "waived[", "fault["):
        assert outcome in answer.out


def test_the_policy_of_the_tour_has_nothing_to_repair(call) -> None:
    from ecluse.demo import FOLDER

    assert call("policy", "lint", str(FOLDER / "policies.yaml"), "--strict").code == 0


class TestTyper:
    """What typer itself says."""

    def test_help_names_every_command(self) -> None:
        out = CliRunner().invoke(app, ["--help"]).output
        for command in ("check", "gate", "explain", "policy", "init", "waive", "demo", "key"):
            assert command in out

    def test_version(self) -> None:
        from ecluse.version import VERSION

        assert CliRunner().invoke(app, ["--version"]).output == f"ecluse {VERSION}\n"

    def test_a_reader_that_goes_away_is_two(self, process) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            assert process("policy", "schema", stdout=pipe).code == 2
