"""Words typed on the keys of another script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.keyboards import typed
from ecluse.text.twisted import twisted
from ecluse.text.upright import in_place


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Voici ьшысфдшку ici", "Voici miscalire ici"),
        ("ду здфт уе дф вфеу", "le plan et la date"),
        ("Voici צןדבשךןרק ici", "Voici miscalire ici"),
    ],
)
def test_keys_are_read(text: str, read: str) -> None:
    made = typed(text)
    assert made is not None
    assert made.text == read


@pytest.mark.parametrize(
    "text", ["Мы рады видеть вас", "Καλημέρα σας", "Bonjour à tous", "שלום לכולם"]
)
def test_a_text_in_its_own_language_is_left(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "Bonjour à tous. .niuj ne tnoresop el te ecalp al ed etis eL Merci à vous",
            "Le site de la place",
        ),
        ("À lire à l'envers : erilacsim", "miscalire"),
        ("Hr dvr gp yjr rmf pg yjr fsu smf yjr mohjy", "the end of the day and the night"),
    ],
)
def test_a_stretch_of_a_line_is_read_back(text: str, read: str) -> None:
    assert any(read in made.text for made in twisted(text))


def test_mirrored_letters_are_read_where_they_stand() -> None:
    made = in_place("un ɔobɘ ƨɘɔɿɘƚ")
    assert made is not None
    assert made.text == "un code secret"


@given(st.text(alphabet="йцу ab.'ɘƨɔИקרא1"))
def test_whatever_is_read_comes_home(text: str) -> None:
    for made in filter(None, (typed(text), in_place(text))):
        assert made.home(0, len(made.text)).end <= len(text)
