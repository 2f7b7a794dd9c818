"""Mirror writing and simple ciphers are read back where a sentence comes out, and only there."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.hints import CIPHERS
from ecluse.text.twisted import twisted

SENTENCES = (
    "Voici le plan pour les usines : une annonce est prévue dans les jours qui viennent.",
    "Here is the plan for the plants: we will tell you and the press that day.",
)
_encoded = {
    way: {plain: written for written, plain in enumerate(meant) if written < 128}
    for way, meant in CIPHERS.items()
}


def swapped(word: str) -> str:
    return "".join(word[at : at + 2][::-1] for at in range(0, len(word), 2))


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("way", CIPHERS)
def test_every_cipher_is_read_back(way: str, sentence: str) -> None:
    assert sentence in [made.text for made in twisted(sentence.translate(_encoded[way]))]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_mirror_writing_is_read_back(sentence: str) -> None:
    assert sentence in [made.text for made in twisted(sentence[::-1])]


def test_words_in_the_mirror_are_read_back_in_place() -> None:
    text = " ".join(word[::-1] for word in "le plan pour les usines est dans le sac".split())
    assert "le plan pour les usines est dans le sac" in [made.text for made in twisted(text)]


def test_letters_swapped_in_pairs_are_read_back() -> None:
    plain = "le plan pour les usines est dans le sac"
    text = " ".join(map(swapped, plain.split()))
    assert plain in [made.text for made in twisted(text)]


def test_only_the_line_in_cipher_is_read_back() -> None:
    text = "Bonjour à tous\n" + codecs.encode(SENTENCES[0], "rot13") + "\nÀ demain"
    (made,) = twisted(text)
    assert made.text == f"Bonjour à tous\n{SENTENCES[0]}\nÀ demain"


def test_a_word_in_the_mirror_comes_home() -> None:
    text = SENTENCES[1][::-1]
    made = next(made for made in twisted(text) if made.text == SENTENCES[1])
    start, end = made.home(0, 4)
    assert text[start:end] == "ereH"


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        "Der Plan für die Werke ist in den Tagen, die kommen, und wir sagen es der Presse.",
        "El plan para las fábricas es para los días que vienen y la prensa lo sabe.",
        "Il piano per le fabbriche è nei giorni che vengono e la stampa lo sa.",
        "План для заводов готов, и пресса узнает о нём на днях.",
        "Plan voor de fabrieken en de pers is klaar, met dank aan het team van de haven.",
        "def read(path): return [line for line in open(path) if line]",
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod",
        "Ésope reste ici et se repose",
        "deadbeef 0badcafe a1b2c3d4 https://example.org/x",
        "",
        "\ud800",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert list(twisted(text)) == []


@given(st.text() | st.text(alphabet="etlsdnagur hqyf\n", max_size=60))
def test_every_reading_comes_home(text: str) -> None:
    for made in twisted(text):
        assert len(made.text) == len(text)
        for at in range(len(text)):
            start, end = made.home(at, at + 1)
            assert end - start == 1
            assert 0 <= start < len(text)
