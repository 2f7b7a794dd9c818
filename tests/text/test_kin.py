"""Words that are another word, played with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.kin import are_kin, asked_of, beside, bones, is_bare, keys_of, sound, steps, undone

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _meets(word: str, declared: str) -> bool:
    return not set(asked_of(word.encode())).isdisjoint(keys_of(declared.encode()))


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("goutelmaren", id="verlan"),
        pytest.param("letuogneram", id="in the mirror"),
        pytest.param("mrngtl", id="no vowels"),
        pytest.param("marangoutel", id="by ear"),
        pytest.param("znerattbhgry".replace("tt", "t"), id="thirteen on"),
        pytest.param("nzivmtlfgvo", id="inverted"),
        pytest.param(",zbesfluepk"[1:], id="another word"),
    ],
)
def test_a_word_that_is_played_with_keeps_something(word: str) -> None:
    assert _meets(word, "marengoutel") == (word != "zbesfluepk")


@pytest.mark.parametrize("other", ["fontaine", "marengo", "goutelette", "confidence"])
def test_another_word_keeps_nothing(other: str) -> None:
    assert not _meets(other, "marengoutel")


@given(st.text(LETTERS, min_size=5, max_size=20), st.integers(0, 25))
def test_steps_are_the_same_in_every_shift(word: str, shift: int) -> None:
    shifted = bytes(97 + (code - 97 + shift) % 26 for code in word.encode())
    assert steps(shifted) == steps(word.encode())


@given(st.text(LETTERS, min_size=5, max_size=20), st.randoms())
def test_letters_in_any_order_are_kin(word: str, random: object) -> None:
    letters = list(word)
    random.shuffle(letters)  # type: ignore[attr-defined]
    assert are_kin("".join(letters).encode(), word.encode())


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("pravojavet", "projet"),
        ("prubojubet", "projet"),
        ("propojepet", "projet"),
        ("ojetpray", "projet"),
        ("lrojetpem", "projet"),
        ("pprroojjeett", "projet"),
        ("pxrxoxjxext", "projet"),
        ("pr4j2t", "projet"),
        ("harrnonie", "harmonie"),
        ("clepart", "depart"),
        ("vvagon", "wagon"),
    ],
)
def test_what_was_added_by_a_rule_is_taken_away(word: str, meant: str) -> None:
    assert meant.encode() in undone(word.encode())


@pytest.mark.parametrize(
    ("one", "other"),
    [("konfidansiel", "confidentiel"), ("kanseillé", "canseillé"), ("fotografi", "photographie")],
)
def test_words_that_sound_alike_have_one_sound(one: str, other: str) -> None:
    assert sound(one.encode("ascii", "ignore")) == sound(other.encode("ascii", "ignore"))


def test_fingers_at_the_edge_of_a_keyboard_stay() -> None:
    left = next(table for table in beside() if b"z".translate(table) == b"a")
    assert b"a".translate(left) == b"a"


def test_bones_are_the_consonants() -> None:
    assert bones(b"marengoutel") == b"mrngtl"
    assert is_bare(b"mrngtl")
    assert not is_bare(b"mrng")


def test_short_words_and_other_scripts_have_no_kin() -> None:
    assert list(keys_of(b"lac")) == []
    assert undone(b"\xc3\xa9t\xc3\xa9s") == frozenset()
    assert not are_kin(b"\xc3\xa9cluse", b"ecluse")
