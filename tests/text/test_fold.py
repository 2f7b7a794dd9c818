"""Folding keeps what a reader hears, and finds its way home."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecluse.text.fold import _FOLDED, fold, fold_term
from ecluse.text.views import view_of

texts = st.text() | st.text(alphabet="aéÉœß’'- \u00a0\u200d🚀e\u0301ﬁＡЖ…€\n", max_size=40)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("Été", b"ete", id="accents and case"),
        pytest.param("e\u0301te\u0301", b"ete", id="decomposed accents"),
        pytest.param("l’accord l'accord lʼaccord", b"l'accord l'accord l'accord", id="apostrophes"),
        pytest.param("mi\u2011avril – mai", b"mi-avril - mai", id="hyphens and dashes"),
        pytest.param("10\u00a0000\u202f€", b"10 000 $", id="no-break spaces, currency"),
        pytest.param("cœur Straße ﬁn", b"coeur strasse fin", id="ligatures"),
        pytest.param("con\u00adfi\u200ddentiel", b"confidentiel", id="characters nobody sees"),
        pytest.param("Ｆａｌｃｏｎ²", b"falcon2", id="compatibility forms"),
        pytest.param("a🚀b❤️c", b"a b c", id="emoji are spaces, their selector is nothing"),
        pytest.param("Проект", "проект".encode(), id="other scripts stay, in lower case"),
        pytest.param("«oui»", b'"oui"', id="quotation marks"),
    ],
)
def test_folded(written: str, folded: bytes) -> None:
    assert fold(written).data == folded


# Every plane that holds characters; above, tags, selectors and private use.
CHARACTERS = [chr(code) for block in ((0, 0x32400), (0xE0000, 0xE0200)) for code in range(*block)]


def test_the_table_and_the_map_agree_on_every_character() -> None:
    assert [c for c in CHARACTERS if fold(c).data != _FOLDED[c]] == []


def test_folding_twice_is_folding_once() -> None:
    def again(c: str) -> bytes:
        return fold(fold(c).data.decode()).data

    assert [c for c in CHARACTERS if again(c) != fold(c).data] == []


@given(texts)
@example("œ")
def test_a_text_is_folded_character_by_character(text: str) -> None:
    assert fold(text).data == b"".join(_FOLDED[c] for c in text)


@given(texts, st.data())
def test_a_place_in_the_folded_text_comes_home_to_the_characters_that_made_it(
    text: str, data: st.DataObject
) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.data)))
    end = data.draw(st.integers(start, len(folded.data)))
    home = folded.span(start, end)
    assert 0 <= home.start <= home.end <= len(text)
    if start < end:
        assert folded.data[start:end] in fold(text[home.start : home.end]).data
    whole = folded.span(0, len(folded.data))
    unseen = fold(text[: whole.start]).data + fold(text[whole.end :]).data
    assert unseen == b""


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_case_and_composition_change_nothing(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)).data == fold(text).data
    assert fold(text.swapcase()).data.replace(b"'n", b"") == fold(text).data.replace(b"'n", b"")


def test_a_declared_term_stays_readable() -> None:
    assert fold_term("L’Été Ж") == "l'ete ж"


def test_a_view_keeps_its_field() -> None:
    assert view_of("Été", "alt[0]").field == "alt[0]"
