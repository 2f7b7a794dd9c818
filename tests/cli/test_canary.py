"""A secret that a policy recognises comes out of no door, whatever is asked and whatever fails."""

from __future__ import annotations

import json
import os
import pty
import sys

import pytest

from ecluse.report import FORMATS
from tests.cli.conftest import ROOT

CANARY = "Zq7canari"
POLICY = f"""
version: 1
company: Brumelac
language: fr
labels:
  canary: {{terms: [{{term: {CANARY}, name: canary}}]}}
rules:
  - id: no-canary
    when_all: [{{finding: {{label: canary}}}}]
    tier: private
    because: Un canari ne sort pas.
    fix: Gardez-le.
    examples: {{caught: ["{CANARY}"], clear: ["un oiseau"]}}
"""
TEXTS = dict.fromkeys(("text", "title", "reply_to"), f"un {CANARY} ici") | {
    name: [f"un {CANARY} ici"]
    for name in ("alt", "caption", "file_name", "link", "hashtag", "attachment")
}
INPUTS = {
    "a.jsonl": json.dumps(TEXTS) + "\n",
    "a.json": json.dumps([TEXTS]),
    "a.csv": f"text,title\nun {CANARY} ici,{CANARY}\n",
    "a.md": f"---\ntitle: {CANARY}\n---\nun {CANARY}\n![{CANARY}](a/{CANARY}.png)\n",
    "a.txt": CANARY,
    "torn.jsonl": f'{{"text": "{CANARY}',
    "type.jsonl": f'{{"text": {{"{CANARY}": "{CANARY}"}}}}\n',
    "key.jsonl": f'{{"text": "x", "{CANARY} {CANARY}": "{CANARY}", "author": ["{CANARY}"]}}\n',
    "moment.jsonl": f'{{"text": "x", "publish_at": "{CANARY}"}}\n',
    "front.md": f"---\n{CANARY}: {CANARY}: {CANARY}\n---\n{CANARY}\n",
    "bytes.txt": f"{CANARY}\x00",
    "export.json": json.dumps(
        {"type": "schedule", "posts": [{"value": [{"content": f"<p>{CANARY}</p>"}]}]}
    ),
}


@pytest.fixture
def inputs(copy):
    (copy / "policies.yaml").write_text(POLICY)
    (copy / "in").mkdir()
    for name, text in INPUTS.items():
        (copy / "in" / name).write_text(text)
    return copy


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_holds_it(call, inputs, form) -> None:
    answer = call("gate", "in", "--output-format", form, "--reveal")
    assert answer.code == 2
    assert CANARY not in answer.out + answer.err


@pytest.mark.parametrize("name", INPUTS)
def test_no_input_brings_it_out_even_when_debugging(call, inputs, monkeypatch, name) -> None:
    monkeypatch.setenv("ECLUSE_DEBUG", "1")
    for command in ("check", "gate", "explain"):
        answer = call(command, f"in/{name}")
        assert answer.code in (0, 1, 2)
        assert CANARY not in answer.out + answer.err


@pytest.mark.parametrize(
    "argv",
    [
        pytest.param(("check", "--text", f"un {CANARY}"), id="text"),
        pytest.param(("check", f"un {CANARY} ici"), id="words as a path"),
        pytest.param(("explain", "--text", f"un {CANARY}"), id="explain"),
        pytest.param(("check", "--text", "x", "--reply-to", f"un {CANARY}"), id="reply"),
        pytest.param(("check", "--text", CANARY, "--now", CANARY), id="no moment"),
        pytest.param(("check", "--text", CANARY, "--publish-at", CANARY), id="no moment either"),
    ],
)
def test_no_command_line_repeats_it(call, inputs, argv) -> None:
    answer = call(*argv)
    assert CANARY not in answer.out + answer.err


