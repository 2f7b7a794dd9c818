"""Letters that stand apart, are stretched or open lines are read as words; the rest is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.letters import acrostics, joined, unstretched
from ecluse.text.mapped import Mapped

texts = st.text() | st.text(alphabet="abé ÉÀ.-|\n#(),0🔥\u0301\u200dв\ud800", max_size=60)


def comes_home(source: str, made: Mapped) -> bool:
    """Whether each letter of a text that was put together is the one that stands in its source."""
    for at, letter in enumerate(made.text):
        start, end = made.home(at, at + 1)
        if not 0 <= start <= end <= len(source):
            return False
        if letter != " " and source[start:end] != letter:
            return False
    return True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("B.O.R.É.A.L demain", "BORÉAL demain", id="dots"),
        pytest.param("b o r é a l", "boréal", id="spaces"),
        pytest.param("b\u00a0o\u202fr\u00a0é\u202fa l", "boréal", id="no-break spaces"),
        pytest.param("B-O-R-E-A-L", "BOREAL", id="hyphens"),
        pytest.param("b_o_r_e_a_l", "boreal", id="underscores"),
        pytest.param("b\no\nr\ne\na\nl", "boreal", id="one on a line"),
        pytest.param("b\n\no\n\nr\n\ne\n\na\n\nl", "boreal", id="one on every other line"),
        pytest.param("b🔥o🔥r🔥e🔥a🔥l", "boreal", id="emoji"),
        pytest.param("b❤️o❤️r❤️e❤️a❤️l", "boreal", id="emoji of two characters"),
        pytest.param("b👨‍👩‍👧o👨‍👩‍👧r👨‍👩‍👧e👨‍👩‍👧a👨‍👩‍👧l", "boreal", id="a family between"),
        pytest.param("| b | o | r | e | a | l |", "| boreal |", id="cells"),
        pytest.param("(b)(o)(r)(e)(a)(l)", "(boreal)", id="brackets"),
        pytest.param("[b] [o] [r] [e] [a] [l]", "[boreal]", id="brackets and spaces"),
        pytest.param("b, o, r, e, a, l", "boreal", id="commas"),
        pytest.param('"b" "o" "r" "e" "a" "l"', '"boreal"', id="quotes"),
        pytest.param("#b #o #r #e #a #l", "#boreal", id="hashtags"),
        pytest.param("*b* *o* *r* *e* *a* *l*", "*boreal*", id="emphasis"),
        pytest.param("b/o/r/e/a/l", "boreal", id="slashes"),
        pytest.param("b~o+r=e^a%l", "boreal", id="a different sign each time"),
        pytest.param("L A C   B O R E A L", "LAC BOREAL", id="three spaces between words"),
        pytest.param("L.A.C. B.O.R.E.A.L", "LAC BOREAL", id="a dot and a space between words"),
        pytest.param("l.a.c b.o.r.e.a.l", "lac boreal", id="a space between words in dots"),
        pytest.param("L\nA\nC\n\nB\nO\nR", "LAC BOR", id="an empty line between words"),
        pytest.param("L-A-C : B O R E A L", "LAC BOREAL", id="two kinds of rows"),
        pytest.param("bo.re.al.is", "borealis", id="groups and dots"),
        pytest.param("bor-ea-lis-te", "borealiste", id="uneven groups"),
        pytest.param("bor / ea / lis / te", "borealiste", id="groups and slashes"),
        pytest.param("| bo | rea | lis | te |", "| borealiste |", id="groups in cells"),
        pytest.param("BO RE AL IS TE", "BOREALISTE", id="groups of two"),
        pytest.param("bor eal ist esx", "borealistesx", id="groups of three"),
        pytest.param("b.o.r.ea.lis", "borealis", id="letters and groups"),
        pytest.param("b 0 r 3 a l 1 s", "b0r3al1s", id="digits among letters"),
        pytest.param("É\u0301 T\u0301 E H I V", "É\u0301T\u0301EHIV", id="marks of their own"),
    ],
)
def test_what_stands_apart_is_put_together(text: str, shown: str) -> None:
    made = joined(text)
    assert made is not None
    assert made.text == shown
    assert comes_home(text, made)


@pytest.mark.parametrize(
    "text",
    [
        "Il y a de la place à bord.",
        "I.B.M. s'installe aux U.S.A.",
        "e.g. the U.S. and i.e. the E.U.",
        "J. R. R. signe à 5 heures",
        "5 à 7 sur le quai, entrée libre",
        "Score final : 3 - 1",
        "Le 06 12 34 56 78, ou le 01.02.03.04.05",
        "1 2 3 4 5 6 7 8 9, partez !",
        "192.168.0.1",
        "Va-t-il y aller ? Y a-t-il un train ?",
        "C’est-à-dire le lac, peut-être.",
        "https://example.org/a/b?c=1&d=2",
        "Ingrédients : 2 œufs, 100 g de sucre, 1 c. à s. d'eau",
        "4x4, mp3, B2B, H2O, CO2",
        "в г д е ж з",
        "א ב ג ד ה ו",
        "日 本 語 の 文 章",
        "S.O.S. !",
        "42 M€, 12 %, 3e étage",
        "A, B, C ou D ?",
        "",
        "\ud800 \x00 \U0010ffff",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert joined(text) is None


def test_spaced_words_are_put_together_and_nothing_else_changes() -> None:
    made = joined("Les S O L D E S commencent à 8 h")
    assert made is not None
    assert made.text == "Les SOLDES commencent à 8 h"
    assert made.home(4, 10) == (4, 15)


@given(texts)
def test_every_letter_that_is_put_together_comes_home(text: str) -> None:
    made = joined(text)
    assert made is None or comes_home(text, made)


@given(texts)
def test_letters_and_digits_stay_and_keep_their_order(text: str) -> None:
    made = joined(text)
    if made is not None:
        assert "".join(filter(str.isalnum, made.text)) == "".join(filter(str.isalnum, text))


@pytest.mark.parametrize(
    "unit", ["a ", "a.b.", "a\n", "con.fi.", "1 2 ", "12.34.", "c🔥", "e\u0301 "]
)
def test_a_row_without_end_is_put_together_once(unit: str) -> None:
    text = unit * 5_000
    made = joined(text)
    assert made is None or len(made.at) <= len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lac borrrréal", ["lac boréal", "lac borréal"]),
        ("COOOOOL", ["COL", "COOL"]),
        ("éééét", ["ét", "éét"]),
        ("aaabbbccc", ["abc", "aabbcc"]),
    ],
)
def test_stretched_letters_are_read_once_and_twice(text: str, shown: list[str]) -> None:
    assert [made.text for made in unstretched(text)] == shown


@pytest.mark.parametrize(
    "text", ["www.example.org", "1000 et 2000", "bonne année", "---!!!...", ""]
)
def test_what_is_not_stretched_has_no_such_reading(text: str) -> None:
    assert list(unstretched(text)) == []


@given(texts)
def test_unstretched_text_comes_home(text: str) -> None:
    assert all(comes_home(text, made) for made in unstretched(text))


def test_first_and_last_letters_of_lines_are_read() -> None:
    lines = ["- Bien sûr", "« Oui »", "3. Rien", "Est-ce tout ?", "À peine", "Là !"]
    assert [made.text for made in acrostics("\n".join(lines))] == ["BOREÀL", "rinteà"]


def test_an_empty_line_ends_a_word_of_first_letters() -> None:
    text = "Les\nAmis\nCe\n\nBeau\nOu\nRare"
    assert next(iter(acrostics(text))).text == "LAC BOR"


def test_few_lines_say_nothing() -> None:
    assert list(acrostics("Un\nDeux\nTrois\nQuatre\nCinq")) == []


@given(texts)
def test_first_letters_come_home(text: str) -> None:
    assert all(comes_home(text, made) for made in acrostics(text))
