"""Identifiers that are typed out in words are read as they would be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.spelled import spelled

_words = "un deux six dix vingt quatre cent et and seven double at dot point arobase tiret bas plus mille com [at] (dot) - , . jean 7 a \n 🔥 \ud800"
texts = st.text() | st.lists(st.sampled_from(_words.split(" ")), max_size=20).map(" ".join)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("jeanne point durand arobase exemple point fr", "jeanne.durand@exemple.fr"),
        ("jane at example dot com", "jane@example.com"),
        ("jane dot doe at example dot co dot uk", "jane.doe@example.co.uk"),
        ("jane [at] example [dot] com", "jane@example.com"),
        ("jane(at)example(dot)com", "jane@example.com"),
        ("jane{at}example.com", "jane@example.com"),
        ("jane (a) example.com", None),
        ("jane(a)example.com", "jane@example.com"),
        ("jane -at- example -dot- com", "jane@example.com"),
        ("jane_at_example_dot_com", "jane@example.com"),
        ("anne tiret marie arobas exemple point fr", "anne-marie@exemple.fr"),
        ("anne tiret bas marie arobase exemple point fr", "anne_marie@exemple.fr"),
        ("anne underscore marie arobase exemple.fr", "anne_marie@exemple.fr"),
        ("anne plus lac arobase exemple point fr", "anne+lac@exemple.fr"),
        ("a n n e arobase exemple point fr", "anne@exemple.fr"),
        ("anne.marie (arobase) exemple.fr", "anne.marie@exemple.fr"),
        ("serveur point lac point local", "serveur.lac.local"),
        ("intranet point exemple point com slash plan", "intranet.exemple.com/plan"),
        ("hxxps://exemple[.]fr/plan", "https://exemple.fr/plan"),
        ("exemple[point]fr", "exemple.fr"),
        ("dix point zéro point un point douze", "10.0.1.12"),
        (
            "cent quatre-vingt-douze point cent soixante-huit point zéro point un",
            "192.168.0.1",
        ),
    ],
)
def test_addresses_are_read(text: str, shown: str | None) -> None:
    made = spelled(text)
    assert (made and made.text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "06 12 34 56 78"),
        ("zéro six, douze, trente-quatre, cinquante-six, nonante-huit", "06 12 34 56 98"),
        ("zero un quatre vingt onze vingt et un septante-deux trente", "01 91 21 72 30"),
        ("zéro un soixante et onze quatre-vingt-un huitante trente-trois", "01 71 81 80 33"),
        ("zero six one two three four five six seven eight", "0612345678"),
        ("oh seven double seven one two three four five six", "0777123456"),
        ("triple five, one two three four", "555 1234"),
        ("twenty-one, forty two, ninety nine, thirteen", "21 42 99 13"),
        ("plus trente-trois six douze trente-quatre cinquante-six dix-huit", "+33 6 12 34 56 18"),
        ("zéro six tiret douze tiret trente-quatre tiret cinquante-six", "06-12-34-56"),
        ("06 douze trente-quatre cinquante-six soixante-dix-huit", "06 12 34 56 78"),
        ("F R sept six trois zéro zéro zéro six", "FR7630006"),
        ("quatre neuf sept zéro, un un un un, deux deux deux deux", "4970 1111 2222"),
        ("huit cent douze six cent trois deux cents quatre-vingts", "812 603 280"),
        ("one hundred and five, two hundred six, seven", "105 206 7"),
        ("Zéro\nsix\ndouze\ntrente-quatre\ncinquante-six", "06 12 34 56"),
    ],
)
def test_numbers_are_read(text: str, shown: str) -> None:
    made = spelled(text)
    assert made is not None
    assert made.text == shown


@pytest.mark.parametrize(
    "text",
    [
        "Visit us at example.com",
        "Meet me at the dot com bar",
        "Le point sur les deux ou trois nouveautés",
        "À ce point de vue, il y a un point fort et un point faible",
        "Un point c'est tout",
        "Un, deux, trois, soleil !",
        "Deux mille vingt-six, une année à six jours fériés",
        "Quatre cent douze mille euros",
        "two hundred and fifty six thousand people",
        "Ils sont trois, quatre ou cinq, voire six",
        "De sept à neuf heures, puis de dix à onze",
        "Une recette : deux œufs, trois pommes, quatre poires, cinq figues",
        "state-of-the-art, stuff-at-the-office: the report",
        "choose the window (A) with your slides",
        "Le caractère arobase",
        "Rendez-vous à 18 h 30, quai 4",
        "Connect the dots at noon",
        "cinq à sept",
        "",
        "(at)",
    ],
)
def test_ordinary_text_spells_nothing(text: str) -> None:
    assert spelled(text) is None


def test_what_stands_around_stays() -> None:
    made = spelled("Écrivez à anne arobase exemple point fr, merci ! 🔥")
    assert made is not None
    assert made.text == "Écrivez à anne@exemple.fr, merci ! 🔥"
    start = made.text.index("anne")
    assert made.home(start, start + len("anne@exemple.fr")) == (10, 39)


@given(texts)
def test_whatever_is_spelled_comes_home(text: str) -> None:
    made = spelled(text)
    if made is not None:
        for at in range(len(made.text)):
            start, end = made.home(at, at + 1)
            assert 0 <= start <= end <= len(text)


def test_a_sign_in_two_words_may_end_the_text() -> None:
    made = spelled("jo arobase lac point example tiret bas")
    assert made is not None
    assert made.text.startswith("jo@lac.example")
