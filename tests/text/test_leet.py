"""Signs are read as the letters that they stand for, in words that hold letters too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.leet import leet

texts = st.text() | st.text(alphabet="abc013$€@|\\/()[]<_ é!.\n🔥\ud800", max_size=40)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("b0r3al", "boreal", id="digits"),
        pytest.param("B0R3AL", "BOREAL", id="capitals among capitals"),
        pytest.param("le p1an s0cial", "le plan social", id="one for an l"),
        pytest.param("v1gneron", "vigneron", id="one for an i"),
        pytest.param("$ecret", "secret", id="a dollar first"),
        pytest.param("5ecret", "secret", id="a digit first"),
        pytest.param("secre7", "secret", id="a digit last"),
        pytest.param("b@lise", "balise", id="an at sign"),
        pytest.param("b0r€al", "boreal", id="a euro"),
        pytest.param("bor€al", "boreal", id="only a euro"),
        pytest.param("éta1age", "étalage", id="accents"),
        pytest.param("l'1nt3rn3", "l'interne", id="after an apostrophe"),
        pytest.param("#b0r3al1s", "#borealis", id="a hashtag"),
        pytest.param("(b0r3al)", "(boreal)", id="in brackets"),
        pytest.param("b0r3al...", "boreal...", id="before dots"),
        pytest.param("bor3al!", "boreal!", id="before an exclamation mark"),
        pytest.param("bor!al1s", "borialis", id="an exclamation mark inside"),
        pytest.param("fran(ois", "francois", id="an open bracket"),
        pytest.param("74r63t", "target", id="more digits than letters"),
        pytest.param("|\\/|arelle", "marelle", id="three signs for an m"),
        pytest.param("|\\|ote", "note", id="three signs for an n"),
        pytest.param("/\\lerte", "alerte", id="two signs for an a"),
        pytest.param("\\/igne", "vigne", id="two signs for a v"),
        pytest.param("|<ayak", "kayak", id="two signs for a k"),
        pytest.param("b()real", "boreal", id="brackets for an o"),
        pytest.param("|_|sine", "usine", id="three signs for a u"),
        pytest.param("co1oµring", "colouring", id="a micro"),
    ],
)
def test_signs_are_read_as_letters(text: str, shown: str) -> None:
    assert shown in [made.text for made in leet(text)]


@pytest.mark.parametrize(
    "text",
    [
        "42 M€ de chiffre, 12 % de mieux, 3e étage",
        "100%",
        "B2B, B2C, K8s, i18n, H2O, CO2, mp3, 4x4, P2P",
        "le 1er, la 2nde, the 3rd, 10km, 5min",
        "Départ à 20h30, retour 1h",
        "iPhone 15, 3D, Canal+",
        "https://example.org/AbC12dEf?x=1a2b3c",
        "www.example.org/a1bcde",
        "jane.doe@example.org",
        "Suivez @lac_boreal",
        "Les salarié(e)s, les invité(e)s (voir ici)",
        "f(x) = a[i] + b",
        "prix : 12€, 5$, 3£",
        "Score 3-1",
        "06 12 34 56 78",
        "Vive l’été !",
        "",
        "\ud800\x00",
    ],
)
def test_numbers_units_and_links_are_left_alone(text: str) -> None:
    assert list(leet(text)) == []


def test_only_words_that_hold_signs_change() -> None:
    (made, *_) = leet("Le b0r3al coûte 42 M€ le 1er mai")
    assert made.text == "Le boreal coûte 42 M€ le 1er mai"
    assert made.home(3, 9) == (3, 9)


def test_several_signs_come_home_together() -> None:
    (made, *_) = leet("la |\\/|arelle")
    assert made.home(3, 4) == (3, 7)
    assert made.home(3, 10) == (3, 13)


@given(texts)
def test_there_are_two_readings_at_most_and_they_come_home(text: str) -> None:
    readings = list(leet(text))
    assert len(readings) <= 2
    for made in readings:
        for at, letter in enumerate(made.text):
            start, end = made.home(at, at + 1)
            assert 0 <= start < end <= len(text)
            assert text[start:end] == letter or letter.isascii()


@pytest.mark.parametrize("unit", ["b0r3al ", "|\\/", "a1", "a1b@", "(a1", "a€"])
def test_a_word_without_end_is_read_once(unit: str) -> None:
    assert all(len(made.text) <= 6_000 * len(unit) for made in leet(unit * 6_000))