SILENT = f"""
version: 1
company: Brumelac
language: fr
channels: {{elsewhere: {{audience: all}}, here: {{audience: all}}}}
audiences: {{all: {{tier: public}}}}
labels:
  canary: {{terms: [{{term: {CANARY}, name: canary}}]}}
  bird: {{terms: [oiseau]}}
rules:
  - id: no-canary-elsewhere
    when_all:
      - finding: {{label: canary}}
      - channel: {{id: elsewhere}}
    tier: private
    because: Un canari ne sort pas là.
    fix: Gardez-le.
    examples:
      caught: [{{text: "{CANARY}", channel: elsewhere}}]
      clear: ["un chat"]
  - id: no-bird
    when_all: [{{finding: {{label: bird}}}}]
    tier: private
    because: Un oiseau ne sort pas.
    fix: Gardez-le.
    examples: {{caught: ["un oiseau"], clear: ["un chat"]}}
"""


@pytest.mark.parametrize("command", ["check", "explain"])
@pytest.mark.parametrize("reply", [(), ("--reply-to", f"un oiseau et {CANARY}")])
def test_a_finding_that_no_rule_weighed_is_masked_beside_another(
    call, copy, command, reply
) -> None:
    (copy / "policies.yaml").write_text(SILENT)
    answer = call(command, "--text", f"un oiseau {CANARY} ici", *reply)
    assert answer.code == 1
    assert "••••••" in answer.out
    assert CANARY not in answer.out + answer.err


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("policy", [POLICY, SILENT], ids=["weighed", "not weighed"])
@pytest.mark.parametrize("name", [CANARY, "zq7-CANARI", f"a{CANARY}b"])
def test_no_name_of_a_draft_repeats_it(call, copy, form, policy, name) -> None:
    (copy / "policies.yaml").write_text(policy)
    row = {"id": f"x-{name}-1", "channel": name, "text": f"un {CANARY} ici"}
    (copy / "a.jsonl").write_text(json.dumps(row) + "\n")
    for command in ("check", "gate", "explain"):
        form_of = () if command == "explain" else ("--output-format", form)
        answer = call(command, "a.jsonl", *form_of)
        assert name not in answer.out + answer.err
        assert CANARY not in answer.out + answer.err


@pytest.mark.parametrize("form", ["full", "json"])
def test_no_name_repeats_it_even_when_no_rule_fires(call, copy, form) -> None:
    (copy / "policies.yaml").write_text(SILENT)
    row = {"id": f"x-{CANARY}-1", "channel": "here", "text": f"un {CANARY} ici"}
    (copy / "a.jsonl").write_text(json.dumps(row) + "\n")
    answer = call("check", "a.jsonl", "--output-format", form)
    assert answer.code == 0
    assert CANARY not in answer.out + answer.err


def test_a_name_without_it_stays(call, inputs) -> None:
    row = {"id": "post-0007", "channel": "x", "text": f"un {CANARY} ici"}
    (inputs / "named.jsonl").write_text(json.dumps(row) + "\n")
    assert "post-0007 → x" in call("check", "named.jsonl").out


def test_workers_keep_it_too(call, inputs) -> None:
    answer = call("gate", "in", "--workers", "2", "--output-format", "json-lines")
    assert answer.code == 2
    assert CANARY not in answer.out + answer.err


def test_a_terminal_that_asks_sees_it(inputs) -> None:
    """Only there: a pseudo-terminal is standard output."""
    code, text = on_a_terminal("check", "in/a.txt", "--reveal", NO_COLOR="1")
    assert code == 1
    assert CANARY in text
    assert "\x1b[" not in text


def test_a_terminal_has_colours_and_masks(inputs) -> None:
    _, text = on_a_terminal("check", "in/a.txt", TERM="xterm")
    assert "\x1b[1;31mblock" in text
    assert CANARY not in text


def on_a_terminal(*argv: str, **environ: str) -> tuple[int, str]:
    """Run a command line on a pseudo-terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        command = [sys.executable, "-m", "ecluse", *argv]
        os.execve(sys.executable, command, {**os.environ, "PYTHONPATH": str(ROOT), **environ})
    data = b""
    try:
        while piece := os.read(terminal, 4096):
            data += piece
    except OSError:
        pass  # the other end is closed
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), data.decode()
