"""Marks over, under and through letters: taken apart, left out, added, stacked."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from random import Random

from ecluse.redteam.transform import Change, bare, between, family, on_goods

_of = family("accents")

_ADDED = {"a": "ä", "c": "ç", "e": "ë", "i": "ï", "n": "ñ", "o": "ö", "s": "ş", "u": "ü", "z": "ž"}
_DOTTED = dict(zip("bcdefghmnprstwxyz", "ḃċḋėḟġḣṁṅṗṙṡṫẇẋẏż", strict=True))
_STROKES = dict(zip("bdghijltuz", "ƀđǥħɨɉłŧʉƶ", strict=True))
_STACK = "\u030d\u0311\u0323\u0347\u0352\u0334\u035a\u0301"


def _letters(table: Mapping[str, str]) -> Change:
    codes = {ord(letter): other for letter, other in table.items()}
    return lambda text, random: text.translate(codes)


def _each(mark: str) -> Change:
    def change(text: str, random: Random) -> str:
        return "".join(one + mark if one.isalnum() else one for one in text)

    return change


def _stacked(text: str, random: Random) -> str:
    return "".join(
        one + "".join(random.sample(_STACK, 4)) if one.isalnum() else one for one in text
    )


TRANSFORMS = (
    _of(
        "decomposed", 2, on_goods(lambda text, random: unicodedata.normalize("NFD", text)),
        "lettre et accent séparés (NFD)", "letter and accent apart (NFD)",
    ),
    _of("accents-dropped", 2, on_goods(lambda text, random: bare(text)), "sans accents", "without accents"),
    _of("accents-added", 2, on_goods(_letters(_ADDED)), "des accents de trop", "accents too many"),
    _of("dots-above", 2, on_goods(_letters(_DOTTED)), "des points sur les lettres", "letters with a dot above"),
    _of("strokes", 2, on_goods(_letters(_STROKES)), "des lettres barrées", "letters with a stroke"),
    _of("struck-through", 2, on_goods(_each("\u0336")), "une barre sur chaque lettre", "a stroke over each letter"),
    _of("underlined", 2, on_goods(_each("\u0332")), "un trait sous chaque lettre", "a line under each letter"),
    _of("marks-between", 2, on_goods(between("\u0307")), "un point entre les lettres", "a dot between letters"),
    _of("keycaps", 2, on_goods(_each("\u20e3")), "un cadre de touche sur chaque lettre", "a keycap on each letter"),
    _of("stacked-marks", 2, on_goods(_stacked), "quatre marques sur chaque lettre", "four marks on each letter"),
)  # fmt: skip
