"""Needles are found alike by whoever looks for them first and by whoever has looked often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.needles import Automaton

some_needles = st.lists(st.text("ab", min_size=1, max_size=4).map(str.encode), max_size=8)
some_texts = st.lists(st.text("abc", max_size=12).map(str.encode), min_size=6, max_size=6)


@given(some_needles, some_texts)
def test_the_first_texts_are_searched_as_all_others(
    needles: list[bytes], texts: list[bytes]
) -> None:
    late = Automaton(needles)
    for text in texts:  # the first ones without an automaton
        late.find(text)
    for text in texts:
        assert sorted(Automaton(needles).find(text)) == sorted(late.find(text))


@given(some_needles, some_texts)
def test_places_come_in_order_of_their_ends(needles: list[bytes], texts: list[bytes]) -> None:
    made = Automaton(needles)
    for text in texts:
        ends = [end for _, _, end in made.find(text)]
        assert ends == sorted(ends)


@pytest.mark.parametrize("size", [10, 5_000])
def test_a_text_of_any_bytes_holds_none_of_no_needles(size: int) -> None:
    assert Automaton([]).find(b"\xff" * size) == []


def test_a_first_short_text_builds_nothing_and_a_long_one_does() -> None:
    made = Automaton([b"quai"])
    assert made.find(b"au quai") == [(0, 3, 7)]
    assert made._search is None
    assert len(made.find(b"au quai " * 1000)) == 1000
    assert made._search is not None
