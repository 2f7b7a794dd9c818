"""Every code has a page whose examples are true, and every problem says where it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import ecluse.policy
from ecluse.policy.lint import lint
from ecluse.policy.load import loads
from ecluse.policy.problems import CODES, PolicyError, Problem, did_you_mean, quoted
from tests.policy.good import problems

NOW = datetime(2026, 11, 24, tzinfo=UTC)
WITH_EXAMPLES = [code for code, page in CODES.items() if page.wrong]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text("version: 1\n", encoding="utf-8")
    return tmp_path


def codes(text: str, packs: Path, code: str) -> list[str]:
    """The codes of errors, or of warnings when ``code`` is one."""
    if code.startswith("P"):
        return [problem.code for problem in problems(f"version: 1\n{text}", packs)]
    return [warning.code for warning in lint(loads(f"version: 1\n{text}", packs=packs), NOW)]


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_the_wrong_example_has_the_problem(code: str, packs: Path) -> None:
    found = codes(CODES[code].wrong, packs, code)
    assert code in found
    assert set(found) == {code} or code.startswith("L")


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_the_right_example_has_not(code: str, packs: Path) -> None:
    found = codes(CODES[code].right, packs, code)
    assert code not in found
    assert found == [] or code.startswith("L")


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_written_in_both_languages(code: str) -> None:
    page = CODES[code]
    for message in (page.title, page.why):
        assert message.fr
        assert message.en
        assert message.fr != message.en
    assert not page.title.en.endswith(".")
    assert page.why.en.endswith(".")


def test_every_code_that_is_used_has_a_page_and_every_page_is_used() -> None:
    folder = Path(ecluse.policy.__path__[0])
    used = {
        code
        for file in folder.glob("*.py")
        if file.name != "problems.py"
        for code in re.findall(r'"([PL]0\d\d)"', file.read_text(encoding="utf-8"))
    }
    assert used == set(CODES)


def test_a_problem_without_a_line_names_the_file() -> None:
    assert (
        str(Problem("P013", "cannot be read", "policies.yaml", help="look"))
        == """\
policies.yaml: error[P013]: cannot be read
  = help: look"""
    )


def test_the_gutter_is_as_wide_as_the_number() -> None:
    problem = Problem("P012", "unknown key `whn_all`", "p.yaml", 120, 5, 7, "    whn_all:", "x")
    assert (
        str(problem)
        == """\
p.yaml:120:5: error[P012]: unknown key `whn_all`
120 |     whn_all:
    |     ^^^^^^^
    = help: x"""
    )


def test_an_error_shows_every_problem() -> None:
    error = PolicyError([Problem("P010", "a", "p"), Problem("P011", "b", "p")])
    assert str(error) == "p: error[P010]: a\np: error[P011]: b"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("langauge", "did you mean `language`?", id="letters swapped"),
        pytest.param("plate", "", id="nothing is like it"),
    ],
)
def test_a_suggestion_is_made_only_when_one_is_near(word: str, expected: str) -> None:
    assert did_you_mean(word, ["language", "laughter", "company"]) == expected


def test_words_in_a_sentence() -> None:
    assert [quoted([]), quoted(["a"]), quoted(["a", "b", "c"], "and")] == [
        "",
        "`a`",
        "`a`, `b` and `c`",
    ]


def test_a_suggestion_among_very_many_words_is_quick_and_still_made() -> None:
    known = [f"label-{number}" for number in range(20_000)] + ["code-name"]
    assert did_you_mean("code-nmae", known) == "did you mean `code-name`?"
    assert did_you_mean("x" * 100_000, known) == ""
