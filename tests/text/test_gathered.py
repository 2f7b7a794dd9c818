"""Identifiers and tokens whose characters stand apart are put together with their signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.model import Draft
from ecluse.text.gathered import gathered
from ecluse.text.views import views

texts = st.text() | st.text(alphabet="ab7é @._-|\n>#(),1️⃣🔥\u200d\ud800", max_size=60)
FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("à k 7 _ x 9 q 4 2, merci", "à k7_x9q42, merci"),
        ("k.7._.x.9.q.4.2", "k7_x9q42"),
        ("k_7___x_9_q_4_2", "k7_x9q42"),
        ("k*7*_*x*9*q*4*2", "k7_x9q42"),
        ("k, 7, _, x, 9, q, 4, 2", "k7_x9q42"),
        ("|k|7|_|x|9|\n|q|4|2|", "|k7_x9q42|"),
        ("(k)(7)(_)(x)(9)(q)(4)(2)", "(k7_x9q42)"),
        ("k~7-_~x*9.q_4~2", "k7_x9q42"),
        ("4 9 7 0   1 2 3 4", "4970 1234"),
        ("j o @ l a c . e x", "jo@lac.ex"),
        (f"k{FAMILY}7🔥_🇫🇷x👍🏿9{FAMILY}q1️⃣4🔥2", "k7_x9q42"),
        ("k7-_x-9q4-2zz-wA8-pQ1-tt", "k7_x9q42zzwA8pQ1tt"),
        ("1. k\n2. 7\n3. _\n4. x\n5. 9\n6. q\n7. 4", "1. k7_x9q4"),
        ("A : k\nB : 7\nA : @\nB : 9\nA : q\nB : 4", "A : k7@9q4"),
        ("> k\n> 7\n> _\n> 9\n> q\n> 4", "> k7_9q4"),
    ],
)
def test_signs_of_a_token_survive(text: str, shown: str) -> None:
    assert shown in [made.text for made in gathered(text)]


@pytest.mark.parametrize(
    "text",
    ["", "Il y a de la place à bord", "S O L D E S", "Le 06 12 34 56 78", "\ud800 \x00", "à b c d"],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert list(gathered(text)) == []


def test_what_markdown_would_take_for_emphasis_is_put_together_too() -> None:
    shown = {view.text for view in views(Draft("Le b*o*r*é*a*l*i*s est là").parts())}
    assert "Le boréalis est là" in shown


@given(texts)
def test_every_place_comes_home(text: str) -> None:
    for made in gathered(text):
        for at in range(len(made.text)):
            start, end = made.home(at, at + 1)
            assert 0 <= start <= end <= len(text)
