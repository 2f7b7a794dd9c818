"""Words that no space tells apart are told apart; what is a word stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.parted import parted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lapasserelledubordfermelundi", "la passerelle du bord ferme lundi"),
        ("#thebridgewillcloseon12March", "#the bridge will close on 12 March"),
    ],
)
def test_words_are_told_apart(text: str, shown: str) -> None:
    (made,) = parted(text)
    assert made.text == shown


def test_what_is_in_no_dictionary_stays_together_between_words() -> None:
    (made,) = parted("le site de zqwxkv ferme".replace(" ", ""))
    assert made.text == "le site de zqwxkv ferme"


@pytest.mark.parametrize(
    "text", ["", "anticonstitutionnellement", "un bord de mer", "\ud800" * 20, "ß" * 30]
)
def test_a_word_stays(text: str) -> None:
    assert list(parted(text)) == []


@given(st.text(alphabet="abdelrstéœ12 -", max_size=60))
def test_letters_keep_their_order_and_come_home(text: str) -> None:
    for made in parted(text):
        assert made.text.replace(" ", "") == text.replace(" ", "")
        for at, letter in enumerate(made.text):
            start, end = made.home(at, at + 1)
            assert letter == " " or text[start:end] == letter
