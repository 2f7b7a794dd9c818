"""A text by digest: which of its tokens stand in a range of places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecluse.registers.anchors import Spoken
from ecluse.registers.keyed import Keyed
from ecluse.registers.tokens import Kind, tokens_of
from ecluse.text.views import view_of

words = st.sampled_from(
    ["12 %", "en mars 2027", "ouvre", "3 fours", "Lille", "mille litres", "et", "."]
)


@given(st.lists(words, max_size=12).map(" ".join), st.integers(-9, 150), st.integers(-9, 150))
def test_the_tokens_between_two_places_are_those_that_start_there(
    text: str, first: int, last: int
) -> None:
    spoken = Spoken(tokens_of(view_of(text)), Keyed(b"a key of thirty-two bytes or so."))
    inside = [n for n, token in enumerate(spoken.tokens) if first <= token.start <= last]
    assert list(spoken.between(first, last)) == inside
    amounts = [n for n, _ in spoken.amounts_in(spoken.between(first, last))]
    assert amounts == [n for n in inside if spoken.tokens[n].kind is Kind.QUANTITY]
