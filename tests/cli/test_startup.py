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
DEFERRED = {
    "ahocorasick_rs",
    "copy",
    "dataclasses",
    "hashlib",
    "inspect",
    "threading",
    "weakref",
    "ecluse.classifiers.identifiers",
    "ecluse.classifiers.marks",
    "ecluse.classifiers.masked",
    "ecluse.classifiers.secret_formats",
    "ecluse.cli",
    "ecluse.policy.load",
    "ecluse.policy.prepare",
    "ecluse.registers",
    "ecluse.text.bidi",
    "ecluse.text.decode.bases",
    "ecluse.text.letters",
    "ecluse.text.looks",
    "ecluse.text.markdown",
    "ecluse.text.page",
    "ecluse.text.spelled",
    "ecluse.text.twisted",
}
"""What waits for a draft that calls for it."""
POST = """Notre équipe a préparé une surprise pour la rentrée : tout sur https://example.org/lac, à 18 h 30 !
#lac Écrivez-nous, on vous répond dans la journée à Zorglubie. Les vélos sont à moitié prix. 🚤"""


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


@pytest.mark.parametrize("post", ["Bonjour", POST], ids=["a word", "a post"])
def test_a_warm_check_of_an_ordinary_post_loads_no_more_than_it_needs(process, copy, post) -> None:
    (copy / "a.txt").write_text(post)
    process("check", "a.txt")  # fills the cache
    answer = process("check", "a.txt", code=LOADED)
    assert answer.code == 0
    assert not loaded(answer) & DEFERRED


LEAVES = """
import atexit, sys
from ecluse.__main__ import script
if sys.argv.pop(1) == "awaited":
    atexit.register(lambda: print("called at the end", flush=True))
script()
"""


@pytest.mark.parametrize("awaited", ["awaited", "not awaited"])
@pytest.mark.parametrize(
    ("text", "code"), [("Bonjour", 0), ("Le projet Héron", 1), ("", 2)], ids=["0", "1", "2"]
)
def test_a_process_ends_with_its_report_whole_and_its_code(
    process, copy, awaited, text, code
) -> None:
    argv = ["check", "--text", text, "--output-format", "json", "--output-file", "out.json"]
    answer = process(awaited, *argv, code=LEAVES)
    assert answer.code == code
    assert ("called at the end" in answer.out) is (awaited == "awaited")
    assert answer.err
    if code < 2:
        assert json.loads((copy / "out.json").read_text())["complete"] is True


def test_a_process_that_is_profiled_tells_its_profile(process) -> None:
    code = """
import cProfile
from ecluse.__main__ import script
cProfile.run("script()")
"""
    answer = process("check", "--text", "Bonjour", code=code)
    assert "function calls" in answer.out


def test_a_process_whose_output_nobody_takes_answers_2(process) -> None:
    with open("/dev/full", "w") as full:
        answer = process("check", "--text", "Bonjour", stdout=full)
    assert answer.code == 2
    assert "could not be written" in answer.err


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
