"""Patterns are folded, refused when they could be slow, and read for what they need."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.fold import fold
from ecluse.text.patterns import PatternError, compile_pattern, digits, fold_pattern


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        pytest.param("a(?=b)", "look-ahead", id="look-ahead"),
        pytest.param("a(?!b)", "look-ahead", id="negative look-ahead"),
        pytest.param("(?<=a)b", "look-behind", id="look-behind"),
        pytest.param(r"(a)\1", "back-references", id="back-reference"),
        pytest.param("(a", "not a pattern", id="not closed"),
    ],
)
def test_refused_with_a_reason(pattern: str, why: str) -> None:
    with pytest.raises(PatternError, match=why):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param(r"\bété\b", "un ÉTÉ ici", id="French word boundaries"),
        pytest.param(r"\d+ ?M€", "plus de 41 M€", id="currency"),
        pytest.param(r"\d+ ?M€", "41\u202fM€", id="narrow no-break space"),
        pytest.param(r"l’accord", "L'accord", id="apostrophes"),
        pytest.param(r"(?P<an>20\d\d)", "en 2027", id="named groups"),
    ],
)
def test_found(pattern: str, text: str) -> None:
    assert compile_pattern(pattern).search(fold(text).data)


pieces = st.recursive(
    st.sampled_from(["a", "bc", "def", "é", " ", "-", "4", "[0-9]", r"\d", "[ab]", ".", r"\b"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        inner.map(lambda one: f"(?:{one})?"),
        inner.map(lambda one: f"({one})+"),
        inner.map(lambda one: f"(?:{one}){{0,2}}"),
    ),
    max_leaves=8,
)


def test_what_latin_does_not_hold_is_a_question_mark_in_pattern_and_text() -> None:
    found = compile_pattern("Sœur", folded=False).search("la Sœur".encode("latin-1", "replace"))
    assert found is not None
    assert found[0] == b"S?ur"
    assert compile_pattern("Sœur", folded=False).search(b"pour") is None


@given(st.text(alphabet="éèœ’…€ЖñÀ"))
def test_a_folded_literal_matches_what_it_was_folded_from(text: str) -> None:
    assert re.fullmatch(fold_pattern(text).encode(), fold(text).data)


@given(pieces, st.text(alphabet="0123456789ab -", max_size=30))
def test_every_match_holds_as_many_digits_as_it_needs(pattern: str, text: str) -> None:
    match = compile_pattern(pattern).search(fold(text).data)
    if match is not None:
        assert sum(48 <= byte <= 57 for byte in match[0]) >= digits(pattern)
