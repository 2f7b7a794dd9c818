"""What a style hides, and what it leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.styles import hides, hiding_selectors, is_inline, strings, turns, unescaped


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "color:red; DISPLAY : NONE !important",
        "visibility:hidden",
        "visibility:collapse",
        "opacity:0",
        "opacity:.05",
        "font-size:0",
        "font-size:1px",
        "font-size:0.01em",
        "font:0/0 a",
        "color:transparent",
        "color:rgba(0, 0, 0, 0)",
        "color:#FFF; background:white",
        "color:white",
        "color:red;background-color:red",
        "-webkit-text-fill-color:transparent",
        "position:absolute;left:-9999px",
        "text-indent:-1000em",
        "clip:rect(0 0 0 0)",
        "clip-path:inset(50%)",
        "transform:scale(0)",
        "width:0;overflow:hidden",
        "height:1px;overflow-y:hidden;overflow:hidden",
        "max-height:0",
        "mso-hide:all",
    ],
)
def test_hides(style: str) -> None:
    assert hides(style)


@pytest.mark.parametrize(
    "style",
    [
        "",
        "display:block",
        "opacity:.8",
        "opacity:1",
        "font-size:12px",
        "font-size:0.9em",
        "font:bold 12px serif",
        "color:white;background:#000",
        "color:red",
        "left:-10px",
        "text-indent:2em",
        "transform:scale(0.9)",
        "width:0",
        "width:100%;overflow:hidden",
        "height:1.5em",
        ":;:;none",
    ],
)
def test_leaves(style: str) -> None:
    assert not hides(style)


def test_a_sheet_hides_by_the_last_name_of_each_selector() -> None:
    sheet = "/* .z{} */ p b.x:hover, #y{display:none} @media print{.p{display:none}} .q{color:red}"
    assert hiding_selectors(sheet) == {"x", "y", "p"}


def test_what_turns_and_what_stands_in_its_line() -> None:
    assert turns("unicode-bidi: bidi-override; direction: rtl")
    assert not turns("direction:rtl")
    assert is_inline("display:inline-block")
    assert not is_inline("display:block")


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        pytest.param("a{content:'x'}", ["x"], id="one"),
        pytest.param("a{content: 'x' attr(b) \"y\"}", ["x", "y"], id="several"),
        pytest.param("a{content:none} b{font:'x'}", [], id="of another property"),
        pytest.param("a{content:'x", [], id="not closed"),
        pytest.param("content:'a' content:'b'", ["a", "b"], id="one after the other"),
    ],
)
def test_strings_that_a_style_shows(sheet: str, found: list[str]) -> None:
    assert [sheet[start:end] for start, end in strings(sheet, 0, len(sheet))] == found


@given(st.text("\\0123456789abcdefg \n;'") | st.text())
def test_escapes_stand_in_order_and_apart(text: str) -> None:
    place = 0
    for start, end, _ in unescaped(text, 0, len(text)):
        assert place <= start < end <= len(text)
        place = end
    assert not hides(text) or ":" in text
