"""The caret stands under the character that is meant, whatever stands before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.frame import LONGEST, frame, width

any_text = st.text(alphabet=st.characters(exclude_characters="\n\r"), max_size=300)


@pytest.mark.parametrize(
    ("line", "column", "length", "expected"),
    [
        pytest.param("tier: secrt", 7, 5, "3 | tier: secrt\n  |       ^^^^^", id="ASCII"),
        pytest.param("été: x", 1, 3, "3 | été: x\n  | ^^^", id="accents take one cell"),
        pytest.param("e\u0301t: x", 2, 3, "3 | e\u0301t: x\n  |  ^^", id="combining takes none"),
        pytest.param("漢: x", 4, 1, "3 | 漢: x\n  |     ^", id="wide before the caret"),
        pytest.param("漢: x", 1, 1, "3 | 漢: x\n  | ^^", id="wide under the caret"),
        pytest.param("\tx: y", 2, 1, "3 |     x: y\n  |     ^", id="a tab is four spaces"),
        pytest.param("🚀: y", 4, 1, "3 | 🚀: y\n  |     ^", id="emoji are wide"),
        pytest.param(
            "a: \x1b[2Jx", 8, 1, "3 | a: \ufffd[2Jx\n  |        ^", id="no escape sequence"
        ),
        pytest.param("a: \u202ex", 5, 1, "3 | a: \ufffdx\n  |     ^", id="nothing turns around"),
        pytest.param("a:", 3, 1, "3 | a:\n  |   ^", id="after the end"),
        pytest.param("", 1, 1, "3 |\n  | ^", id="empty line"),
        pytest.param("abc", 2, 99, "3 | abc\n  |  ^^", id="never beyond the line"),
    ],
)
def test_the_caret_stands_under_what_is_meant(
    line: str, column: int, length: int, expected: str
) -> None:
    assert frame(line, 3, column, length) == expected


def test_a_long_line_is_cut_around_the_mark() -> None:
    line = "a" * 500 + "HERE" + "b" * 500
    drawn, carets = frame(line, 7, 501, 4).split("\n")
    assert drawn.startswith("7 | …a")
    assert drawn.endswith("b…")
    assert drawn[carets.index("^") : carets.rindex("^") + 1] == "HERE"


@given(any_text, st.integers(-5, 400), st.integers(-5, 400))
def test_any_line_gives_two_short_lines_and_a_caret_on_the_second(
    text: str, column: int, length: int
) -> None:
    lines = frame(text, 12, column, length).split("\n")
    assert len(lines) == 2
    assert len(lines[0]) <= LONGEST * 4 + 10
    assert "^" in lines[1]
    assert lines[0].isprintable() or any(c.isspace() for c in lines[0]) or "\u00ad" <= max(lines[0])


@given(st.text(alphabet="aé漢e\u0301🚀\t", max_size=40), st.data())
def test_the_caret_begins_where_the_text_before_it_ends(text: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, len(text)))
    drawn, carets = frame(text + "x", 1, column + 1, 1).split("\n")
    before = text[:column].replace("\t", "    ")
    assert carets.index("^") - len("1 | ") == width(before)
    assert drawn.startswith(f"1 | {before}".rstrip())
