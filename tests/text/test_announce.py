"""Patterns are announced by needles: whatever matches holds one, with the digits that go with it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecluse.text.announce import announcing
from ecluse.text.fold import fold
from ecluse.text.patterns import compile_pattern, digits
from ecluse.text.words import outlined, spaced


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        pytest.param("rachat|fusion", {b"rachat", b"fusion"}, id="each branch"),
        pytest.param("rachat|(?:x|y|d|e)", None, id="one branch is too common"),
        pytest.param(r"\d+ ?%", None, id="no letters"),
        pytest.param("(abc)?defghi", {b"defghi"}, id="optional letters do not count"),
        pytest.param("plan[- ]social", {b"plan social"}, id="signs are spaces"),
        pytest.param(r"\bécole\b", {b" ecole "}, id="folded, with its boundaries"),
        pytest.param(r"\bécoles?\b", {b" ecole ", b" ecoles "}, id="with its plural"),
        pytest.param(r"\bl'usine", {b" l usine"}, id="apostrophe"),
        pytest.param(r"\bplus .* usine", {b" usine"}, id="the rarer part"),
        pytest.param(r"(?:bac|sac)+ bleu", {b"bac bleu", b"sac bleu"}, id="the last of many"),
        pytest.param(r"\pL{3}", None, id="syntax of RE2 only"),
        pytest.param("[[:alpha:]]abcdef", None, id="a class that the library reads otherwise"),
    ],
)
def test_needles(pattern: str, found: set[bytes] | None) -> None:
    needles = announcing(pattern)
    assert (None if needles is None else set(needles)) == found


def test_needles_of_the_text_as_written_keep_its_capitals() -> None:
    needles = announcing(r"\bMme [A-ZÀ-Ý][a-z]+", folded=False)
    assert needles is not None
    assert {b" ^me ^", b" ^me ~"} <= set(needles)
    assert announcing(r"(?i)\bMme Durand", folded=False) is None


def test_digits_go_with_the_needle_that_needs_them() -> None:
    needles = announcing(r"merci\b|pour \d\d")
    assert needles is not None
    assert [fewest for one, fewest in sorted(needles.items())] == [0, 2]


pieces = st.recursive(
    st.sampled_from(
        [
            "a",
            "bc",
            "def",
            "é",
            " ",
            "-",
            "4",
            "[0-9]",
            r"\d",
            "[ab]",
            ".",
            r"\b",
            r"\s",
            "'",
            "É",
            "B",
        ]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        inner.map(lambda one: f"(?:{one})?"),
        inner.map(lambda one: f"({one})+"),
        inner.map(lambda one: f"(?:{one}){{0,2}}"),
        inner.map(lambda one: f"(?:{one}){{1,2}}"),
        inner.map(lambda one: f"(?:{one}){{2,4}}"),
    ),
    max_leaves=10,
)
texts = st.text(alphabet="abcdefé -1'.\nÉBœж_", max_size=30)


@given(pieces, texts)
@example(r"\bdef(?:a|bc)\b", "Édefa")
def test_every_match_in_the_folded_text_holds_a_needle(pattern: str, text: str) -> None:
    data = fold(text).data
    match = compile_pattern(pattern).search(data)
    needles = announcing(pattern)
    if match is not None and needles is not None:
        found = sum(48 <= byte <= 57 for byte in data)
        assert any(one in spaced(data) and found >= fewest for one, fewest in needles.items())


@given(pieces, texts)
@example(r"\bdefB", "ÉdefB")
@example(r"defB\b", "defBÉ")
@example("S\u0153defB", "S\u0153defB")
def test_every_match_in_the_text_as_written_holds_a_needle(pattern: str, text: str) -> None:
    data = text.encode("latin-1", "replace")
    match = compile_pattern(pattern, folded=False).search(data)
    needles = announcing(pattern, folded=False)
    if match is not None and needles is not None:
        found = sum(48 <= byte <= 57 for byte in data)
        assert any(one in outlined(data) and found >= fewest for one, fewest in needles.items())


@given(st.sampled_from(["abcdef", r"\bdefdef\b", "(?:bcbcbc|dddddd)e", r"def\d\dabc"]), texts)
def test_a_text_made_around_a_match_holds_a_needle(pattern: str, text: str) -> None:
    for made in ("abcdef", " defdef ", "bcbcbce", "def12abc"):
        data = fold(f"{text}{made}{text}").data
        if compile_pattern(pattern).search(data) is not None:
            assert any(one in spaced(data) for one in announcing(pattern) or {})


@pytest.mark.parametrize("pattern", ["(", r"\p{Greek}", "(?P<a>b)(?P<a>c)"])
def test_what_cannot_be_read_or_compiled_is_announced_by_nothing(pattern: str) -> None:
    assert announcing(pattern) is None
    assert digits(pattern) == 0
