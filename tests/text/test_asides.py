"""What interrupts a word or a phrase is left out; what belongs to the sentence stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.asides import without_asides
from ecluse.text.loose import readings


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("bor(haha)éalis", "boréalis"),
        ("bor[…]éalis", "boréalis"),
        ("bor🎉éa🦆lis", "boréalis"),
        ("un plan // de // table", "un plan de table"),
        ("un plan *tousse* de table", "un plan de table"),
        ("un plan (1) de (2) table", "un plan de table"),
        ("un plan euh de euh table", "un plan de table"),
        ("jo@l(lol)ac.example", "jo@lac.example"),
    ],
)
def test_what_interrupts_is_left_out(text: str, shown: str) -> None:
    assert [made.text for made in without_asides(text)] == [shown]
    assert ("uninterrupted", shown) in [(name, made.text) for name, made in readings(text)]


@pytest.mark.parametrize(
    "text",
    ["", "Les salarié(e)s et les voisin(ne)s", "Cœur d’été… bravo !", "Tout (ou rien)", "\ud800"],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert list(without_asides(text)) == []


@given(st.text() | st.text(alphabet="aé1 ([*)]/🎉.euh", max_size=60))
def test_every_place_comes_home(text: str) -> None:
    for made in without_asides(text):
        for at, letter in enumerate(made.text):
            start, end = made.home(at, at + 1)
            assert text[start:end] == letter
