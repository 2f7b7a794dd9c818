"""Nothing heavy is imported before it is needed."""

from __future__ import annotations

import json

import pytest

LOADED = """
import sys, json
from ecluse.__main__ import main
code = main()
sys.stdout.flush()
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
HEAVY = {"typer", "pydantic", "yaml", "rich", "spacy", "numpy", "phonenumbers", "stdnum"}
NEVER = {"spacy", "thinc", "numpy"}


def loaded(answer) -> set[str]:
    return set(json.loads(answer.err.strip().splitlines()[-1]))


@pytest.mark.parametrize(
    "argv",
    [
        pytest.param(["check", "--text", "Bonjour"], id="check"),
        pytest.param(["check", "--text", "Le projet Héron", "--channel", "mastodon"], id="blocked"),
        pytest.param(["check", "a.md", "--output-format", "json"], id="a file"),
        pytest.param(["gate", "a.jsonl"], id="gate"),
    ],
)
def test_a_warm_check_loads_nothing_heavy(process, copy, argv) -> None:
    (copy / "a.md").write_text("Bonjour")
    (copy / "a.jsonl").write_text('{"text": "Bonjour"}\n')
    process("check", "--text", "Bonjour")  # fills the cache
    modules = loaded(process(*argv, code=LOADED))
    assert not modules & HEAVY
    assert not modules & {"multiprocessing", "concurrent.futures", "subprocess", "asyncio"}


@pytest.mark.parametrize(
    "argv", [["--help"], ["check", "--help"], ["check", "--bogus"], ["--version"]]
)
def test_help_and_errors_never_load_spacy(process, argv) -> None:
    modules = loaded(process(*argv, code=LOADED))
    assert not modules & NEVER
    assert "typer" in modules


def test_a_cold_check_never_loads_spacy(process) -> None:
    modules = loaded(process("check", "--text", "x", code=LOADED, ECLUSE_NO_CACHE="1"))
    assert not modules & (NEVER | {"typer", "rich"})
