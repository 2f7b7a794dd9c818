"""What interrupts a word or a phrase is left out; what belongs to the sentence stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text import asides
from ecluse.text.asides import may_interrupt, without_asides
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


# --- the quick look -----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("con", "fi", "é", "œ", "3", "_", "(", ")", "[", "{", "*", "]", "<http://", "<https://a", ">", '\\"', "\n", "\t", " "),
        *("\u00a0", "\u202f", "\u2003", "\x1c", "…", ".", "🚀", "👩\u200d🔬", "\u0301", "\u200b", "\u202e", "\u2028", "/", "//"),
        *("|", "\\", "euh", "EUH", "lıke", "liKe", "hmm,", "сло", "ª", "½", "Ⅷ", "\ud800"),
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=9).map("".join) | st.text())
def test_whatever_is_left_out_was_announced(text: str) -> None:
    if list(without_asides(text)) or next(asides._asides(text), None) is not None:
        assert may_interrupt(text)


def test_the_quick_look_knows_every_letter_sign_and_space() -> None:
    import re2

    every = "".join(chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    for exact, wide in (
        (r"[^\W_]", asides._WRITTEN),
        (r"[^\x00-\xff\w\s\u2010-\u2027]", asides._PICTURE),
        (r"\s", asides._SPACE),
    ):
        left = re2.sub(wide.encode(), b"", every.encode()).decode()
        assert re.findall(exact, left) == []
