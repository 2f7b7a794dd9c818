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
