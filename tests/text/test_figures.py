"""Figures that are written as something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.figures import figures

PIECES = (
    "06", " ", "(3+4)", "VIII", "IX ", "sept", "neuf", "0x65b18db3", "三", "⚂", ", ", "FR", "&é\"'(-è_", "lac", "\n", "(9+9)",
)  # fmt: skip


def _read(text: str) -> list[str]:
    return [" ".join(made.text.split()) for made in figures(text)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("le (0+0)(3+3) (1+2)(9+0) (4+4)(0+5)", "le 063985"),
        ("au IV IX VII N III IX VIII V", "au 49703985"),
        ("au zérosixtroisneufneufhuitzérosept", "au 06399807"),
        ("au 06 3 deux fois 9 8 53 05", "au 0639985305"),
        ("au 00 06 03 09 09 08 05 03", "au 06399853"),
        ("code 0x650b1871db3b", "code 111098329160507"),
        ("au 三九九八 五三 〇五", "au 39985305"),
        ("au ⚂⚅⚅⚀ ⚁⚁⚄⚃", "au 36612254"),
        ("tapez àè èà éé à&", "tapez 07702201"),
        ("virez sur FR (3+4)VI 三000 6000", "virez sur FR7630006000"),
        ("né le (1+1)(0+0)/(0+0)(1+6)/(0+1)(3+6)(7+0)(6+2)", "né le 20/07/1978"),
    ],
)
def test_a_row_is_read_as_a_number(text: str, shown: str) -> None:
    assert shown in _read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Un, deux, trois, soleil !",
        "Louis XIV et Henri IV, chapitre VII",
        "Le 12 mars à 18 h, 20 € la place",
        "f(x) = (1+2) et 3",
        "0639985305 tel quel",
        "couleur 0xff0000",
        "« Oh ! » (là) !!!",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert _read(text) == []


def test_letters_that_make_numbers_in_several_ways_are_read_once() -> None:
    """« unoneun » is *uno, neun* and *un, one, un*: forty of them have as many readings as 2 ** 40."""
    assert _read("le 06 " + "unoneun" * 40) == ["le 06" + "19" * 40]
    assert _read("le zero " + "unoneun" * 40 + "z") == []


def test_the_last_letters_decide_how_a_number_is_read() -> None:
    assert _read("au 06 einsix neuf huit 53 05") == ["au 0616985305"]


@pytest.mark.parametrize("word", ["sİx", "ſıx", "SIX"])
def test_a_letter_that_is_i_whatever_its_case_is_one(word: str) -> None:
    assert _read(f"au zero {word} neuf huit 53 05 33") == ["au 0698530533"]


def test_letters_that_are_no_number_end_no_row_of_another() -> None:
    assert _read("au 06 sixdouble 4 neuf trois 53 04") == ["au 06 six 44935304"]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_every_place_comes_home(text: str) -> None:
    for made in figures(text):
        for at in range(len(made.text)):
            start, end = made.home(at, at + 1)
            assert 0 <= start <= end <= len(text)
            if made.text[at].isalpha():
                assert made.text[at] in text[start:end]
