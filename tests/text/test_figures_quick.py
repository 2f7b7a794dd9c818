"""Rows of figures that are written as something else are read, and a quick look misses none of them."""

from __future__ import annotations

import re2
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text import figures as module
from ecluse.text.figures import figures

TOKENS = st.sampled_from(
    [
        *("1", "12", "06", "05", "123", "VI", "III", "I", "N", "un", "une", "deux", "Trois", "sept", "zerosixtrois"),
        *("acht", "double", "triple 3", "deux fois 4", "fois", "3+1", "(3+1)", "(0+2)", "5-2)", "(5-2)", "0x650b18"),
        *("三", "九", "⚀", "٣", "３", "𝟗", "FR", "A", "ABCDE", "é", "commun", "PARIS", "àè'(-_ç&é", "!@#$%^&*", "ſıx"),
    ]
)  # fmt: skip
GAPS = st.sampled_from(
    [" ", "", "-", "_", ".", "\u202f", ", ", " - ", "/", "’", "\n", " | ", "(", ") ", "×", " un "]
)
TEXTS = st.lists(st.tuples(TOKENS, GAPS), max_size=9).map(
    lambda its: "".join(a + b for a, b in its)
)


@given(TEXTS | st.text())
def test_a_quick_look_misses_no_row(text: str) -> None:
    rows = [*module._rows(text), *module._shifted(text)]
    assert bool(list(figures(text))) == bool(rows)


def test_a_quick_look_passes_over_dates_prices_and_hours() -> None:
    for text in ("le 12/06 à 18 h 30", "12,50 € (réduit : 9 €)", "Doors at 7:30 pm, no booking"):
        assert module._may_say().search(text.encode()) is None


def test_a_quick_look_knows_the_figures_of_all_scripts() -> None:
    look = re2.compile(f"[{module._DECIMALS}]")
    decimals = "".join(c for c in map(chr, range(128, 0x110000)) if c.isdecimal())
    assert look.sub("", decimals) == ""


def test_long_and_dotless_letters_of_a_number_word_are_read() -> None:
    assert [made.text for made in figures("au 06 39 98 53 ſıX")] == ["au  063998536 "]
