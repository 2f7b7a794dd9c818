"""Strings that a program puts together, turns round or takes signs out of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.text.markup import hidden
from ecluse.text.programs import worked_out


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('print("erilacsim"[::-1])', "miscalire"),
        ('strrev("erilacsim")', "miscalire"),
        ('"erilacsim".split("").reverse().join("")', "miscalire"),
        ('echo "erilacsim" | rev', "miscalire"),
        ('"m_i_s_c_a_l_i_r_e".replace("_", "")', "miscalire"),
        ('"mXiscaXlire".replace(/X/g, "")', "miscalire"),
        ('a="misca"; b="lire"; echo $a$b', "miscalire"),
        ('=CONCAT("misca";"lire")', "miscalire"),
        ('{{ "misca" }}{{ "lire" }}', "miscalire"),
        ("Appelez '0612' + '345678'.", "Appelez 0612345678."),
    ],
)
def test_a_string_is_read_as_it_comes_out(text: str, read: str) -> None:
    assert any(read in one.text for one in hidden(text))


@pytest.mark.parametrize(
    "text",
    [
        "L'équipe a tout revu, c'est l'envers du décor.",
        'Il a dit "oui" puis "non".',
        "it's (rev 2)",
    ],
)
def test_ordinary_quotes_are_no_program(text: str) -> None:
    assert worked_out(text) is None


def test_what_is_shown_comes_home() -> None:
    text = 'dit "nocalf"[::-1] hier'
    made = worked_out(text)
    assert made is not None
    assert made.text == "dit flacon hier"
    assert made.home(4, 10) == (5, 11)


@given(st.text(alphabet="ab\"'`#.()[:-1] \nrevplac/|,"))
def test_any_text_is_read_or_left(text: str) -> None:
    made = worked_out(text)
    if made is not None:
        for at in range(len(made.text)):
            start, end = made.home(at, at + 1)
            assert text[start:end] == made.text[at]
