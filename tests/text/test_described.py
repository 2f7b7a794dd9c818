"""Figures said among figures are put in their place; words that count other things stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text import described as module
from ecluse.text.described import described
from ecluse.text.loose import readings


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("au 0 double 7 double 0 9 12", "au 077009 12"),
        ("carte 49 double 7 1234", "carte 49771234"),
        ("carte 49 deux fois 7 1234", "carte 49771234"),
        ("carte 49 deux  70 1234", "carte 492 70 1234"),
        ("carte 04 09 07 00  01 02 03 04", "carte 4970 1234"),
    ],
)
def test_figures_come_in_their_place(text: str, shown: str) -> None:
    assert ("described", shown) in [(name, made.text) for name, made in readings(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Deux fois par an",
        "Un double espresso et trois croissants",
        "Le 12 mai, sept trains",
        "01 02 03",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert list(described(text)) == []


@given(
    st.text()
    | st.text(alphabet="01 9-,A", max_size=60)
    | st.lists(st.sampled_from("double deux fois sept 0 7 12 ,".split())).map(" ".join)
)
def test_every_place_comes_home(text: str) -> None:
    for made in described(text):
        for at in range(len(made.text)):
            start, end = made.home(at, at + 1)
            assert 0 <= start <= end <= len(text)


TOKENS = st.sampled_from(
    [
        *("1", "12", "06", "05 ", "39", "huit", "Un", "une", "deux", "trois", "ſıx", "double", "triple", "twice", "7"),
        *("deux fois", "2 fois", "3 x", "le", "un", "04", "09A", "٣", "²", "①", "𝟗", "A", "é", "commun", "zéro", "oh"),
    ]
)  # fmt: skip
GAPS = st.sampled_from(
    [" ", "", "  ", "-", "\u202f", "\u00a0", "\u2009", ", ", " - ", "/", "\n", "   ", "."]
)


@given(
    st.lists(st.tuples(TOKENS, GAPS), max_size=9).map(lambda its: "".join(a + b for a, b in its))
    | st.text()
)
def test_a_quick_look_misses_nothing(text: str) -> None:
    changes = [*module._words(text), *module._without_pads(text)]
    assert bool(list(described(text))) == bool(changes)


def test_long_and_dotless_letters_of_a_number_word_are_read() -> None:
    assert [made.text for made in described("au 06 39 ſıX 98")] == ["au 06 39698"]
