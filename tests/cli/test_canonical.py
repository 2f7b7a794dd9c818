"""`ecluse check --canonical` checks the text on offer, and gives out what was checked and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PLAIN = "Rendez-vous au marché samedi, café offert."
HIDING = "Rendez-vous au m\u200barché s\u0430medi, cafe\u0301 offert\U000e0046\U000e0061."


@pytest.fixture
def policy(copy: Path) -> Path:
    path = copy / "policies.yaml"
    path.write_text(
        "version: 1\ncompany: Exemple\nlanguage: en\ndefault_tier: public\n"
        "audiences: {everyone: {tier: public}}\nchannels: {x: {audience: everyone}}\n"
        "labels:\n  code-name: {terms: [Falcon]}\n"
        "rules:\n"
        "  - id: code-name\n"
        "    when_all: [{finding: {label: code-name}}]\n"
        "    verdict: block\n"
        "    because: A code name stays inside.\n"
        "    fix: Take it out.\n"
        "    examples: {caught: [Falcon arrive], clear: [Bonjour]}\n"
    )
    return path


@pytest.mark.usefixtures("policy")
class TestCanonical:
    def test_the_text_comes_out_and_the_report_goes_to_standard_error(self, call) -> None:
        Path("a.txt").write_text(HIDING + "\n", "utf-8")
        answer = call("check", "a.txt", "--canonical")
        assert (answer.code, answer.out) == (0, PLAIN + "\n")
        assert "allow" in answer.err and "a.txt" in answer.err
        assert "ecluse check --canonical" not in answer.err

    def test_what_came_out_comes_out_again(self, call) -> None:
        Path("a.txt").write_text(PLAIN, "utf-8")
        assert call("check", "a.txt", "--canonical").out == PLAIN

    def test_a_text_of_the_command_line_comes_out(self, call) -> None:
        answer = call("check", "--text", HIDING, "--canonical")
        assert (answer.code, answer.out) == (0, PLAIN)

    def test_front_matter_stays(self, call) -> None:
        Path("a.md").write_text(
            f"---\nchannel: x\ntitle: Le m\u200barché\n---\n{HIDING}\n", "utf-8"
        )
        answer = call("check", "a.md", "--canonical")
        assert answer.out == f"---\nchannel: x\ntitle: Le marché\n---\n{PLAIN}\n"

    def test_every_text_of_an_object_is_canonical(self, call) -> None:
        Path("a.json").write_text(json.dumps({"text": HIDING, "alt": ["un caf\u200bé"], "seq": 2}))
        answer = call("check", "a.json", "--canonical")
        assert json.loads(answer.out) == {"text": PLAIN, "alt": ["un café"], "seq": 2}

    @pytest.mark.parametrize("extra", [[], ["--exit-zero"]])
    def test_what_is_blocked_does_not_come_out(self, call, extra: list[str]) -> None:
        Path("a.txt").write_text("Le F\u200balc\u043en arrive", "utf-8")
        answer = call("check", "a.txt", "--canonical", *extra)
        assert answer.out == ""
        assert answer.code == (0 if extra else 1)
        assert "code-name" in answer.err

    def test_the_report_goes_where_it_is_sent(self, call) -> None:
        Path("a.txt").write_text(HIDING, "utf-8")
        answer = call(
            "check", "a.txt", "--canonical", "--output-format", "json", "--output-file", "r.json"
        )
        assert answer.out == PLAIN
        assert json.loads(Path("r.json").read_text())["decisions"][0]["verdict"] == "allow"

    def test_the_draft_is_not_overwritten_by_its_report(self, call) -> None:
        Path("a.txt").write_text(HIDING, "utf-8")
        assert call("check", "a.txt", "--canonical", "--output-file", "a.txt").code == 2
        assert Path("a.txt").read_text("utf-8") == HIDING

    @pytest.mark.parametrize(
        "files",
        [
            pytest.param({"a.txt": "a", "b.txt": "b"}, id="two files"),
            pytest.param({"a.csv": "text\nBonjour\n"}, id="a table"),
            pytest.param({"a.jsonl": '{"text": "a"}\n{"text": "b"}\n'}, id="two rows"),
            pytest.param({"a.json": '[{"text": "a"}, {"text": "b"}]'}, id="two objects"),
            pytest.param({"a.md": '---\ntitle: "a\\u200bb"\n---\nBonjour\n'}, id="an escape"),
        ],
    )
    def test_what_is_no_plain_draft_is_refused(self, call, files: dict[str, str]) -> None:
        for name, text in files.items():
            Path(name).write_text(text, "utf-8")
        answer = call("check", *files, "--canonical")
        assert (answer.code, answer.out) == (2, "")
        assert "--canonical" in answer.err or "JSON" in answer.err or "after" in answer.err

    def test_the_full_report_offers_it(self, call) -> None:
        Path("a.txt").write_text(HIDING, "utf-8")
        assert "canonical text: the text holds characters" in call("check", "a.txt").out
        assert (
            "le texte porte des caractères que ses lecteurs ne voient pas"
            in call("check", "a.txt", "--lang", "fr").out
        )

    def test_the_full_report_offers_nothing_for_an_ordinary_draft(self, call) -> None:
        for text in (PLAIN, "Un cafe\u0301 ❤️ 👨‍👩‍👧 🇫🇷 — сосна"):
            Path("a.txt").write_text(text, "utf-8")
            assert "canonical" not in call("check", "a.txt").out

    def test_it_is_read_from_standard_input(self, process) -> None:
        answer = process("check", "-", "--canonical", stdin=HIDING.encode())
        assert (answer.code, answer.out) == (0, PLAIN)
