"""Tokens in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.secret_pieces import mended
from ecluse.classifiers.secrets import CLASSIFIER
from ecluse.text.views import view_of

LEAD = "sk_" + "live_"
HALVES = LEAD + "q7Rz2Kx", "9Vb4Tm1Ws8Lp3Hd6N"


@pytest.mark.parametrize(
    "between",
    [
        " ", "\n", " puis ", "… …", '" + "', "', '", " (sans espace) ", "\nPart 2: ", '", "b": "', "_", " / ", "**",
    ],
)  # fmt: skip
def test_a_token_in_two_pieces_is_one(between: str) -> None:
    text = f"la clé {between.join(HALVES)}, merci"
    (hit,) = CLASSIFIER.classify(view_of(text))
    assert hit.value == "".join(HALVES)
    assert text[hit.start : hit.end] == between.join(HALVES)


@pytest.mark.parametrize(
    "text",
    [
        f"{LEAD} est le préfixe des clés de production, ne les publiez jamais nulle part",
        f"{LEAD}abc puis rien",
        f"une clé commence par {LEAD}, suivi de vingt-quatre signes au hasard",
    ],
)
def test_words_behind_a_prefix_are_no_token(text: str) -> None:
    assert list(CLASSIFIER.classify(view_of(text))) == []


@given(st.text("ab1 _-\n.+", max_size=60), st.lists(st.integers(0, 60), max_size=10))
def test_every_place_comes_home(text: str, leads: list[int]) -> None:
    made = mended(text, sorted(at for at in leads if at < len(text)))
    if made is not None:
        for at, letter in enumerate(made.text):
            start, end = made.home(at, at + 1)
            assert 0 <= start <= end <= len(text)
            if letter != "\n":
                assert text[start:end] == letter
