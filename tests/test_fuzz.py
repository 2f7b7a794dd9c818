"""The long fuzzing runs, which are not part of the suite: their commands exist and their laws can be tried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.pathological import generators
from tools.fuzz import POLICY, TARGETS, fuzz

PAGE = (Path(__file__).parent.parent / "docs" / "fuzzing.md").read_text(encoding="utf-8")


def test_the_page_gives_the_command_of_every_target() -> None:
    assert set(re.findall(r"^python tools/fuzz\.py (\w+) ", PAGE, re.MULTILINE)) == set(TARGETS)


def test_the_policy_that_is_edited_is_valid() -> None:
    TARGETS["loader"].law()(POLICY)


def test_an_input_that_breaks_the_law_is_told_with_its_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def law(text: str) -> None:
        assert "a" not in text

    monkeypatch.setitem(TARGETS, "views", TARGETS["views"]._replace(law=lambda: law))
    assert fuzz("views", 1, 7) == 1
    out = capsys.readouterr().out
    assert "\n'a'\n" in out
    assert "--seed 7" in out


@pytest.mark.parametrize("name", generators(["Projet Goéland"], ["Salut"], ["Salut"]))
def test_a_pathological_text_is_as_long_as_asked(name: str) -> None:
    make = generators(["Projet Goéland"], ["Salut"], ["Salut"])[name]
    for size in (20, 1000, 20_000):
        assert 0.95 * size - 30 <= len(make(size)) <= size
