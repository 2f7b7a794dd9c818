"""Declared terms some of whose letters are masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.classifiers.lexicon import Entry, Lexicon
from ecluse.classifiers.masked import Masked
from ecluse.text.masked import masked
from ecluse.text.views import view_of

TERMS = ("Marengoutel", "gel des embauches", "audit interne")
CLASSIFIER = Masked(Lexicon(tuple(Entry("secret", term) for term in TERMS)))


def _found(text: str) -> list[tuple[str, str]]:
    made = masked(text)
    if made is None:
        return []
    hits = CLASSIFIER.classify(view_of(made.text))
    return [(hit.value, text[slice(*made.home(hit.start, hit.end))]) for hit in hits]


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("le m*r*ng**t*l arrive", "marengoutel", "m*r*ng**t*l"),
        ("le Mar███outel arrive", "marengoutel", "Mar███outel"),
        ("le *arengoutel arrive", "marengoutel", "*arengoutel"),
        ("le marengou*** arrive", "marengoutel", "marengou***"),
        ("le maren*utel arrive", "marengoutel", "maren*utel"),
        ("un gel des emb••ches", "gel des embauches", "gel des emb••ches"),
        ("un g*l d*s emb*uch*s", "gel des embauches", "g*l d*s emb*uch*s"),
        ("un a_d_t int?rne", "audit interne", "a_d_t int?rne"),
    ],
)
def test_masked_letters_are_seen_through(text: str, value: str, shown: str) -> None:
    assert (value, shown) in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "le marengoutel** arrive",  # a note
        "**marengoutel**",
        "le m*********l",
        "p*****n, quel gel des embrassades",
        "a*b*c, 3*4",
        "https://lac.example/m*r*ng**t*l",
        "",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert _found(text) == []


@given(st.text("marengoutl*•█_ ", max_size=40))
def test_every_place_comes_home(text: str) -> None:
    made = masked(text)
    if made is not None:
        for at, letter in enumerate(made.text):
            start, end = made.home(at, at + 1)
            assert 0 <= start <= end <= len(text)
            if letter.isalpha():
                assert text[start:end] == letter
