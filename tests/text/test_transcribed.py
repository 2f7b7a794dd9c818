"""Words in Cyrillic or Greek letters, by their sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.transcribed import transcribed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("le проект Маренгутель", "le proekt Marengutel"),
        ("ΑΠΟΡΡΗΤΟ", "APORRITO"),
        ("Щука и Жук", "SCHuka и Жук"),
    ],
)
def test_letters_are_written_by_their_sound(text: str, shown: str) -> None:
    made = transcribed(text)
    assert made is not None
    assert made.text == shown


@pytest.mark.parametrize("text", ["", "Été à Rennes", "π = 3", "да"])
def test_other_texts_stay(text: str) -> None:
    assert transcribed(text) is None


@given(st.text("проектΩλ éa\n", max_size=40))
def test_every_place_comes_home(text: str) -> None:
    made = transcribed(text)
    if made is not None:
        for at in range(len(made.text)):
            start, end = made.home(at, at + 1)
            assert 0 <= start < end <= len(text)
