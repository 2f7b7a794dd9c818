"""Whole outputs, exact: what a person or a tool reads, reviewed like any other change.

After a change that is meant: ``UPDATE_GOLDEN=1 python -m pytest tests/golden`` writes the
files anew, and ``git diff tests/golden`` is what the reviewer reads.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ecluse.__main__ import main
from ecluse.demo import FOLDER
from ecluse.report import FORMATS
from ecluse.version import VERSION

HERE = Path(__file__).parent
NOW = "2026-12-01T18:00:00+01:00"
ROWS = """\
{"id": "r-1", "text": "Belle journée à tous !", "channel": "mastodon"}
{"id": "r-2", "title": "Projet Héron", "text": "À lundi.", "alt": ["une bande de nuls"], "channel": "mastodon"}
{"id": "r-3", "text": 12}
"""

CASES = {
    **{
        f"gate-{name}.txt": ("gate", "fr", "rows.jsonl", "--output-format", name)
        for name in FORMATS
    },
    "gate-full-en.txt": ("gate", "en", "--lang", "en"),
    "check-two-channels.txt": (
        *("check", "fr/3-block.md", "fr/4-elsewhere.md", "--lang", "en"),
        *("--channel", "mastodon", "--channel", "intranet"),
    ),
    "check-acknowledged.txt": (
        *("check", "--text", "Quelle bande de nuls !", "--channel", "mastodon"),
        *("--acknowledge", "no-mockery", "--because", "citation"),
    ),
    "explain-draft.txt": ("explain", "fr/3-block.md"),
    "explain-rule.txt": ("explain", "figures-are-for-partners", "--lang", "en"),
    "demo-fr.txt": ("demo", "--lang", "fr"),
    "demo-en.txt": ("demo", "--lang", "en"),
}
TIMELESS = {"explain-rule.txt", "demo-fr.txt", "demo-en.txt"}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    for name in ("fr", "en"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    shutil.copy(FOLDER / "policies.yaml", tmp_path)
    (tmp_path / "rows.jsonl").write_text(ROWS)
    monkeypatch.chdir(tmp_path)
    for name in ("ECLUSE_POLICY", "ECLUSE_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ECLUSE_NO_CACHE", "1")
    return tmp_path


@pytest.mark.parametrize("name", CASES)
def test_output_is_exactly_what_was_reviewed(folder, capfd, name) -> None:
    argv = CASES[name] if name in TIMELESS else (*CASES[name], "--now", NOW)
    code = main(argv)
    out, err = capfd.readouterr()
    said = f"$ ecluse {' '.join(argv)}\n{out}{err}[exit {code}]\n".replace(VERSION, "VERSION")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        (HERE / name).write_text(said)
    assert said == (HERE / name).read_text()


def test_every_file_here_is_the_output_of_a_case() -> None:
    assert {path.name for path in HERE.glob("*.txt")} == set(CASES)
